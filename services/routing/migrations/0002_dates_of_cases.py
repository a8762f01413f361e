"""dates of cases"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_dates",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=32), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("legal_on", sa.Date(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_dates")),
    )
    with op.batch_alter_table("case_dates", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_dates_at"), ["at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("case_dates", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_dates_at"))

    op.drop_table("case_dates")
