"""print outcome decides who is called"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ticket", sa.Column("reprint_asked", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("ticket", sa.Column("person_key", sa.String(length=200), nullable=True))
    op.create_index("ix_ticket_person", "ticket", ["person_key"], unique=False)
    op.create_index("ix_ticket_print", "ticket", ["print_outcome", "issued_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.drop_index("ix_ticket_print")
        batch_op.drop_index("ix_ticket_person")
        batch_op.drop_column("person_key")
        batch_op.drop_column("reprint_asked")
