"""catalogue drafts and guide"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "item_draft",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=True),
        sa.Column("content", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("item_version", sa.Integer(), nullable=True),
        sa.Column("drafted_by", sa.String(length=80), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=80), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_draft")),
    )
    with op.batch_alter_table("item_draft", schema=None) as batch_op:
        batch_op.create_index("ix_item_draft_state", ["centre", "state", "id"], unique=False)
        batch_op.create_index(
            "ix_item_draft_valid_from",
            ["valid_from"],
            unique=False,
            sqlite_where=sa.text("state = 'scheduled'"),
            postgresql_where=sa.text("state = 'scheduled'"),
        )
        batch_op.create_index(
            "uq_item_draft_draft",
            ["centre", "code"],
            unique=True,
            sqlite_where=sa.text("state = 'draft'"),
            postgresql_where=sa.text("state = 'draft'"),
        )
        batch_op.create_index(
            "uq_item_draft_scheduled",
            ["centre", "code"],
            unique=True,
            sqlite_where=sa.text("state = 'scheduled'"),
            postgresql_where=sa.text("state = 'scheduled'"),
        )

    op.create_table(
        "guide_entry",
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("plain", sa.String(length=240), nullable=False),
        sa.Column("initials", sa.String(length=240), nullable=False),
        sa.Column("sounds", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_guide_entry_item_id_item")),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_guide_entry")),
    )
    op.add_column("item", sa.Column("business_class", sa.String(length=4), nullable=True))
    op.add_column("item", sa.Column("post_a", sa.String(length=60), nullable=True))
    op.add_column("item", sa.Column("post_b", sa.String(length=60), nullable=True))
    op.add_column("item", sa.Column("controlled", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("window", sa.Column("location", sa.String(length=80), nullable=False, server_default=""))
    op.create_index(
        "ix_item_valid_until",
        "item",
        ["valid_until"],
        unique=False,
        sqlite_where=sa.text("state = 'published'"),
        postgresql_where=sa.text("state = 'published'"),
    )


def downgrade() -> None:
    op.drop_index("ix_item_valid_until", "item")
    op.drop_column("window", "location")
    for name in ("controlled", "post_b", "post_a", "business_class"):
        op.drop_column("item", name)
    op.drop_table("guide_entry")
    with op.batch_alter_table("item_draft", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_item_draft_scheduled",
            sqlite_where=sa.text("state = 'scheduled'"),
            postgresql_where=sa.text("state = 'scheduled'"),
        )
        batch_op.drop_index(
            "uq_item_draft_draft", sqlite_where=sa.text("state = 'draft'"), postgresql_where=sa.text("state = 'draft'")
        )
        batch_op.drop_index(
            "ix_item_draft_valid_from",
            sqlite_where=sa.text("state = 'scheduled'"),
            postgresql_where=sa.text("state = 'scheduled'"),
        )
        batch_op.drop_index("ix_item_draft_state")

    op.drop_table("item_draft")
