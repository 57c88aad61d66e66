"""People and what is kept about them: add, show, change, put aside, bring back, erase."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeAlias

from hemiface.errors import RecordNotFoundError
from hemiface.model.record import Consent, Entry, Identity, Person, Visit
from hemiface.operations.entries import change_value, make_value, read_instant
from hemiface.records import recordings
from hemiface.records.store import Store, StoreLocation
from hemiface.records.workspace import sweep_workspaces

Records: TypeAlias = Store
"""The user's records, open: what every operation on people is given."""


def open_records(*, who: str = "", passphrase: Callable[[], str | None] = lambda: None) -> Records:
    """Open the user's records, at the place that the environment names.

    What killed programs left is deleted: plain copies now, everything else once something
    was written.

    Parameters
    ----------
    who
        Who works with them, for the audit.
    passphrase
        Called when something encrypted is met.

    Raises
    ------
    RecordStorageError
        If the place cannot be used.
    """
    sweep_workspaces()
    location = StoreLocation.from_environment()
    return Store(location, who=who, passphrase=passphrase, tidy=recordings.tidy)


def add_person(
    store: Store, fields: Mapping[str, object], identity: Mapping[str, object] | None = None
) -> Entry[Person]:
    """Add a person under a pseudonym, with a name only if one is given.

    Raises
    ------
    RecordConflictError
        If the pseudonym is taken.
    RecordInvalidError
        If a field does not fit.
    """
    person = make_value(Person, fields)
    who = make_value(Identity, identity or {})
    transaction = store.unlocked(write=True) if identity else store.write()
    with transaction as work:
        entry = work.add(person)
        if identity:
            work.add(who, entry.id)
    return entry


def show_person(
    store: Store, pseudonym: str, *, with_identity: bool = False
) -> tuple[Entry[Person], Entry[Identity] | None]:
    """Person, and who it is if that is asked for and known.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    RecordLockedError
        If names are encrypted and the passphrase was not given.
    """
    if not with_identity:
        with store.read() as work:
            return work.find_person(pseudonym), None
    with store.unlocked() as work:
        person = work.find_person(pseudonym)
        return person, next(iter(work.list(Identity, person.id)), None)


def search_people(
    store: Store, text: str = "", *, by_name: bool = False, limit: int = 100, offset: int = 0
) -> Sequence[Entry[Person]]:
    """People by part of the pseudonym, or by part of the name.

    Raises
    ------
    RecordLockedError
        If names are encrypted and the passphrase was not given.
    """
    if by_name:
        with store.unlocked() as work:
            return work.search_names(text)[offset : offset + limit]
    with store.read() as work:
        return work.search_people(text, limit=limit, offset=offset)


def edit_person(
    store: Store,
    pseudonym: str,
    fields: Mapping[str, object],
    identity: Mapping[str, object] | None = None,
) -> Entry[Person]:
    """Change some fields of a person, of the identity, or of both.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    RecordInvalidError
        If a field does not fit.
    """
    transaction = store.unlocked(write=True) if identity else store.write()
    with transaction as work:
        entry = work.find_person(pseudonym)
        if fields:
            entry = work.change(entry, change_value(entry.value, fields))
        if identity:
            known = next(iter(work.list(Identity, entry.id)), None)
            if known is None:
                work.add(make_value(Identity, identity), entry.id)
            else:
                work.change(known, change_value(known.value, identity))
    return entry


def remove_person(store: Store, pseudonym: str) -> Entry[Person]:
    """Put a person aside. Everything stays and `restore_person` brings it back.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    """
    with store.write() as work:
        return work.remove(work.find_person(pseudonym))


def restore_person(store: Store, pseudonym: str) -> Entry[Person]:
    """Bring back a person who was put aside.

    Raises
    ------
    RecordNotFoundError
        If nobody of that pseudonym was put aside.
    """
    with store.write() as work:
        return work.restore(work.find_person(pseudonym, removed=True))


def erase_person(store: Store, pseudonym: str) -> None:
    """Delete a person for good, whether put aside or not. Nothing brings them back.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    """
    with store.read() as work:
        try:
            person = work.find_person(pseudonym)
        except RecordNotFoundError:
            person = work.find_person(pseudonym, removed=True)
    recordings.erase_person(store, person.id)


def add_visit(store: Store, pseudonym: str, fields: Mapping[str, object]) -> Entry[Visit]:
    """Add a visit; now, unless ``at`` says when. A time without zone is the person's.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    RecordInvalidError
        If a field does not fit.
    """
    with store.write() as work:
        person = work.find_person(pseudonym)
        at = read_instant(fields.get("at"), person.value.zone) or datetime.now(UTC)
        return work.add(make_value(Visit, {**fields, "at": at}), person.id)


def add_consent(store: Store, pseudonym: str, fields: Mapping[str, object]) -> Entry[Consent]:
    """Write down what a person agreed to; today, unless ``given_on`` says when.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    RecordInvalidError
        If a field does not fit.
    """
    with store.write() as work:
        person = work.find_person(pseudonym)
        dated = {"given_on": person.value.today, **fields}
        return work.add(make_value(Consent, dated), person.id)
