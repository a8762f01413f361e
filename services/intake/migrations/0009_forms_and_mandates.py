"""forms and mandates"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mandate",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("principal_name", sa.Text(), nullable=False),
        sa.Column("principal_name_index", sa.String(length=64), nullable=False),
        sa.Column("principal_number", sa.Text(), nullable=False),
        sa.Column("principal_number_index", sa.String(length=64), nullable=False),
        sa.Column("principal_phone", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("legal_representative", sa.Text(), nullable=True),
        sa.Column("agent_name", sa.Text(), nullable=False),
        sa.Column("agent_resident_id", sa.Text(), nullable=False),
        sa.Column("agent_phone", sa.Text(), nullable=True),
        sa.Column("matters", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("powers", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate")),
    )
    with op.batch_alter_table("mandate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mandate_principal_name_index"), ["principal_name_index"], unique=False)
        batch_op.create_index(batch_op.f("ix_mandate_principal_number_index"), ["principal_number_index"], unique=False)
        batch_op.create_index(
            "ix_mandate_valid_until",
            ["valid_until"],
            unique=False,
            sqlite_where=sa.text("state IN ('drafted', 'active')"),
            postgresql_where=sa.text("state IN ('drafted', 'active')"),
        )

    op.create_table(
        "form",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("running", sa.Integer(), nullable=False),
        sa.Column("serial", sa.String(length=20), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("paper", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.String(length=36), nullable=True),
        sa.Column("case_id", sa.String(length=36), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name=op.f("fk_form_case_id_service_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form")),
        sa.UniqueConstraint("centre", "kind", "year", "running", name=op.f("uq_form_centre_kind_year_running")),
    )
    with op.batch_alter_table("form", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_form_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            "uq_form_stands",
            ["kind", "subject"],
            unique=True,
            sqlite_where=sa.text("state <> 'void' AND subject IS NOT NULL"),
            postgresql_where=sa.text("state <> 'void' AND subject IS NOT NULL"),
        )

    op.create_table(
        "letterhead",
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("enquiry_phone", sa.String(length=40), nullable=False),
        sa.Column("complaint_phone", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["centre"], ["centre.code"], name=op.f("fk_letterhead_centre_centre")),
        sa.PrimaryKeyConstraint("centre", name=op.f("pk_letterhead")),
    )


def downgrade() -> None:
    op.drop_table("letterhead")
    with op.batch_alter_table("form", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_form_stands",
            sqlite_where=sa.text("state <> 'void' AND subject IS NOT NULL"),
            postgresql_where=sa.text("state <> 'void' AND subject IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_form_case_id"))

    op.drop_table("form")
    with op.batch_alter_table("mandate", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_mandate_valid_until",
            sqlite_where=sa.text("state IN ('drafted', 'active')"),
            postgresql_where=sa.text("state IN ('drafted', 'active')"),
        )
        batch_op.drop_index(batch_op.f("ix_mandate_principal_number_index"))
        batch_op.drop_index(batch_op.f("ix_mandate_principal_name_index"))

    op.drop_table("mandate")
