"""Who changed what and when: a chain of hashes that only grows.

A link holds no content, only the hash of a salted content that is kept beside it.
Erasing a person deletes contents and salts; the chain still holds, and what was
erased cannot be guessed back from it.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hemiface.errors import RecordInvalidError, RecordLockedError, RecordStorageError
from hemiface.model.messages import Message
from hemiface.model.record import Entry
from hemiface.records import tables
from hemiface.records.kinds import KINDS, Kind, canonical
from hemiface.records.vault import Vault

SALT_BYTES = 16
FIRST_LINK = "0" * 64
ERASE = "erase"
ENCRYPTED = {
    "encrypt": frozenset({"turning_on", "on"}),
    "begin to decrypt": frozenset({"turning_off"}),
    "change data key": frozenset({"changing_key", "on"}),
    "decrypt": frozenset[str](),
}
"""States of the keyring that may stand after an action; after the last one there is none."""

SEALED_KINDS = frozenset(kind.name for kind in KINDS if kind.sealed)


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One link of the chain.

    Parameters
    ----------
    number
        Place in the chain, from 1.
    at, who, action
        When, who, and what was done.
    kind, entry_id, person_id, version
        To what.
    digest
        SHA-256 of salt and content; empty where there is no content.
    link
        SHA-256 over the link before and everything above.
    """

    number: int
    at: datetime
    who: str
    action: str
    kind: str
    entry_id: UUID | None
    person_id: UUID | None
    version: int | None
    digest: str
    link: str

    def computed_link(self, previous: str) -> str:
        """Link that follows from the one before and from what this line says."""
        facts = (self.number, self.at.isoformat(), self.who, self.action, self.kind)
        ids = (str(self.entry_id), str(self.person_id), self.version, self.digest)
        return hashlib.sha256(canonical([previous, *facts, *ids])).hexdigest()


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


def append(
    connection: sa.Connection,
    vault: Vault,
    *,
    at: datetime,
    who: str,
    action: str,
    kind: Kind[Any] | None = None,
    before: Entry[Any] | None = None,
    after: Entry[Any] | None = None,
    person_id: UUID | None = None,
) -> None:
    """Add one link. The caller holds the write lock, so the head cannot move meanwhile."""
    number, previous = head(connection)
    entry = after or before
    salt = os.urandom(SALT_BYTES)
    content = _write_states(kind, before, after) if kind and entry else b""
    line = AuditLine(
        number=number + 1,
        at=at,
        who=who,
        action=action,
        kind=kind.name if kind else "",
        entry_id=entry.id if entry else None,
        person_id=entry.person_id if entry else person_id,
        version=entry.version if entry else None,
        digest=hashlib.sha256(salt + content).hexdigest() if content else "",
        link="",
    )
    values = {name: getattr(line, name) for name in AuditLine.__slots__}
    connection.execute(
        sa.insert(tables.audit).values({**values, "link": line.computed_link(previous)})
    )
    if kind and content:
        connection.execute(
            sa.insert(tables.audit_content).values(
                number=line.number,
                person_id=line.person_id,
                salt=salt,
                content=_guard(kind.name, vault).seal(content, _context(line.number)),
            )
        )


def head(connection: sa.Connection) -> tuple[int, str]:
    """Number and hash of the last link."""
    query = sa.select(tables.audit.c.number, tables.audit.c.link)
    row = connection.execute(query.order_by(tables.audit.c.number.desc()).limit(1)).first()
    return (row.number, row.link) if row else (0, FIRST_LINK)


def has_line(connection: sa.Connection, action: str, person_id: UUID) -> bool:
    """Whether a link says of a person that something was done."""
    table = tables.audit
    found = (table.c.person_id == person_id) & (table.c.action == action)
    return connection.execute(sa.select(table.c.number).where(found).limit(1)).first() is not None


def list_lines(
    connection: sa.Connection, person_id: UUID | None = None, *, limit: int | None = None
) -> list[AuditLine]:
    """Links of one person or of all, the newest first."""
    query = sa.select(tables.audit).order_by(tables.audit.c.number.desc()).limit(limit)
    if person_id is not None:
        query = query.where(tables.audit.c.person_id == person_id)
    return [AuditLine(**row) for row in connection.execute(query).mappings()]


def has_link(connection: sa.Connection, number: int) -> bool:
    """Whether there is a link of that number."""
    found = sa.select(tables.audit.c.number).where(tables.audit.c.number == number)
    return connection.execute(found).first() is not None


def read_content(connection: sa.Connection, vault: Vault, number: int) -> bytes | None:
    """Content of a link as JSON; None when it has none or was erased."""
    query = sa.select(tables.audit_content.c.content).where(tables.audit_content.c.number == number)
    stored = connection.execute(query).scalar()
    if stored is None:
        return None
    kind = connection.execute(
        sa.select(tables.audit.c.kind).where(tables.audit.c.number == number)
    ).scalar_one()
    return _guard(kind, vault).open(stored, _context(number))


def erase_contents(connection: sa.Connection, person_id: UUID) -> None:
    """Delete the contents and salts of everything that concerns one person."""
    connection.execute(
        sa.delete(tables.audit_content).where(tables.audit_content.c.person_id == person_id)
    )


