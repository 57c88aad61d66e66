"""Which noun is kept in which table, and how a value becomes a row and comes back."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from dataclasses import fields as fields_of
from datetime import UTC, date, datetime
from functools import cache, cached_property
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

import sqlalchemy as sa
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from hemiface.errors import RecordInvalidError
from hemiface.formats.strict_json import check_plain, parse_json
from hemiface.model.diary import DiaryEntry, Trigger
from hemiface.model.questionnaires import QuestionnaireResponse, Rating
from hemiface.model.record import (
    Condition,
    Consent,
    Entry,
    EventRating,
    Identity,
    Person,
    Recording,
    StoredAnalysis,
    StoredCorrection,
    Visit,
    check_file_names,
    check_instant,
    check_language,
    check_range,
    check_suffix,
    check_year,
)
from hemiface.model.treatments import (
    BotulinumSession,
    Decompression,
    MedicineCourse,
    OtherTreatment,
    SideEffect,
)
from hemiface.records import tables
from hemiface.records.field_words import find_fault, name_place
from hemiface.records.questionnaires import check_rating, check_response
from hemiface.records.vault import Vault

T = TypeVar("T")

ENVELOPE = ("id", "person_id", "version", "created_at", "changed_at", "removed_at")


def canonical(value: object) -> bytes:
    """JSON of a plain value in its one and only spelling."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


@dataclass(frozen=True)
class EntryType(Generic[T]):
    """A noun that is kept.

    Parameters
    ----------
    name
        What it is called in audits, exports and links.
    noun
        Its class.
    table
        Where it is kept.
    references
        Kinds of the entries that its fields point at, by field.
    sealed
        Whether the whole value is one column that encryption covers.
    forms
        What a new entry may hold in a field, beyond what its class says; raises otherwise.
    fits
        Raises where the fields of a new entry do not fit each other.
    later
        Fields that earlier versions did not know: left out of plain JSON while they are empty,
        for the audit holds entries of those versions to what they were without them.
    """

    name: str
    noun: type[T]
    table: sa.Table
    references: Mapping[str, str] = field(default_factory=dict)
    sealed: bool = False
    forms: Mapping[str, Callable[[str, Any], None]] = field(default_factory=dict)
    fits: Callable[[T], None] = lambda _: None
    later: frozenset[str] = frozenset()

    @cached_property
    def _fields(self) -> tuple[str, ...]:
        return tuple(part.name for part in fields_of(cast("Any", self.noun)))

    @property
    def _adapter(self) -> TypeAdapter[T]:
        return _adapter(self.noun)

    def plain(self, value: T) -> dict[str, Any]:
        """Value as plain JSON."""
        plain: dict[str, Any] = self._adapter.dump_python(value, mode="json")
        return {name: part for name, part in plain.items() if part or name not in self.later}

    def normal(self, value: T, before: T | None = None) -> T:
        """Value as it will come back: instants in UTC, numbers and lists of their own type.

        Parameters
        ----------
        value
            What is to be kept.
        before
            What is kept; its fields may stay as they are, whatever was allowed once.

        Raises
        ------
        RecordInvalidError
            If a field does not fit.
        """
        fields = {name: getattr(value, name) for name in self._fields}
        for name, part in fields.items():
            if before is None or getattr(before, name) != part:
                self._check_new(name, part)
        if before is None or before != value:
            self.fits(value)
        instants = {
            name: moment.astimezone(UTC)
            for name, moment in fields.items()
            if isinstance(moment, datetime)
        }
        try:
            plain = self.plain(self.noun(**{**fields, **instants}))
        except (PydanticSerializationError, RecursionError) as error:
            raise RecordInvalidError("unwritable", name=self.name) from error
        check_plain(plain)
        return self.read(plain)

    def _check_new(self, name: str, part: object) -> None:
        """Refuse in a field what was never kept before."""
        if isinstance(part, date):
            check_year(f"{self.name}: {name}", part)
        if name in self.forms:
            self.forms[name](f"{self.name}: {name}", part)

    def read(self, plain: Mapping[str, object]) -> T:
        """Value from plain JSON or from typed fields.

        Raises
        ------
        RecordInvalidError
            If a field is missing, unknown or does not fit.
        """
        unknown = set(plain) - set(self._fields)
        if unknown:
            raise RecordInvalidError(
                "fields",
                name=self.name,
                names=", ".join(sorted(unknown)),
                known=", ".join(self._fields),
            )
        try:
            return self._adapter.validate_python(dict(plain))
        except ValidationError as error:
            first = error.errors()[0]
            cause = first.get("ctx", {}).get("error")
            if isinstance(cause, RecordInvalidError):
                raise cause from error
            place = [self.name, *name_place(first["loc"])]
            raise find_fault(": ".join(place), first) from error

    def plain_entry(self, entry: Entry[T]) -> dict[str, Any]:
        """Entry with its envelope as plain JSON."""
        return {
            "id": str(entry.id),
            "person_id": str(entry.person_id),
            "version": entry.version,
            "created_at": entry.created_at.isoformat(),
            "changed_at": entry.changed_at.isoformat(),
            "removed_at": entry.removed_at.isoformat() if entry.removed_at else None,
            "value": self.plain(entry.value),
        }

    def read_entry(self, plain: Mapping[str, Any]) -> Entry[T]:
        """Entry from plain JSON, as `normal` gives its value.

        Raises
        ------
        RecordInvalidError
            If it is not an entry of this kind.
        """
        try:
            if isinstance(plain["version"], bool):
                raise TypeError("a version is a number")
            envelope = _envelope_reader().validate_python({**plain, "value": None})
            fields = dict(plain["value"])
        except (ValidationError, KeyError, TypeError, ValueError) as error:
            raise RecordInvalidError("other_kind", name=self.name) from error
        return replace(_normal_envelope(envelope), value=self.normal(self.read(fields)))

    def check(self, entry: Entry[T]) -> None:
        """Refuse an entry that no version could have written as it is.

        Raises
        ------
        RecordInvalidError
            If its envelope or a field does not fit.
        """
        _normal_envelope(entry)
        self.normal(entry.value, before=entry.value)

    def row(self, entry: Entry[T], vault: Vault) -> dict[str, Any]:
        """Entry as a row of the table."""
        envelope = {name: getattr(entry, name) for name in ENVELOPE}
        plain = self.plain(entry.value)
        if self.sealed:
            return {**envelope, "content": vault.seal(canonical(plain), entry.id.bytes)}
        typed = (sa.Date, sa.DateTime, tables.Instant, sa.Uuid)
        fields = {
            name: plain[name]
            if name in plain and not isinstance(self.table.c[name].type, typed)
            else getattr(entry.value, name)
            for name in self._fields
        }
        return {**envelope, **fields}

    def entry(self, row: Mapping[str, Any], vault: Vault) -> Entry[T]:
        """Entry from a row of the table."""
        fields = {name: value for name, value in row.items() if name not in ENVELOPE}
        if self.sealed:
            fields = parse_json(vault.open(fields["content"], row["id"].bytes))
        envelope = {name: row[name] for name in ENVELOPE}
        return Entry(**envelope, value=self.read(fields))


