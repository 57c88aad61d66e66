"""One transaction: add, get, list, change, remove and restore entries of every kind."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

import sqlalchemy as sa

from hemiface.errors import RecordConflictError, RecordInvalidError, RecordNotFoundError
from hemiface.model.record import Entry, Identity, Person
from hemiface.records import audit, tables
from hemiface.records.conflicts import say_taken
from hemiface.records.damaged_rows import whole_rows
from hemiface.records.entry_types import ENTRY_TYPES, EntryType, entry_type_named, entry_type_of
from hemiface.records.queries import escape_like, select_entered, select_one, select_people
from hemiface.records.vault import Vault
from hemiface.records.withholding import Withholding

T = TypeVar("T")


class Transaction:
    """Everything that can be done within one transaction.

    Parameters
    ----------
    connection
        Connection with an open transaction.
    vault
        Seals and opens what is encrypted.
    who
        Who does it, for the audit.
    """

    def __init__(self, connection: sa.Connection, vault: Vault, who: str) -> None:
        self.connection = connection
        self.vault = vault
        self.who = who
        self.veil: Withholding | None = None

    @property
    def unrated(self) -> frozenset[UUID]:
        """Recordings of which nothing that was found may be told to whoever looks."""
        return self.veil.unrated if self.veil else frozenset()

    def add(self, value: T, person_id: UUID | None = None) -> Entry[T]:
        """Keep a new value.

        Parameters
        ----------
        value
            What to keep.
        person_id
            Whose it is; None for a person.

        Raises
        ------
        RecordConflictError
            If a person of that pseudonym, or a diary entry of that day, exists.
        RecordInvalidError
            If it points at an entry of somebody else.
        """
        now = datetime.now(UTC)
        entry_id = uuid4()
        entry = Entry(entry_id, person_id or entry_id, 1, now, now, None, value)
        return self.insert(entry, "add")

    def insert(self, entry: Entry[T], action: str) -> Entry[T]:
        """Keep an entry with the envelope it comes with, as an import does.

        Raises
        ------
        RecordConflictError, RecordInvalidError
            As `add`.
        """
        kind = entry_type_of(type(entry.value))
        entry = replace(entry, value=kind.normal(entry.value))
        self._check_references(kind, entry)
        self._insert(kind, entry)
        self._note(action, kind, None, entry)
        return entry

    def get(self, noun: type[T], entry_id: UUID) -> Entry[T]:
        """Entry of the given class and identity, removed or not.

        Raises
        ------
        RecordNotFoundError
            If there is none.
        """
        kind = entry_type_of(noun)
        row = self._row(kind, entry_id)
        if row is None:
            raise RecordNotFoundError("entry_of_kind", kind=kind.name, entry_id=entry_id)
        return self._entry(kind, row)

    def find(self, entry_id: UUID) -> Entry[Any]:
        """Entry of any kind.

        Raises
        ------
        RecordNotFoundError
            If there is none.
        """
        for kind in ENTRY_TYPES:
            row = self._row(kind, entry_id)
            if row is not None:
                return self._entry(kind, row)
        raise RecordNotFoundError("entry", entry_id=entry_id)

    def list(
        self, noun: type[T], person_id: UUID | None = None, *, removed: bool | None = False
    ) -> Sequence[Entry[T]]:
        """Entries of a class, of one person or of all, in the order they were added.

        That is the order of the audit, which no clock that goes back can change; what stands
        in no audit comes last.

        Parameters
        ----------
        removed
            Whether to list what was archived instead; None for both.
        """
        kind = entry_type_of(noun)
        query = select_entered(kind.table, "person_id" if person_id else "", removed)
        return self._list(kind, query, person_id, person_id)

    def list_pointing(
        self, noun: type[T], name: str, to: Entry[Any], *, removed: bool | None = False
    ) -> Sequence[Entry[T]]:
        """Entries of a class whose field of that name points at an entry, as `list` gives them."""
        kind = entry_type_of(noun)
        return self._list(kind, select_entered(kind.table, name, removed), to.person_id, to.id)

    def list_names(
        self, noun: type[Any], name: str, to: UUID, person_id: UUID, *, removed: bool | None = False
    ) -> Sequence[tuple[UUID, int]]:
        """Identity and version of what points at an entry of a person; no value is read."""
        kind = entry_type_of(noun)
        query = select_entered(kind.table, name, removed, ("id", "version"))
        given = {"kind": kind.name, "person": person_id, "wanted": to}
        return [(row.id, row.version) for row in self.connection.execute(query, given)]

    def list_pointed(self, noun: type[Any], name: str, person_id: UUID) -> set[UUID]:
        """At what the entries of a person point in one field, which alone is read."""
        kind = entry_type_of(noun)
        query = select_entered(kind.table, "person_id", False, (name,))
        given = {"kind": kind.name, "person": person_id, "wanted": person_id}
        return {row[0] for row in self.connection.execute(query, given) if row[0] is not None}

    def change(self, entry: Entry[T], value: T) -> Entry[T]:
        """Put another value in the place of an entry's.

        Raises
        ------
        RecordConflictError
            If somebody changed the entry since it was read.
        """
        return self._replace(entry, value, entry.removed_at, "change")

    def give(self, entry: Entry[T], value: T, person_id: UUID) -> Entry[T]:
        """Put an entry into the records of somebody else, with another value.

        Raises
        ------
        RecordConflictError
            If somebody changed the entry since it was read.
        RecordInvalidError
            If it points at an entry of anybody else.
        """
        return self._replace(entry, value, entry.removed_at, audit.MOVE, person_id)

    def remove(self, entry: Entry[T], *, not_before: datetime | None = None) -> Entry[T]:
        """Archive an entry; `restore` brings it back.

        Parameters
        ----------
        not_before
            When it is archived at the earliest, even where the machine's clock goes back.

        Raises
        ------
        RecordConflictError
            If somebody changed the entry since it was read.
        """
        moment = datetime.now(UTC)
        return self._replace(entry, entry.value, max(moment, not_before or moment), "remove")

    def restore(self, entry: Entry[T]) -> Entry[T]:
        """Bring back an entry that was archived.

        Raises
        ------
        RecordConflictError
            If somebody changed the entry since it was read, or another took its place.
        """
        return self._replace(entry, entry.value, None, "restore")

    def find_person(self, pseudonym: str, *, removed: bool = False) -> Entry[Person]:
        """Person of that pseudonym.

        Parameters
        ----------
        removed
            Whether to look among those who were archived instead.

        Raises
        ------
        RecordNotFoundError
            If there is none.
        """
        query = select_one(tables.person, "pseudonym")
        row = self.connection.execute(query, {"pseudonym": pseudonym}).mappings().first()
        if row is None or (row["removed_at"] is not None) != removed:
            raise RecordNotFoundError("person", pseudonym=pseudonym)
        return entry_type_of(Person).entry(dict(row), self.vault)

    def search_people(
        self, text: str = "", *, limit: int = 100, offset: int = 0, removed: bool = False
    ) -> Sequence[Entry[Person]]:
        """People whose pseudonym holds a text, in its order.

        Parameters
        ----------
        text
            Part of a pseudonym, in any case; empty for everybody.
        limit, offset
            Which part of the list.
        removed
            Whether to look among those who were archived instead.
        """
        kind = entry_type_of(Person)
        found = self.connection.execute(
            select_people(bool(text), removed, self.connection.dialect.name),
            {"text": escape_like(text), "limit": limit, "offset": offset},
        )
        names = tuple(found.keys())
        return [kind.entry(dict(zip(names, row, strict=True)), self.vault) for row in found.all()]

    def count_people(self) -> int:
        """How many people are kept, those archived included."""
        return int(
            self.connection.execute(sa.select(sa.func.count(tables.person.c.id))).scalar_one()
        )

    def search_names(self, text: str) -> Sequence[Entry[Person]]:
        """People whose name, record number or contact holds a text, in any case.

        Raises
        ------
        RecordLockedError
            If names are encrypted and the passphrase was not given.
        """
        wanted = text.casefold()
        found = []
        for identity in self.list(Identity):
            value = identity.value
            fields = (value.given_name, value.family_name, value.record_number, value.contact)
            if wanted in " ".join(fields).casefold():
                found.append(self.get(Person, identity.person_id))
        return found

    def note(self, action: str, person_id: UUID | None = None) -> None:
        """Write something into the audit that concerns no single entry."""
        self._note(action, person_id=person_id)

    def _list(
        self, kind: EntryType[T], query: sa.Select[Any], person_id: UUID | None, wanted: UUID | None
    ) -> Sequence[Entry[T]]:
        given = {"kind": kind.name, "person": person_id, "wanted": wanted}
        with whole_rows(kind.name):
            rows = self.connection.execute(query, given).mappings().all()
        return [self._entry(kind, dict(row)) for row in rows]

    def _entry(self, kind: EntryType[T], row: dict[str, Any]) -> Entry[T]:
        entry = kind.entry(row, self.vault)
        return self.veil.hide(entry) if self.veil else entry

    def _row(self, kind: EntryType[T], entry_id: UUID) -> dict[str, Any] | None:
        query = select_one(kind.table)
        with whole_rows(kind.name):
            row = self.connection.execute(query, {"id": entry_id}).mappings().first()
        return None if row is None else dict(row)

    def _insert(self, kind: EntryType[T], entry: Entry[T]) -> None:
        try:
            self.connection.execute(sa.insert(kind.table), kind.row(entry, self.vault))
        except sa.exc.IntegrityError as error:
            raise say_taken(kind, entry) from error

    def _replace(
        self,
        entry: Entry[T],
        value: T,
        removed_at: datetime | None,
        action: str,
        person_id: UUID | None = None,
    ) -> Entry[T]:
        kind = entry_type_of(type(value))
        after = replace(
            entry,
            person_id=person_id or entry.person_id,
            version=entry.version + 1,
            changed_at=datetime.now(UTC),
            removed_at=removed_at,
            value=kind.normal(value, before=entry.value),
        )
        self._check_references(kind, after)
        same = (kind.table.c.id == entry.id) & (kind.table.c.version == entry.version)
        change = sa.update(kind.table).where(same).values(kind.row(after, self.vault))
        try:
            changed = self.connection.execute(change).rowcount
        except sa.exc.IntegrityError as error:
            raise say_taken(kind, after) from error
        if changed != 1:
            raise RecordConflictError("changed", kind=kind.name)
        self._note(action, kind, entry, after)
        return after

    def _check_references(self, kind: EntryType[T], entry: Entry[T]) -> None:
        for name, target in kind.references.items():
            entry_id = getattr(entry.value, name)
            if entry_id is None:
                continue
            row = self._row(entry_type_named(target), entry_id)
            if row is None or row["person_id"] != entry.person_id:
                raise RecordInvalidError("not_theirs", target=target, entry_id=entry_id)

    def _note(
        self,
        action: str,
        kind: EntryType[T] | None = None,
        before: Entry[T] | None = None,
        after: Entry[T] | None = None,
        *,
        person_id: UUID | None = None,
    ) -> None:
        audit.append(
            self.connection,
            self.vault,
            at=datetime.now(UTC),
            who=self.who,
            action=action,
            kind=kind,
            before=before,
            after=after,
            person_id=person_id,
        )
