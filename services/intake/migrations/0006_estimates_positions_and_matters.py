"""estimates positions and matters"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "business_class",
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("prefix", sa.String(length=4), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("centre", "prefix", name=op.f("pk_business_class")),
    )
    op.create_table(
        "learned_pace",
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("prefix", sa.String(length=4), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("windows", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("centre", "prefix", "hour", "windows", name=op.f("pk_learned_pace")),
    )
    op.create_table(
        "pace_lesson",
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("learned_on", sa.Date(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("centre", name=op.f("pk_pace_lesson")),
    )
    op.create_table(
        "ticket_holder",
        sa.Column("ticket_id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("service_date", sa.Date(), nullable=False),
        sa.Column("resident_id", sa.Text(), nullable=True),
        sa.Column("resident_id_index", sa.String(length=64), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("phone_index", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_holder_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_ticket_holder")),
    )
    op.create_index("ix_ticket_holder_phone", "ticket_holder", ["centre", "service_date", "phone_index"], unique=False)
    op.create_index(
        "ix_ticket_holder_resident_id", "ticket_holder", ["centre", "service_date", "resident_id_index"], unique=False
    )
    op.create_index("ix_ticket_holder_service_date", "ticket_holder", ["service_date"], unique=False)

    op.create_table(
        "ticket_matter",
        sa.Column("ticket_id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("prefix", sa.String(length=4), nullable=False),
        sa.Column("class_name", sa.String(length=80), nullable=False),
        sa.Column("items", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("window", sa.Integer(), nullable=True),
        sa.Column("clerk", sa.String(length=200), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_matter_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("ticket_id", "seq", name=op.f("pk_ticket_matter")),
    )
    empty = sa.Column(
        "hours", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False, server_default="[]"
    )
    op.add_column("class_rule", empty)
    op.add_column("ticket", sa.Column("estimated_seconds", sa.Integer(), nullable=True))
    op.add_column("ticket", sa.Column("position_digest", sa.String(length=64), nullable=True))
    op.add_column("ticket", sa.Column("near_places", sa.Integer(), nullable=False, server_default="3"))
    op.add_column("ticket", sa.Column("near_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("ticket", sa.Column("matter", sa.Integer(), nullable=False, server_default="1"))
    op.create_index("ix_ticket_called", "ticket", ["centre", "service_date", "called_at"], unique=False)
    op.create_index("ix_ticket_position", "ticket", ["position_digest"], unique=True)
    op.add_column("ticket_period", sa.Column("prefix", sa.String(length=4), nullable=True))
    op.add_column("ticket_period", sa.Column("matter", sa.Integer(), nullable=False, server_default="1"))
    # Every class was its window's own until now.
    op.execute('INSERT INTO business_class (centre, prefix, name) SELECT centre, prefix, name FROM "window"')
    # Of what was recorded so far, the class of the number is the class it waited for, unless it was transferred.
    op.execute(
        "UPDATE ticket_period SET prefix = (SELECT t.prefix FROM ticket t WHERE t.id = ticket_period.ticket_id"
        " AND t.number LIKE t.prefix || '%')"
    )
    with op.batch_alter_table("window", schema=None) as batch_op:
        batch_op.alter_column("prefix", existing_type=sa.String(length=4), nullable=True)


def downgrade() -> None:
    op.execute("UPDATE \"window\" SET prefix = 'Z' || number WHERE prefix IS NULL")
    with op.batch_alter_table("window", schema=None) as batch_op:
        batch_op.alter_column("prefix", existing_type=sa.String(length=4), nullable=False)
    with op.batch_alter_table("ticket_period", schema=None) as batch_op:
        batch_op.drop_column("matter")
        batch_op.drop_column("prefix")
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.drop_index("ix_ticket_position")
        batch_op.drop_index("ix_ticket_called")
        for name in ("matter", "near_at", "near_places", "position_digest", "estimated_seconds"):
            batch_op.drop_column(name)
    with op.batch_alter_table("class_rule", schema=None) as batch_op:
        batch_op.drop_column("hours")
    for table in ("ticket_matter", "ticket_holder", "pace_lesson", "learned_pace", "business_class"):
        op.drop_table(table)
