"""bookings visits and rosters"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "booking_blackout",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("window", sa.Integer(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("set_by", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_blackout")),
    )
    with op.batch_alter_table("booking_blackout", schema=None) as batch_op:
        batch_op.create_index("ix_booking_blackout_ends_at", ["centre", "ends_at"], unique=False)

    op.create_table(
        "booking_rule",
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("slot_minutes", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("item_places", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("extended", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("centre", "window", name=op.f("pk_booking_rule")),
    )
    op.create_table(
        "booking_slot",
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("centre", "window", "starts_at", name=op.f("pk_booking_slot")),
    )
    op.create_table(
        "extended_shift",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("start", sa.Time(), nullable=False),
        sa.Column("end", sa.Time(), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("clerk", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extended_shift")),
        sa.UniqueConstraint("centre", "day", "window", "start", name=op.f("uq_extended_shift_centre_day_window_start")),
    )
    op.create_table(
        "visit",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("item_code", sa.String(length=40), nullable=False),
        sa.Column("item_version", sa.Integer(), nullable=False),
        sa.Column("item_name", sa.String(length=120), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("person_kind", sa.String(length=16), nullable=False),
        sa.Column("applicant_name", sa.Text(), nullable=False),
        sa.Column("applicant_name_index", sa.String(length=64), nullable=False),
        sa.Column("resident_id", sa.Text(), nullable=False),
        sa.Column("resident_id_index", sa.String(length=64), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("phone_index", sa.String(length=64), nullable=False),
        sa.Column("phone_relation", sa.String(length=20), nullable=True),
        sa.Column("village_code", sa.String(length=12), nullable=False),
        sa.Column("group_name", sa.String(length=40), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("wished_for", sa.Date(), nullable=True),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("taken_by", sa.String(length=80), nullable=False),
        sa.Column("told_materials", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("derivation", sa.Text(), nullable=False),
        sa.Column("next_mark_on", sa.Date(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(length=80), nullable=True),
        sa.Column("decline_reason", sa.String(length=200), nullable=True),
        sa.Column("agreed_for", sa.DateTime(timezone=True), nullable=True),
        sa.Column("staff", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("materials_taken", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("signed", sa.Boolean(), nullable=True),
        sa.Column("satisfaction", sa.String(length=24), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("number", name=op.f("uq_visit_number")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index("ix_visit_agreed_for", ["centre", "agreed_for"], unique=False)
        batch_op.create_index(
            "ix_visit_next_mark_on",
            ["next_mark_on"],
            unique=False,
            sqlite_where=sa.text("state = 'requested'"),
            postgresql_where=sa.text("state = 'requested'"),
        )
        batch_op.create_index(batch_op.f("ix_visit_resident_id_index"), ["resident_id_index"], unique=False)
        batch_op.create_index("ix_visit_state", ["centre", "state"], unique=False)

    op.create_table(
        "booking",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("item_code", sa.String(length=40), nullable=False),
        sa.Column("item_name", sa.String(length=120), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("taken_by", sa.String(length=80), nullable=False),
        sa.Column("applicant_name", sa.Text(), nullable=False),
        sa.Column("applicant_name_index", sa.String(length=64), nullable=False),
        sa.Column("resident_id", sa.Text(), nullable=False),
        sa.Column("resident_id_index", sa.String(length=64), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("phone_index", sa.String(length=64), nullable=False),
        sa.Column("phone_relation", sa.String(length=20), nullable=True),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hold_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ticket_id", sa.String(length=36), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.String(length=200), nullable=True),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminder_event", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_booking_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
        sa.UniqueConstraint("number", name=op.f("uq_booking_number")),
    )
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.create_index(
            "ix_booking_ends_at",
            ["ends_at"],
            unique=False,
            sqlite_where=sa.text("state = 'booked'"),
            postgresql_where=sa.text("state = 'booked'"),
        )
        batch_op.create_index(
            "ix_booking_hold_until",
            ["hold_until"],
            unique=False,
            sqlite_where=sa.text("state = 'held'"),
            postgresql_where=sa.text("state = 'held'"),
        )
        batch_op.create_index("ix_booking_person", ["resident_id_index"], unique=False)
        batch_op.create_index(
            "ix_booking_remind_at",
            ["remind_at"],
            unique=False,
            sqlite_where=sa.text("state = 'booked'"),
            postgresql_where=sa.text("state = 'booked'"),
        )
        batch_op.create_index("ix_booking_slot", ["centre", "window", "starts_at"], unique=False)
        batch_op.create_index(
            "uq_booking_person",
            ["centre", "item_code", "resident_id_index"],
            unique=True,
            sqlite_where=sa.text("state IN ('held', 'booked')"),
            postgresql_where=sa.text("state IN ('held', 'booked')"),
        )

    # Not in a batch: that would make the table anew, and other tables refer to its rows.
    op.add_column("service_case", sa.Column("extended_hours", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("service_case", schema=None) as batch_op:
        batch_op.drop_column("extended_hours")

    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_booking_person",
            sqlite_where=sa.text("state IN ('held', 'booked')"),
            postgresql_where=sa.text("state IN ('held', 'booked')"),
        )
        batch_op.drop_index("ix_booking_slot")
        batch_op.drop_index(
            "ix_booking_remind_at",
            sqlite_where=sa.text("state = 'booked'"),
            postgresql_where=sa.text("state = 'booked'"),
        )
        batch_op.drop_index("ix_booking_person")
        batch_op.drop_index(
            "ix_booking_hold_until", sqlite_where=sa.text("state = 'held'"), postgresql_where=sa.text("state = 'held'")
        )
        batch_op.drop_index(
            "ix_booking_ends_at", sqlite_where=sa.text("state = 'booked'"), postgresql_where=sa.text("state = 'booked'")
        )

    op.drop_table("booking")
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_index("ix_visit_state")
        batch_op.drop_index(batch_op.f("ix_visit_resident_id_index"))
        batch_op.drop_index(
            "ix_visit_next_mark_on",
            sqlite_where=sa.text("state = 'requested'"),
            postgresql_where=sa.text("state = 'requested'"),
        )
        batch_op.drop_index("ix_visit_agreed_for")

    op.drop_table("visit")
    op.drop_table("extended_shift")
    op.drop_table("booking_slot")
    op.drop_table("booking_rule")
    with op.batch_alter_table("booking_blackout", schema=None) as batch_op:
        batch_op.drop_index("ix_booking_blackout_ends_at")

    op.drop_table("booking_blackout")
