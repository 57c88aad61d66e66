"""Put a backup back into an empty store: all of it or nothing."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from hemiface.errors import RecordConflictError, RecordInvalidError, RecordStorageError
from hemiface.model.messages import Message
from hemiface.records import schema, tables
from hemiface.records.archive import FILES, archive_errors, open_members
from hemiface.records.backup import AskPassphrase, BackupReport, survey_backup
from hemiface.records.chunks import blocks
from hemiface.records.pace import Count, OnProgress, say_nothing
from hemiface.records.recordings import mark_loose, take_back
from hemiface.records.rehearsal import fill_tables, find_unfit
from hemiface.records.store import Store, read_keyring
from hemiface.records.transaction import Transaction

MOST_NAMED = 1000
"""Entries that a refusal names; an archive of somebody else may hold millions."""


def restore_backup(
    store: Store,
    source: Path,
    *,
    ask: AskPassphrase = lambda: None,
    on_progress: OnProgress = say_nothing,
) -> BackupReport:
    """Fill an empty store from an archive that was checked to the last byte first.

    Every row is held to its noun, and every file to its name, before anything is written.
    Files that are not what their name says are left out and reported as problems. A kill
    leaves the store empty; files that were copied by then are swept.

    Raises
    ------
    RecordInvalidError
        If the archive is damaged, or an entry does not fit; the store is as it was then.
    RecordConflictError
        If the store is not empty.
    RecordStorageError
        If the archive was made by a newer version of hemiface.
    """
    report, survey = survey_backup(source, ask=ask, on_progress=on_progress)
    _refuse_unfit(source, survey.unfit)
    wanted, since = survey.files - survey.wrong, datetime.now(UTC)
    try:
        _copy_files(store, source, wanted, since, on_progress)
        with store.write() as work:
            _refuse_full(work)
            _fill(
                work.connection,
                source,
                Count("restoring rows", report.rows, on_progress),
                report.revision,
            )
            work.note("restore backup")
            schema.upgrade(work.connection)
            with archive_errors(source):
                read_keyring(work.connection)
                unfit = find_unfit(work.connection, survey.vault, on_progress)
                _refuse_unfit(source, unfit)
    except BaseException:
        with suppress(RecordConflictError, RecordStorageError):  # the next sweep does it
            take_back(store, wanted, since)
        raise
    return report


def _refuse_full(work: Transaction) -> None:
    if work.connection.execute(sa.select(sa.func.count(tables.audit.c.number))).scalar():
        raise RecordConflictError("not_empty")


def _copy_files(
    store: Store, source: Path, wanted: set[str], since: datetime, on_progress: OnProgress
) -> None:
    with store.write() as work:
        _refuse_full(work)
        mark_loose(work, wanted, since)
    copied = 0
    with archive_errors(source):
        for name, content in open_members(source):
            folder, _, digest = name.partition("/")
            if folder == FILES and digest in wanted:
                store.files.put_stored(digest, blocks(content))
                copied += 1
                on_progress("copying", copied, len(wanted))


def _fill(connection: sa.Connection, source: Path, count: Count, revision: str) -> None:
    """Lay out the tables as they were when the archive was made, and fill them."""
    tables.METADATA.drop_all(connection)
    connection.execute(sa.text("DROP TABLE alembic_version"))
    schema.upgrade(connection, revision)
    fill_tables(connection, source, count)


def _refuse_unfit(source: Path, unfit: Sequence[Message]) -> None:
    if unfit:
        more = f" and {len(unfit) - MOST_NAMED} more" if len(unfit) > MOST_NAMED else ""
        names = "; ".join(str(one) for one in unfit[:MOST_NAMED])
        raise RecordInvalidError("backup_entries", source=source.name, names=names, more=more)