_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {}


def _adapter(noun: type[T]) -> TypeAdapter[T]:
    """Reader and writer of a noun, built when it is first met."""
    if noun not in _ADAPTERS:
        _ADAPTERS[noun] = TypeAdapter(noun)
    return _ADAPTERS[noun]


@cache
def _envelope_reader() -> TypeAdapter[Entry[None]]:
    """Reader of what lies about a value, built when an export is first read."""
    return TypeAdapter(Entry[None])


def _normal_envelope(envelope: Entry[Any]) -> Entry[Any]:
    """Envelope with its instants in UTC."""
    instants = {}
    for name in ("created_at", "changed_at", "removed_at"):
        moment = getattr(envelope, name)
        check_instant(name, moment)
        check_year(name, moment)
        instants[name] = moment and moment.astimezone(UTC)
    check_range("version", envelope.version, 1, 2**31 - 1)
    return replace(envelope, **instants)


ENTRY_TYPES: tuple[EntryType[Any], ...] = (
    EntryType("person", Person, tables.person),
    EntryType("identity", Identity, tables.identity, sealed=True),
    EntryType("consent", Consent, tables.consent),
    EntryType("condition", Condition, tables.condition),
    EntryType("visit", Visit, tables.visit),
    EntryType(
        "recording",
        Recording,
        tables.recording,
        {"visit_id": "visit"},
        forms={"suffix": check_suffix},
    ),
    EntryType(
        "analysis",
        StoredAnalysis,
        tables.analysis,
        {"recording_id": "recording"},
        forms={"files": check_file_names},
    ),
    EntryType("correction", StoredCorrection, tables.correction, {"analysis_id": "analysis"}),
    EntryType("event-rating", EventRating, tables.event_rating, {"recording_id": "recording"}),
    EntryType("trigger", Trigger, tables.trigger),
    EntryType("diary", DiaryEntry, tables.diary_entry),
    EntryType("botulinum", BotulinumSession, tables.botulinum_session, {"visit_id": "visit"}),
    EntryType("medicine", MedicineCourse, tables.medicine_course),
    EntryType("surgery", Decompression, tables.decompression),
    EntryType("other", OtherTreatment, tables.other_treatment),
    EntryType("side-effect", SideEffect, tables.side_effect),
    EntryType(
        "questionnaire",
        QuestionnaireResponse,
        tables.questionnaire_response,
        {"visit_id": "visit"},
        forms={"language": check_language},
        fits=check_response,
        later=frozenset({"language"}),
    ),
    EntryType(
        "rating",
        Rating,
        tables.rating,
        {"visit_id": "visit", "recording_id": "recording"},
        fits=check_rating,
    ),
)
"""Every kind of entry, each after the kinds that it points at."""

_BY_NOUN = {kind.noun: kind for kind in ENTRY_TYPES}
_BY_NAME = {kind.name: kind for kind in ENTRY_TYPES}


def entry_type_of(noun: type[T]) -> EntryType[T]:
    """Kind of the given class."""
    return _BY_NOUN[noun]


def entry_type_named(name: str) -> EntryType[Any]:
    """Kind of the given name.

    Raises
    ------
    RecordInvalidError
        If there is none.
    """
    if name not in _BY_NAME:
        raise RecordInvalidError("kind", name=name, names=", ".join(_BY_NAME))
    return _BY_NAME[name]


def read_id(text: str) -> UUID:
    """Identity of an entry from text.

    Raises
    ------
    RecordInvalidError
        If it is not a UUID.
    """
    try:
        return UUID(text)
    except ValueError as error:
        raise RecordInvalidError("id", text=text) from error
