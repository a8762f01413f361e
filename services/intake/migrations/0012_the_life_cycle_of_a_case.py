"""the life cycle of a case"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_stage",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("began_by", sa.String(length=80), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=80), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name=op.f("fk_case_stage_case_id_service_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_stage")),
        sa.UniqueConstraint("case_id", "no", name=op.f("uq_case_stage_case_id_no")),
    )
    op.create_table(
        "external_reference",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("external_id", sa.String(length=120), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["service_case.id"], name=op.f("fk_external_reference_case_id_service_case")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_reference")),
        sa.UniqueConstraint(
            "centre", "source", "external_id", name=op.f("uq_external_reference_centre_source_external_id")
        ),
    )
    with op.batch_alter_table("external_reference", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_external_reference_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_external_reference_external_id"), ["external_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("external_reference", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_external_reference_external_id"))
        batch_op.drop_index(batch_op.f("ix_external_reference_case_id"))

    op.drop_table("external_reference")
    op.drop_table("case_stage")
