"""Power cuts, full disks, folders without permission, and two programs at once."""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest

from hemiface.errors import RecordConflictError, RecordStorageError
from hemiface.model.diary import DiaryEntry
from hemiface.model.record import Identity, Person, Recording, Visit
from hemiface.records import audit_check, encryption, engine
from hemiface.records.encryption import decrypt, encrypt, encryption_state
from hemiface.records.recordings import erase_person, list_files, sweep
from hemiface.records.store import Store, StoreLocation
from hemiface.records.vault import Vault, VaultState

PASSPHRASE = "correct horse battery"

WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from hemiface.model.record import Person, Recording, Visit
from hemiface.records.recordings import settle_files, take_file
from hemiface.records.store import Store, StoreLocation

location, folder, name, most = StoreLocation(*sys.argv[1:3]), *sys.argv[3:5], int(sys.argv[5])
with Store(location, who=name) as store:
    for number in range(most):
        video = Path(folder) / f"{name}.mp4"
        video.write_bytes(f"{name} {number}".encode() * 20_000)
        digest, size = take_file(store, video)
        with store.write() as work:
            person = work.add(Person(pseudonym=f"{name}-{number}"))
            visit = work.add(Visit(at=datetime.now(UTC)), person.id)
            recording = Recording(sha256=digest, size_bytes=size, visit_id=visit.id)
            work.add(recording, person.id)
            settle_files(store, work, [digest])
        print(person.id, digest, flush=True)
"""

ENCRYPTER = """
import sys
from hemiface.records import encryption
from hemiface.records.files import FileStore
from hemiface.records.store import Store, StoreLocation

write = FileStore.write
def tell(*arguments):
    write(*arguments)
    print("written", flush=True)
FileStore.write = tell

with Store(StoreLocation(*sys.argv[1:3]), who="t") as store:
    print("begin", flush=True)
    getattr(encryption, sys.argv[3])(store, sys.argv[4])
