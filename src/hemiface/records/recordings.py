"""Files in and out of the store, so that a crash leaves neither a gap nor a stray.

A file on its way is noted as loose before it is written; the entry that speaks of it
takes the note away in its own transaction. What stays loose is swept.
"""

import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from math import ceil
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hemiface.errors import RecordConflictError, RecordInvalidError, RecordStorageError
from hemiface.model.messages import Message
from hemiface.model.record import SHA256
from hemiface.records import audit, tables
from hemiface.records.contents import ContentReport, check_contents, list_kept
from hemiface.records.damaged_rows import BrokenRow, iter_rows
from hemiface.records.entry_types import ENTRY_TYPES
from hemiface.records.files import hash_file
from hemiface.records.outputs import sweep_outputs
from hemiface.records.store import Store, read_keyring
from hemiface.records.transaction import Transaction
from hemiface.records.vault import Vault, VaultState

GRACE = timedelta(days=1)
HASH_IN_TEXT = re.compile("[0-9a-f]{64}")
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
        mark_loose(work, [digest])
        vault = work.vault
    store.files.put(source, vault)
    return digest, size


def settle_files(store: Store, work: Transaction, digests: Iterable[str]) -> None:
    """Say that entries of this transaction speak of files that were taken.

    Raises
    ------
    RecordConflictError
        If one was swept, or encryption or its key was changed meanwhile.
    """
    for digest in digests:
        if not store.files.has(digest) or store.files.needs_writing(digest, work.vault):
            raise RecordConflictError("store_changed")
        loose = tables.loose_file
        work.connection.execute(sa.delete(loose).where(loose.c.sha256 == digest))


def list_files(work: Transaction, person_id: UUID | None = None) -> set[str]:
    """Hashes of all files that entries speak of, of one person or of all."""
    found: set[str] = set()
    for table, name in ((tables.recording, "sha256"), (tables.analysis, "files")):
        for row in iter_rows(work.connection, table, owner=person_id, only=(name,)):
            if isinstance(row, BrokenRow):
                found.update(HASH_IN_TEXT.findall(row.raw))  # whatever it may speak of stays
            found.update(_hashes_of(row.readable if isinstance(row, BrokenRow) else row))
    return {digest for digest in found if SHA256.fullmatch(digest)}  # others name no file


def _hashes_of(row: Mapping[str, Any]) -> Iterator[str]:
    files = row.get("files")
    said = [row.get("sha256"), *(files.values() if isinstance(files, dict) else ())]
    yield from (digest for digest in said if isinstance(digest, str))


def list_loose_files(work: Transaction) -> set[str]:
    """Hashes of files that may lie in the store without an entry."""
    return set(work.connection.execute(sa.select(tables.loose_file.c.sha256)).scalars())


def find_strays(store: Store) -> dict[str, datetime]:
    """Files that neither an entry nor a note speaks of, and when each was written."""
    lying = store.files.list_digests()  # first: what comes now has a note or an entry by then
    with store.read() as work:
        lying -= list_files(work) | list_loose_files(work)
    written = {digest: store.files.changed_at(digest) for digest in lying}
    return {digest: at for digest, at in written.items() if at is not None}


def verify_files(
    store: Store,
    *,
    share: float = 1.0,
    unlock: bool = False,
    on_progress: Callable[[int, int], None] = lambda *_: None,
) -> ContentReport:
    """Compare files with the hashes that entries give, and name those of which none speaks.

    Parameters
    ----------
    share
        Which part of them, drawn by chance; above 0, up to 1.
    unlock
        Whether to ask for the passphrase, so that sealed files are opened too.
    on_progress
        Called with how many files are done, of how many.

    Raises
    ------
    RecordInvalidError
        If ``share`` is none that is read.
    RecordLockedError
        If ``unlock`` is set and the passphrase is missing or wrong.
    """
    check_share(share)
    with store.unlocked() if unlock else store.read() as work:
        vault, keyring = work.vault, read_keyring(work.connection)
        kept = list_kept(work)
    drawn = random.sample(kept, min(len(kept), ceil(share * len(kept))))
    numbers = count(1)
    report, wrong = check_contents(
        drawn,
        vault if unlock else Vault(vault.sealing),
        keyring.state if keyring else VaultState.OFF,
        store.files.open_stored,
        on_file=lambda: on_progress(next(numbers), len(drawn)),
    )
    with store.read() as work:  # what was erased meanwhile is no problem
        left = {file.digest for file in list_kept(work)}
    gone = {entry for file in drawn if file.digest in wrong - left for entry in file.entries}
    problems = [one for one in report.problems if one.values["entry"] not in gone]
    problems += [
        Message("damage.file_of_nothing", {"digest": digest})
        for digest in sorted(find_strays(store))
    ]
    return replace(report, problems=tuple(problems))


