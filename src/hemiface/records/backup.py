"""One file that holds the whole store, taken while it is in use, and put back from.

The archive is a tar: a row a line for each table, every recording as it lies in the
store (sealed if it is), and last a manifest with the SHA-256 of every member. It fits
both databases, so that it also moves a store from SQLite to PostgreSQL and back.
"""

import base64
import hashlib
import io
import json
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import sqlalchemy as sa

from hemiface.errors import RecordConflictError, RecordInvalidError
from hemiface.records import schema, tables
from hemiface.records.files import FileStore, storage_errors
from hemiface.records.recordings import list_files
from hemiface.records.store import Store, read_keyring
from hemiface.records.vault import CHUNK_BYTES

FORMAT = "hemiface backup 1"
MANIFEST = "manifest.json"
ROWS_AT_ONCE = 1000
SPOOL_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What an archive holds.

    Parameters
    ----------
    made_at
        When it was begun, in UTC, ISO 8601.
    revision
        Version of the tables.
    rows, files
        How many of each.
    size_bytes
        Size of the archive.
    """

    made_at: str
    revision: str
    rows: int
    files: int
    size_bytes: int


def write_backup(store: Store, target: Path) -> BackupReport:
    """Write the whole store into one new file, then read it back and check it.

    Raises
    ------
    RecordStorageError
        If it cannot be written; no half file is left then.
    RecordConflictError
        If the file exists, or recordings were erased or encrypted meanwhile.
    """
    if target.exists():
        raise RecordConflictError(
            f"{target.name} is already there", hint="Give a new name; backups are never replaced."
        )
    partial = target.with_name(target.name + ".partial")
    with storage_errors():
        try:
            partial.touch(mode=0o600)
            with tarfile.open(partial, "w") as archive:
                _write_members(store, archive)
            report = read_backup(partial)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
    return report


def read_backup(source: Path) -> BackupReport:
    """Check every member of an archive against its hash.

    Raises
    ------
    RecordInvalidError
        If it is no backup, or damaged, or cut.
    """
    hashes: dict[str, str] = {}
    manifest: dict[str, Any] = {}
    with storage_errors(), _open_archive(source) as archive:
        for member, content in _members(archive):
            if member.name == MANIFEST:
                manifest = json.loads(content.read())
            else:
                hashes[member.name] = _hash(content)
    if manifest.get("format") != FORMAT or manifest["members"] != hashes:
        raise _damaged(source)
    return BackupReport(
        manifest["made_at"],
        manifest["revision"],
        manifest["rows"],
        sum(name.startswith("files/") for name in hashes),
        source.stat().st_size,
    )


def restore_backup(store: Store, source: Path) -> BackupReport:
    """Fill an empty store from an archive that was checked to the last byte first.

    Raises
    ------
    RecordInvalidError
        If the archive is damaged; the store is as it was then.
    RecordConflictError
        If the store is not empty.
    RecordStorageError
        If the archive was made by a newer version of hemiface.
    """
    report = read_backup(source)
    with store.read() as work:
        if work.connection.execute(sa.select(sa.func.count(tables.audit.c.number))).scalar():
            raise RecordConflictError(
                "there are records here already",
                hint="Set HEMIFACE_DATA to a new folder and restore there.",
            )
    with storage_errors(), _open_archive(source) as archive, store.write() as work:
        connection = work.connection
        _start_over(connection, report.revision)
        for member, content in _members(archive):
            folder, _, name = member.name.partition("/")
            if folder == "files":
                store.files.put_stored(name, _blocks(content))
            elif folder == "tables":
                _insert_rows(connection, name.removesuffix(".jsonl"), content)
        schema.upgrade(connection)
        work.note("restore backup")
    return report


def _write_members(store: Store, archive: tarfile.TarFile) -> None:
    hashes: dict[str, str] = {}
    rows = 0
    made_at = datetime.now(UTC).isoformat()
    with store.read() as work:
        keyring = read_keyring(work.connection)
        digests = sorted(list_files(work))
        for table in tables.METADATA.sorted_tables:
            with tempfile.SpooledTemporaryFile(SPOOL_BYTES) as spool:
                rows += _dump(work.connection, table, spool)
                _append(archive, f"tables/{table.name}.jsonl", spool, hashes)
    for digest in digests:
        _append_file(store.files, archive, digest, hashes)
    with store.read() as work:
        if read_keyring(work.connection) != keyring:
            raise RecordConflictError(
                "encryption was turned on or off during the backup", hint="Begin again."
            )
    manifest = {"format": FORMAT, "made_at": made_at, "revision": schema.HEAD, "rows": rows}
    content = json.dumps({**manifest, "members": hashes}, indent=1).encode()
    _append(archive, MANIFEST, io.BytesIO(content), {})


def _append(
    archive: tarfile.TarFile, name: str, content: IO[bytes], hashes: dict[str, str]
) -> None:
    member = tarfile.TarInfo(name)
    member.size = content.seek(0, io.SEEK_END)
    content.seek(0)
    hashes[name] = _hash(content)
    content.seek(0)
    archive.addfile(member, content)


def _append_file(
    files: FileStore, archive: tarfile.TarFile, digest: str, hashes: dict[str, str]
) -> None:
    with tempfile.SpooledTemporaryFile(SPOOL_BYTES) as spool:
        for chunk in files.read_stored(digest):
            spool.write(chunk)
        _append(archive, f"files/{digest}", spool, hashes)


def _dump(connection: sa.Connection, table: sa.Table, target: IO[bytes]) -> int:
    count = 0
    query = sa.select(table).execution_options(yield_per=ROWS_AT_ONCE)
    for row in connection.execute(query).mappings():
        plain = {name: _encode(value) for name, value in row.items()}
        target.write(json.dumps(plain).encode() + b"\n")
        count += 1
    return count


def _encode(value: object) -> object:
    """Value with its type beside it, so that it needs no table to be read."""
    if isinstance(value, datetime):
        return ["instant", value.isoformat()]
    if isinstance(value, date):
        return ["day", value.isoformat()]
    if isinstance(value, UUID):
        return ["id", value.hex]
    if isinstance(value, bytes):
        return ["bytes", base64.b64encode(value).decode()]
    return ["plain", value]


def _decode(tagged: list[Any], column: sa.Column[Any], sqlite: bool) -> object:
    """Value for a column as the database, not this version's tables, describes it."""
    tag, value = tagged
    if tag == "instant":
        instant = datetime.fromisoformat(value)
        return instant.replace(tzinfo=None) if sqlite else instant
    if tag == "day":
        return date.fromisoformat(value)
    if tag == "id":
        return UUID(value) if isinstance(column.type, sa.Uuid) else value
    if tag == "bytes":
        return base64.b64decode(value)
    return sa.null() if value is None else value