"""


def _start(script: str, location: StoreLocation, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, location.database_url, location.files_url, *words]
    path = os.pathsep.join(sys.path)
    environment = {**os.environ, "PYTHONPATH": path}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def _check_whole(location: StoreLocation, promised: list[tuple[UUID, str]]) -> None:
    """Everything that was said to be kept is there, and nothing is half."""
    with Store(location, who="t") as store:
        sweep(store)
        with store.read() as work:
            assert audit_check.verify(work.connection, work.vault).problems == ()
            people = {person.id for person in work.list(Person)}
            assert people >= {person_id for person_id, _ in promised}
            assert len(work.list(Visit)) == len(work.list(Recording)) == len(people)
            vault = work.vault
            digests = list_files(work)
        assert digests >= {digest for _, digest in promised}
        for digest in digests:
            for _ in store.files.read(digest, vault):
                pass


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_power_cut_at_any_moment_loses_nothing(location: StoreLocation, tmp_path: Path) -> None:
    rng = random.Random(6)
    promised: list[tuple[UUID, str]] = []
    for attempt in range(6):
        writer = _start(WRITER, location, str(tmp_path), f"w{attempt}", "1000")
        assert writer.stdout is not None
        lines = [writer.stdout.readline()]
        time.sleep(rng.uniform(0, 0.4))
        writer.kill()
        lines += writer.communicate()[0].splitlines()
        for line in lines:
            words = line.split()
            if len(words) == 2:
                promised.append((UUID(words[0]), words[1]))
        _check_whole(location, promised)
    assert len(promised) >= 6


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", ["encrypt", "decrypt"])
def test_a_power_cut_while_encrypting_loses_nothing(tmp_path: Path, name: str) -> None:
    command = {"encrypt": encrypt, "decrypt": decrypt}[name]
    location = StoreLocation.in_folder(tmp_path / "data")
    writer = _start(WRITER, location, str(tmp_path), "w", "12")
    out, _ = writer.communicate()
    promised = [(UUID(a), b) for a, b in (line.split() for line in out.splitlines())]
    with Store(location, who="t", passphrase=lambda: PASSPHRASE) as store:
        with store.write() as work:
            work.add(Identity(family_name="Quillfeather"), promised[0][0])
        if name == "decrypt":
            encrypt(store, PASSPHRASE)
        for lines in (1, 3, 5):
            process = _start(ENCRYPTER, location, name, PASSPHRASE)
            assert process.stdout is not None
            for _ in range(lines):
                process.stdout.readline()
            process.kill()
            process.communicate()
            with store.unlocked() as work:
                assert work.list(Identity)[0].value.family_name == "Quillfeather"
                vault = work.vault
            for _, digest in promised:
                for _ in store.files.read(digest, vault):
                    pass
        assert encryption_state(store) in (VaultState.TURNING_ON, VaultState.TURNING_OFF)
        assert command(store, PASSPHRASE).written > 0
        sealed = name == "encrypt"
        assert encryption_state(store) is (VaultState.ON if sealed else VaultState.OFF)
        assert all(store.files.is_sealed(digest) is sealed for _, digest in promised)


def test_two_programs_make_a_store_and_write_at_once(
    location: StoreLocation, tmp_path: Path
) -> None:
    writers = [_start(WRITER, location, str(tmp_path), name, "3") for name in ("a", "b")]
    promised = []
    for writer in writers:
        out, _ = writer.communicate()
        assert writer.returncode == 0
        promised += [(UUID(a), b) for a, b in (line.split() for line in out.splitlines())]
    assert len(promised) == 6
    _check_whole(location, promised)


def test_whoever_waits_too_long_is_told_to_retry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    location = StoreLocation.in_folder(tmp_path / "data")
    Store(location, who="t").close()
    monkeypatch.setattr(engine, "BUSY_MS", 50)
    with Store(location, who="a") as one, Store(location, who="b") as two:
        with one.write() as work:
            work.add(Person(pseudonym="P1"))
            with pytest.raises(RecordConflictError, match="another program"), two.write():
                pass
        with two.write() as work:
            work.add(Person(pseudonym="P2"))
            assert work.count_people() == 2


def test_erasing_while_somebody_reads_says_what_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_MS", 50)
    location = StoreLocation.in_folder(tmp_path / "data")
    with Store(location, who="a") as one, Store(location, who="b") as two:
        with one.write() as work:
            person = work.add(Person(pseudonym="SECRET-PSEUDONYM"))
        with two.read() as reader:
            assert reader.count_people() == 1
            with pytest.raises(RecordConflictError, match="is erased"):
                erase_person(one, person.id)
        with one.read() as work:
            assert work.count_people() == 0
    left = b"".join(place.read_bytes() for place in (tmp_path / "data").rglob("*.db*"))
    assert b"SECRET-PSEUDONYM" not in left


def test_a_full_disk_is_said_and_nothing_is_lost(folder_store: Store) -> None:
    with folder_store.write() as work:
        person = work.add(Person(pseudonym="P1"))
    note = "x" * 200_000
    with pytest.raises(RecordStorageError, match="full"), folder_store.write() as work:
        # SQLite itself then says what it says on a disk without space.
        work.connection.exec_driver_sql("PRAGMA max_page_count = 1")
        work.add(DiaryEntry(day=person.value.today, note=note), person.id)
    folder_store.close()
    with folder_store.write() as work:
        assert work.list(DiaryEntry) == []
        work.add(DiaryEntry(day=person.value.today, note=note), person.id)
        assert audit_check.verify(work.connection, work.vault).problems == ()


@contextmanager
def _without_rights() -> Iterator[None]:
    """Be somebody who owns nothing, as root may write everywhere."""
    if os.getuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_folder_without_permission_is_said() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        location = StoreLocation.in_folder(folder / "data")
        Store(location, who="t").close()
        for place in (folder, folder / "data"):
            place.chmod(0o555)
        try:
            with _without_rights():
                with pytest.raises(RecordStorageError, match="cannot"), Store(location, who="t"):
                    pass
                with pytest.raises(RecordStorageError, match="folder"):
                    Store(StoreLocation.in_folder(folder / "new"), who="t")
        finally:
            for place in (folder, folder / "data"):
                place.chmod(0o755)
        with Store(location, who="t") as store, store.read() as work:
            assert work.count_people() == 0


def test_a_recording_added_while_encrypting_is_noticed(
    folder_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with folder_store.write() as work:
        person = work.add(Person(pseudonym="P1"))
    with monkeypatch.context() as patch:
        patch.setattr(encryption, "_rewrite_files", lambda *_: encryption.Rewritten(0))
        (tmp_path / "video").write_bytes(b"pictures")
        digest, size = folder_store.files.put(tmp_path / "video", Vault())
        with folder_store.write() as work:
            work.add(Recording(sha256=digest, size_bytes=size), person.id)
        with pytest.raises(RecordConflictError, match="meanwhile"):
            encrypt(folder_store, PASSPHRASE)
    assert encrypt(folder_store, PASSPHRASE).written == 1
