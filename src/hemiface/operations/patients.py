"""People and what is kept about them: add, show, change, put aside, bring back, erase."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from hemiface.errors import RecordInvalidError, RecordNotFoundError
from hemiface.model.record import Consent, Entry, Identity, Moment, Person, Visit
from hemiface.records import recordings
from hemiface.records.exchange import list_entries
from hemiface.records.kinds import kind_named, kind_of, read_id
from hemiface.records.store import Store, StoreLocation

T = TypeVar("T")

Records: TypeAlias = Store
"""The user's records, open: what every operation on people is given."""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing that happened to a person.

    Parameters
    ----------
    when
        Day or instant of the person's own zone; None for what has no moment.
    kind
        Kind of the entry.
    entry
        The entry itself.
    """

    when: Moment | None
    kind: str
    entry: Entry[Any]

    @property
    def day(self) -> date | None:
        """The day."""
        return self.when.date() if isinstance(self.when, datetime) else self.when


def open_records(*, who: str = "", passphrase: Callable[[], str | None] = lambda: None) -> Records:
    """Open the user's records, at the place that the environment names.

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
    return Store(StoreLocation.from_environment(), who=who, passphrase=passphrase)


def make_value(noun: type[T], fields: Mapping[str, object]) -> T:
    """Value of a noun from words or typed fields.

    Raises
    ------
    RecordInvalidError
        If a field is missing, unknown or does not fit.
    """
    return kind_of(noun).read(fields)


def plain_entry(entry: Entry[Any]) -> dict[str, Any]:
    """Entry as plain JSON, with its kind."""
    kind = kind_of(type(entry.value))
    return {"kind": kind.name, **kind.plain_entry(entry)}


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


def list_values(
    store: Store, noun: type[T], pseudonym: str, *, removed: bool = False
) -> list[Entry[T]]:
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


def tell_history(store: Store, pseudonym: str, *, kinds: Sequence[str] = ()) -> list[HistoryLine]:
    """Everything that happened to a person, in order of time.

    Parameters
    ----------
    kinds
        Only these kinds; all if empty. Who the person is, is never among them.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    RecordInvalidError
        If a kind is unknown.
    """
    for name in kinds:
        kind_named(name)
    with store.read() as work:
        person = work.find_person(pseudonym)
        entries = list_entries(work, person.id, skip=("person", "identity"))
    zone = ZoneInfo(person.value.zone)
    lines = [
        HistoryLine(_local(entry.value.occurred, zone), kind, entry)
        for kind, entry in entries
        if entry.removed_at is None and (not kinds or kind in kinds)
    ]
    return sorted(lines, key=_by_time)


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


def _local(when: Moment | None, zone: ZoneInfo) -> Moment | None:
    return when.astimezone(zone) if isinstance(when, datetime) else when


def _by_time(line: HistoryLine) -> tuple[bool, date, str, datetime]:
    """What has no moment comes first; within a day, what has no time of day comes first."""
    clock = line.when.isoformat() if isinstance(line.when, datetime) else ""
    return line.day is not None, line.day or date.min, clock, line.entry.created_at
