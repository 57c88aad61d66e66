"""Put a backup back into an empty store: all of it or nothing."""

from datetime import datetime
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import sqlalchemy as sa

from hemiface.errors import (
    RecordConflictError,
    RecordInvalidError,
    RecordLockedError,
    RecordStorageError,
)
from hemiface.records import schema, tables
from hemiface.records.archive import (
    FILES,
    MANIFEST,
    archive_errors,
    decode,
    not_whole,
    open_members,
    read_rows,
)
from hemiface.records.backup import AskPassphrase, BackupReport, survey_backup
from hemiface.records.chunks import blocks
from hemiface.records.kinds import KINDS
from hemiface.records.pace import OnProgress, say_nothing
from hemiface.records.recordings import mark_loose
from hemiface.records.store import Store, read_keyring
from hemiface.records.work import Work

MOST_NAMED = 5


def restore_backup(
    store: Store,
    source: Path,
    *,
    ask: AskPassphrase = lambda: None,
    on_progress: OnProgress = say_nothing,
) -> BackupReport:
    """Fill an empty store from an archive that was checked to the last byte first.

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
    wanted = survey.files - survey.wrong
    with store.write() as work:
        _refuse_full(work)
        mark_loose(work, wanted)
    copied = 0
    with archive_errors(source):
        for name, content in open_members(source):
            folder, _, digest = name.partition("/")
            if folder == FILES and digest in wanted:
                store.files.put_stored(digest, blocks(content))
                copied += 1
                on_progress("copying", copied, len(wanted))
    with store.write() as work:
        _refuse_full(work)
        _fill(work.connection, source, report.revision)
        work.note("restore backup")
        schema.upgrade(work.connection)
        _check_entries(work, source)
    return report


def _refuse_full(work: Work) -> None:
    if work.connection.execute(sa.select(sa.func.count(tables.audit.c.number))).scalar():
        raise RecordConflictError("not_empty")


def _fill(connection: sa.Connection, source: Path, revision: str) -> None:
    """Lay out the tables as they were when the archive was made, and fill them."""
    tables.METADATA.drop_all(connection)
    connection.execute(sa.text("DROP TABLE alembic_version"))
    schema.upgrade(connection, revision)
    there = set(sa.inspect(connection).get_table_names())
    for member, content in open_members(source):
        folder, _, name = member.partition("/")
        table = name.removesuffix(".jsonl")
        if member == MANIFEST or folder == FILES or table in tables.PASSING:
            continue
        if table not in there:
            raise not_whole(source)
        try:
            with archive_errors(source):
                _insert_rows(connection, table, content, source)
        except sa.exc.SQLAlchemyError as error:  # a row twice, or one that fits no column
            raise not_whole(source) from error


def _insert_rows(connection: sa.Connection, name: str, content: IO[bytes], source: Path) -> None:
    # Columns alone: SQLAlchemy cannot describe every index, and none is needed here.
    found = sa.inspect(connection).get_columns(name)
    table = sa.Table(name, sa.MetaData(), *(sa.Column(one["name"], one["type"]) for one in found))
    sqlite = connection.dialect.name == "sqlite"
    for row in read_rows(content, source):
        values = {key: _fit(decode(value), table.c[key], sqlite) for key, value in row.items()}
        connection.execute(sa.insert(table).values(values))


def _fit(value: Any, column: sa.Column[Any], sqlite: bool) -> object:  # noqa: ANN401 - whatever a column holds
    """Value for a column as the database, not this version's tables, describes it."""
    if value is None:
        return sa.null()
    if isinstance(value, datetime):
        return value.replace(tzinfo=None) if sqlite else value
    if isinstance(value, UUID):
        return value if isinstance(column.type, sa.Uuid) else value.hex
    return value


def _check_entries(work: Work, source: Path) -> None:
    """Hold every row to its noun; what is sealed shows whether it fits when it is opened."""
    wrong: list[str] = []
    with archive_errors(source):
        read_keyring(work.connection)
        for kind in KINDS:
            for row in work.connection.execute(sa.select(kind.table)).mappings():
                try:
                    kind.check(kind.entry(dict(row), work.vault))
                except RecordLockedError:
                    continue
                except (RecordInvalidError, RecordStorageError) as error:
                    wrong.append(f"{kind.name} {row['id']}: {error.message}")
    if wrong:
        more = f" and {len(wrong) - MOST_NAMED} more" if len(wrong) > MOST_NAMED else ""
        raise RecordInvalidError(
            "backup_entries", source=source.name, names="; ".join(wrong[:MOST_NAMED]), more=more
        )
