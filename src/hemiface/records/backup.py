"""One file that holds the whole store, taken while it is in use.

The archive is a tar: a row a line for each table, every recording as it lies in the
store (sealed if it is), and last a manifest with the SHA-256 of every member. It fits
both databases, so that it also moves a store from SQLite to PostgreSQL and back.
"""

import hashlib
import io
import json
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from hemiface.errors import RecordConflictError
from hemiface.model.messages import Message
from hemiface.records import private_files, schema, tables
from hemiface.records.archive import (
    FILES,
    FORMAT,
    MANIFEST,
    TABLES,
    Manifest,
    archive_errors,
    decode,
    not_whole,
    open_members,
    read_manifest,
    read_rows,
)
from hemiface.records.contents import KeptFile, check_contents, find_kept, list_kept
from hemiface.records.dump import Dump
from hemiface.records.files import FileStore
from hemiface.records.outputs import new_output
from hemiface.records.pace import Count, OnProgress, say_nothing
from hemiface.records.queries import count_rows
from hemiface.records.rehearsal import rehearse
from hemiface.records.store import Store, read_keyring, read_keyring_row
from hemiface.records.vault import Keyring, Vault, VaultState, open_former, open_keyring

SPOOL_BYTES = 64 << 20

SEALED_OTHERWISE = frozenset({"damage.file_sealed", "damage.file_not_sealed"})
"""What is said of files whose content may be right; no other one gets into an archive."""

