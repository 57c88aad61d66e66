"""The first tables.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _envelope() -> list[sa.Column[object]]:
    """Columns that every entry has."""
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
    ]


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_person_id"), "audit", ["person_id"], unique=False)
    op.create_table(
        "keyring",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("iterations", sa.Integer(), nullable=False),
        sa.Column("lanes", sa.Integer(), nullable=False),
        sa.Column("memory_kib", sa.Integer(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keyring")),
    )
    op.create_table(
        "loose_file",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_loose_file")),
    )
    op.create_table(
        "person",
        *_envelope(),
        sa.Column("pseudonym", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("onset_year", sa.Integer(), nullable=True),
        sa.Column("diagnosis_code", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("pseudonym", name=op.f("uq_person_pseudonym")),
    )
    op.create_table(
        "audit_content",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["audit.number"], name=op.f("fk_audit_content_number")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_content")),
    )
    op.create_index(
        op.f("ix_audit_content_person_id"), "audit_content", ["person_id"], unique=False
    )
    op.create_table(
        "consent",
        *_envelope(),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("document", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_consent_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(op.f("ix_consent_person_id"), "consent", ["person_id"], unique=False)
    op.create_table(
        "decompression",
        *_envelope(),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("side", sa.Text(), nullable=True),
        sa.Column("vessels", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("lateral_spread_before", sa.Text(), nullable=True),
        sa.Column("lateral_spread_after", sa.Text(), nullable=True),
        sa.Column("complications", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_decompression_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decompression")),
    )
    op.create_index(
        op.f("ix_decompression_person_id"), "decompression", ["person_id"], unique=False
    )
    op.create_table(
        "diary_entry",
        *_envelope(),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("spasm", sa.Float(), nullable=True),
        sa.Column("eye_shut_min", sa.Float(), nullable=True),
        sa.Column("felt", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("side", sa.Text(), nullable=True),
        sa.Column("sleep_h", sa.Float(), nullable=True),
        sa.Column("stress", sa.Float(), nullable=True),
        sa.Column("fatigue", sa.Float(), nullable=True),
        sa.Column("caffeine_cups", sa.Float(), nullable=True),
        sa.Column("screen_h", sa.Float(), nullable=True),
        sa.Column("light", sa.Float(), nullable=True),
        sa.Column("talking_h", sa.Float(), nullable=True),
        sa.Column("reading_h", sa.Float(), nullable=True),
        sa.Column("alcohol_drinks", sa.Float(), nullable=True),
        sa.Column("medicine_taken", sa.Boolean(), nullable=True),
        sa.Column("triggers", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_diary_entry_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_diary_entry")),
    )
    op.create_index(op.f("ix_diary_entry_person_id"), "diary_entry", ["person_id"], unique=False)
    op.create_index(
        "uq_diary_entry_day",
        "diary_entry",
        ["person_id", "day"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_table(
        "diary_trigger",
        *_envelope(),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("question", sa.Text(), server_default="", nullable=False),
        sa.Column("unit", sa.Text(), server_default="", nullable=False),
        sa.Column("high", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_diary_trigger_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_diary_trigger")),
    )
    op.create_index(
        op.f("ix_diary_trigger_person_id"), "diary_trigger", ["person_id"], unique=False
    )
    op.create_table(
        "identity",
        *_envelope(),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_identity_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity")),
    )
    op.create_index(op.f("ix_identity_person_id"), "identity", ["person_id"], unique=False)
    op.create_table(
        "medicine_course",
        *_envelope(),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("started", sa.Date(), nullable=False),
        sa.Column("dose_mg", sa.Float(), nullable=True),
        sa.Column("times_per_day", sa.Float(), nullable=True),
        sa.Column("stopped", sa.Date(), nullable=True),
        sa.Column("why_started", sa.Text(), server_default="", nullable=False),
        sa.Column("why_stopped", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_medicine_course_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_medicine_course")),
    )
    op.create_index(
        op.f("ix_medicine_course_person_id"), "medicine_course", ["person_id"], unique=False
    )
    op.create_table(
        "other_treatment",
        *_envelope(),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("started", sa.Date(), nullable=False),
        sa.Column("ended", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_other_treatment_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_other_treatment")),
    )
    op.create_index(
        op.f("ix_other_treatment_person_id"), "other_treatment", ["person_id"], unique=False
    )
    op.create_table(
        "side_effect",
        *_envelope(),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("onset", sa.Date(), nullable=False),
        sa.Column("ended", sa.Date(), nullable=True),
        sa.Column("treatment_id", sa.Uuid(), nullable=True),
        sa.Column("side", sa.Text(), nullable=True),
        sa.Column("severity", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_side_effect_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_side_effect")),
    )
    op.create_index(op.f("ix_side_effect_person_id"), "side_effect", ["person_id"], unique=False)
    op.create_table(
        "visit",
        *_envelope(),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("label", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_visit_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    op.create_index(op.f("ix_visit_person_id"), "visit", ["person_id"], unique=False)
    op.create_table(
        "botulinum_session",
        *_envelope(),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("product", sa.Text(), server_default="", nullable=False),
        sa.Column("injections", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("brand", sa.Text(), server_default="", nullable=False),
        sa.Column("lot", sa.Text(), server_default="", nullable=False),
        sa.Column("vial_units", sa.Float(), nullable=True),
        sa.Column("diluent_ml", sa.Float(), nullable=True),
        sa.Column("first_treatment", sa.Boolean(), nullable=True),
        sa.Column("other_units", sa.Float(), nullable=True),
        sa.Column("needle", sa.Text(), server_default="", nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_botulinum_session_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_botulinum_session_visit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_botulinum_session")),
    )
    op.create_index(
        op.f("ix_botulinum_session_person_id"), "botulinum_session", ["person_id"], unique=False
    )
    op.create_index(
        op.f("ix_botulinum_session_visit_id"), "botulinum_session", ["visit_id"], unique=False
    )
    op.create_table(
        "questionnaire_response",
        *_envelope(),
        sa.Column("scale", sa.Text(), server_default="", nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("answers", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("total", sa.Float(), nullable=True),
        sa.Column("visit_id", sa.Uuid(), nullable=True),
        sa.Column("safety_shown", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_questionnaire_response_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_questionnaire_response_visit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire_response")),
    )
    op.create_index(
        op.f("ix_questionnaire_response_person_id"),
        "questionnaire_response",
        ["person_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_questionnaire_response_visit_id"),
        "questionnaire_response",
        ["visit_id"],
        unique=False,
    )
    op.create_table(
        "recording",
        *_envelope(),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("suffix", sa.Text(), server_default="", nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mirrored", sa.Boolean(), nullable=False),
        sa.Column("task", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recording_person_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_recording_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording")),
    )
    op.create_index(op.f("ix_recording_person_id"), "recording", ["person_id"], unique=False)
    op.create_index(op.f("ix_recording_sha256"), "recording", ["sha256"], unique=False)
    op.create_index(op.f("ix_recording_visit_id"), "recording", ["visit_id"], unique=False)
    op.create_table(
        "analysis",
        *_envelope(),
        sa.Column("recording_id", sa.Uuid(), nullable=True),
        sa.Column("package_version", sa.Text(), server_default="", nullable=False),
        sa.Column("method_version", sa.Text(), server_default="", nullable=False),
        sa.Column("settings_hash", sa.Text(), server_default="", nullable=False),
        sa.Column("file_hash", sa.Text(), server_default="", nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("summary", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("files", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_analysis_person_id")),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recording.id"], name=op.f("fk_analysis_recording_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_analysis")),
    )
    op.create_index(op.f("ix_analysis_person_id"), "analysis", ["person_id"], unique=False)
    op.create_index(op.f("ix_analysis_recording_id"), "analysis", ["recording_id"], unique=False)
    op.create_table(
        "rating",
        *_envelope(),
        sa.Column("scale", sa.Text(), server_default="", nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("rater", sa.Text(), server_default="", nullable=False),
        sa.Column("levels", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("total", sa.Float(), nullable=True),
        sa.Column("visit_id", sa.Uuid(), nullable=True),
        sa.Column("recording_id", sa.Uuid(), nullable=True),
        sa.Column("blinded", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_rating_person_id")),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recording.id"], name=op.f("fk_rating_recording_id")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_rating_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
    )
    op.create_index(op.f("ix_rating_person_id"), "rating", ["person_id"], unique=False)
    op.create_index(op.f("ix_rating_recording_id"), "rating", ["recording_id"], unique=False)
    op.create_index(op.f("ix_rating_visit_id"), "rating", ["visit_id"], unique=False)
    op.create_table(
        "event_correction",
        *_envelope(),
        sa.Column("analysis_id", sa.Uuid(), nullable=True),
        sa.Column("correction", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["analysis_id"], ["analysis.id"], name=op.f("fk_event_correction_analysis_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_event_correction_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_correction")),
    )
    op.create_index(
        op.f("ix_event_correction_analysis_id"), "event_correction", ["analysis_id"], unique=False
    )
    op.create_index(
        op.f("ix_event_correction_person_id"), "event_correction", ["person_id"], unique=False
    )
