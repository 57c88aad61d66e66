"""The way to the database: engines, their transactions, and their errors in our words."""

import os
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor

from hemiface.errors import RecordConflictError, RecordStorageError
from hemiface.errors.faults import find_reason
from hemiface.records import private_files, tables

BUSY_MS = 10_000
NO_ROOM = frozenset(
    {
        *(sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE),
        *(sqlite3.SQLITE_IOERR_SHMOPEN, sqlite3.SQLITE_IOERR_SHMSIZE),
        sqlite3.SQLITE_IOERR_SHMMAP,
    }
)
"""What SQLite says where the disk has no room, be it for the file by which it reads along."""
NO_FILE = ("", ":memory:")
"""What SQLite keeps in memory: it would be gone with whoever opens it."""
FULL = "hemiface_full"
"""Marks a connection that can only read, because there is no room."""


def make_engine(url: str) -> sa.Engine:
    """Engine for an address of SQLite or PostgreSQL.

    Raises
    ------
    RecordStorageError
        If it is another database, or cannot be used.
    """
    try:
        parsed = sa.make_url(url)
        if parsed.get_backend_name() == "postgresql":
            tables.lay_out_for_postgresql()
            return sa.create_engine(parsed.set(drivername="postgresql+psycopg"))
        if parsed.get_backend_name() == "sqlite":
            return _make_sqlite_engine(parsed)
    except ImportError as error:
        raise RecordStorageError("no_postgres") from error
    except (sa.exc.ArgumentError, sa.exc.NoSuchModuleError) as error:
        raise _unusable(str(error)) from error
    raise _unusable("only sqlite and postgresql are supported")


def find_file(url: str) -> Path | None:
    """The file that an address of SQLite names; None where it is another one, or none."""
    with suppress(sa.exc.ArgumentError):
        parsed = sa.make_url(url)
        database = Path(parsed.database or "")
        if parsed.get_backend_name() == "sqlite" and database.name not in NO_FILE:
            return database
    return None


def _unusable(reason: str) -> RecordStorageError:
    return RecordStorageError("database", reason=reason)


def _make_sqlite_engine(url: sa.URL) -> sa.Engine:
    database = Path(url.database or "")
    if database.name in NO_FILE:
        raise _unusable("no file is named")
    if _is_only_readable(database):
        return _make_reading_engine(url, database)
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_MS / 1000})
    try:
        private_files.make_folder(database.parent)
        if not database.exists():
            with suppress(FileExistsError):  # another program was quicker
                private_files.open_new(database).close()
        for ending in ("", "-wal", "-shm", "-journal"):
            private_files.tighten(
                database.with_name(database.name + ending) if ending else database
            )
    except OSError as error:
        raise RecordStorageError("folder", reason=find_reason(error)) from error

    @sa.event.listens_for(engine, "do_connect")
    def connect(
        dialect: sa.Dialect,
        record: sa.pool.ConnectionPoolEntry,
        given: Sequence[Any],
        options: Mapping[str, Any],
    ) -> DBAPIConnection:
        connection = dialect.connect(*given, **options)
        try:
            _prepare(connection)
        except sqlite3.OperationalError as error:
            connection.close()
            if error.sqlite_errorcode not in NO_ROOM or not _is_settled(database):
                raise
            record.info[FULL] = True
            return cast("DBAPIConnection", _connect_reading(database))
        return connection

    sa.event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: DBAPIConnection) -> None:
    # The driver must not begin transactions by itself: `_begin` decides which kind.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {BUSY_MS}",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    _write_ahead(cursor)
    cursor.close()


def _is_settled(database: Path) -> bool:
    """Whether the file says all there is: its journal is empty, so nobody is writing either."""
    journal = database.with_name(f"{database.name}-wal")
    return bool(database.name) and (not journal.exists() or journal.stat().st_size == 0)


def _begin(connection: sa.Connection) -> None:
    # A writer takes the lock first, so that nothing it has read can change before it writes.
    statement = connection.get_execution_options().get("hemiface_begin", "BEGIN")
    if connection.info.get(FULL) and statement != "BEGIN":
        raise RecordStorageError("no_room")
    if statement:
        connection.exec_driver_sql(statement)


def _is_only_readable(database: Path) -> bool:
    """Whether records are there that this user or this disk lets nobody change."""
    try:
        there = database.stat().st_size > 0
    except OSError:
        return False  # none yet, or not to be entered, which opening says
    return there and not all(os.access(place, os.W_OK) for place in (database, database.parent))


def _make_reading_engine(url: sa.URL, database: Path) -> sa.Engine:
    """Engine for records that can only be read; nothing is written beside them either."""
    engine = sa.create_engine(
        url, creator=lambda: _connect_reading(database), poolclass=sa.pool.NullPool
    )
    sa.event.listen(engine, "begin", _begin)
    return engine


def _connect_reading(database: Path) -> sqlite3.Connection:
    address = f"{database.resolve().as_uri()}?mode=ro"
    # With nothing in its journal nobody is writing, and SQLite need not make files to read along.
    if _is_settled(database):
        address += "&immutable=1"
    return sqlite3.connect(
        address,
        uri=True,
        timeout=BUSY_MS / 1000,
        isolation_level=None,
        check_same_thread=False,
    )


def _write_ahead(cursor: DBAPICursor) -> None:
    """Let the records be read while they are written; waits while others write or do the same."""
    deadline = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            # SQLite does not wait by itself here: two programs that open new records would meet.
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def busy() -> RecordConflictError:
    """Say that somebody else holds the records."""
    return RecordConflictError("busy")


@contextmanager
def database_errors() -> Iterator[None]:
    """Turn the database's errors into the store's; none of them repeats any content."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        reason = str(error.orig).strip().splitlines()[0] if error.orig else "unknown"
        if "locked" in reason or "busy" in reason:
            raise busy() from error
        if getattr(error.orig, "sqlite_errorcode", None) in NO_ROOM:
            raise RecordStorageError("no_room") from error
        if "readonly" in reason:
            raise RecordStorageError("read_only") from error
        if isinstance(error, sa.exc.IntegrityError):
            reason = "an entry is still needed by another one"
        raise RecordStorageError("unusable", reason=reason) from error
