"""The store: one database and one folder of recordings, opened for reading or writing."""

import getpass
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import platformdirs
import sqlalchemy as sa

from hemiface.errors import RecordLockedError, RecordStorageError
from hemiface.records import private_files, schema, tables
from hemiface.records.engine import busy, database_errors, make_engine
from hemiface.records.files import FileStore
from hemiface.records.transaction import Transaction
from hemiface.records.vault import Keyring, Vault, VaultState, open_former, open_keyring

KEPT_STATES = frozenset(VaultState) - {VaultState.OFF}
"""States of a keyring; where encryption is off, there is none."""
WRITE_LOCK = 0x68656D69
"""Number of PostgreSQL's advisory lock that stands for the right to write."""


@dataclass(frozen=True)
class StoreLocation:
    """Where the records are.

    Parameters
    ----------
    database_url
        SQLAlchemy address of the database.
    files_url
        Folder or fsspec address of the recordings.
    """

    database_url: str
    files_url: str

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "StoreLocation":
        """Where the records of this user are.

        ``HEMIFACE_DATA`` names the folder (else the user's data folder),
        ``HEMIFACE_DATABASE_URL`` another database than SQLite's file in it and
        ``HEMIFACE_FILES_URL`` another place for recordings.
        """
        given = os.environ if environment is None else environment
        folder = Path(given.get("HEMIFACE_DATA") or platformdirs.user_data_dir("hemiface", False))
        return cls(
            given.get("HEMIFACE_DATABASE_URL") or f"sqlite:///{folder / 'records.db'}",
            given.get("HEMIFACE_FILES_URL") or str(folder / "recordings"),
        )

    def holds(self, path: Path) -> bool:
        """Whether a path of this machine lies among the records themselves."""
        folders = [self.files_url]
        if self.database_url.startswith("sqlite:///"):
            folders.append(str(Path(self.database_url.removeprefix("sqlite:///")).parent))
        here = path.resolve()
        return any(here.is_relative_to(Path(one).expanduser().resolve()) for one in folders)

    @classmethod
    def in_folder(cls, folder: Path) -> "StoreLocation":
        """SQLite and local files in one folder."""
        return cls.from_environment({"HEMIFACE_DATA": str(folder)})