AskPassphrase = Callable[[], str | None]


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
    sealed
        Files that could not be compared with their hash, because the passphrase was not given.
    problems
        Entries and files that are missing or are not what was recorded, one sentence each.
    """

    made_at: str
    revision: str
    rows: int
    files: int
    size_bytes: int
    sealed: int = 0
    problems: tuple[Message, ...] = ()


class Survey:
    """What the members of an archive say, put together as they go by.

    Parameters
    ----------
    source
        The archive.
    ask
        Gives the passphrase, if encrypted files are to be compared with their hash too.
    on_progress
        Told how far the rows are.
    """

    def __init__(
        self, source: Path, ask: AskPassphrase, on_progress: OnProgress = say_nothing
    ) -> None:
        self.wrong: set[str] = set()
        self.files: set[str] = set()
        self.unfit: tuple[Message, ...] = ()
        self._source, self._ask, self._tell = source, ask, on_progress
        self._hashes: dict[str, str] = {}
        self._rows: dict[str, list[dict[str, Any]]] = {"recording": [], "analysis": []}
        self._keyring: Keyring | None = None
        self._kept: dict[str, KeptFile] | None = None
        self._sealed = 0
        self._problems: list[Message] = []

    def take(self, name: str, content: IO[bytes]) -> None:
        """Take in a member, in the order of the archive: tables first, then files."""
        self._hashes[name] = _hash(content)
        content.seek(0)
        folder, _, inner = name.partition("/")
        if folder == FILES:
            self._check_file(inner, content)
        elif self._kept is not None:
            raise not_whole(self._source)
        else:
            self._note_rows(inner.removesuffix(".jsonl"), content)

    def report(self, manifest: Manifest) -> BackupReport:
        """Report once every member was taken in.

        Raises
        ------
        RecordInvalidError
            If a member is missing, too many, or another one, or rows fit no table.
        RecordStorageError
            If it was made by a newer version of hemiface.
        """
        if manifest.members != self._hashes:
            raise not_whole(self._source)
        for digest, file in self._list_kept().items():
            if digest not in self.files:
                self._problems += [
                    Message("damage.file_missing", {"entry": entry}) for entry in file.entries
                ]
        rows = rehearse(self._source, manifest, self.vault, self._tell)
        self.unfit = rows.unfit
        return BackupReport(
            manifest.made_at,
            manifest.revision,
            manifest.rows,
            len(self.files),
            self._source.stat().st_size,
            self._sealed,
            (*rows.unfit, *rows.altered, *self._problems),
        )

    def _note_rows(self, table: str, content: IO[bytes]) -> None:
        wanted = {"recording": ("id", "sha256", "size_bytes"), "analysis": ("id", "files")}
        if table not in (*wanted, "keyring"):
            return  # the rehearsal reads its rows
        for row in read_rows(content, self._source):
            if table in wanted:
                self._rows[table].append({key: decode(row[key]) for key in wanted[table]})
            elif table == "keyring":
                fields = {key: decode(row[key]) for key in row}
                if self._keyring is not None or fields.get("id") != 1:
                    raise not_whole(self._source)
                self._keyring = read_keyring_row(fields)

    def _list_kept(self) -> dict[str, KeptFile]:
        if self._kept is None:
            kept = find_kept(self._rows["recording"], self._rows["analysis"])
            self._kept = {file.digest: file for file in kept}
        return self._kept

    @cached_property
    def vault(self) -> Vault:
        """Opens what is sealed, if the passphrase is given."""
        if self._keyring is None:
            return Vault()
        return _open_vault(self._keyring, self._ask)

    def _check_file(self, digest: str, content: IO[bytes]) -> None:
        file = self._list_kept().get(digest)
        if file is None:
            self._problems.append(Message("damage.file_of_nothing", {"digest": digest}))
            self.wrong.add(digest)
            return
        self.files.add(digest)
        state = self._keyring.state if self._keyring else VaultState.OFF
        source = cast("BinaryIO", content)
        report, wrong = check_contents([file], self.vault, state, lambda _: nullcontext(source))
        self._sealed += report.sealed
        self._problems += report.problems
        self.wrong |= wrong


def write_backup(
    store: Store,
    target: Path,
    *,
    ask: AskPassphrase = lambda: None,
    on_progress: OnProgress = say_nothing,
) -> BackupReport:
    """Write the whole store into one new file, then read it back and check it.

    Parameters
    ----------
    ask
        Gives the passphrase, if encrypted files are to be compared with their hash too.
    on_progress
        Told how many rows and files are written, then how many of all are checked.

    Raises
    ------
    RecordStorageError
        If it cannot be written; no half file is left then.
    RecordConflictError
        If the file exists, or recordings were erased or encrypted meanwhile.
    """
    with new_output(store, target) as partial:
        with (
            private_files.open_new(partial) as handle,
            tarfile.open(fileobj=handle, mode="w") as archive,
        ):
            left_out, missing = _write_members(store, archive, ask, on_progress)
        report = read_backup(partial, ask=ask, on_progress=on_progress)
    problems = [one for one in report.problems if one not in missing]
    return replace(report, problems=(*problems, *left_out))


def read_backup(
    source: Path,
    *,
    ask: AskPassphrase = lambda: None,
    on_progress: OnProgress = say_nothing,
) -> BackupReport:
    """Check every member of an archive against its hash, every file and every row.

    Files are compared with their names, rows with their nouns and with the audit.

    Raises
    ------
    RecordInvalidError
        If it is no backup, or damaged, or cut.
    RecordLockedError
        If a passphrase is given that is not the right one.
    """
    return survey_backup(source, ask=ask, on_progress=on_progress)[0]


def survey_backup(
    source: Path,
    *,
    ask: AskPassphrase = lambda: None,
    on_progress: OnProgress = say_nothing,
) -> tuple[BackupReport, Survey]:
    """Do what `read_backup` does, and give what was seen as well.

    Raises
    ------
    RecordInvalidError, RecordLockedError
        As `read_backup`.
    """
    survey, manifest = Survey(source, ask, on_progress), None
    with archive_errors(source):
        for number, (name, content) in enumerate(open_members(source), start=1):
            if name == MANIFEST:
                manifest = read_manifest(content, source)
            else:
                survey.take(name, content)
            on_progress("checking", number, None)
    if manifest is None:
        raise not_whole(source)
    return survey.report(manifest), survey


def _write_members(
    store: Store, archive: tarfile.TarFile, ask: AskPassphrase, on_progress: OnProgress
) -> tuple[list[Message], list[Message]]:
    """Write tables, files and manifest; what is left out, and how the archive says of it later."""
    hashes: dict[str, str] = {}
    rows = 0
    made_at = datetime.now(UTC).isoformat()
    with store.read() as work:
        keyring = read_keyring(work.connection)
        kept = sorted(list_kept(work), key=lambda file: file.digest)
        dump = Dump(work.connection)
        laid = [one for one in tables.METADATA.sorted_tables if one.name not in tables.PASSING]
        count = Count("writing rows", count_rows(work.connection, laid), on_progress)
        for table in laid:
            with tempfile.SpooledTemporaryFile(SPOOL_BYTES) as spool:
                rows += dump.write(table, spool, count)
                _append(archive, f"{TABLES}/{table.name}.jsonl", spool, hashes)
    vault = _open_vault(keyring, ask)
    left_out: list[Message] = []
    for number, file in enumerate(kept, start=1):
        on_progress("writing", number, len(kept))
        with tempfile.SpooledTemporaryFile(SPOOL_BYTES) as spool:
            problems = _copy_file(store.files, file, keyring, vault, spool)
            if not SEALED_OTHERWISE.issuperset(one.code for one in problems):
                left_out += problems
            else:
                _append(archive, f"{FILES}/{file.digest}", spool, hashes)
    with store.read() as work:
        if read_keyring(work.connection) != keyring:
            raise RecordConflictError("key_during_backup")
    manifest = {"format": FORMAT, "made_at": made_at, "revision": schema.HEAD, "rows": rows}
    content = json.dumps({**manifest, "members": hashes}, indent=1).encode()
    _append(archive, MANIFEST, io.BytesIO(content), {})
    gone = [Message("damage.file_missing", {"entry": one.values["entry"]}) for one in left_out]
    return [*dump.left_out, *left_out], [*dump.expected, *gone]


def _copy_file(
    files: FileStore, file: KeptFile, keyring: Keyring | None, vault: Vault, target: IO[bytes]
) -> tuple[Message, ...]:
    """Copy a file as it lies there, and say what is wrong with the copy."""

    @contextmanager
    def copied(digest: str) -> Iterator[BinaryIO]:
        target.writelines(files.read_stored(digest))
        target.seek(0)
        yield cast("BinaryIO", target)

    state = keyring.state if keyring else VaultState.OFF
    return check_contents([file], vault, state, copied)[0].problems


def _open_vault(keyring: Keyring | None, ask: AskPassphrase) -> Vault:
    """What opens sealed files, if the passphrase is given."""
    if keyring is None:
        return Vault()
    passphrase = ask()
    if passphrase is None:
        return Vault(sealing=True)
    key = open_keyring(keyring, passphrase)
    return Vault(sealing=True, key=key, former=open_former(keyring, key))


def _append(
    archive: tarfile.TarFile, name: str, content: IO[bytes], hashes: dict[str, str]
) -> None:
    member = tarfile.TarInfo(name)
    member.size = content.seek(0, io.SEEK_END)
    content.seek(0)
    hashes[name] = _hash(content)
    content.seek(0)
    archive.addfile(member, content)


def _hash(content: IO[bytes]) -> str:
    return hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]  # any readable file does
