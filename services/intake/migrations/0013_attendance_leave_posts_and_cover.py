"""duty: sign-ins, leave, posts, duty leaders, inspections, cover"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attendance",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("extended", sa.Boolean(), nullable=False),
        sa.Column("tolerance_minutes", sa.Integer(), nullable=False),
        sa.Column("window", sa.Integer(), nullable=True),
        sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("out_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint(
            "centre", "login", "starts_at", "ends_at", name=op.f("uq_attendance_centre_login_starts_at_ends_at")
        ),
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index("ix_attendance_day", ["centre", "day"], unique=False)

    op.create_table(
        "attendance_opening",
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("extended", sa.Boolean(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("centre", "starts_at", "ends_at", "extended", name=op.f("pk_attendance_opening")),
    )
    op.create_table(
        "cover_plan",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=16), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("inputs", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("lines", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("uncovered", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cover_plan")),
        sa.UniqueConstraint("centre", "day", "revision", name=op.f("uq_cover_plan_centre_day_revision")),
    )
    op.create_table(
        "duty_alarm",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("details", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_alarm")),
    )
    with op.batch_alter_table("duty_alarm", schema=None) as batch_op:
        batch_op.create_index("ix_duty_alarm_day", ["centre", "day"], unique=False)
        batch_op.create_index(
            "uq_duty_alarm_raised",
            ["centre", "kind", "day", "window"],
            unique=True,
            sqlite_where=sa.text("state = 'raised'"),
            postgresql_where=sa.text("state = 'raised'"),
        )

    op.create_table(
        "duty_leader",
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("centre", "day", name=op.f("pk_duty_leader")),
    )
    op.create_table(
        "duty_swap",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("other_day", sa.Date(), nullable=True),
        sa.Column("asker", sa.String(length=60), nullable=False),
        sa.Column("asked", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_swap")),
    )
    with op.batch_alter_table("duty_swap", schema=None) as batch_op:
        batch_op.create_index("ix_duty_swap_state", ["centre", "state"], unique=False)
        batch_op.create_index(
            "uq_duty_swap_asked",
            ["centre", "day"],
            unique=True,
            sqlite_where=sa.text("state = 'asked'"),
            postgresql_where=sa.text("state = 'asked'"),
        )

    op.create_table(
        "inspection",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("inspected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("inspector", sa.String(length=80), nullable=False),
        sa.Column("results", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("findings", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
    )
    with op.batch_alter_table("inspection", schema=None) as batch_op:
        batch_op.create_index("ix_inspection_day", ["centre", "day"], unique=False)

    op.create_table(
        "inspection_point",
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("question", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("centre", "code", name=op.f("pk_inspection_point")),
    )
    op.create_table(
        "leave",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("first_half", sa.String(length=2), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("last_half", sa.String(length=2), nullable=False),
        sa.Column("approved_until", sa.String(length=16), nullable=True),
        sa.Column("stand_in", sa.String(length=60), nullable=True),
        sa.Column("requested_by", sa.String(length=80), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decline_reason", sa.Text(), nullable=True),
        sa.Column("uncovered_reason", sa.Text(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shortened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shown_out", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave")),
    )
    with op.batch_alter_table("leave", schema=None) as batch_op:
        batch_op.create_index("ix_leave_login", ["centre", "login", "last_day"], unique=False)
        batch_op.create_index("ix_leave_state", ["centre", "state", "last_day"], unique=False)
        batch_op.create_index(
            "ix_leave_unshown",
            ["first_day"],
            unique=False,
            sqlite_where=sa.text("state = 'approved' AND NOT shown_out"),
            postgresql_where=sa.text("state = 'approved' AND NOT shown_out"),
        )

    op.create_table(
        "outing",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("place", sa.String(length=16), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stand_in", sa.String(length=60), nullable=True),
        sa.Column("registered_by", sa.String(length=80), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outing")),
    )
    with op.batch_alter_table("outing", schema=None) as batch_op:
        batch_op.create_index("ix_outing_login", ["centre", "login", "since"], unique=False)
        batch_op.create_index("ix_outing_since", ["centre", "since"], unique=False)
        batch_op.create_index(
            "uq_outing_out",
            ["centre", "login"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "post_handover",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("direction", sa.String(length=8), nullable=False),
        sa.Column("giver", sa.String(length=60), nullable=False),
        sa.Column("receiver", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("why", sa.String(length=16), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("inquiries", sa.Integer(), nullable=False),
        sa.Column("tickets", sa.Integer(), nullable=False),
        sa.Column("finished", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_handover")),
    )
    with op.batch_alter_table("post_handover", schema=None) as batch_op:
        batch_op.create_index("ix_post_handover_at", ["centre", "at"], unique=False)
        batch_op.create_index("ix_post_handover_window", ["centre", "window", "at"], unique=False)

    op.create_table(
        "post_holding",
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("centre", "window", name=op.f("pk_post_holding")),
    )
    op.create_table(
        "attendance_correction",
        sa.Column("attendance_id", sa.String(length=36), nullable=False),
        sa.Column("no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("field", sa.String(length=8), nullable=False),
        sa.Column("was", sa.DateTime(timezone=True), nullable=True),
        sa.Column("becomes", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attendance_id"], ["attendance.id"], name=op.f("fk_attendance_correction_attendance_id_attendance")
        ),
        sa.PrimaryKeyConstraint("attendance_id", "no", name=op.f("pk_attendance_correction")),
    )
    op.create_table(
        "finding",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("inspection_id", sa.String(length=36), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("point", sa.String(length=24), nullable=False),
        sa.Column("point_name", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("window", sa.Integer(), nullable=True),
        sa.Column("person", sa.String(length=60), nullable=True),
        sa.Column("excused", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("working_days", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("derivation", sa.Text(), nullable=False),
        sa.Column("next_mark_on", sa.Date(), nullable=True),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("calendar_edition", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspection.id"], name=op.f("fk_finding_inspection_id_inspection")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
    )
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.create_index("ix_finding_calendar_edition", ["state", "calendar_edition"], unique=False)
        batch_op.create_index("ix_finding_inspection", ["inspection_id"], unique=False)
        batch_op.create_index(
            "ix_finding_next_mark_on",
            ["next_mark_on"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index("ix_finding_person", ["centre", "person"], unique=False)
        batch_op.create_index("ix_finding_state", ["centre", "state"], unique=False)
        batch_op.create_index("ix_finding_window", ["centre", "window"], unique=False)

    op.create_table(
        "post_handover_item",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("handover_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("subject_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("owner", sa.String(length=60), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("back_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["back_id"], ["post_handover.id"], name=op.f("fk_post_handover_item_back_id_post_handover")
        ),
        sa.ForeignKeyConstraint(
            ["handover_id"], ["post_handover.id"], name=op.f("fk_post_handover_item_handover_id_post_handover")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_handover_item")),
    )
    with op.batch_alter_table("post_handover_item", schema=None) as batch_op:
        batch_op.create_index("ix_post_handover_item_back", ["back_id"], unique=False)
        batch_op.create_index("ix_post_handover_item_handover", ["handover_id"], unique=False)
        batch_op.create_index("ix_post_handover_item_owner", ["centre", "owner", "state"], unique=False)
        batch_op.create_index(
            "uq_post_handover_item_standing",
            ["kind", "subject_id"],
            unique=True,
            sqlite_where=sa.text("state = 'standing'"),
            postgresql_where=sa.text("state = 'standing'"),
        )

    op.create_table(
        "finding_act",
        sa.Column("finding_id", sa.String(length=36), nullable=False),
        sa.Column("no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("verb", sa.String(length=16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_finding_act_finding_id_finding")),
        sa.PrimaryKeyConstraint("finding_id", "no", name=op.f("pk_finding_act")),
    )
    op.create_table(
        "finding_mark",
        sa.Column("finding_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_finding_mark_finding_id_finding")),
        sa.PrimaryKeyConstraint("finding_id", "kind", "due_on", name=op.f("pk_finding_mark")),
    )
    with op.batch_alter_table("placard", schema=None) as batch_op:
        batch_op.add_column(sa.Column("leave_id", sa.String(length=36), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_placard_leave_id_leave"), "leave", ["leave_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("placard", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_placard_leave_id_leave"), type_="foreignkey")
        batch_op.drop_column("leave_id")

    op.drop_table("finding_mark")
    op.drop_table("finding_act")
    with op.batch_alter_table("post_handover_item", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_post_handover_item_standing",
            sqlite_where=sa.text("state = 'standing'"),
            postgresql_where=sa.text("state = 'standing'"),
        )
        batch_op.drop_index("ix_post_handover_item_owner")
        batch_op.drop_index("ix_post_handover_item_handover")
        batch_op.drop_index("ix_post_handover_item_back")

    op.drop_table("post_handover_item")
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.drop_index("ix_finding_window")
        batch_op.drop_index("ix_finding_state")
        batch_op.drop_index("ix_finding_person")
        batch_op.drop_index(
            "ix_finding_next_mark_on",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index("ix_finding_inspection")
        batch_op.drop_index("ix_finding_calendar_edition")

    op.drop_table("finding")
    op.drop_table("attendance_correction")
    op.drop_table("post_holding")
    with op.batch_alter_table("post_handover", schema=None) as batch_op:
        batch_op.drop_index("ix_post_handover_window")
        batch_op.drop_index("ix_post_handover_at")

    op.drop_table("post_handover")
    with op.batch_alter_table("outing", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_outing_out", sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL")
        )
        batch_op.drop_index("ix_outing_since")
        batch_op.drop_index("ix_outing_login")

    op.drop_table("outing")
    with op.batch_alter_table("leave", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_leave_unshown",
            sqlite_where=sa.text("state = 'approved' AND NOT shown_out"),
            postgresql_where=sa.text("state = 'approved' AND NOT shown_out"),
        )
        batch_op.drop_index("ix_leave_state")
        batch_op.drop_index("ix_leave_login")

    op.drop_table("leave")
    op.drop_table("inspection_point")
    with op.batch_alter_table("inspection", schema=None) as batch_op:
        batch_op.drop_index("ix_inspection_day")

    op.drop_table("inspection")
    with op.batch_alter_table("duty_swap", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_duty_swap_asked", sqlite_where=sa.text("state = 'asked'"), postgresql_where=sa.text("state = 'asked'")
        )
        batch_op.drop_index("ix_duty_swap_state")

    op.drop_table("duty_swap")
    op.drop_table("duty_leader")
    with op.batch_alter_table("duty_alarm", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_duty_alarm_raised",
            sqlite_where=sa.text("state = 'raised'"),
            postgresql_where=sa.text("state = 'raised'"),
        )
        batch_op.drop_index("ix_duty_alarm_day")

    op.drop_table("duty_alarm")
    op.drop_table("cover_plan")
    op.drop_table("attendance_opening")
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_index("ix_attendance_day")

    op.drop_table("attendance")
