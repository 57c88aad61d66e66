"""People and what is kept about them: add, show, change, archive, bring back, erase."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from hemiface.errors import RecordInvalidError, RecordNotFoundError
from hemiface.model.actor import Permission
from hemiface.model.record import (
    Condition,
    Consent,
    Entry,
    Identity,
    Person,
    Recording,
    Visit,
    by_other_clock,
)
from hemiface.operations.fields import (
    change_value,
    make_past,
    make_value,
    read_day,
    read_instant,
    refuse_future,
)
from hemiface.operations.own_zone import own_zone
from hemiface.operations.permission import needs, require
from hemiface.operations.recent_cache import clear_recent
from hemiface.operations.session import Session
from hemiface.records.entry_types import read_id
from hemiface.records.transaction import Transaction


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person, and who it is; None where nobody has said."""

    entry: Entry[Person]
    identity: Identity | None


@needs(Permission.WRITE)
def add_person(
    session: Session, fields: Mapping[str, object], identity: Mapping[str, object] | None = None
) -> Entry[Person]:
    """Add a person under a pseudonym, with a name only if one is given.

    Where no time zone is said, the person lives where this machine stands.

    Raises
    ------
    RecordConflictError
        If the pseudonym is taken.
    RecordInvalidError
        If a field does not fit.
    """
    person = make_value(Person, {"zone": own_zone(), **fields})
    _check_years(person)
    who = make_value(Identity, identity or {})
    transaction = session.unlocked(write=True) if identity else session.write()
    with transaction as work:
        entry = work.add(person)
        if identity:
            work.add(who, entry.id)
    return entry


@needs(Permission.READ, of="pseudonym")
def show_person(session: Session, pseudonym: str) -> Entry[Person]:
    """Person, without who it is.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    """
    with session.read() as work:
        return work.find_person(pseudonym)


@needs(Permission.READ_IDENTITY, of="pseudonym")
def show_identity(session: Session, pseudonym: str) -> KnownPerson:
    """Person, and who it is if that is known.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    RecordLockedError
        If names are encrypted and the passphrase was not given.
    """
    with session.unlocked() as work:
        person = work.find_person(pseudonym)
        kept = next(iter(work.list(Identity, person.id)), None)
    return KnownPerson(person, kept.value if kept else None)


@needs(Permission.LIST_PEOPLE)
def search_people(
    session: Session, text: str = "", *, by_name: bool = False, limit: int = 100, offset: int = 0
) -> Sequence[Entry[Person]]:
    """People by part of the pseudonym, or by part of the name.

    Raises
    ------
    RecordLockedError
        If names are encrypted and the passphrase was not given.
    """
    if by_name:
        require(session.actor, Permission.READ_IDENTITY)
        with session.unlocked() as work:
            return work.search_names(text)[offset : offset + limit]
    with session.read() as work:
        return work.search_people(text, limit=limit, offset=offset)


@needs(Permission.WRITE, of="pseudonym")
def edit_person(
    session: Session,
    pseudonym: str,
    fields: Mapping[str, object],
    identity: Mapping[str, object] | None = None,
) -> Entry[Person]:
    """Change some fields of a person, of the identity, or of both.

    In another time zone what happened at a moment happened then, and what happened on a day of
    which nobody knows the time happened on that day.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    RecordInvalidError
        If a field does not fit.
    """
    transaction = session.unlocked(write=True) if identity else session.write()
    with transaction as work:
        entry = work.find_person(pseudonym)
        if fields:
            changed = change_value(entry.value, fields)
            if {"birth_year", "onset_year"} & set(fields):  # others stay as they once were taken
                _check_years(changed)
            before, entry = entry.value, work.change(entry, changed)
            if changed.zone != before.zone:
                _keep_days(work, entry.id, ZoneInfo(before.zone), ZoneInfo(changed.zone))
        if identity:
            known = next(iter(work.list(Identity, entry.id)), None)
            if known is None:
                work.add(make_value(Identity, identity), entry.id)
            else:
                work.change(known, change_value(known.value, identity))
    return entry


def _keep_days(work: Transaction, person_id: UUID, old: ZoneInfo, new: ZoneInfo) -> None:
    """Leave visits and recordings of which the day alone is known on that day."""
    for visit in work.list(Visit, person_id, removed=None):
        moved = by_other_clock(visit.value.at, old, new)
        if moved != visit.value.at:
            work.change(visit, replace(visit.value, at=moved))
    for recording in work.list(Recording, person_id, removed=None):
        moment = recording.value.recorded_at
        filmed = moment and by_other_clock(moment, old, new)
        if filmed != moment:
            work.change(recording, replace(recording.value, recorded_at=filmed))


