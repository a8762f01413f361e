"""calendar editions and moves"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_day",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("version", "date", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "calendar_edition",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("calendar_id", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("seed_id", sa.String(length=40), nullable=False),
        sa.Column("seed_through", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("days", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_calendar_edition")),
    )
    op.create_table(
        "deadline_move",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("subject_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=True),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("before", sa.Date(), nullable=True),
        sa.Column("after", sa.Date(), nullable=True),
        sa.Column("provisional_before", sa.Boolean(), nullable=False),
        sa.Column("provisional_after", sa.Boolean(), nullable=False),
        sa.Column("moved", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline_move")),
    )
    with op.batch_alter_table("deadline_move", schema=None) as batch_op:
        batch_op.create_index("ix_deadline_move_edition", ["edition", "centre", "id"], unique=False)
        batch_op.create_index("ix_deadline_move_moved", ["edition", "moved", "centre", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deadline_move_subject_id"), ["subject_id"], unique=False)

    op.add_column("petition", sa.Column("sign_provisional", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("petition", schema=None) as batch_op:
        batch_op.add_column(sa.Column("calendar_edition", sa.Integer(), server_default="0", nullable=False))
        batch_op.create_index("ix_petition_calendar_edition", ["state", "calendar_edition"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("petition", schema=None) as batch_op:
        batch_op.drop_index("ix_petition_calendar_edition")
        batch_op.drop_column("calendar_edition")
        batch_op.drop_column("sign_provisional")

    with op.batch_alter_table("deadline_move", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deadline_move_subject_id"))
        batch_op.drop_index("ix_deadline_move_moved")
        batch_op.drop_index("ix_deadline_move_edition")

    op.drop_table("deadline_move")
    op.drop_table("calendar_edition")
    op.drop_table("calendar_day")
