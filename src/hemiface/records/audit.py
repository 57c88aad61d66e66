"""Who changed what and when: a chain of hashes that only grows.

A link holds no content, only the hash of a salted content that is kept beside it.
Erasing a person deletes contents and salts; the chain still holds, and what was
erased cannot be guessed back from it.
"""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hemiface.model.record import Entry
from hemiface.records import tables
from hemiface.records.entry_types import ENTRY_TYPES, EntryType, canonical
from hemiface.records.vault import Vault

SALT_BYTES = 16
FIRST_LINK = "0" * 64
LAST_LINK = sa.select(tables.audit.c.number, tables.audit.c.link)
LAST_LINK = LAST_LINK.order_by(tables.audit.c.number.desc()).limit(1)
ERASE, MOVE, GIVE_AWAY = "erase", "move", "give away"
SEALED_KINDS = frozenset(kind.name for kind in ENTRY_TYPES if kind.sealed)


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


def append(
    connection: sa.Connection,
    vault: Vault,
    *,
    at: datetime,
    who: str,
    action: str,
    kind: EntryType[Any] | None = None,
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
    values["link"] = line.computed_link(previous)
    connection.execute(sa.insert(tables.audit), values)
    if kind and content:
        connection.execute(
            sa.insert(tables.audit_content).values(
                number=line.number,
                person_id=line.person_id,
                salt=salt,
                content=guard(kind.name, vault).seal(content, context(line.number)),
            )
        )


def head(connection: sa.Connection) -> tuple[int, str]:
    """Number and hash of the last link."""
    row = connection.execute(LAST_LINK).first()
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
    return guard(kind, vault).open(stored, context(number))


def erase_contents(connection: sa.Connection, person_id: UUID) -> None:
    """Delete the contents and salts of everything that concerns one person."""
    connection.execute(
        sa.delete(tables.audit_content).where(tables.audit_content.c.person_id == person_id)
    )


def give_contents(connection: sa.Connection, entries: Sequence[UUID], person_id: UUID) -> None:
    """Let what is kept of some entries be erased with another person."""
    links, contents = tables.audit, tables.audit_content
    of_entries = sa.select(links.c.number).where(links.c.entry_id.in_(entries))
    connection.execute(
        sa.update(contents).where(contents.c.number.in_(of_entries)).values(person_id=person_id)
    )


def reseal_contents(connection: sa.Connection, old: Vault, new: Vault) -> None:
    """Write the contents of sealed kinds again under another vault."""
    query = (
        sa.select(tables.audit_content.c.number, tables.audit_content.c.content)
        .join(tables.audit)
        .where(tables.audit.c.kind.in_(SEALED_KINDS))
    )
    for number, stored in connection.execute(query).all():
        content = new.seal(old.open(stored, context(number)), context(number))
        connection.execute(
            sa.update(tables.audit_content)
            .where(tables.audit_content.c.number == number)
            .values(content=content)
        )


def guard(kind: str, vault: Vault) -> Vault:
    """Vault for what is kept of a kind: only sealed kinds are sealed."""
    return vault if kind in SEALED_KINDS else Vault()


def _write_states(
    kind: EntryType[Any], before: Entry[Any] | None, after: Entry[Any] | None
) -> bytes:
    states = {"before": before, "after": after}
    return canonical(
        {name: kind.plain_entry(state) if state else None for name, state in states.items()}
    )


def context(number: int) -> bytes:
    """What the content of a link is bound to."""
    return f"audit {number}".encode()
