"""attachments, online applications, surveys, agency items"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=True),
        sa.Column("application_id", sa.String(length=36), nullable=True),
        sa.Column("material_seq", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(length=80), nullable=False),
        sa.Column("next_scan_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("scan_attempts", sa.Integer(), nullable=False),
        sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finding", sa.String(length=120), nullable=True),
        sa.Column("retention_class", sa.String(length=16), nullable=False),
        sa.Column("remove_on", sa.Date(), nullable=True),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_by", sa.String(length=80), nullable=True),
        sa.Column("hold_reason", sa.Text(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_why", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name=op.f("fk_attachment_case_id_service_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachment_application_id"), ["application_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_attachment_centre", ["centre", "state"], unique=False)
        batch_op.create_index(
            "ix_attachment_next_scan_at",
            ["next_scan_at"],
            unique=False,
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )
        batch_op.create_index(
            "ix_attachment_remove_on",
            ["remove_on"],
            unique=False,
            sqlite_where=sa.text("state <> 'removed' AND held_at IS NULL AND remove_on IS NOT NULL"),
            postgresql_where=sa.text("state <> 'removed' AND held_at IS NULL AND remove_on IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_attachment_sha256"), ["sha256"], unique=False)
        batch_op.create_index(
            "ix_attachment_undated",
            ["id"],
            unique=False,
            sqlite_where=sa.text("state <> 'removed' AND remove_on IS NULL"),
            postgresql_where=sa.text("state <> 'removed' AND remove_on IS NULL"),
        )
        batch_op.create_index(
            "ix_attachment_unscanned",
            ["id"],
            unique=False,
            sqlite_where=sa.text("state = 'unscanned'"),
            postgresql_where=sa.text("state = 'unscanned'"),
        )


def downgrade() -> None:
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_attachment_unscanned",
            sqlite_where=sa.text("state = 'unscanned'"),
            postgresql_where=sa.text("state = 'unscanned'"),
        )
        batch_op.drop_index(
            "ix_attachment_undated",
            sqlite_where=sa.text("state <> 'removed' AND remove_on IS NULL"),
            postgresql_where=sa.text("state <> 'removed' AND remove_on IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_attachment_sha256"))
        batch_op.drop_index(
            "ix_attachment_remove_on",
            sqlite_where=sa.text("state <> 'removed' AND held_at IS NULL AND remove_on IS NOT NULL"),
            postgresql_where=sa.text("state <> 'removed' AND held_at IS NULL AND remove_on IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_attachment_next_scan_at",
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )
        batch_op.drop_index("ix_attachment_centre")
        batch_op.drop_index(batch_op.f("ix_attachment_case_id"))
        batch_op.drop_index(batch_op.f("ix_attachment_application_id"))

    op.drop_table("attachment")