@needs(Permission.WRITE, of="pseudonym")
def remove_person(session: Session, pseudonym: str) -> Entry[Person]:
    """Archive a person. Everything stays and `restore_person` brings it back.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    """
    with session.write() as work:
        return work.remove(work.find_person(pseudonym))


@needs(Permission.WRITE, of="pseudonym")
def restore_person(session: Session, pseudonym: str) -> Entry[Person]:
    """Bring back a person who was archived.

    Raises
    ------
    RecordNotFoundError
        If nobody of that pseudonym was archived.
    """
    with session.write() as work:
        return work.restore(work.find_person(pseudonym, removed=True))


@needs(Permission.MANAGE, of="pseudonym")
def erase_person(session: Session, pseudonym: str) -> None:
    """Delete a person for good, whether archived or not. Nothing brings them back.

    Videos that were dropped for them and not yet kept go too, and their account.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    """
    # Here and not above: who only lists people does without the queue and the accounts.
    from hemiface.operations.erasure import erase_beside
    from hemiface.records import recordings

    with session.read() as work:
        try:
            person = work.find_person(pseudonym)
        except RecordNotFoundError:
            person = work.find_person(pseudonym, removed=True)
    try:
        erase_beside(session.records.location, pseudonym)
        recordings.erase_person(session.store, person.id)
    finally:
        clear_recent()


@needs(Permission.WRITE, of="pseudonym")
def add_visit(session: Session, pseudonym: str, fields: Mapping[str, object]) -> Entry[Visit]:
    """Add a visit; now, unless ``on`` and ``at`` say when, by the person's own clock.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    RecordInvalidError
        If a field does not fit.
    """
    with session.write() as work:
        person = work.find_person(pseudonym)
        at = read_instant(fields, person.value.zone, person.value.today) or datetime.now(UTC)
        others = {name: value for name, value in fields.items() if name != "on"}
        return work.add(make_value(Visit, {**others, "at": at}), person.id)


@needs(Permission.WRITE, of="pseudonym")
def add_consent(session: Session, pseudonym: str, fields: Mapping[str, object]) -> Entry[Consent]:
    """Write down what a person agreed to; today, unless ``given_on`` says when.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    RecordInvalidError
        If a field does not fit, or the day is still to come.
    """
    with session.write() as work:
        person = work.find_person(pseudonym)
        today = person.value.today
        consent = make_past(Consent, {"given_on": today, **fields}, today)
        refuse_future(consent.withdrawn_on, today)
        return work.add(consent, person.id)


@needs(Permission.WRITE, of="consent_id")
def withdraw_consent(session: Session, consent_id: str, on: str) -> Entry[Consent]:
    """Write down the day from which a consent holds no longer; an empty one takes that back.

    Raises
    ------
    RecordNotFoundError
        If there is no such consent.
    RecordInvalidError
        If it is no day, one to come, or one before the consent was given.
    """
    with session.write() as work:
        entry = work.get(Consent, read_id(consent_id))
        today = work.get(Person, entry.person_id).value.today
        day = read_day(on, today) if on.strip() else None
        if day is not None:
            refuse_future(day, today)
        return work.change(entry, replace(entry.value, withdrawn_on=day))


@needs(Permission.WRITE, of="pseudonym")
def add_condition(
    session: Session, pseudonym: str, fields: Mapping[str, object]
) -> Entry[Condition]:
    """Write down a condition that bears on treatment; from today, unless ``since`` says when.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    RecordInvalidError
        If a field does not fit, or the day is still to come.
    """
    with session.write() as work:
        person = work.find_person(pseudonym)
        today = person.value.today
        return work.add(make_past(Condition, {"since": today, **fields}, today), person.id)


def _check_years(person: Person) -> None:
    """Refuse a year that is still to come, and a first twitch before birth."""
    now = person.today.year
    for name, year in (("birth year", person.birth_year), ("onset year", person.onset_year)):
        if year is not None and year > now:
            raise RecordInvalidError("year_to_come", name=name, year=year)
    if person.birth_year and person.onset_year and person.onset_year < person.birth_year:
        raise RecordInvalidError(
            "onset_before_birth", onset=person.onset_year, birth=person.birth_year
        )
