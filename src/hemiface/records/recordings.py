"""Files in and out of the store, so that a crash leaves neither a gap nor a stray.

A file on its way is noted as loose before it is written; the entry that speaks of it
takes the note away in its own transaction. What stays loose is swept.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa

from hemiface.errors import RecordConflictError
from hemiface.records import audit, tables
from hemiface.records.files import hash_file
from hemiface.records.kinds import KINDS
from hemiface.records.store import Store
from hemiface.records.work import Work

GRACE = timedelta(days=1)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def take_file(store: Store, source: Path) -> tuple[str, int]:
    """Copy a file into the store; `settle_files` must follow when its entry is written.

    Returns
    -------
    SHA-256 and size.

    Raises
    ------
    RecordStorageError
        If it cannot be read or written.
    RecordLockedError
        If encryption is on and the passphrase was not given.
    """
    digest, size = hash_file(source)
    with store.unlocked(write=True) as work:
        _mark_loose(work, [digest], datetime.now(UTC))
        vault = work.vault
    store.files.put(source, vault)
    return digest, size


def settle_files(store: Store, work: Work, digests: Iterable[str]) -> None:
    """Say that entries of this transaction speak of files that were taken.

    Raises
    ------
    RecordConflictError
        If one was swept, or encryption was turned on or off meanwhile.
    """
    for digest in digests:
        if not store.files.has(digest) or store.files.is_sealed(digest) != work.vault.sealing:
            raise RecordConflictError(
                "the store changed while the file was being copied", hint="Try again."
            )
        loose = tables.loose_file
        work.connection.execute(sa.delete(loose).where(loose.c.sha256 == digest))


def list_files(work: Work, person_id: UUID | None = None) -> set[str]:
    """Hashes of all files that entries speak of, of one person or of all."""
    recordings = sa.select(tables.recording.c.sha256)
    analyses = sa.select(tables.analysis.c.files)
    if person_id is not None:
        recordings = recordings.where(tables.recording.c.person_id == person_id)
        analyses = analyses.where(tables.analysis.c.person_id == person_id)
    found = set(work.connection.execute(recordings).scalars())
    for files in work.connection.execute(analyses).scalars():
        found.update(files.values())
    return found


def list_loose_files(work: Work) -> set[str]:
    """Hashes of files that may lie in the store without an entry."""
    return set(work.connection.execute(sa.select(tables.loose_file.c.sha256)).scalars())


def sweep(store: Store, *, grace: timedelta = GRACE) -> int:
    """Delete files that nothing speaks of and that are not on their way any more.

    Parameters
    ----------
    grace
        How long a file may be on its way.

    Returns
    -------
    Number of files deleted.
    """
    deleted = 0
    before = datetime.now(UTC) - grace
    loose = tables.loose_file
    store.files.remove_incoming(before)
    with store.write() as work:
        stale = set(
            work.connection.execute(
                sa.select(loose.c.sha256).where(loose.c.since < before)
            ).scalars()
        )
        used = list_files(work) if stale else set()
        for digest in stale:
            if digest not in used:
                store.files.remove(digest)
                deleted += 1
            work.connection.execute(sa.delete(loose).where(loose.c.sha256 == digest))
    return deleted


def erase_person(store: Store, person_id: UUID) -> None:
    """Delete a person with everything about them, for good.

    Rows, contents of the audit, recordings and results go; freed bytes of the database
    are overwritten. The chain of the audit keeps that something happened, to an
    identity that means nothing any more. Backups and exports are not reached.

    Raises
    ------
    RecordConflictError
        If another program is writing, and nothing was erased; or if another program holds
        the database open, and only the freed bytes are left. The message says which.
    """
    with store.write() as work:
        own = list_files(work, person_id)
        for kind in reversed(KINDS):
            theirs = kind.table.c.person_id == person_id
            work.connection.execute(sa.delete(kind.table).where(theirs))
        audit.erase_contents(work.connection, person_id)
        work.note(audit.ERASE, person_id)
        _mark_loose(work, own - list_files(work), LONG_AGO)
    sweep(store)
    try:
        store.compact()
    except RecordConflictError as error:
        raise RecordConflictError(
            "the person is erased, but another program still holds the database open",
            hint="Close every program that uses the records; freed bytes are overwritten then.",
        ) from error


def _mark_loose(work: Work, digests: Iterable[str], since: datetime) -> None:
    loose = tables.loose_file
    for digest in digests:
        work.connection.execute(sa.delete(loose).where(loose.c.sha256 == digest))
        work.connection.execute(sa.insert(loose).values(sha256=digest, since=since))
