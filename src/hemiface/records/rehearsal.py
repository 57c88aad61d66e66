"""Lay the rows of a backup out in passing, and hold them to their nouns and to the audit.

Whatever is wrong is known before anything is restored, and each time a backup is read.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import sqlalchemy as sa

from hemiface.errors import RecordInvalidError, RecordLockedError, RecordStorageError
from hemiface.model.messages import Message
from hemiface.records import audit_check, schema, tables
from hemiface.records.archive import (
    FILES,
    MANIFEST,
    Manifest,
    archive_errors,
    decode,
    not_whole,
    open_members,
    read_batches,
)
from hemiface.records.entry_types import ENTRY_TYPES, EntryType
from hemiface.records.pace import Count, OnProgress, say_nothing
from hemiface.records.queries import count_rows
from hemiface.records.vault import Vault

FOREIGN = frozenset({"damage.added", "damage.changed"})
"""What the audit says of an entry that was not written by hemiface as it is."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What is wrong with the rows of a backup.

    Parameters
    ----------
    unfit
        Entries that no version has written as they are: a restore refuses them.
    altered
        What the audit says beside that: a restore takes it in and says it.
    """

    unfit: tuple[Message, ...]
    altered: tuple[Message, ...]


def rehearse(
    source: Path, manifest: Manifest, vault: Vault, on_progress: OnProgress = say_nothing
) -> Rehearsal:
    """Fill passing tables from an archive, bring them up to date and look every row through.

    A field that holds what today's rules refuse is fit if the audit knows the entry as it is:
    an earlier version has kept it under rules of its own.

    Parameters
    ----------
    manifest
        Says the version of the tables in the archive, and how many rows there are.
    vault
        Opens what is sealed; without its key, what lies open among sealed rows is still seen.
    on_progress
        Told how many rows are laid out, how many entries looked through, and how many links.

    Raises
    ------
    RecordInvalidError
        If rows do not fit into their tables.
    RecordStorageError
        If the archive was made by a newer version of hemiface.
    """
    with _passing_tables() as connection:
        if manifest.revision == schema.HEAD:
            tables.METADATA.create_all(connection)
        else:
            schema.upgrade(connection, manifest.revision)
        fill_tables(connection, source, Count("reading rows", manifest.rows, on_progress))
        if manifest.revision != schema.HEAD:
            schema.upgrade(connection)
        with archive_errors(source):
            unfit, odd = _look_through(connection, vault, on_progress)
            altered = audit_check.verify(connection, vault, on_progress=on_progress).problems
    foreign = {(one.values["kind"], one.values["entry"]) for one in altered if one.code in FOREIGN}
    unfit += [one for one in odd if (one.values["kind"], one.values["entry"]) in foreign]
    return Rehearsal(tuple(unfit), tuple(one for one in altered if one not in unfit))


def find_unfit(
    connection: sa.Connection, vault: Vault, on_progress: OnProgress = say_nothing
) -> list[Message]:
    """Entries that no version has written as they are; those that are locked are passed over."""
    return _look_through(connection, vault, on_progress)[0]


def fill_tables(connection: sa.Connection, source: Path, count: Count) -> None:
    """Fill empty tables of the version of an archive with its rows.

    Parameters
    ----------
    count
        Counts the rows.

    Raises
    ------
    RecordInvalidError
        If rows do not fit into their tables.
    """
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
                _insert_rows(connection, table, content, source, count)
        except sa.exc.SQLAlchemyError as error:  # a row twice, or one that fits no column
            raise not_whole(source) from error


@contextmanager
def _passing_tables() -> Iterator[sa.Connection]:
    """Database that SQLite holds in memory, or in a nameless file of its own where it is large."""
    engine = sa.create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect("", isolation_level=None),
        poolclass=sa.pool.NullPool,
    )
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        yield connection
    engine.dispose()


def _look_through(
    connection: sa.Connection, vault: Vault, on_progress: OnProgress
) -> tuple[list[Message], list[Message]]:
    """Entries that cannot be, and those that today's rules would refuse."""
    unfit, odd = [], []
    count = Count(
        "checking entries",
        count_rows(connection, [kind.table for kind in ENTRY_TYPES]),
        on_progress,
    )
    for kind in ENTRY_TYPES:
        query = sa.select(kind.table).execution_options(yield_per=1000)
        for row in connection.execute(query).mappings():
            count.add()
            try:
                entry = kind.entry(dict(row), vault)
                kind.check(entry)
            except RecordLockedError:
                continue
            except (RecordInvalidError, RecordStorageError) as error:
                unfit.append(_unread(kind, row, error))
                continue
            try:
                kind.normal(entry.value)
            except RecordInvalidError as error:
                odd.append(_unread(kind, row, error))
    return unfit, odd


def _unread(
    kind: EntryType[Any], row: sa.RowMapping, error: RecordInvalidError | RecordStorageError
) -> Message:
    values = {"kind": kind.name, "entry": str(row["id"]), "why": error.message}
    return Message("damage.unread", values)


def _insert_rows(
    connection: sa.Connection, name: str, content: IO[bytes], source: Path, count: Count
) -> None:
    # Columns alone: SQLAlchemy cannot describe every index, and none is needed here.
    found = sa.inspect(connection).get_columns(name)
    table = sa.Table(name, sa.MetaData(), *(sa.Column(one["name"], one["type"]) for one in found))
    for column in table.c:
        if isinstance(column.type, sa.JSON):
            column.type.none_as_null = True
    sqlite = connection.dialect.name == "sqlite"
    for batch in read_batches(content, source):
        columns = {key: table.c[key] for key in batch[0]}
        rows = [
            {key: _fit(decode(value), columns[key], sqlite) for key, value in row.items()}
            for row in batch
        ]
        connection.execute(sa.insert(table), rows)
        count.add(len(rows))


def _fit(value: object, column: sa.Column[Any], sqlite: bool) -> object:
    """Value for a column as the database, not this version's tables, describes it."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None) if sqlite else value
    if isinstance(value, UUID):
        return value if isinstance(column.type, sa.Uuid) else value.hex
    return value
