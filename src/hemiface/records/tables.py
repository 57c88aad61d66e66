"""The tables of the store: one for each kind of entry, five for keeping them safe, one at hand."""

from datetime import UTC, datetime

import sqlalchemy as sa

METADATA = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(sa.TypeDecorator[datetime]):
    """An instant: UTC in the table, aware in Python, whatever the database makes of zones."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Turn into UTC; SQLite keeps it without a zone."""
        if value is None:
            return None
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Put the zone back."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Document = sa.JSON(none_as_null=True)
"""A nested value, kept as the text it came as."""


def _kind(name: str, *columns: sa.Column[object] | sa.Index, owned: bool = True) -> sa.Table:
    """Lay out a table of entries: the envelope first, the value's own fields after it."""
    owner = (sa.ForeignKey("person.id"),) if owned else ()
    return sa.Table(
        name,
        METADATA,
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("person_id", sa.Uuid, *owner, nullable=False, index=owned),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("changed_at", Instant, nullable=False),
        sa.Column("removed_at", Instant),
        *columns,
    )


def _text(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Text, nullable=False, server_default="")


def _choice(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Text)


def _number(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Float)


def _document(name: str) -> sa.Column[object]:
    return sa.Column(name, Document, nullable=False)


def _reference(name: str, target: str) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid, sa.ForeignKey(f"{target}.id"), index=True)


person = _kind(
    "person",
    sa.Column("pseudonym", sa.Text, nullable=False, unique=True),
    sa.Column("zone", sa.Text, nullable=False),
    _choice("side"),
    _choice("sex"),
    sa.Column("birth_year", sa.Integer),
    sa.Column("onset_year", sa.Integer),
    _text("diagnosis_code"),
    _text("note"),
    owned=False,
)
_standing, _aside = person.c.removed_at.is_(None), person.c.removed_at.is_not(None)
_PARTIAL = [
    (sa.Index("ix_person_standing", person.c.pseudonym, sqlite_where=_standing), _standing),
    (sa.Index("ix_person_aside", person.c.pseudonym, sqlite_where=_aside), _aside),
]

identity = _kind("identity", sa.Column("content", sa.LargeBinary, nullable=False))

consent = _kind(
    "consent",
    _choice("kind"),
    sa.Column("given_on", sa.Date, nullable=False),
    sa.Column("withdrawn_on", sa.Date),
    _text("document"),
    _text("note"),
)

condition = _kind(
    "condition",
    _choice("kind"),
    sa.Column("since", sa.Date, nullable=False),
    sa.Column("until", sa.Date),
    _text("note"),
)

visit = _kind(
    "visit",
    sa.Column("at", Instant, nullable=False),
    _choice("kind"),
    _text("label"),
    _text("note"),
)

recording = _kind(
    "recording",
    sa.Column("sha256", sa.Text, nullable=False, index=True),
    sa.Column("size_bytes", sa.BigInteger, nullable=False),
    _text("suffix"),
    _reference("visit_id", "visit"),
    sa.Column("recorded_at", Instant),
    sa.Column("mirrored", sa.Boolean, nullable=False),
    _choice("task"),
    _text("note"),
)

analysis = _kind(
    "analysis",
    _reference("recording_id", "recording"),
    _text("package_version"),
    _text("method_version"),
    _text("settings_hash"),
    _text("file_hash"),
    sa.Column("made_at", Instant, nullable=False),
    _document("summary"),
    _document("files"),
)
# The burdens that lists of people show: summaries are long. Elsewhere than in SQLite they are read.
sa.Index(
    "ix_analysis_burden",
    *(analysis.c[name] for name in ("person_id", "removed_at", "recording_id", "id")),
    *(
        sa.text(f"json_extract(summary, '$.measures.spasm_time_percent_{side}.value')")
        for side in ("left", "right")
    ),
).ddl_if(dialect="sqlite")

correction = _kind(
    "event_correction", _reference("analysis_id", "analysis"), _document("correction")
)

corrected_summary = sa.Table(
    "corrected_summary",
    METADATA,
    sa.Column("recording_id", sa.Uuid, sa.ForeignKey("recording.id"), primary_key=True),
    sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.id"), nullable=False, index=True),
    sa.Column("analysis_id", sa.Uuid, sa.ForeignKey("analysis.id"), nullable=False),
    sa.Column("analysis_version", sa.Integer, nullable=False),
    sa.Column("corrections", sa.Integer, nullable=False),
    sa.Column("method_version", sa.Text, nullable=False),
    sa.Column("summary", Document),
)
"""What a recording shows with its corrections: it follows from other tables."""

event_rating = _kind(
    "event_rating",
    _reference("recording_id", "recording"),
    _text("rater"),
    _document("said"),
    _document("undone"),
    sa.Column("finished", sa.Boolean, nullable=False),
    sa.Column("settled", sa.Boolean, nullable=False),
)

