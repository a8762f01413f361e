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

    op.create_table(
        "upward_report",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("authority", sa.String(length=120), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reported_by", sa.String(length=80), nullable=False),
        sa.Column("timing", sa.String(length=8), nullable=False),
        sa.Column("working_days", sa.Integer(), nullable=False),
        sa.Column("next_follow_up_on", sa.Date(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_by", sa.String(length=80), nullable=True),
        sa.Column("told_how", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name=op.f("fk_upward_report_case_id_service_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upward_report")),
        sa.UniqueConstraint("case_id", "no", name=op.f("uq_upward_report_case_id_no")),
    )
    with op.batch_alter_table("upward_report", schema=None) as batch_op:
        batch_op.create_index("ix_upward_report_centre_state", ["centre", "state"], unique=False)
        batch_op.create_index(
            "ix_upward_report_follow_up",
            ["next_follow_up_on"],
            unique=False,
            sqlite_where=sa.text("state IN ('submitted', 'answered')"),
            postgresql_where=sa.text("state IN ('submitted', 'answered')"),
        )

    op.create_table(
        "upward_follow_up",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("report_id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["upward_report.id"], name=op.f("fk_upward_follow_up_report_id_upward_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upward_follow_up")),
    )
    with op.batch_alter_table("upward_follow_up", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_upward_follow_up_report_id"), ["report_id"], unique=False)

    with op.batch_alter_table("service_case", schema=None) as batch_op:
        batch_op.add_column(sa.Column("result_code", sa.String(length=24), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("service_case", schema=None) as batch_op:
        batch_op.drop_column("result_code")

    with op.batch_alter_table("upward_follow_up", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_upward_follow_up_report_id"))

    op.drop_table("upward_follow_up")
    with op.batch_alter_table("upward_report", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_upward_report_follow_up",
            sqlite_where=sa.text("state IN ('submitted', 'answered')"),
            postgresql_where=sa.text("state IN ('submitted', 'answered')"),
        )
        batch_op.drop_index("ix_upward_report_centre_state")

    op.drop_table("upward_report")
    with op.batch_alter_table("external_reference", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_external_reference_external_id"))
        batch_op.drop_index(batch_op.f("ix_external_reference_case_id"))

    op.drop_table("external_reference")
    op.drop_table("case_stage")
