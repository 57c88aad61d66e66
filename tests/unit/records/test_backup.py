"""A backup holds everything, is checked to the last byte, and goes back into any database."""

import io
import json
import tarfile
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hemiface.errors import (
    RecordConflictError,
    RecordInvalidError,
    RecordLockedError,
    RecordStorageError,
)
from hemiface.model.record import Entry, Identity, Person
from hemiface.records import archive, audit, audit_check, schema
from hemiface.records.backup import read_backup, write_backup
from hemiface.records.encryption import encrypt
from hemiface.records.exchange import list_entries
from hemiface.records.recordings import list_files
from hemiface.records.restore import restore_backup
from hemiface.records.store import Store, StoreLocation
from hemiface.records.vault import Vault

FullPerson = Callable[[Store, str], Entry[Person]]
Reopen = Callable[[Store, str | None], Store]
PASSPHRASE = "correct horse battery"


@pytest.fixture
def other(tmp_path: Path) -> StoreLocation:
    return StoreLocation.in_folder(tmp_path / "other")


def test_a_backup_gives_the_same_store_back(
    store: Store, full_person: FullPerson, tmp_path: Path, other: StoreLocation, video: Path
) -> None:
    person = full_person(store, "P1")
    made = write_backup(store, tmp_path / "backup.tar")
    assert read_backup(tmp_path / "backup.tar") == made
    assert (made.files, made.revision) == (1, schema.HEAD)
    age = datetime.now(UTC) - datetime.fromisoformat(made.made_at)
    assert timedelta(0) <= age < timedelta(minutes=10)
    assert (tmp_path / "backup.tar").stat().st_mode & 0o077 == 0
    with Store(other) as target:
        assert restore_backup(target, tmp_path / "backup.tar") == made
        with store.read() as there, target.read() as here:
            assert list_entries(here, person.id) == list_entries(there, person.id)
            (digest,) = list_files(here)
            report = audit_check.verify(here.connection, here.vault)
            assert audit.list_lines(here.connection)[0].action == "restore backup"
        assert report.problems == ()
        assert b"".join(target.files.read(digest, Vault())) == video.read_bytes()


def test_a_backup_moves_a_store_to_another_database(
    folder_store: Store, full_person: FullPerson, tmp_path: Path, store: Store
) -> None:
    if store.location == folder_store.location:
        pytest.skip("both are the same SQLite file")
    person = full_person(folder_store, "P1")
    write_backup(folder_store, tmp_path / "backup.tar")
    restore_backup(store, tmp_path / "backup.tar")
    with folder_store.read() as there, store.read() as here:
        assert list_entries(here, person.id) == list_entries(there, person.id)
        assert audit_check.verify(here.connection, here.vault).problems == ()


def test_a_backup_of_an_encrypted_store_is_encrypted(
    folder_store: Store,
    full_person: FullPerson,
    tmp_path: Path,
    other: StoreLocation,
    reopen: Reopen,
) -> None:
    full_person(folder_store, "P1")
    encrypt(folder_store, PASSPHRASE)
    write_backup(folder_store, tmp_path / "backup.tar")
    content = (tmp_path / "backup.tar").read_bytes()
    assert b"Quillfeather" not in content
    assert b"moving pictures" not in content
    with Store(other) as target:
        restore_backup(target, tmp_path / "backup.tar")
        with pytest.raises(RecordLockedError), target.unlocked():
            pass
        with reopen(target, PASSPHRASE).unlocked() as work:
            assert work.list(Identity)[0].value.family_name == "Quillfeather"


def test_a_damaged_backup_is_refused_before_anything_is_written(
    folder_store: Store, full_person: FullPerson, tmp_path: Path, other: StoreLocation
) -> None:
    full_person(folder_store, "P1")
    whole = tmp_path / "backup.tar"
    write_backup(folder_store, whole)
    content = whole.read_bytes()
    middle = content.index(b"moving pictures")
    (tmp_path / "flipped.tar").write_bytes(content[:middle] + b"M" + content[middle + 1 :])
    (tmp_path / "cut.tar").write_bytes(content[: len(content) // 2])
    (tmp_path / "none.tar").write_bytes(b"no archive at all")
    with tarfile.open(tmp_path / "empty.tar", "w"):
        pass
    with Store(other) as target:
        for name in ("flipped", "cut", "none", "empty"):
            with pytest.raises(RecordInvalidError, match=name):
                restore_backup(target, tmp_path / f"{name}.tar")
        with target.read() as work:
            assert audit.head(work.connection) == (0, audit.FIRST_LINK)
        with pytest.raises(RecordStorageError):
            restore_backup(target, tmp_path / "missing.tar")


def test_nothing_is_overwritten(
    folder_store: Store, full_person: FullPerson, tmp_path: Path
) -> None:
    full_person(folder_store, "P1")
    write_backup(folder_store, tmp_path / "backup.tar")
    with pytest.raises(RecordConflictError, match="already there"):
        write_backup(folder_store, tmp_path / "backup.tar")
    with pytest.raises(RecordConflictError, match="records here"):
        restore_backup(folder_store, tmp_path / "backup.tar")


def test_a_backup_that_cannot_be_written_leaves_nothing(
    folder_store: Store, full_person: FullPerson, tmp_path: Path
) -> None:
    full_person(folder_store, "P1")
    with pytest.raises(RecordStorageError):
        write_backup(folder_store, tmp_path / "no folder" / "backup.tar")
    assert list(tmp_path.glob("backup*")) == []


def test_a_backup_while_others_write_is_one_moment(
    store: Store, full_person: FullPerson, tmp_path: Path, other: StoreLocation
) -> None:
    full_person(store, "P0")
    stop = threading.Event()

    def keep_writing() -> None:
        number = 1
        while not stop.is_set():
            with store.write() as work:
                work.add(Person(pseudonym=f"P{number}"))
            number += 1

    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        write_backup(store, tmp_path / "backup.tar")
    finally:
        stop.set()
        writer.join()
    with Store(other) as target:
        restore_backup(target, tmp_path / "backup.tar")
        with target.read() as work:
            assert audit_check.verify(work.connection, work.vault).problems == ()


def test_a_backup_of_a_newer_version_is_refused(
    folder_store: Store, tmp_path: Path, other: StoreLocation, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(schema, "HEAD", "9999")
        write_backup(folder_store, tmp_path / "backup.tar")
    with Store(other) as target:
        with pytest.raises(RecordStorageError, match="newer"):
            restore_backup(target, tmp_path / "backup.tar")
        with target.read() as work:
            assert work.count_people() == 0


@pytest.mark.parametrize(
    "changed", [{"rows": -5}, {"revision": "0"}, {"revision": "0000"}, {"revision": "12"}]
)
def test_a_manifest_that_hemiface_would_not_write_is_refused(
    folder_store: Store,
    full_person: FullPerson,
    tmp_path: Path,
    changed: dict[str, object],
) -> None:
    full_person(folder_store, "P1")
    whole, forged = tmp_path / "whole.tar", tmp_path / "forged.tar"
    write_backup(folder_store, whole)
    with tarfile.open(whole) as source, tarfile.open(forged, "w") as target:
        for member in source:
            content = source.extractfile(member)
            assert content is not None
            data = content.read()
            if member.name == archive.MANIFEST:
                data = json.dumps({**json.loads(data), **changed}).encode()
                member.size = len(data)
            target.addfile(member, io.BytesIO(data))
    with pytest.raises(RecordInvalidError, match="whole backup"):
        read_backup(forged)
