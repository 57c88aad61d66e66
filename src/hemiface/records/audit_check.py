"""Hold the chain of the audit to itself, and every entry to what the chain last said of it."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hemiface.errors import RecordInvalidError, RecordLockedError, RecordStorageError
from hemiface.model.messages import Message
from hemiface.records import tables
from hemiface.records.audit import ERASE, FIRST_LINK, MOVE, AuditLine, context, guard, head
from hemiface.records.damaged_rows import UNFIT, BrokenRow, iter_rows
from hemiface.records.entry_types import ENTRY_TYPES, EntryType, canonical
from hemiface.records.pace import Count, OnProgress, say_nothing
from hemiface.records.queries import count_rows
from hemiface.records.vault import Vault

ENTRIES = [kind.table for kind in ENTRY_TYPES]

ENCRYPTED = {
    "encrypt": frozenset({"turning_on", "on"}),
    "begin to decrypt": frozenset({"turning_off"}),
    "change data key": frozenset({"changing_key", "on"}),
    "decrypt": frozenset[str](),
}
"""States of the keyring that may stand after an action; after the last one there is none."""


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What checking the chain gave.

    Parameters
    ----------
    lines
        Number of links.
    head
        The last link. Note it elsewhere: a chain that was cut is only seen against it.
    erased
        Links whose content was erased with its person.
    sealed
        Contents that could not be checked because the store is locked.
    files, sealed_files
        Files that were compared with their hash, and those that could not be.
    problems
        What is wrong, one sentence each; empty when all is well.
    """

    lines: int
    head: str
    erased: int
    sealed: int
    problems: tuple[Message, ...]
    files: int = 0
    sealed_files: int = 0


def verify(
    connection: sa.Connection,
    vault: Vault,
    *,
    expected: str = "",
    on_progress: OnProgress = say_nothing,
) -> AuditReport:
    """Check every link, every content, and every entry against its last content.

    What lies open in encrypted records is a problem, and so is a chain that does not say
    that they are encrypted. A row that cannot be read is named, and the rest is looked at.

    Parameters
    ----------
    expected
        A head noted earlier, which must still be part of the chain.
    on_progress
        Told how many links are done, then how many entries.
    """
    count = Count("checking the audit", head(connection)[0], on_progress)
    reading = _Reading(connection, vault)
    expected_seen = not expected or expected == FIRST_LINK
    for row in iter_rows(connection, tables.audit, beside=tables.audit_content):
        count.add()
        try:
            reading.take(row)
        except UNFIT:
            reading.pass_over(row)
        expected_seen |= expected == reading.previous
    problems = reading.problems
    if not expected_seen:
        problems.append(Message("damage.chain_cut"))
    problems += _compare_state(connection, reading.said)
    entries = Count("comparing entries", count_rows(connection, ENTRIES), on_progress)
    problems += _compare_entries(connection, vault, reading.last, entries)
    return AuditReport(
        reading.number, reading.previous, reading.erased, reading.sealed, tuple(problems)
    )


class _Reading:
    """What the links say, put together one after another."""

    def __init__(self, connection: sa.Connection, vault: Vault) -> None:
        self.problems: list[Message] = []
        self.previous, self.number = FIRST_LINK, 0
        self.erased = self.sealed = 0
        self.said: frozenset[str] = frozenset()
        self.last: dict[tuple[str, UUID], bytes | None] = {}
        self._vault = vault
        self._gone, self._given = _read_ends(connection)

    def take(self, row: Mapping[str, Any] | BrokenRow) -> None:
        """Take in a link.

        Raises
        ------
        ValueError, TypeError, LookupError, ArithmeticError, AttributeError
            If it holds what is no such value.
        """
        if isinstance(row, BrokenRow) or not isinstance(row["link"], str):
            raise ValueError(row)
        line = AuditLine(**{name: row[name] for name in AuditLine.__slots__})
        if line.number != self.number + 1 or line.link != line.computed_link(self.previous):
            self.problems.append(Message("damage.link", {"number": line.number}))
        self.previous, self.number = line.link, line.number
        self.said = ENCRYPTED.get(line.action, self.said)
        if row["content"] is not None:
            self._take_content(line, row["salt"], row["content"])
        elif line.digest:
            self.erased += 1
            if not self._is_erased(line):
                self.problems.append(Message("damage.link_gone", {"number": self.number}))

    def _is_erased(self, line: AuditLine) -> bool:
        """Whether somebody was erased since to whom belonged what a link speaks of."""
        owners = {line.person_id, *self._given.get(line.entry_id, ())} - {None}
        return any(line.number <= self._gone.get(owner, 0) for owner in owners)

    def pass_over(self, row: Mapping[str, Any] | BrokenRow) -> None:
        """Name a link that cannot be read, and go on behind it with what can be."""
        readable = row.readable if isinstance(row, BrokenRow) else row
        number = readable.get("number")
        self.number = number if isinstance(number, int) else self.number + 1
        link = readable.get("link")
        self.previous = link if isinstance(link, str) else ""
        fields = ", ".join(row.fields) if isinstance(row, BrokenRow) else "link"
        values: dict[str, int | float | str] = {"number": self.number, "field": fields}
        self.problems.append(Message("damage.link_row", values))
        kind, entry_id = readable.get("kind"), readable.get("entry_id")
        if isinstance(kind, str) and isinstance(entry_id, UUID):
            self.last[kind, entry_id] = None  # what it says of the entry is not known

    def _take_content(self, line: AuditLine, salt: bytes, stored: bytes) -> None:
        text = _open(self._vault, line, stored, self.problems)
        self.sealed += text is None
        if text is not None and hashlib.sha256(salt + text).hexdigest() != line.digest:
            self.problems.append(Message("damage.link_changed", {"number": line.number}))
        if line.entry_id is not None:
            self.last[line.kind, line.entry_id] = text and _hash_of_after(text)


