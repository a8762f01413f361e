"""catalogue drafts imports and guide"""

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
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.Column("initials", sa.Text(), nullable=False),
        sa.Column("sounds", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_guide_entry_item_id_item")),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_guide_entry")),
    )
    op.create_table(
        "catalogue_import",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("base_hash", sa.String(length=64), nullable=False),
        sa.Column("retire_missing", sa.Boolean(), nullable=False),
        sa.Column("faults", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("fault_count", sa.Integer(), nullable=False),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_by", sa.String(length=80), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_import")),
    )
    with op.batch_alter_table("catalogue_import", schema=None) as batch_op:
        batch_op.create_index("ix_catalogue_import_centre", ["centre", "id"], unique=False)
        batch_op.create_index(
            "ix_catalogue_import_made_at",
            ["made_at"],
            unique=False,
            sqlite_where=sa.text("state = 'previewed'"),
            postgresql_where=sa.text("state = 'previewed'"),
        )

    op.create_table(
        "catalogue_import_line",
        sa.Column("import_id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("differences", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("content", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"], ["catalogue_import.id"], name=op.f("fk_catalogue_import_line_import_id_catalogue_import")
        ),
        sa.PrimaryKeyConstraint("import_id", "seq", name=op.f("pk_catalogue_import_line")),
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
    op.drop_table("catalogue_import_line")
    op.drop_table("catalogue_import")
    op.drop_index("ix_item_valid_until", "item")
    op.drop_column("window", "location")
    for name in ("controlled", "post_b", "post_a", "business_class"):
        op.drop_column("item", name)
    op.drop_table("guide_entry")
    op.drop_table("item_draft")