diary_entry = _kind(
    "diary_entry",
    sa.Column("day", sa.Date, nullable=False),
    *(_number(name) for name in ("spasm", "eye_shut_min")),
    _document("felt"),
    _choice("side"),
    *(_number(name) for name in ("sleep_h", "stress", "fatigue", "caffeine_cups", "screen_h")),
    *(_number(name) for name in ("light", "talking_h", "reading_h", "alcohol_drinks")),
    sa.Column("medicine_taken", sa.Boolean),
    sa.Column("triggers", Document),
    _text("note"),
)
_said = diary_entry.c.removed_at.is_(None)
_days = (diary_entry.c.person_id, diary_entry.c.day)
_PARTIAL.append((sa.Index("uq_diary_entry_day", *_days, unique=True, sqlite_where=_said), _said))

trigger = _kind("diary_trigger", _text("name"), _text("question"), _text("unit"), _number("high"))

botulinum_session = _kind(
    "botulinum_session",
    sa.Column("day", sa.Date, nullable=False),
    _text("product"),
    _document("injections"),
    _text("brand"),
    _text("lot"),
    _number("vial_units"),
    _number("diluent_ml"),
    sa.Column("first_treatment", sa.Boolean),
    _number("other_units"),
    _text("needle"),
    _reference("visit_id", "visit"),
    _text("note"),
)

medicine_course = _kind(
    "medicine_course",
    _text("name"),
    sa.Column("started", sa.Date, nullable=False),
    _number("dose_mg"),
    _number("times_per_day"),
    sa.Column("stopped", sa.Date),
    _text("why_started"),
    _text("why_stopped"),
    _text("note"),
)

decompression = _kind(
    "decompression",
    sa.Column("day", sa.Date, nullable=False),
    _choice("side"),
    _document("vessels"),
    _choice("lateral_spread_before"),
    _choice("lateral_spread_after"),
    _document("complications"),
    _text("note"),
)

other_treatment = _kind(
    "other_treatment",
    _text("name"),
    sa.Column("started", sa.Date, nullable=False),
    sa.Column("ended", sa.Date),
    _text("note"),
)

side_effect = _kind(
    "side_effect",
    _text("kind"),
    sa.Column("onset", sa.Date, nullable=False),
    sa.Column("ended", sa.Date),
    sa.Column("treatment_id", sa.Uuid),
    _choice("side"),
    _choice("severity"),
    _text("note"),
)

questionnaire_response = _kind(
    "questionnaire_response",
    _text("scale"),
    sa.Column("day", sa.Date, nullable=False),
    _document("answers"),
    _number("total"),
    _reference("visit_id", "visit"),
    sa.Column("safety_shown", sa.Boolean, nullable=False),
    _text("note"),
    _text("language"),
)

rating = _kind(
    "rating",
    _text("scale"),
    sa.Column("day", sa.Date, nullable=False),
    _text("rater"),
    _document("levels"),
    _number("total"),
    _reference("visit_id", "visit"),
    _reference("recording_id", "recording"),
    sa.Column("blinded", sa.Boolean),
    _text("note"),
)

audit = sa.Table(
    "audit",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("entry_id", sa.Uuid),
    sa.Column("person_id", sa.Uuid, index=True),
    sa.Column("version", sa.Integer),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("link", sa.Text, nullable=False),
)
"""The chain: never changed, and without any content, so that it outlives an erasure."""

audit_content = sa.Table(
    "audit_content",
    METADATA,
    sa.Column("number", sa.Integer, sa.ForeignKey("audit.number"), primary_key=True),
    sa.Column("person_id", sa.Uuid, index=True),
    sa.Column("salt", sa.LargeBinary, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
)
"""What a link of the chain speaks of: before and after. Erasing a person deletes it."""

keyring = sa.Table(
    "keyring",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("salt", sa.LargeBinary, nullable=False),
    sa.Column("iterations", sa.Integer, nullable=False),
    sa.Column("lanes", sa.Integer, nullable=False),
    sa.Column("memory_kib", sa.Integer, nullable=False),
    sa.Column("wrapped_key", sa.LargeBinary, nullable=False),
    sa.Column("former_key", sa.LargeBinary),
)
"""At most one row: how the passphrase opens the data key. No row: nothing is encrypted."""

loose_file = sa.Table(
    "loose_file",
    METADATA,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("since", Instant, nullable=False),
)
"""Files on their way in or out: what a crash may leave behind, to be swept later."""

output = sa.Table(
    "output",
    METADATA,
    sa.Column("place", sa.Text, primary_key=True),
    sa.Column("machine", sa.Text, nullable=False),
)
"""Archives and exports that are being written: what a crash leaves of them, to be swept later."""

PASSING = frozenset({"loose_file", "output", "corrected_summary"})
"""Tables of work at hand on one machine, or that follow from others: no archive holds them."""


def lay_out_for_postgresql() -> None:
    """Tell the indexes of some rows only which rows those are, as PostgreSQL wants to hear it.

    Naming that database where the indexes are made would load its dialect for everybody.
    """
    for index, rows in _PARTIAL:
        index.dialect_options["postgresql"]["where"] = rows
