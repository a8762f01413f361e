"""attachments, online applications, surveys, agency items"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agency_item",
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("item_code", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("centre", "item_code", name=op.f("pk_agency_item")),
    )
    op.create_table(
        "guess",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("failed_at", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("locks", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_guess")),
    )
    with op.batch_alter_table("guess", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_guess_changed_at"), ["changed_at"], unique=False)

    op.create_table(
        "online_item",
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("item_code", sa.String(length=40), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("centre", "item_code", name=op.f("pk_online_item")),
    )
    op.create_table(
        "survey",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("audience", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("intro", sa.Text(), nullable=False),
        sa.Column("questions", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answers", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
    )
    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.create_index(
            "ix_survey_closes_on",
            ["closes_on"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index("ix_survey_state", ["centre", "state"], unique=False)

    op.create_table(
        "online_application",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("item_code", sa.String(length=40), nullable=False),
        sa.Column("item_version", sa.Integer(), nullable=False),
        sa.Column("item_name", sa.String(length=120), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("applicant_name", sa.Text(), nullable=True),
        sa.Column("applicant_name_index", sa.String(length=64), nullable=True),
        sa.Column("resident_id", sa.Text(), nullable=True),
        sa.Column("resident_id_index", sa.String(length=64), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("phone_index", sa.String(length=64), nullable=True),
        sa.Column("phone_relation", sa.String(length=20), nullable=True),
        sa.Column("village_code", sa.String(length=12), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply_by", sa.Date(), nullable=True),
        sa.Column("derivation", sa.Text(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("next_mark_on", sa.Date(), nullable=True),
        sa.Column("marked", sa.String(length=24), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("case_id", sa.String(length=36), nullable=True),
        sa.Column("ground", sa.String(length=16), nullable=True),
        sa.Column("competent_body", sa.String(length=120), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("supplemented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("check_words", sa.Text(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("forget_on", sa.Date(), nullable=True),
        sa.Column("calendar_edition", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["service_case.id"], name=op.f("fk_online_application_case_id_service_case")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_online_application")),
        sa.UniqueConstraint("number", name=op.f("uq_online_application_number")),
    )
    with op.batch_alter_table("online_application", schema=None) as batch_op:
        batch_op.create_index("ix_online_application_calendar_edition", ["state", "calendar_edition"], unique=False)
        batch_op.create_index(batch_op.f("ix_online_application_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            "ix_online_application_draft",
            ["changed_at"],
            unique=False,
            sqlite_where=sa.text("state = 'draft'"),
            postgresql_where=sa.text("state = 'draft'"),
        )
        batch_op.create_index(
            "ix_online_application_forget_on",
            ["forget_on"],
            unique=False,
            sqlite_where=sa.text("forget_on IS NOT NULL"),
            postgresql_where=sa.text("forget_on IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_online_application_next_mark_on",
            ["next_mark_on"],
            unique=False,
            sqlite_where=sa.text("state = 'submitted'"),
            postgresql_where=sa.text("state = 'submitted'"),
        )
        batch_op.create_index("ix_online_application_phone", ["phone_index", "begun_at"], unique=False)
        batch_op.create_index(
            "ix_online_application_reply_by",
            ["reply_by"],
            unique=False,
            sqlite_where=sa.text("state = 'submitted'"),
            postgresql_where=sa.text("state = 'submitted'"),
        )
        batch_op.create_index("ix_online_application_state", ["centre", "state"], unique=False)
        batch_op.create_index(
            "ix_online_application_supplemented",
            ["centre", "supplemented_at"],
            unique=False,
            sqlite_where=sa.text("supplemented_at IS NOT NULL"),
            postgresql_where=sa.text("supplemented_at IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_online_application_person",
            ["centre", "item_code", "resident_id_index"],
            unique=True,
            sqlite_where=sa.text("state = 'submitted'"),
            postgresql_where=sa.text("state = 'submitted'"),
        )

    op.create_table(
        "survey_answer",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("survey_id", sa.String(length=36), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_answer_survey_id_survey")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_answer")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("survey_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_answer_survey_id"), ["survey_id"], unique=False)

    op.create_table(
        "survey_finding",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("survey_id", sa.String(length=36), nullable=False),
        sa.Column("question", sa.Integer(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("window", sa.Integer(), nullable=True),
        sa.Column("responsible", sa.String(length=60), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(length=80), nullable=False),
        sa.Column("working_days", sa.Integer(), nullable=True),
        sa.Column("rectify_by", sa.Date(), nullable=False),
        sa.Column("derivation", sa.Text(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("next_mark_on", sa.Date(), nullable=True),
        sa.Column("marked", sa.String(length=24), nullable=True),
        sa.Column("measures", sa.Text(), nullable=True),
        sa.Column("rectified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rectified_by", sa.String(length=80), nullable=True),
        sa.Column("closing_words", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=80), nullable=True),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("calendar_edition", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_finding_survey_id_survey")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_finding")),
    )
    with op.batch_alter_table("survey_finding", schema=None) as batch_op:
        batch_op.create_index("ix_survey_finding_calendar_edition", ["state", "calendar_edition"], unique=False)
        batch_op.create_index(
            "ix_survey_finding_next_mark_on",
            ["next_mark_on"],
            unique=False,
            sqlite_where=sa.text("state = 'opened'"),
            postgresql_where=sa.text("state = 'opened'"),
        )
        batch_op.create_index("ix_survey_finding_state", ["centre", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_survey_finding_survey_id"), ["survey_id"], unique=False)

    op.create_table(
        "survey_pass",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("survey_id", sa.String(length=36), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_pass_survey_id_survey")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_survey_pass")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("survey_pass", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_pass_survey_id"), ["survey_id"], unique=False)

    op.create_table(
        "application_link",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("application_id", sa.String(length=36), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["online_application.id"],
            name=op.f("fk_application_link_application_id_online_application"),
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_application_link")),
    )
    with op.batch_alter_table("application_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_application_link_application_id"), ["application_id"], unique=False)

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
        sa.ForeignKeyConstraint(
            ["application_id"], ["online_application.id"], name=op.f("fk_attachment_application_id_online_application")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name=op.f("fk_attachment_case_id_service_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachment_application_id"), ["application_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_attachment_centre", ["centre", "id"], unique=False)
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
        batch_op.create_index("ix_attachment_state", ["centre", "state", "id"], unique=False)
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

    with op.batch_alter_table("service_case", schema=None) as batch_op:
        batch_op.add_column(sa.Column("agency_kind", sa.String(length=24), nullable=True))
        batch_op.create_index("ix_service_case_accepted_at", ["centre", "accepted_at"], unique=False)
        batch_op.create_index("ix_service_case_completed_at", ["centre", "completed_at"], unique=False)
        batch_op.create_index("ix_service_case_registered_at", ["centre", "registered_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("service_case", schema=None) as batch_op:
        batch_op.drop_index("ix_service_case_registered_at")
        batch_op.drop_index("ix_service_case_completed_at")
        batch_op.drop_index("ix_service_case_accepted_at")
        batch_op.drop_column("agency_kind")

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
        batch_op.drop_index("ix_attachment_state")
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
    with op.batch_alter_table("application_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_application_link_application_id"))

    op.drop_table("application_link")
    with op.batch_alter_table("survey_pass", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_survey_pass_survey_id"))

    op.drop_table("survey_pass")
    with op.batch_alter_table("survey_finding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_survey_finding_survey_id"))
        batch_op.drop_index("ix_survey_finding_state")
        batch_op.drop_index(
            "ix_survey_finding_next_mark_on",
            sqlite_where=sa.text("state = 'opened'"),
            postgresql_where=sa.text("state = 'opened'"),
        )
        batch_op.drop_index("ix_survey_finding_calendar_edition")

    op.drop_table("survey_finding")
    with op.batch_alter_table("survey_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_survey_answer_survey_id"))

    op.drop_table("survey_answer")
    with op.batch_alter_table("online_application", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_online_application_person",
            sqlite_where=sa.text("state = 'submitted'"),
            postgresql_where=sa.text("state = 'submitted'"),
        )
        batch_op.drop_index(
            "ix_online_application_supplemented",
            sqlite_where=sa.text("supplemented_at IS NOT NULL"),
            postgresql_where=sa.text("supplemented_at IS NOT NULL"),
        )
        batch_op.drop_index("ix_online_application_state")
        batch_op.drop_index(
            "ix_online_application_reply_by",
            sqlite_where=sa.text("state = 'submitted'"),
            postgresql_where=sa.text("state = 'submitted'"),
        )
        batch_op.drop_index("ix_online_application_phone")
        batch_op.drop_index(
            "ix_online_application_next_mark_on",
            sqlite_where=sa.text("state = 'submitted'"),
            postgresql_where=sa.text("state = 'submitted'"),
        )
        batch_op.drop_index(
            "ix_online_application_forget_on",
            sqlite_where=sa.text("forget_on IS NOT NULL"),
            postgresql_where=sa.text("forget_on IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_online_application_draft",
            sqlite_where=sa.text("state = 'draft'"),
            postgresql_where=sa.text("state = 'draft'"),
        )
        batch_op.drop_index(batch_op.f("ix_online_application_case_id"))
        batch_op.drop_index("ix_online_application_calendar_edition")

    op.drop_table("online_application")
    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.drop_index("ix_survey_state")
        batch_op.drop_index(
            "ix_survey_closes_on", sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'")
        )

    op.drop_table("survey")
    op.drop_table("online_item")
    with op.batch_alter_table("guess", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_guess_changed_at"))

    op.drop_table("guess")
    op.drop_table("agency_item")
