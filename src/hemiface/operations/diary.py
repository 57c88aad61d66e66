"""Keep a diary: a day in under ten seconds, a table in and out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from hemiface.errors import RecordConflictError, RecordInvalidError
from hemiface.formats.diary_table import read_diary, write_diary
from hemiface.model.actor import Permission
from hemiface.model.diary import DiaryEntry, Trigger
from hemiface.model.record import Entry, Person
from hemiface.operations.fields import change_value, make_past, make_value, read_day, with_days
from hemiface.operations.permission import needs, open_to_all
from hemiface.operations.session import Session
from hemiface.records.audit import has_line
from hemiface.records.diary_days import read_diary_day
from hemiface.records.foreign_text import read_bytes
from hemiface.records.transaction import Transaction

LARGEST_TABLE, MOST_DAYS = 32 << 20, 7305
"""Bytes of a table; days of it, twenty years: meanwhile nothing else can be written."""

_BEYOND_ASCII = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
"""Whole letters of UTF-8, which no word of a European language makes in Windows' own."""


@dataclass(frozen=True, slots=True)
class DiaryImport:
    """What a table brought: days added, days replaced, days that were the same."""

    added: int
    replaced: int
    unchanged: int


class DayState(StrEnum):
    """What a day of a table is to the diary."""

    NEW = "new"
    SAME = "same"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class PreviewedDay:
    """A day of a table, and whether the diary has it."""

    value: DiaryEntry
    state: DayState


@dataclass(frozen=True, slots=True)
class DiaryPreview:
    """What would be taken from a table."""

    rows: tuple[PreviewedDay, ...]

    def count(self, state: DayState) -> int:
        """How many days are so."""
        return sum(row.state == state for row in self.rows)


@dataclass(frozen=True, slots=True)
class ReceivedDay:
    """The receipt of what a device sent: it may forget it now."""

    message: UUID
    is_new: bool


@needs(Permission.KEEP_DIARY, of="pseudonym")
def write_day(session: Session, pseudonym: str, fields: Mapping[str, object]) -> Entry[DiaryEntry]:
    """Write something about a day; today, unless ``day`` says when.

    What was said about that day before stays, unless it is said anew.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    RecordInvalidError
        If a field does not fit, or nothing is said.
    """
    _refuse_nothing(fields)
    with session.write() as work:
        return _write(work, work.find_person(pseudonym), fields)


@needs(Permission.KEEP_DIARY, of="pseudonym")
def receive_day(
    session: Session, pseudonym: str, message_id: UUID, fields: Mapping[str, object]
) -> ReceivedDay:
    """Write what a device sends about a day, once, however often it is sent.

    A device keeps what it has to say until it is told that it was kept. When that answer is
    lost on the way, it says it again; the audit knows the message, and nothing is written anew.

    Parameters
    ----------
    message_id
        Given by the device to each thing it has to say.
    fields
        As for `write_day`.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    RecordInvalidError
        If a field does not fit, or nothing is said.
    """
    _refuse_nothing(fields)
    action = f"receive {message_id}"
    with session.write() as work:
        person = work.find_person(pseudonym)
        if has_line(work.connection, action, person.id):
            return ReceivedDay(message_id, is_new=False)
        _write(work, person, fields)
        work.note(action, person.id)
    return ReceivedDay(message_id, is_new=True)


@needs(Permission.READ, of="pseudonym")
def list_days(
    session: Session,
    pseudonym: str,
    *,
    since: date | str | None = None,
    until: date | str | None = None,
) -> list[Entry[DiaryEntry]]:
    """Diary in order of days; days without an entry are missing, not zero.

    Parameters
    ----------
    since, until
        First and last day, or words for them such as ``yesterday``.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    RecordInvalidError
        If a word is no day.
    """
    with session.read() as work:
        person = work.find_person(pseudonym)
        days = _days(work, person.id)
    since, until = (
        read_day(limit, person.value.today) if isinstance(limit, str) else limit
        for limit in (since, until)
    )
    return [
        days[day]
        for day in sorted(days)
        if (since is None or day >= since) and (until is None or day <= until)
    ]


@needs(Permission.READ, of="pseudonym")
def export_diary(session: Session, pseudonym: str) -> str:
    """Diary as CSV.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    """
    return write_diary(entry.value for entry in list_days(session, pseudonym))


@needs(Permission.WORK_WITH_FILES)
def read_table(session: Session, file: Path) -> str:
    """Text of a table that may be a diary.

    Raises
    ------
    RecordInvalidError
        If it is no file, too large, or no text.
    RecordStorageError
        If it cannot be read.
    """
    del session
    return decode_table(read_bytes(file, most=LARGEST_TABLE))


