"""Entries of any kind: words into values and back; list, show, change, put aside, bring back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

from hemiface.errors import RecordInvalidError
from hemiface.model.record import Entry, Moment
from hemiface.records.kinds import kind_of, read_id
from hemiface.records.store import Store


class Occurrence(Protocol):
    """Something that happened at some moment."""

    @property
    def occurred(self) -> Moment:
        """The moment."""
        ...


T = TypeVar("T")
Happened = TypeVar("Happened", bound=Occurrence)


def make_value(noun: type[T], fields: Mapping[str, object]) -> T:
    """Value of a noun from words or typed fields.

    Raises
    ------
    RecordInvalidError
        If a field is missing, unknown or does not fit.
    """
    return kind_of(noun).read(fields)


def make_past(noun: type[Happened], fields: Mapping[str, object], today: date) -> Happened:
    """Value of a noun that says what has happened, not what is planned.

    Parameters
    ----------
    today
        The day it is where the person lives; the clock of the machine may lag by a day.

    Raises
    ------
    RecordInvalidError
        As for :func:`make_value`, or if it would happen later.
    """
    value = make_value(noun, fields)
    occurred = value.occurred
    day = occurred.date() if isinstance(occurred, datetime) else occurred
    if day > today + timedelta(days=1):
        raise RecordInvalidError(
            f"{day} is still to come", hint="Check the year; write down what has happened."
        )
    return value


def plain_entry(entry: Entry[Any]) -> dict[str, Any]:
    """Entry as plain JSON, with its kind."""
    kind = kind_of(type(entry.value))
    return {"kind": kind.name, **kind.plain_entry(entry)}


def change_value(value: T, fields: Mapping[str, object]) -> T:
    """Value with some fields replaced.

    Raises
    ------
    RecordInvalidError
        If a field is unknown or does not fit.
    """
    kind = kind_of(type(value))
    return kind.read({**kind.plain(value), **fields})


def read_instant(text: object, zone: str) -> datetime | None:
    """Instant from text such as ``2026-03-01T09:30``; without an offset it is local time.

    Raises
    ------
    RecordInvalidError
        If it is no instant.
    """
    if text is None or isinstance(text, datetime):
        instant = text
    else:
        try:
            instant = datetime.fromisoformat(str(text))
        except ValueError as error:
            raise RecordInvalidError(
                f"{text} is not a time", hint="Write it as 2026-03-01T09:30."
            ) from error
    if instant is not None and instant.utcoffset() is None:
        return instant.replace(tzinfo=ZoneInfo(zone))
    return instant


def list_values(
    store: Store, noun: type[T], pseudonym: str, *, removed: bool = False
) -> Sequence[Entry[T]]:
    """Entries of one class of one person, or those put aside.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    """
    with store.read() as work:
        return work.list(noun, work.find_person(pseudonym).id, removed=removed)


def show_entry(store: Store, entry_id: str) -> Entry[Any]:
    """Entry of any kind.

    Raises
    ------
    RecordNotFoundError
        If there is none.
    """
    with store.unlocked() as work:
        return work.find(read_id(entry_id))


def edit_entry(
    store: Store, entry_id: str, fields: Mapping[str, object], *, version: int | None = None
) -> Entry[Any]:
    """Change some fields of an entry of any kind.

    Parameters
    ----------
    version
        Version that was looked at; refused if it is not the newest any more.

    Raises
    ------
    RecordNotFoundError
        If there is none.
    RecordConflictError
        If somebody changed it meanwhile.
    RecordInvalidError
        If a field does not fit.
    """
    with store.unlocked(write=True) as work:
        entry = work.find(read_id(entry_id))
        read = entry if version is None else replace(entry, version=version)
        return work.change(read, change_value(entry.value, fields))


def remove_entry(store: Store, entry_id: str) -> Entry[Any]:
    """Put an entry aside.

    Raises
    ------
    RecordNotFoundError
        If there is none.
    """
    with store.unlocked(write=True) as work:
        return work.remove(work.find(read_id(entry_id)))


def restore_entry(store: Store, entry_id: str) -> Entry[Any]:
    """Bring back an entry that was put aside.

    Raises
    ------
    RecordNotFoundError
        If there is none.
    RecordConflictError
        If another one took its place.
    """
    with store.unlocked(write=True) as work:
        return work.restore(work.find(read_id(entry_id)))