def reseal_contents(connection: sa.Connection, old: Vault, new: Vault) -> None:
    """Write the contents of sealed kinds again under another vault."""
    query = (
        sa.select(tables.audit_content.c.number, tables.audit_content.c.content)
        .join(tables.audit)
        .where(tables.audit.c.kind.in_(SEALED_KINDS))
    )
    for number, stored in connection.execute(query).all():
        content = new.seal(old.open(stored, _context(number)), _context(number))
        connection.execute(
            sa.update(tables.audit_content)
            .where(tables.audit_content.c.number == number)
            .values(content=content)
        )


def verify(connection: sa.Connection, vault: Vault, *, expected: str = "") -> AuditReport:
    """Check every link, every content, and every entry against its last content.

    What lies open in encrypted records is a problem, and so is a chain that does not say
    that they are encrypted.

    Parameters
    ----------
    expected
        A head noted earlier, which must still be part of the chain.
    """
    problems: list[Message] = []
    previous, number, erased, sealed = FIRST_LINK, 0, 0, 0
    expected_seen = not expected or expected == previous
    gone = _erased_until(connection)
    said: frozenset[str] = frozenset()
    last: dict[tuple[str, UUID], bytes | None] = {}
    query = sa.select(tables.audit, tables.audit_content.c.salt, tables.audit_content.c.content)
    query = query.outerjoin(tables.audit_content).order_by(tables.audit.c.number)
    for row in connection.execute(query.execution_options(yield_per=1000)).mappings():
        line = AuditLine(**{name: row[name] for name in AuditLine.__slots__})
        if line.number != number + 1 or line.link != line.computed_link(previous):
            problems.append(Message("damage.link", {"number": line.number}))
        previous, number = line.link, line.number
        expected_seen |= expected == previous
        said = ENCRYPTED.get(line.action, said)
        if row["content"] is not None:
            text = _open(vault, line, row["content"], problems)
            sealed += text is None
            if text is not None and hashlib.sha256(row["salt"] + text).hexdigest() != line.digest:
                problems.append(Message("damage.link_changed", {"number": number}))
            if line.entry_id is not None:
                last[line.kind, line.entry_id] = text and _hash_of_after(text)
        elif line.digest:
            erased += 1
            if line.person_id is None or number > gone.get(line.person_id, 0):
                problems.append(Message("damage.link_gone", {"number": number}))
    if not expected_seen:
        problems.append(Message("damage.chain_cut"))
    problems += _compare_state(connection, said)
    problems += _compare_entries(connection, vault, last)
    return AuditReport(number, previous, erased, sealed, tuple(problems))


def _compare_state(connection: sa.Connection, said: frozenset[str]) -> Iterator[Message]:
    """What the keyring says of the encryption against what the chain last said."""
    state = connection.execute(sa.select(tables.keyring.c.state)).scalar()
    if said and state is None:
        yield Message("damage.not_encrypted")
    elif state is not None and state not in said:
        yield Message("damage.encryption_state" if said else "damage.encrypted")


def _erased_until(connection: sa.Connection) -> dict[UUID, int]:
    query = sa.select(tables.audit.c.person_id, tables.audit.c.number)
    rows = connection.execute(query.where(tables.audit.c.action == ERASE)).all()
    return {person_id: number for person_id, number in rows if person_id is not None}


def _open(vault: Vault, line: AuditLine, stored: bytes, problems: list[Message]) -> bytes | None:
    """Content of a link; None when it cannot be opened."""
    try:
        return _guard(line.kind, vault).open(stored, _context(line.number))
    except RecordLockedError:
        return None
    except RecordStorageError:
        problems.append(Message("damage.link_unopened", {"number": line.number}))
        return None


def _guard(kind: str, vault: Vault) -> Vault:
    """Vault for what is kept of a kind: only sealed kinds are sealed."""
    return vault if kind in SEALED_KINDS else Vault()


def _hash_of_after(text: bytes) -> bytes:
    try:
        return _state_hash(json.loads(text)["after"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return b""  # changed, which its digest says too


def _compare_entries(
    connection: sa.Connection, vault: Vault, last: Mapping[tuple[str, UUID], bytes | None]
) -> list[Message]:
    """Entries that are not what the chain last said of them."""
    problems: list[Message] = []
    for kind in KINDS:
        left = {entry_id for name, entry_id in last if name == kind.name}
        query = sa.select(kind.table).execution_options(yield_per=1000)
        try:
            for row in connection.execute(query).mappings():
                left.discard(row["id"])
                said = last.get((kind.name, row["id"]), b"")
                problems += _compare_entry(kind, dict(row), vault, said)
        except (ValueError, TypeError, LookupError):
            problems.append(Message("damage.rows", {"kind": kind.name}))
        else:
            problems += [
                Message("damage.deleted", {"kind": kind.name, "entry": str(entry_id)})
                for entry_id in left
            ]
    return problems


def _compare_entry(
    kind: Kind[Any], row: dict[str, Any], vault: Vault, said: bytes | None
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


def _write_states(kind: Kind[Any], before: Entry[Any] | None, after: Entry[Any] | None) -> bytes:
    states = {"before": before, "after": after}
    return canonical(
        {name: kind.plain_entry(state) if state else None for name, state in states.items()}
    )


def _context(number: int) -> bytes:
    return f"audit {number}".encode()
