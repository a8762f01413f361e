"""limits alarms and priority grounds"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

GROUNDS = (
    ("老年", "老年人权益保障法：对老年人优先办理"),
    ("残疾", "残疾人保障法：为残疾人提供优先服务"),
    ("孕", "中心规定：孕妇和抱婴者优先"),
    ("军人", "军人地位和权益保障法：军人优先"),
)


def upgrade() -> None:
    op.create_table(
        "class_alarm",
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("prefix", sa.String(length=4), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("centre", "prefix", "kind", name=op.f("pk_class_alarm")),
    )
    op.create_table(
        "class_rule",
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("prefix", sa.String(length=4), nullable=False),
        sa.Column("daily_cap", sa.Integer(), nullable=True),
        sa.Column("bands", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("stop_minutes", sa.Integer(), nullable=False),
        sa.Column("alarm_waiting", sa.Integer(), nullable=True),
        sa.Column("alarm_minutes", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("centre", "prefix", name=op.f("pk_class_rule")),
    )
    op.create_table(
        "priority_ground",
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("centre", "name", name=op.f("pk_priority_ground")),
    )
    # Centres that issue priority tickets already go on doing so.
    for name, reason in GROUNDS:
        op.execute(
            sa.text(
                "INSERT INTO priority_ground (centre, name, reason, weight, active) "
                "SELECT code, :name, :reason, 1, :active FROM centre"
            ).bindparams(sa.bindparam("active", True, sa.Boolean), name=name, reason=reason)
        )


def downgrade() -> None:
    op.drop_table("priority_ground")
    op.drop_table("class_rule")
    op.drop_table("class_alarm")