def check_share(share: float) -> None:
    """Refuse a share of files of which nothing would be read, or more than there is.

    Raises
    ------
    RecordInvalidError
        If it is not above 0, or more than 1.
    """
    if not 0 < share <= 1:
        raise RecordInvalidError("share", value=share)


def sweep(store: Store, *, grace: timedelta = GRACE, strays_too: bool = False) -> int:
    """Delete files that nothing speaks of and that are not on their way any more.

    What has no note either was put there by somebody else, or is left of records that were
    replaced by older ones: it goes where no other database can speak of it, so long after it
    was met first.

    Parameters
    ----------
    grace
        How long a file may be on its way.
    strays_too
        Whether what has no note goes at once, if it is older than that.

    Returns
    -------
    Number of files deleted.

    Raises
    ------
    RecordStorageError
        If one cannot be deleted, as where its folder is a link; all others are gone then.
    """
    now = datetime.now(UTC)
    loose = tables.loose_file
    # A clock that was put back leaves notes of a day to come; nobody would ever sweep them.
    own = loose.c.since.between(now - grace, now + grace)
    stale = sa.select(loose.c.sha256).where(~own)
    with _raised_last(RecordStorageError) as trying:
        with trying():
            store.files.remove_incoming(now - grace, now + grace)
        strays = find_strays(store) if store.owns_files else {}
        old = {digest for digest, at in strays.items() if not now - grace <= at <= now + grace}
        with store.read() as work:
            if not old and work.connection.execute(stale).first() is None:
                return 0
        deleted = 0
        with store.write() as work:
            used = list_files(work)
            mark_loose(work, old - used - list_loose_files(work), LONG_AGO if strays_too else now)
            for digest in work.connection.execute(stale).scalars().all():
                with trying():
                    if digest not in used and SHA256.fullmatch(digest):
                        deleted += store.files.has(digest)
                        store.files.remove(digest)
                    work.connection.execute(sa.delete(loose).where(loose.c.sha256 == digest))
    return deleted


@contextmanager
def _raised_last(kind: type[Exception]) -> Iterator[Callable[[], AbstractContextManager[None]]]:
    """Give what lets the first error of a kind wait until everything else is done."""
    met: list[Exception] = []

    @contextmanager
    def trying() -> Iterator[None]:
        try:
            yield
        except kind as error:
            met.append(error)

    yield trying
    if met:
        raise met[0]


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
    RecordStorageError
        If a file cannot be deleted, as where its folder is a link; all the rest is gone then.
    """
    with store.write() as work:
        own = list_files(work, person_id)
        for table in (tables.corrected_summary, *(kind.table for kind in reversed(ENTRY_TYPES))):
            work.connection.execute(sa.delete(table).where(table.c.person_id == person_id))
        audit.erase_contents(work.connection, person_id)
        work.note(audit.ERASE, person_id)
        mark_loose(work, own - list_files(work), LONG_AGO)
    with _raised_last(RecordStorageError) as trying:
        with trying():
            sweep(store, strays_too=True)
        sweep_outputs(store)
        try:
            store.compact()
        except RecordConflictError as error:
            raise RecordConflictError("still_open") from error


def mark_loose(work: Transaction, digests: Iterable[str], since: datetime | None = None) -> None:
    """Note that files are on their way, from an instant on; from now if none is given."""
    loose = tables.loose_file
    for digest in digests:
        work.connection.execute(sa.delete(loose).where(loose.c.sha256 == digest))
        values = {"sha256": digest, "since": since or datetime.now(UTC)}
        work.connection.execute(sa.insert(loose).values(values))


def take_back(store: Store, digests: Iterable[str], since: datetime) -> None:
    """Delete files that were noted as on their way at an instant, and that nothing speaks of."""
    loose = tables.loose_file
    with store.write() as work:
        own = sa.select(loose.c.sha256).where(loose.c.since == since)
        unsettled = set(work.connection.execute(own).scalars()) & set(digests)
        for digest in unsettled - list_files(work):
            store.files.remove(digest)
        for digest in unsettled:
            work.connection.execute(sa.delete(loose).where(loose.c.sha256 == digest))


def tidy(store: Store) -> None:
    """Delete what killed programs left; what cannot be deleted now stays for the next time."""
    with suppress(RecordConflictError, RecordStorageError):
        sweep(store)
        sweep_outputs(store)