def _compare_state(connection: sa.Connection, said: frozenset[str]) -> Iterator[Message]:
    """What the keyring says of the encryption against what the chain last said."""
    state = connection.execute(sa.select(tables.keyring.c.state)).scalar()
    if said and state is None:
        yield Message("damage.not_encrypted")
    elif state is not None and state not in said:
        yield Message("damage.encryption_state" if said else "damage.encrypted")


def _read_ends(
    connection: sa.Connection,
) -> tuple[dict[UUID | None, int], dict[UUID | None, set[UUID | None]]]:
    """At which link each person was erased, and to whom entries were given."""
    gone: dict[UUID | None, int] = {}
    given: dict[UUID | None, set[UUID | None]] = {}
    for row in iter_rows(connection, tables.audit):
        if isinstance(row, BrokenRow):
            continue
        if row["action"] == ERASE:
            gone[row["person_id"]] = row["number"]
        elif row["action"] == MOVE:
            given.setdefault(row["entry_id"], set()).add(row["person_id"])
    return gone, given


def _open(vault: Vault, line: AuditLine, stored: bytes, problems: list[Message]) -> bytes | None:
    """Content of a link; None when it cannot be opened."""
    try:
        return guard(line.kind, vault).open(stored, context(line.number))
    except RecordLockedError:
        return None
    except RecordStorageError:
        problems.append(Message("damage.link_unopened", {"number": line.number}))
        return None


def _hash_of_after(text: bytes) -> bytes:
    try:
        return _state_hash(json.loads(text)["after"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return b""  # changed, which its digest says too


def _compare_entries(
    connection: sa.Connection,
    vault: Vault,
    last: Mapping[tuple[str, UUID], bytes | None],
    count: Count,
) -> list[Message]:
    """Entries that are not what the chain last said of them."""
    problems: list[Message] = []
    for kind in ENTRY_TYPES:
        left = {entry_id for name, entry_id in last if name == kind.name}
        for row in iter_rows(connection, kind.table):
            count.add()
            readable = row.readable if isinstance(row, BrokenRow) else row
            left.discard(readable.get("id"))
            if isinstance(row, BrokenRow):
                problems.append(Message("damage.row", {"kind": kind.name, **row.values}))
                continue
            said = last.get((kind.name, row["id"]), b"")
            try:
                problems += list(_compare_entry(kind, dict(row), vault, said))
            except UNFIT:
                values = {"kind": kind.name, "entry": str(row["id"]), "field": kind.name}
                problems.append(Message("damage.row", values))
        problems += [
            Message("damage.deleted", {"kind": kind.name, "entry": str(entry_id)})
            for entry_id in left
        ]
    return problems


def _compare_entry(
    kind: EntryType[Any], row: dict[str, Any], vault: Vault, said: bytes | None
) -> Iterator[Message]:
    values = {"kind": kind.name, "entry": str(row["id"])}
    try:
        found = _state_hash(kind.plain_entry(kind.entry(row, vault)))
    except RecordLockedError:
        if said == b"":  # the chain never spoke of it
            yield Message("damage.added", values)
    except (RecordStorageError, RecordInvalidError) as error:
        yield Message("damage.unread", {**values, "why": error.message})
    else:
        if said is not None and said != found:
            yield Message("damage.changed", values)


def _state_hash(state: object) -> bytes:
    return hashlib.sha256(canonical(state)).digest()
