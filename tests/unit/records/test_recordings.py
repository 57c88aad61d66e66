"""Files come in whole, go out for good, and a crash leaves no stray."""

import errno
import os
import time
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from hemiface.errors import (
    RecordConflictError,
    RecordNotFoundError,
    RecordStorageError,
)
from hemiface.model.record import Entry, Person, Recording
from hemiface.records.files import FileStore
from hemiface.records.recordings import (
    erase_person,
    list_files,
    list_loose_files,
    settle_files,
    sweep,
    take_file,
    verify_files,
)
from hemiface.records.store import Store, StoreLocation
from hemiface.records.vault import Vault

FullPerson = Callable[[Store, str], Entry[Person]]
NAME = b"Quillfeather"


def test_a_recording_comes_back_byte_for_byte(
    store: Store, full_person: FullPerson, video: Path
) -> None:
    person = full_person(store, "P1")
    with store.read() as work:
        recording = work.list(Recording, person.id)[0].value
        assert list_loose_files(work) == set()
    assert b"".join(store.files.read(recording.sha256, Vault())) == video.read_bytes()
    assert recording.size_bytes == video.stat().st_size


def test_erasing_leaves_no_byte_of_a_person(
    folder_store: Store, full_person: FullPerson, raw_bytes: Callable[[], bytes]
) -> None:
    person = full_person(folder_store, "SECRET-PSEUDONYM")
    assert NAME in raw_bytes()
    assert b"moving pictures" in raw_bytes()
    erase_person(folder_store, person.id)
    left = raw_bytes()
    for trace in (NAME, b"SECRET-PSEUDONYM", b"moving pictures", b"clonazepam", b"acupuncture"):
        assert trace not in left
    folder_store.close()
    assert NAME not in raw_bytes()


def test_a_shared_recording_stays_with_the_other_person(
    store: Store, full_person: FullPerson
) -> None:
    ada, bob = full_person(store, "A"), full_person(store, "B")
    with store.read() as work:
        (digest,) = list_files(work, bob.id)
    erase_person(store, ada.id)
    assert store.files.has(digest)
    erase_person(store, bob.id)
    assert not store.files.has(digest)


def test_a_file_without_an_entry_is_swept_after_its_grace(store: Store, video: Path) -> None:
    digest, _ = take_file(store, video)
    assert sweep(store) == 0
    assert store.files.has(digest)
    assert sweep(store, grace=timedelta(0)) == 1
    assert not store.files.has(digest)
    with store.read() as work:
        assert list_loose_files(work) == set()


def _put_stray(store: Store, content: bytes, ending: str = "") -> Path:
    """Lay a file down that nobody has noted, two days ago."""
    digest = sha256(content).hexdigest()
    place = Path(store.files.place(digest) + ending)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    os.utime(place, (time.time() - 2 * 86400,) * 2)
    return place


def test_a_file_that_nothing_ever_spoke_of_is_named_and_goes_after_its_grace(
    folder_store: Store, full_person: FullPerson
) -> None:
    person = full_person(folder_store, "P1")
    stray, playable = _put_stray(folder_store, b"x"), _put_stray(folder_store, b"y", ".playable")
    said = {str(problem) for problem in verify_files(folder_store).problems}
    assert said == {
        f"the file {sha256(one).hexdigest()} belongs to no entry" for one in (b"x", b"y")
    }
    assert sweep(folder_store) == 0  # met for the first time
    assert verify_files(folder_store).problems == ()
    assert sweep(folder_store, grace=timedelta(seconds=-1)) == 1
    assert not stray.exists() and not playable.exists()
    assert verify_files(folder_store).problems == ()
    with folder_store.read() as work:
        (kept,) = list_files(work, person.id)
    assert folder_store.files.has(kept)