def _start_over(connection: sa.Connection, revision: str) -> None:
    """Lay out the empty tables as they were when the archive was made."""
    tables.METADATA.drop_all(connection)
    connection.execute(sa.text("DROP TABLE alembic_version"))
    schema.upgrade(connection, revision)


def _insert_rows(connection: sa.Connection, name: str, lines: Iterable[bytes]) -> None:
    table = sa.Table(name, sa.MetaData(), autoload_with=connection)
    sqlite = connection.dialect.name == "sqlite"
    for line in lines:
        row = {key: _decode(value, table.c[key], sqlite) for key, value in json.loads(line).items()}
        connection.execute(sa.insert(table).values(row))


@contextmanager
def _open_archive(source: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(source, "r:") as archive:
            yield archive
    except tarfile.TarError as error:
        raise _damaged(source) from error


def _members(archive: tarfile.TarFile) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    for member in archive:
        content = archive.extractfile(member)
        if content is not None:
            yield member, content


def _damaged(source: Path) -> RecordInvalidError:
    return RecordInvalidError(
        f"{source.name} is not a whole backup of hemiface", hint="Take another backup file."
    )


def _hash(content: IO[bytes]) -> str:
    return hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]  # any readable file does


def _blocks(content: IO[bytes]) -> Iterator[bytes]:
    while block := content.read(CHUNK_BYTES):
        yield block
