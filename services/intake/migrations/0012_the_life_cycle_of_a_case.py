"""the life cycle of a case"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "department",
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("centre", "name", name=op.f("pk_department")),
    )
    op.create_table(
        "joint_setting",
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("item_code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("parts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("centre", "item_code", name=op.f("pk_joint_setting")),
    )
    op.create_table(
        "archive_file",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("retention", sa.String(length=24), nullable=False),
        sa.Column("keep_until", sa.Date(), nullable=True),
        sa.Column("place", sa.String(length=80), nullable=True),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filed_by", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("disposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name=op.f("fk_archive_file_case_id_service_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive_file")),
        sa.UniqueConstraint("case_id", name=op.f("uq_archive_file_case_id")),
        sa.UniqueConstraint("number", name=op.f("uq_archive_file_number")),
    )
    with op.batch_alter_table("archive_file", schema=None) as batch_op:
        batch_op.create_index("ix_archive_file_centre_retention", ["centre", "retention"], unique=False)
        batch_op.create_index(
            "ix_archive_file_keep_until",
            ["keep_until", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'filed'"),
            postgresql_where=sa.text("state = 'filed'"),
        )

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
        "delivery",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("way", sa.String(length=16), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deliver_by", sa.Date(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("derivation", sa.Text(), nullable=False),
        sa.Column("next_mark_on", sa.Date(), nullable=True),
        sa.Column("marked", sa.String(length=24), nullable=True),
        sa.Column("carrier", sa.String(length=80), nullable=True),
        sa.Column("tracking_number", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("came_back", sa.Integer(), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_by", sa.String(length=80), nullable=True),
        sa.Column("mandate_id", sa.String(length=36), nullable=True),
        sa.Column("calendar_edition", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name=op.f("fk_delivery_case_id_service_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("case_id", name=op.f("uq_delivery_case_id")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index("ix_delivery_calendar_edition", ["state", "calendar_edition"], unique=False)
        batch_op.create_index("ix_delivery_centre_state", ["centre", "state"], unique=False)
        batch_op.create_index("ix_delivery_centre", ["centre", "id"], unique=False)
        batch_op.create_index(
            "ix_delivery_next_mark_on",
            ["next_mark_on"],
            unique=False,
            sqlite_where=sa.text("next_mark_on IS NOT NULL"),
            postgresql_where=sa.text("next_mark_on IS NOT NULL"),
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
        "joint_case",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("rule", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name=op.f("fk_joint_case_case_id_service_case")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_joint_case")),
    )
    op.create_table(
        "joint_part",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=True),
        sa.Column("task", sa.String(length=200), nullable=False),
        sa.Column("limit_days", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("anew_on", sa.Date(), nullable=True),
        sa.Column("anew_entries", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("derivation", sa.Text(), nullable=False),
        sa.Column("next_mark_on", sa.Date(), nullable=True),
        sa.Column("marked", sa.String(length=24), nullable=True),
        sa.Column("undertaking", sa.Text(), nullable=True),
        sa.Column("undertaken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(length=80), nullable=True),
        sa.Column("by_window", sa.Boolean(), nullable=True),
        sa.Column("paper", sa.String(length=120), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=True),
        sa.Column("timing", sa.String(length=8), nullable=True),
        sa.Column("calendar_edition", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name=op.f("fk_joint_part_case_id_service_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_part")),
        sa.UniqueConstraint("case_id", "no", name=op.f("uq_joint_part_case_id_no")),
    )
    with op.batch_alter_table("joint_part", schema=None) as batch_op:
        batch_op.create_index("ix_joint_part_calendar_edition", ["state", "calendar_edition"], unique=False)
        batch_op.create_index("ix_joint_part_centre_state", ["centre", "state"], unique=False)
        batch_op.create_index("ix_joint_part_centre_unit", ["centre", "unit"], unique=False)
        batch_op.create_index(
            "ix_joint_part_next_mark_on",
            ["next_mark_on"],
            unique=False,
            sqlite_where=sa.text("next_mark_on IS NOT NULL"),
            postgresql_where=sa.text("next_mark_on IS NOT NULL"),
        )

    op.create_table(
        "joint_review",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("called_by", sa.String(length=80), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attended", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name=op.f("fk_joint_review_case_id_service_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_review")),
    )
    with op.batch_alter_table("joint_review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_joint_review_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_joint_review_centre_at", ["centre", "at"], unique=False)
        batch_op.create_index(
            "uq_joint_review_planned",
            ["case_id"],
            unique=True,
            sqlite_where=sa.text("state = 'planned'"),
            postgresql_where=sa.text("state = 'planned'"),
        )

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
            sqlite_where=sa.text("next_follow_up_on IS NOT NULL"),
            postgresql_where=sa.text("next_follow_up_on IS NOT NULL"),
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

    with op.batch_alter_table("form", schema=None) as batch_op:
        batch_op.create_index(
            "ix_form_erased",
            ["id"],
            unique=False,
            sqlite_where=sa.text("state = 'erased' AND sha256 IS NOT NULL"),
            postgresql_where=sa.text("state = 'erased' AND sha256 IS NOT NULL"),
        )

    with op.batch_alter_table("service_case", schema=None) as batch_op:
        batch_op.add_column(sa.Column("result_code", sa.String(length=24), nullable=True))
        batch_op.add_column(sa.Column("certificate_number", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index("ix_service_case_centre", ["centre", "id"], unique=False)
        batch_op.create_index(
            "ix_service_case_to_archive",
            ["centre", "state", "id"],
            unique=False,
            sqlite_where=sa.text("archived_at IS NULL"),
            postgresql_where=sa.text("archived_at IS NULL"),
        )
    # How cases ended before was told by their state alone.
    op.execute(
        "UPDATE service_case SET result_code = CASE state WHEN 'completed' THEN 'done' ELSE state END "
        "WHERE state IN ('completed', 'returned', 'withdrawn')"
    )


def downgrade() -> None:
    with op.batch_alter_table("service_case", schema=None) as batch_op:
        batch_op.drop_index("ix_service_case_centre")
        batch_op.drop_index(
            "ix_service_case_to_archive",
            sqlite_where=sa.text("archived_at IS NULL"),
            postgresql_where=sa.text("archived_at IS NULL"),
        )
        batch_op.drop_column("archived_at")
        batch_op.drop_column("certificate_number")
        batch_op.drop_column("result_code")

    with op.batch_alter_table("form", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_form_erased",
            sqlite_where=sa.text("state = 'erased' AND sha256 IS NOT NULL"),
            postgresql_where=sa.text("state = 'erased' AND sha256 IS NOT NULL"),
        )

    with op.batch_alter_table("upward_follow_up", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_upward_follow_up_report_id"))

    op.drop_table("upward_follow_up")
    with op.batch_alter_table("upward_report", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_upward_report_follow_up",
            sqlite_where=sa.text("next_follow_up_on IS NOT NULL"),
            postgresql_where=sa.text("next_follow_up_on IS NOT NULL"),
        )
        batch_op.drop_index("ix_upward_report_centre_state")

    op.drop_table("upward_report")
    with op.batch_alter_table("joint_review", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_joint_review_planned",
            sqlite_where=sa.text("state = 'planned'"),
            postgresql_where=sa.text("state = 'planned'"),
        )
        batch_op.drop_index("ix_joint_review_centre_at")
        batch_op.drop_index(batch_op.f("ix_joint_review_case_id"))

    op.drop_table("joint_review")
    with op.batch_alter_table("joint_part", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_joint_part_next_mark_on",
            sqlite_where=sa.text("next_mark_on IS NOT NULL"),
            postgresql_where=sa.text("next_mark_on IS NOT NULL"),
        )
        batch_op.drop_index("ix_joint_part_centre_unit")
        batch_op.drop_index("ix_joint_part_centre_state")
        batch_op.drop_index("ix_joint_part_calendar_edition")

    op.drop_table("joint_part")
    op.drop_table("joint_case")
    with op.batch_alter_table("external_reference", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_external_reference_external_id"))
        batch_op.drop_index(batch_op.f("ix_external_reference_case_id"))

    op.drop_table("external_reference")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_delivery_next_mark_on",
            sqlite_where=sa.text("next_mark_on IS NOT NULL"),
            postgresql_where=sa.text("next_mark_on IS NOT NULL"),
        )
        batch_op.drop_index("ix_delivery_centre")
        batch_op.drop_index("ix_delivery_centre_state")
        batch_op.drop_index("ix_delivery_calendar_edition")

    op.drop_table("delivery")
    op.drop_table("case_stage")
    with op.batch_alter_table("archive_file", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_archive_file_keep_until",
            sqlite_where=sa.text("state = 'filed'"),
            postgresql_where=sa.text("state = 'filed'"),
        )
        batch_op.drop_index("ix_archive_file_centre_retention")

    op.drop_table("archive_file")
    op.drop_table("joint_setting")
    op.drop_table("department")