class Store:
    """Records at one location.

    Parameters
    ----------
    location
        Where they are.
    who
        Who works with them, for the audit; else ``HEMIFACE_USER`` or the login name.
    passphrase
        Called when something encrypted is met; gives None when nobody can be asked.
    tidy
        Called with the store as it is closed after something was written.

    Raises
    ------
    RecordStorageError
        If the place cannot be used.
    """

    def __init__(
        self,
        location: StoreLocation,
        *,
        who: str = "",
        passphrase: Callable[[], str | None] = lambda: None,
        tidy: Callable[["Store"], object] | None = None,
    ) -> None:
        self.location = location
        self.who = who or os.environ.get("HEMIFACE_USER") or _login_name()
        self.files = FileStore(location.files_url)
        self._passphrase = passphrase
        self._opened: tuple[bytes, bytes] | None = None
        self._tidy = tidy
        self._has_written = False
        self._engine = make_engine(location.database_url)
        with self._transaction(write=False) as connection:
            schema.refuse_foreign(connection)
            ready = schema.current_revision(connection) == schema.HEAD
        if not ready:
            with self._transaction(write=True) as connection:
                schema.upgrade(connection)

    @property
    def wide_folders(self) -> tuple[Path, ...]:
        """Folders of the records on this machine that others may enter or list."""
        folders = [Path(self._engine.url.database or "").parent] if self.is_sqlite else []
        folders += [self.files.folder] if self.files.folder else []
        return tuple(folder for folder in folders if private_files.is_wide(folder))

    @property
    def owns_files(self) -> bool:
        """Whether the files lie beside the database, so that no other one can speak of them."""
        folder = self.files.folder
        database = self._engine.url.database
        return (
            self.is_sqlite
            and folder is not None
            and bool(database)
            and folder.resolve().parent == Path(database or "").resolve().parent
        )

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is SQLite's file."""
        return self._engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """One consistent look at the records."""
        with self._transaction(write=False) as connection:
            yield Transaction(connection, self._vault(read_keyring(connection)), self.who)

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """One change to the records: all of it, or none if anything is raised.

        Raises
        ------
        RecordConflictError
            If another program is writing for longer than ten seconds.
        """
        with self._transaction(write=True) as connection:
            yield Transaction(connection, self._vault(read_keyring(connection)), self.who)
        self._has_written = True

    @contextmanager
    def unlocked(self, *, write: bool = False) -> Iterator[Transaction]:
        """As `read` or `write`, with the passphrase asked for if there is one.

        Raises
        ------
        RecordLockedError
            If the passphrase is missing or wrong.
        """
        while True:
            with self._transaction(write=write) as connection:
                keyring = read_keyring(connection)
                if keyring is None or self._key_of(keyring) is not None:
                    yield Transaction(connection, self._vault(keyring), self.who)
                    break
            # Nobody waits for a passphrase while the records are held.
            self.unlock(keyring)
        self._has_written = self._has_written or write

    def unlock(self, keyring: Keyring) -> bytes:
        """Open the data key, asking for the passphrase the first time.

        Raises
        ------
        RecordLockedError
            If the passphrase is missing or wrong.
        """
        key = self._key_of(keyring)
        if key is None:
            passphrase = self.ask_passphrase()
            if passphrase is None:
                raise RecordLockedError("passphrase")
            key = open_keyring(keyring, passphrase)
            self._opened = (keyring.wrapped_key, key)
        return key

    def ask_passphrase(self) -> str | None:
        """Ask whoever can be asked; None where nobody can."""
        return self._passphrase()

    def forget_key(self) -> None:
        """Ask for the passphrase again next time."""
        self._opened = None

    def compact(self) -> None:
        """Give freed space back, so that deleted content is not in the file any more.

        Raises
        ------
        RecordConflictError
            If another program is reading or writing for longer than ten seconds.
        """
        with database_errors(), self._engine.connect() as connection:
            free = connection.execution_options(isolation_level="AUTOCOMMIT", hemiface_begin="")
            free.exec_driver_sql("VACUUM")
            if self.is_sqlite:
                held = free.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar()
                if held:
                    raise busy()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        try:
            if error is None and self._has_written and self._tidy:
                self._tidy(self)
        finally:
            self.close()

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def _vault(self, keyring: Keyring | None) -> Vault:
        if keyring is None:
            return Vault()
        key = self._key_of(keyring)
        former = None if key is None else open_former(keyring, key)
        return Vault(sealing=True, key=key, former=former)

    def _key_of(self, keyring: Keyring) -> bytes | None:
        """Key that was opened, as long as no other program took another one."""
        known = self._opened is not None and self._opened[0] == keyring.wrapped_key
        return self._opened[1] if self._opened and known else None

    @contextmanager
    def _transaction(self, *, write: bool) -> Iterator[sa.Connection]:
        options: dict[str, Any] = {"hemiface_begin": "BEGIN IMMEDIATE" if write else "BEGIN"}
        if not write and not self.is_sqlite:
            options["isolation_level"] = "REPEATABLE READ"
        with database_errors(), self._engine.connect() as opened:
            connection = opened.execution_options(**options)
            with connection.begin():
                if write and not self.is_sqlite:
                    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(WRITE_LOCK)))
                yield connection


def _login_name() -> str:
    """Name of the user; a container may have none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def read_keyring(connection: sa.Connection) -> Keyring | None:
    """How the passphrase opens the data key; None when nothing is encrypted."""
    row = connection.execute(_THE_KEYRING).mappings().first()
    return None if row is None else read_keyring_row(row)


_THE_KEYRING = sa.select(tables.keyring)


def read_keyring_row(row: Mapping[Any, Any]) -> Keyring:
    """Keyring of a row of its table.

    Raises
    ------
    RecordStorageError
        If its state is none that is kept, which somebody else wrote.
    RecordInvalidError
        If its parameters are not such as hemiface writes.
    """
    fields = {name: value for name, value in row.items() if name not in ("id", "state")}
    if row["state"] not in KEPT_STATES:
        raise RecordStorageError("keyring")
    return Keyring(state=VaultState(row["state"]), **fields)


def write_keyring(connection: sa.Connection, keyring: Keyring | None) -> None:
    """Keep a keyring in the place of the one before; None takes it away."""
    connection.execute(sa.delete(tables.keyring))
    if keyring is not None:
        fields: dict[str, Any] = {
            name: getattr(keyring, name) for name in Keyring.__dataclass_fields__
        }
        fields["state"] = keyring.state.value
        connection.execute(sa.insert(tables.keyring).values(id=1, **fields))
