"""bad ratings put right and accountability"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accountability_entry",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("ground", sa.String(length=24), nullable=False),
        sa.Column("source_id", sa.String(length=80), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(length=80), nullable=False),
        sa.Column("statement_by", sa.Date(), nullable=True),
        sa.Column("statement", sa.Text(), nullable=True),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision", sa.String(length=16), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accountability_entry")),
        sa.UniqueConstraint(
            "centre", "ground", "source_id", name=op.f("uq_accountability_entry_centre_ground_source_id")
        ),
    )
    with op.batch_alter_table("accountability_entry", schema=None) as batch_op:
        batch_op.create_index("ix_accountability_entry_opened_at", ["centre", "opened_at"], unique=False)
        batch_op.create_index("ix_accountability_entry_person", ["centre", "person"], unique=False)

    op.create_table(
        "inquiry",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("first", sa.String(length=80), nullable=False),
        sa.Column("holder", sa.String(length=80), nullable=False),
        sa.Column("offered_to", sa.String(length=80), nullable=True),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("window", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.String(length=36), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handovers", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("competent_body", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name=op.f("fk_inquiry_case_id_service_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry")),
        sa.UniqueConstraint("case_id", name=op.f("uq_inquiry_case_id")),
    )
    with op.batch_alter_table("inquiry", schema=None) as batch_op:
        batch_op.create_index("ix_inquiry_holder", ["centre", "state", "holder"], unique=False)

    op.create_table(
        "rating_appeal",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("rating_id", sa.String(length=36), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("lodged_by", sa.String(length=80), nullable=False),
        sa.Column("lodged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finding", sa.String(length=16), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["rating_id"], ["rating.id"], name=op.f("fk_rating_appeal_rating_id_rating")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_appeal")),
        sa.UniqueConstraint("rating_id", name=op.f("uq_rating_appeal_rating_id")),
    )
    with op.batch_alter_table("rating_appeal", schema=None) as batch_op:
        batch_op.create_index("ix_rating_appeal_centre_state", ["centre", "state"], unique=False)

    op.create_table(
        "rectification",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("rating_id", sa.String(length=36), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=True),
        sa.Column("real_name", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contact_by", sa.Date(), nullable=False),
        sa.Column("rectify_by", sa.Date(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("derivation", sa.Text(), nullable=False),
        sa.Column("next_mark_on", sa.Date(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("contacted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rectified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finding", sa.String(length=16), nullable=True),
        sa.Column("measures", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["rating_id"], ["rating.id"], name=op.f("fk_rectification_rating_id_rating")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rectification")),
        sa.UniqueConstraint("rating_id", name=op.f("uq_rectification_rating_id")),
    )
    with op.batch_alter_table("rectification", schema=None) as batch_op:
        batch_op.create_index("ix_rectification_centre_state", ["centre", "state"], unique=False)
        batch_op.create_index(
            "ix_rectification_next_mark_on",
            ["next_mark_on"],
            unique=False,
            sqlite_where=sa.text("next_mark_on IS NOT NULL"),
            postgresql_where=sa.text("next_mark_on IS NOT NULL"),
        )

    op.create_table(
        "handover",
        sa.Column("inquiry_id", sa.String(length=36), nullable=False),
        sa.Column("no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("giver", sa.String(length=80), nullable=False),
        sa.Column("receiver", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("offered_by", sa.String(length=80), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=16), nullable=True),
        sa.Column("answer_reason", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiry.id"], name=op.f("fk_handover_inquiry_id_inquiry")),
        sa.PrimaryKeyConstraint("inquiry_id", "no", name=op.f("pk_handover")),
    )
    op.create_table(
        "rectification_act",
        sa.Column("rectification_id", sa.String(length=36), nullable=False),
        sa.Column("no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("verb", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["rectification_id"], ["rectification.id"], name=op.f("fk_rectification_act_rectification_id_rectification")
        ),
        sa.PrimaryKeyConstraint("rectification_id", "no", name=op.f("pk_rectification_act")),
    )
    op.create_table(
        "rectification_clock",
        sa.Column("rectification_id", sa.String(length=36), nullable=False),
        sa.Column("clock", sa.String(length=16), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("data", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["rectification_id"],
            ["rectification.id"],
            name=op.f("fk_rectification_clock_rectification_id_rectification"),
        ),
        sa.PrimaryKeyConstraint("rectification_id", "clock", "seq", name=op.f("pk_rectification_clock")),
    )
    op.create_table(
        "rectification_mark",
        sa.Column("rectification_id", sa.String(length=36), nullable=False),
        sa.Column("clock", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["rectification_id"],
            ["rectification.id"],
            name=op.f("fk_rectification_mark_rectification_id_rectification"),
        ),
        sa.PrimaryKeyConstraint("rectification_id", "clock", "kind", "due_on", name=op.f("pk_rectification_mark")),
    )
    # What is there keeps its place: constants first, since SQLite adds no column that must be filled without one.
    op.add_column("rating", sa.Column("handling_kind", sa.String(length=8), nullable=False, server_default="ticket"))
    op.add_column("rating", sa.Column("flags", sa.String(length=40), nullable=False, server_default=""))
    for name, type_ in (
        ("item_code", sa.String(length=40)),
        ("clerk", sa.String(length=200)),
        ("comment", sa.Text()),
        ("phone", sa.Text()),
        ("elapsed", sa.Float()),
        ("excluded", sa.String(length=16)),
    ):
        op.add_column("rating", sa.Column(name, type_, nullable=True))
    # So far only tickets were rated; who served them must not see those ratings either.
    op.execute("UPDATE rating SET clerk = (SELECT ticket.clerk FROM ticket WHERE ticket.id = rating.handling_id)")
    with op.batch_alter_table("rating", schema=None) as batch_op:
        batch_op.create_index("ix_rating_at", ["centre", "at"], unique=False)
        batch_op.create_index("ix_rating_window", ["centre", "window", "given_at"], unique=False)
        batch_op.create_index(
            "ix_rating_flagged",
            ["centre", "at"],
            unique=False,
            sqlite_where=sa.text("flags <> ''"),
            postgresql_where=sa.text("flags <> ''"),
        )


def downgrade() -> None:
    with op.batch_alter_table("rating", schema=None) as batch_op:
        batch_op.drop_index("ix_rating_flagged")
        batch_op.drop_index("ix_rating_window")
        batch_op.drop_index("ix_rating_at")
        batch_op.drop_column("excluded")
        batch_op.drop_column("flags")
        batch_op.drop_column("elapsed")
        batch_op.drop_column("phone")
        batch_op.drop_column("comment")
        batch_op.drop_column("clerk")
        batch_op.drop_column("item_code")
        batch_op.drop_column("handling_kind")

    op.drop_table("rectification_mark")
    op.drop_table("rectification_clock")
    op.drop_table("rectification_act")
    op.drop_table("handover")
    with op.batch_alter_table("rectification", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_rectification_next_mark_on",
            sqlite_where=sa.text("next_mark_on IS NOT NULL"),
            postgresql_where=sa.text("next_mark_on IS NOT NULL"),
        )
        batch_op.drop_index("ix_rectification_centre_state")

    op.drop_table("rectification")
    with op.batch_alter_table("rating_appeal", schema=None) as batch_op:
        batch_op.drop_index("ix_rating_appeal_centre_state")

    op.drop_table("rating_appeal")
    with op.batch_alter_table("inquiry", schema=None) as batch_op:
        batch_op.drop_index("ix_inquiry_holder")

    op.drop_table("inquiry")
    with op.batch_alter_table("accountability_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_accountability_entry_person")
        batch_op.drop_index("ix_accountability_entry_opened_at")

    op.drop_table("accountability_entry")
