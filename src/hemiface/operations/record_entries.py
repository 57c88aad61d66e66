"""Entries of any kind: list, show, change, archive, bring back."""

from collections.abc import Mapping, Sequence
from dataclasses import fields as fields_of
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from hemiface.model.actor import Permission
from hemiface.model.record import Entry, Identity, Person, Visit
from hemiface.model.treatments import BotulinumSession, MedicineCourse
from hemiface.operations.blindness import Veil, rate_first
from hemiface.operations.fields import change_value, refuse_future
from hemiface.operations.permission import needs, require
from hemiface.operations.session import Session
from hemiface.records.doses import check_medicine, check_units
from hemiface.records.entry_types import read_id
from hemiface.records.transaction import Transaction

T = TypeVar("T")


@needs(Permission.READ, of="pseudonym")
def list_values(
    session: Session, noun: type[T], pseudonym: str, *, removed: bool = False
) -> Sequence[Entry[T]]:
    """Entries of one class of one person, or those archived.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    """
    if noun is Identity:
        require(session.actor, Permission.READ_IDENTITY)
    with session.read() as work:
        return work.list(noun, work.find_person(pseudonym).id, removed=removed)


@needs(Permission.READ, of="entry_id")
def show_entry(session: Session, entry_id: str) -> Entry[Any]:
    """Entry of any kind.

    Raises
    ------
    RecordNotFoundError
        If there is none.
    """
    with session.unlocked() as work:
        entry = work.find(read_id(entry_id))
    if isinstance(entry.value, Identity):
        require(session.actor, Permission.READ_IDENTITY)
    return entry


@needs(Permission.READ, of="person_id")
def by_own_clock(session: Session, person_id: str, entries: Sequence[Entry[T]]) -> list[Entry[T]]:
    """Entries of one person with their moments by that person's clock, for people to read.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    """
    with session.read() as work:
        zone = ZoneInfo(work.find(read_id(person_id)).value.zone)
    return [replace(entry, value=_with_clock(entry.value, zone)) for entry in entries]


def _with_clock(value: T, zone: ZoneInfo) -> T:
    noun: Any = value
    names = [part.name for part in fields_of(noun)]
    moments = {name: part for name in names if isinstance(part := getattr(noun, name), datetime)}
    local: T = replace(noun, **{name: part.astimezone(zone) for name, part in moments.items()})
    return local


@needs(Permission.WRITE, of="entry_id")
def edit_entry(
    session: Session, entry_id: str, fields: Mapping[str, object], *, version: int | None = None
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
        If a field does not fit, or it would have happened on a day that is still to come.
    NotAllowedError
        If it says what was found in a recording that whoever asks has still to rate blind.
    """
    with session.unlocked(write=True) as work:
        entry = _find_known(session, work, entry_id)
        read = entry if version is None else replace(entry, version=version)
        value = change_value(entry.value, fields)
        if isinstance(value, BotulinumSession):
            check_units(value)
        if isinstance(value, MedicineCourse):
            check_medicine(value)
        _refuse_future_change(work, entry, replace(entry, value=value))
        return work.change(read, value)


@needs(Permission.WRITE, of="entry_id")
def remove_entry(session: Session, entry_id: str) -> Entry[Any]:
    """Archive an entry.

    Raises
    ------
    RecordNotFoundError
        If there is none.
    NotAllowedError
        As `edit_entry`.
    """
    with session.unlocked(write=True) as work:
        return work.remove(_find_known(session, work, entry_id))


@needs(Permission.WRITE, of="entry_id")
def restore_entry(session: Session, entry_id: str) -> Entry[Any]:
    """Bring back an entry that was archived.

    Raises
    ------
    RecordNotFoundError
        If there is none.
    RecordConflictError
        If another one took its place.
    NotAllowedError
        As `edit_entry`.
    """
    with session.unlocked(write=True) as work:
        return work.restore(_find_known(session, work, entry_id))


def _find_known(session: Session, work: Transaction, entry_id: str) -> Entry[Any]:
    """An entry that whoever asks may know, to be changed.

    Somebody who has still to rate a recording neither changes what was found in it, nor lifts
    the veil by archiving the rating.
    """
    entry = work.find(read_id(entry_id))
    if Veil(work, session.who).hide(entry) is not entry:
        raise rate_first()
    return entry


def _refuse_future_change(work: Transaction, before: Entry[Any], after: Entry[Any]) -> None:
    """Refuse a day still to come for what has happened; a visit may be planned.

    An entry whose day was such a one before can be mended in its other fields.
    """
    if isinstance(after.value, Visit | Person | Identity):
        return
    moment = after.value.occurred
    if moment == before.value.occurred:
        return
    person = work.get(Person, before.person_id).value
    if isinstance(moment, datetime):
        moment = moment.astimezone(ZoneInfo(person.zone))
    refuse_future(moment, person.today)
