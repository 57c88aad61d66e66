"""What is no file of the store is neither opened, nor copied, nor deleted: no link is followed."""

import os
import shutil
import tarfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from hemiface.errors import RecordStorageError
from hemiface.model.record import Entry, Person, Recording
from hemiface.records import stored_paths, tables
from hemiface.records.backup import write_backup
from hemiface.records.encryption import encrypt
from hemiface.records.recordings import erase_person, sweep, take_file, tidy, verify_files
from hemiface.records.store import Store
from hemiface.records.stored_paths import LocalPlaces

FullPerson = Callable[[Store, str], Entry[Person]]
LONG_AGO_S = time.time() - 3 * 86400
SECRET = b"root:x:0:0 a secret of this machine"


@pytest.fixture(params=["held open", "looked at"], autouse=True)
def _ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways to a file: through folders that are held open, and where that cannot be."""
    if request.param == "looked at":
        monkeypatch.setattr(stored_paths, "HOLDS_FOLDERS", False)


def _root(store: Store) -> Path:
    return Path(store.location.files_url)


def _recording(store: Store) -> Path:
    with store.read() as work:
        (entry,) = work.list(Recording)
    return Path(store.files.place(entry.value.sha256))


def _link_shard(store: Store, tmp_path: Path) -> Path:
    """Put a link in the place of the folder of the one recording; where the file is now."""
    place = _recording(store)
    place.parent.rename(tmp_path / "elsewhere")
    place.parent.symlink_to(tmp_path / "elsewhere")
    return tmp_path / "elsewhere" / place.name


def test_a_link_in_the_place_of_what_comes_in_deletes_nothing(
    folder_store: Store, full_person: FullPerson, tmp_path: Path
) -> None:
    full_person(folder_store, "P1")
    (tmp_path / "theirs").mkdir()
    for name in ("precious", "0" * 32):
        (tmp_path / "theirs" / name).write_text("mine")
        os.utime(tmp_path / "theirs" / name, (LONG_AGO_S, LONG_AGO_S))
    shutil.rmtree(_root(folder_store) / "incoming")
    (_root(folder_store) / "incoming").symlink_to(tmp_path / "theirs")
    tidy(folder_store)
    with pytest.raises(RecordStorageError, match="incoming is a link"):
        sweep(folder_store)
    assert {place.name for place in (tmp_path / "theirs").iterdir()} == {"precious", "0" * 32}
    (tmp_path / "new.mp4").write_bytes(b"other pictures")
    with pytest.raises(RecordStorageError, match="is a link") as refused:
        take_file(folder_store, tmp_path / "new.mp4")
    assert "put the file itself" in refused.value.hint
    assert len(list((tmp_path / "theirs").iterdir())) == 2


def test_only_names_that_hemiface_gives_are_swept(folder_store: Store, video: Path) -> None:
    take_file(folder_store, video)
    incoming = _root(folder_store) / "incoming"
    names = ("precious", "A" * 32, "0" * 31, "0" * 32, "f" * 32)
    for name in names[:-1]:
        (incoming / name).write_text("x")
        os.utime(incoming / name, (LONG_AGO_S, LONG_AGO_S))
    (incoming / names[-1]).symlink_to(incoming / "precious")
    sweep(folder_store)
    assert {place.name for place in incoming.iterdir()} == set(names) - {"0" * 32}


def test_behind_the_link_of_a_folder_nothing_is_read_or_deleted(
    folder_store: Store, full_person: FullPerson, tmp_path: Path
) -> None:
    person = full_person(folder_store, "P1")
    theirs = _link_shard(folder_store, tmp_path)
    with folder_store.read() as work:
        (entry,) = work.list(Recording)
    (said,) = verify_files(folder_store).problems
    assert str(said).startswith(f"recording {entry.id}: its file, or the folder it lies in, is a")
    with pytest.raises(RecordStorageError, match="is a link"):
        erase_person(folder_store, person.id)
    assert theirs.exists()
    with folder_store.read() as work:
        assert work.count_people() == 0
        assert work.connection.execute(sa.select(tables.loose_file)).all() != []
    place = Path(folder_store.files.place(entry.value.sha256))
    place.parent.unlink()
    theirs.parent.rename(place.parent)  # put back, as the hint says
    sweep(folder_store)
    assert not place.exists()


def test_the_link_of_a_file_goes_and_what_it_leads_to_stays(
    folder_store: Store, full_person: FullPerson, tmp_path: Path
) -> None:
    person = full_person(folder_store, "P1")
    place = _recording(folder_store)
    place.rename(tmp_path / "theirs")
    place.symlink_to(tmp_path / "theirs")
    (said,) = verify_files(folder_store).problems
    assert said.code == "damage.file_linked"
    (damaged,) = encrypt(folder_store, "a long passphrase of ours").damaged
    assert damaged.code == "damage.file_damaged"
    erase_person(folder_store, person.id)
    assert (tmp_path / "theirs").exists()
    assert not place.is_symlink()


def _link(place: Path, secret: Path) -> None:
    place.symlink_to(secret)


def _copy(place: Path, secret: Path) -> None:
    shutil.copy(secret, place)


@pytest.mark.parametrize("plant", [_link, _copy])
@pytest.mark.parametrize("encrypted", [False, True])
def test_no_foreign_bytes_get_into_a_backup(
    folder_store: Store,
    full_person: FullPerson,
    tmp_path: Path,
    plant: Callable[[Path, Path], None],
    encrypted: bool,
) -> None:
    full_person(folder_store, "P1")
    if encrypted:
        encrypt(folder_store, "a long passphrase of ours")
    (secret := tmp_path / "secret").write_bytes(SECRET)
    (place := _recording(folder_store)).unlink()
    plant(place, secret)
    report = write_backup(folder_store, tmp_path / "backup.tar")
    assert SECRET not in (tmp_path / "backup.tar").read_bytes()
    with tarfile.open(tmp_path / "backup.tar") as archive:
        assert [name for name in archive.getnames() if name.startswith("files/")] == []
    codes = {one.code for one in report.problems} - {"damage.file_not_sealed"}
    assert codes == {"damage.file_linked" if plant is _link else "damage.file_damaged"}


def test_a_pipe_or_a_folder_is_no_file(folder_store: Store, full_person: FullPerson) -> None:
    full_person(folder_store, "P1")
    place = _recording(folder_store)
    for make in (os.mkfifo, os.mkdir):
        place.rmdir() if place.is_dir() else place.unlink()
        make(place)
        (said,) = verify_files(folder_store).problems
        assert said.code == "damage.file_linked"


def test_the_folder_of_the_recordings_may_be_a_link(tmp_path: Path) -> None:
    """Whoever keeps them on another disk has named it."""
    (tmp_path / "disk").mkdir()
    (tmp_path / "root").symlink_to(tmp_path / "disk")
    own = LocalPlaces(tmp_path / "root")
    with own.create(("ab", "x")) as handle:
        handle.write(b"y")
    own.rename(("ab", "x"), ("cd", "z"))
    assert list(own.list_files()) == [("cd", "z")]
    assert own.size(("cd", "z")) == 1
    assert (tmp_path / "disk" / "cd" / "z").exists()