@open_to_all
def decode_table(content: bytes, most: int = LARGEST_TABLE) -> str:
    """Text of a table as spreadsheets save it: UTF-8, UTF-16, or Windows' own.

    Parameters
    ----------
    content, most
        The file, and how many bytes are taken.

    Raises
    ------
    RecordInvalidError
        If it is too large or no text.
    """
    if len(content) > most:
        raise RecordInvalidError("table_size", most_mb=round(most / 2**20, 1))
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            if encoding == "utf-8-sig":
                _refuse_broken(content, error)
            continue
        if "\0" not in text:
            return text
    raise RecordInvalidError("no_table")


@needs(Permission.KEEP_DIARY, of="pseudonym")
def preview_diary(session: Session, pseudonym: str, text: str) -> DiaryPreview:
    """Say what `import_diary` would take from a table; nothing is written.

    Raises
    ------
    RecordInvalidError
        If a line does not fit.
    """
    with session.read() as work:
        person = work.find_person(pseudonym)
        known = _days(work, person.id)
    rows = []
    for value in _read_past(text, person.value.today):
        kept = known.get(value.day)
        state = DayState.NEW
        if kept is not None:
            state = DayState.SAME if kept.value == value else DayState.DIFFERS
        rows.append(PreviewedDay(value, state))
    return DiaryPreview(tuple(rows))


@needs(Permission.KEEP_DIARY, of="pseudonym")
def import_diary(
    session: Session, pseudonym: str, text: str, *, replace: bool = False
) -> DiaryImport:
    """Take a diary in from CSV: all of it or nothing.

    Parameters
    ----------
    replace
        Whether days that are there already and differ are replaced.

    Raises
    ------
    RecordInvalidError
        If a line does not fit.
    RecordConflictError
        If a day is there already with something else, and nothing is to be replaced.
    """
    added = replaced = unchanged = 0
    with session.write() as work:
        person = work.find_person(pseudonym)
        days = _days(work, person.id)
        for value in _read_past(text, person.value.today):
            known = days.get(value.day)
            if known is None:
                days[value.day] = work.add(value, person.id)
                added += 1
            elif known.value == value:
                unchanged += 1
            elif replace:
                days[value.day] = work.change(known, value)
                replaced += 1
            else:
                raise RecordConflictError("diary_day", day=value.day)
    return DiaryImport(added, replaced, unchanged)


@needs(Permission.KEEP_DIARY, of="pseudonym")
def add_trigger(session: Session, pseudonym: str, fields: Mapping[str, object]) -> Entry[Trigger]:
    """Add something that a person wants to watch from day to day.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    RecordConflictError
        If it is watched already.
    """
    trigger = make_value(Trigger, fields)
    with session.write() as work:
        person = work.find_person(pseudonym)
        if any(known.value.name == trigger.name for known in work.list(Trigger, person.id)):
            raise RecordConflictError("trigger_there", trigger=trigger.name)
        return work.add(trigger, person.id)


def _refuse_nothing(fields: Mapping[str, object]) -> None:
    """An empty day would look as if somebody had said that there was nothing."""
    if not set(fields) - {"day"}:
        raise RecordInvalidError("empty_day")


def _write(
    work: Transaction, person: Entry[Person], fields: Mapping[str, object]
) -> Entry[DiaryEntry]:
    today = person.value.today
    entry = make_past(DiaryEntry, {"day": today, **fields}, today)
    known = _days(work, person.id).get(entry.day)
    if known is None:
        return work.add(entry, person.id)
    own = {**(known.value.triggers or {}), **(entry.triggers or {})}
    said = {**with_days(DiaryEntry, fields, today), "triggers": own or None}
    return work.change(known, change_value(known.value, said))


def _read_past(text: str, today: date) -> list[DiaryEntry]:
    """Days of a table; as everywhere, none that is still to come."""

    def make(fields: Mapping[str, object]) -> DiaryEntry:
        make_past(DiaryEntry, fields, today)
        return read_diary_day(fields)

    entries = read_diary(text, make)
    if len(entries) > MOST_DAYS:
        raise RecordInvalidError("table_days", n=len(entries), most=MOST_DAYS)
    return entries


def _encodings(content: bytes) -> tuple[str, ...]:
    """How a table may be encoded: a mark says so, and of UTF-16 without one every other byte."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    if content[1:2] == b"\0":
        return ("utf-16-le",)
    if content[:1] == b"\0":
        return ("utf-16-be",)
    return ("utf-8-sig", "cp1252")


def _refuse_broken(content: bytes, error: UnicodeDecodeError) -> None:
    """Refuse UTF-8 with broken bytes in it, which is no table of Windows.

    Text of Windows is no UTF-8 wherever a letter is beyond ASCII; in broken UTF-8 some are whole.
    """
    if content.startswith(b"\xef\xbb\xbf") or _BEYOND_ASCII.search(content):
        raise RecordInvalidError("broken_text", line=content.count(b"\n", 0, error.start) + 1)


def _days(work: Transaction, person_id: UUID) -> dict[date, Entry[DiaryEntry]]:
    return {entry.value.day: entry for entry in work.list(DiaryEntry, person_id)}
