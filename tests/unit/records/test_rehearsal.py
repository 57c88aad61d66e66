"""The rows of a backup are held to their nouns and to the audit before anything is written."""

import io
import json
import tarfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from tests.unit.records.conftest import FullPerson

from hemiface.errors import RecordConflictError, RecordInvalidError, RecordStorageError
from hemiface.model.record import Person
from hemiface.records import schema, tables
from hemiface.records.backup import read_backup, write_backup
from hemiface.records.encryption import encrypt
from hemiface.records.entry_types import canonical
from hemiface.records.recordings import list_loose_files
from hemiface.records.restore import restore_backup
from hemiface.records.store import Store, StoreLocation
from hemiface.records.vault import PLAIN

PASSPHRASE = "correct horse battery"


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Store]:
    with Store(StoreLocation.in_folder(tmp_path / "other"), who="t") as opened:
        yield opened
        with opened.read() as work:
            assert work.count_people() == 0
            assert list_loose_files(work) == set()
        assert [place for place in (tmp_path / "other").rglob("*/??/*") if place.is_file()] == []


def _rewrite(
    source: Path, target: Path, edit: Callable[[str, bytes], bytes], **said: object
) -> None:
    """Copy an archive with members changed, and its manifest made to fit."""
    hashes: dict[str, str] = {}
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for member in old.getmembers():
            handle = old.extractfile(member)
            assert handle is not None
            content = handle.read()
            if member.name == "manifest.json":
                manifest = {**json.loads(content), **said, "members": hashes}
                content = json.dumps(manifest).encode()
            else:
                content = edit(member.name, content)
                hashes[member.name] = sha256(content).hexdigest()
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))


def _replace_field(table: str, field: str, value: object) -> Callable[[str, bytes], bytes]:
    def edit(name: str, content: bytes) -> bytes:
        if name != f"tables/{table}.jsonl":
            return content
        rows = [json.loads(line) for line in content.splitlines()]
        return b"".join(
            json.dumps({**row, field: ["plain", value]}).encode() + b"\n" for row in rows
        )

    return edit


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_an_open_row_among_sealed_ones_is_found_with_and_without_the_passphrase(
    folder_store: Store,
    full_person: FullPerson,
    other: Store,
    tmp_path: Path,
    passphrase: str | None,
) -> None:
    full_person(folder_store, "P1")
    encrypt(folder_store, PASSPHRASE)
    content = PLAIN + canonical({"given_name": "Mallory"})
    with folder_store.write() as work:
        work.connection.execute(sa.update(tables.identity).values(content=content))
    backup = tmp_path / "backup.tar"
    made = write_backup(folder_store, backup, ask=lambda: passphrase)
    assert [one.values["kind"] for one in made.problems] == ["identity"]
    assert read_backup(backup, ask=lambda: passphrase) == made
    with pytest.raises(RecordInvalidError, match="identity"):
        restore_backup(other, backup, ask=lambda: passphrase)


def test_a_damaged_seal_is_found_with_the_passphrase(
    folder_store: Store, full_person: FullPerson, other: Store, tmp_path: Path
) -> None:
    full_person(folder_store, "P1")
    encrypt(folder_store, PASSPHRASE)
    with folder_store.write() as work:
        sealed = bytearray(
            work.connection.execute(sa.select(tables.identity.c.content)).scalar_one()
        )
        sealed[-1] ^= 1
        work.connection.execute(sa.update(tables.identity).values(content=bytes(sealed)))
    backup = tmp_path / "backup.tar"
    assert write_backup(folder_store, backup).problems == ()  # nobody can know
    (problem,) = read_backup(backup, ask=lambda: PASSPHRASE).problems
    assert problem.values["kind"] == "identity"
    with pytest.raises(RecordInvalidError, match="identity"):
        restore_backup(other, backup, ask=lambda: PASSPHRASE)


@pytest.mark.parametrize(
    ("table", "field", "value"),
    [
        *(("recording", "suffix", suffix) for suffix in ("/../../x", ".MP4", "mp4")),
        *(
            ("analysis", "files", {name: "a" * 64})
            for name in ("../../evil", "/abs", "..", "CON", "n" * 300)
        ),
    ],
)
def test_a_field_that_an_import_refuses_is_refused_before_anything_is_written(  # noqa: PLR0917 - what is hostile, and fixtures
    folder_store: Store,
    full_person: FullPerson,
    other: Store,
    tmp_path: Path,
    table: str,
    field: str,
    value: object,
) -> None:
    full_person(folder_store, "P1")
    full_person(folder_store, "P2")
    write_backup(folder_store, tmp_path / "backup.tar")
    _rewrite(tmp_path / "backup.tar", tmp_path / "x.tar", _replace_field(table, field, value))
    with pytest.raises(RecordInvalidError) as refused:
        restore_backup(other, tmp_path / "x.tar")
    assert str(refused.value).count(f"the {table} ") == 2  # both are named


def test_what_was_changed_outside_is_said_of_a_backup(
    folder_store: Store, full_person: FullPerson, tmp_path: Path
) -> None:
    full_person(folder_store, "P1")
    write_backup(folder_store, tmp_path / "backup.tar")
    _rewrite(tmp_path / "backup.tar", tmp_path / "x.tar", _replace_field("visit", "label", "new"))
    (problem,) = read_backup(tmp_path / "x.tar").problems
    assert problem.code == "damage.changed"


def test_a_backup_of_a_version_to_come_leaves_no_files(
    folder_store: Store, full_person: FullPerson, other: Store, tmp_path: Path
) -> None:
    full_person(folder_store, "P1")
    write_backup(folder_store, tmp_path / "backup.tar")
    _rewrite(tmp_path / "backup.tar", tmp_path / "x.tar", lambda _, same: same, revision="9999")
    with pytest.raises(RecordStorageError, match="newer"):
        restore_backup(other, tmp_path / "x.tar")


def test_what_was_copied_is_taken_back_when_the_rows_are_refused(
    folder_store: Store,
    full_person: FullPerson,
    other: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    full_person(folder_store, "P1")
    write_backup(folder_store, tmp_path / "backup.tar")

    def refuse(*_: object) -> None:
        raise RecordStorageError("unusable", reason="full")

    monkeypatch.setattr(schema, "upgrade", refuse)
    with pytest.raises(RecordStorageError, match="full"):
        restore_backup(other, tmp_path / "backup.tar")


def test_a_file_that_others_took_meanwhile_stays(
    folder_store: Store,
    full_person: FullPerson,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    full_person(folder_store, "P1")
    write_backup(folder_store, tmp_path / "backup.tar")
    with Store(StoreLocation.in_folder(tmp_path / "busy"), who="t") as busy:
        put = busy.files.put_stored

        def meanwhile(*arguments: Any) -> None:  # noqa: ANN401 - passed on
            put(*arguments)
            full_person(busy, "P9")

        monkeypatch.setattr(busy.files, "put_stored", meanwhile)
        with pytest.raises(RecordConflictError, match="records here"):
            restore_backup(busy, tmp_path / "backup.tar")
        with busy.read() as work:
            (digest,) = work.connection.execute(sa.select(tables.recording.c.sha256)).scalars()
            assert work.list(Person)
        assert busy.files.has(digest)
