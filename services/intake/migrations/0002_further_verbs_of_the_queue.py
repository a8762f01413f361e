"""further verbs of the queue"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "window_duty",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("service_date", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(length=200), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("clerk", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_window_duty")),
        sa.UniqueConstraint("centre", "window", name=op.f("uq_window_duty_centre_window")),
    )
    op.create_table(
        "window_period",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("duty_id", sa.String(length=36), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("clerk", sa.String(length=200), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["duty_id"], ["window_duty.id"], name=op.f("fk_window_period_duty_id_window_duty")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_window_period")),
    )
    with op.batch_alter_table("window_period", schema=None) as batch_op:
        batch_op.create_index("ix_window_period_centre", ["centre", "started_at"], unique=False)
        batch_op.create_index(
            "uq_window_period_open",
            ["duty_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    # What is there keeps its place: constants first, since SQLite adds no column that must be filled without one.
    op.add_column("centre", sa.Column("missed_waits_for", sa.Integer(), nullable=False, server_default="3"))
    for name in ("queued_at", "waiting_since"):
        moment = sa.Column(name, sa.DateTime(timezone=True), nullable=False, server_default="1970-01-01 00:00:00")
        op.add_column("ticket", moment)
    for name in ("place", "misses"):
        op.add_column("ticket", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.add_column("ticket", sa.Column("for_window", sa.Integer(), nullable=True))
    op.add_column("ticket", sa.Column("for_clerk", sa.String(length=200), nullable=True))
    op.execute("UPDATE ticket SET queued_at = issued_at, waiting_since = issued_at, place = seq * 1000")
    op.execute("UPDATE ticket SET misses = 1 WHERE state = 'missed'")


def downgrade() -> None:
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.drop_column("misses")
        batch_op.drop_column("for_clerk")
        batch_op.drop_column("for_window")
        batch_op.drop_column("waiting_since")
        batch_op.drop_column("place")
        batch_op.drop_column("queued_at")

    with op.batch_alter_table("centre", schema=None) as batch_op:
        batch_op.drop_column("missed_waits_for")

    with op.batch_alter_table("window_period", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_window_period_open",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index("ix_window_period_centre")

    op.drop_table("window_period")
    op.drop_table("window_duty")