def test_erasing_takes_what_nothing_speaks_of_along(
    folder_store: Store, full_person: FullPerson
) -> None:
    person = full_person(folder_store, "P1")
    stray = _put_stray(folder_store, b"x")
    erase_person(folder_store, person.id)
    assert not stray.exists()


def test_files_that_another_database_may_speak_of_stay(tmp_path: Path) -> None:
    place = StoreLocation(f"sqlite:///{tmp_path / 'a' / 'records.db'}", str(tmp_path / "files"))
    with Store(place, who="t") as store:
        stray = _put_stray(store, b"x")
        assert sweep(store, grace=timedelta(seconds=-1), strays_too=True) == 0
        assert stray.exists()
        assert len(verify_files(store).problems) == 1


def test_a_swept_file_cannot_be_settled(store: Store, video: Path) -> None:
    digest, size = take_file(store, video)
    sweep(store, grace=timedelta(0))
    with pytest.raises(RecordConflictError, match="while"), store.write() as work:
        person = work.add(Person(pseudonym="P1"))
        work.add(Recording(sha256=digest, size_bytes=size), person.id)
        settle_files(store, work, [digest])
    with store.read() as work:
        assert work.count_people() == 0


def test_half_written_files_are_swept(folder_store: Store, video: Path) -> None:
    take_file(folder_store, video)
    incoming = Path(folder_store.location.files_url) / "incoming"
    (incoming / uuid4().hex).write_bytes(b"half")
    sweep(folder_store, grace=timedelta(seconds=-1))
    assert list(incoming.iterdir()) == []


def test_a_full_disk_leaves_nothing_and_says_so(
    folder_store: Store, video: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RecordStorageError, match="No space left"):
        take_file(folder_store, video)
    root = Path(folder_store.location.files_url)
    assert [place for place in root.rglob("*") if place.is_file()] == []


def test_a_damaged_recording_is_noticed(folder_store: Store, video: Path) -> None:
    digest, _ = take_file(folder_store, video)
    place = Path(folder_store.files.place(digest))
    place.write_bytes(place.read_bytes()[:-1] + b"?")
    with pytest.raises(RecordStorageError, match="damaged"):
        list(folder_store.files.read(digest, Vault()))


def test_a_missing_recording_is_noticed(folder_store: Store) -> None:
    with pytest.raises(RecordNotFoundError):
        list(folder_store.files.read("0" * 64, Vault()))


def test_a_file_that_changes_meanwhile_is_refused(tmp_path: Path) -> None:
    files = FileStore(str(tmp_path / "files"))
    with pytest.raises(RecordStorageError, match="changed while"):
        files.write("0" * 64, [b"content"], Vault())
    assert not files.has("0" * 64)


def test_files_can_lie_elsewhere(video: Path) -> None:
    files = FileStore(f"memory://{uuid4().hex}")
    digest, size = files.put(video, Vault())
    assert size == video.stat().st_size
    assert b"".join(files.read(digest, Vault())) == video.read_bytes()
    files.remove(digest)
    assert not files.has(digest)


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(RecordStorageError, match="folder"):
        Store(StoreLocation.in_folder(tmp_path / "file"))


@pytest.mark.parametrize("url", ["nonsense", "mysql://host/name", "sqlite+nothing:///x"])
def test_other_databases_are_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(RecordStorageError, match="cannot be used"):
        Store(StoreLocation(url, str(tmp_path)))


def test_the_place_comes_from_the_environment(tmp_path: Path) -> None:
    given: dict[str, Any] = {"HEMIFACE_DATA": str(tmp_path)}
    location = StoreLocation.from_environment(given)
    assert location.database_url == f"sqlite:///{tmp_path}/records.db"
    assert location.files_url == str(tmp_path / "recordings")
    given |= {"HEMIFACE_DATABASE_URL": "postgresql://h/n", "HEMIFACE_FILES_URL": "s3://b/f"}
    assert StoreLocation.from_environment(given) == StoreLocation("postgresql://h/n", "s3://b/f")
