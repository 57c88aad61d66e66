"""What killed programs left goes with the next command that writes."""

import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from hemiface.errors import RecordConflictError, RecordStorageError
from hemiface.model.record import Entry, Person
from hemiface.operations.patients import add_person
from hemiface.operations.session import open_session
from hemiface.records import backup, tables, workspace
from hemiface.records.backup import write_backup
from hemiface.records.exchange import export_person
from hemiface.records.outputs import new_output, sweep_outputs
from hemiface.records.recordings import erase_person, mark_loose, tidy
from hemiface.records.store import Store
from hemiface.records.workspace import private_workspace, sweep_workspaces

FullPerson = Callable[[Store, str], Entry[Person]]

HEX = "0123456789abcdef" * 2

KILLED = """
import os, sys
from pathlib import Path
from hemiface.records.outputs import new_output
from hemiface.records.store import Store, StoreLocation
store = Store(StoreLocation(*sys.argv[1:3]), who="t")
with new_output(store, Path(sys.argv[3])) as partial:
    partial.write_bytes(b"half")
    os._exit(9)
"""


def _leave_half(store: Store, target: Path) -> None:
    place = store.location
    words = [place.database_url, place.files_url, str(target)]
    assert subprocess.run([sys.executable, "-c", KILLED, *words], check=False).returncode == 9
    assert list(target.parent.glob(f"{target.name}*.partial"))


def test_half_archives_of_killed_programs_are_deleted(folder_store: Store, tmp_path: Path) -> None:
    _leave_half(folder_store, tmp_path / "backup.tar")
    tidy(folder_store)
    assert list(tmp_path.glob("backup.tar*")) == []
    with folder_store.read() as work:
        assert work.connection.execute(sa.select(tables.output)).all() == []


def test_erasing_leaves_no_half_backup_behind(
    folder_store: Store, full_person: FullPerson, tmp_path: Path
) -> None:
    person = full_person(folder_store, "P1")
    _leave_half(folder_store, tmp_path / "backup.tar")
    erase_person(folder_store, person.id)
    assert list(tmp_path.glob("backup.tar*")) == []


def test_what_is_being_written_is_left_alone(folder_store: Store, tmp_path: Path) -> None:
    with new_output(folder_store, tmp_path / "x.tar") as partial:
        partial.write_bytes(b"half")
        assert sweep_outputs(folder_store) == 0
        assert partial.exists()
    assert (tmp_path / "x.tar").read_bytes() == b"half"
    assert [place.name for place in tmp_path.glob("x.tar*")] == ["x.tar"]


def test_only_own_partial_files_are_deleted(
    folder_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "precious").write_text("mine")
    other = tmp_path / f"other.{HEX}.partial"
    _make_half(other)
    monkeypatch.setattr("platform.node", lambda: "here")
    rows = [
        {"place": str(tmp_path / "precious"), "machine": "here"},
        {"place": str(other), "machine": "there"},
        {"place": str(tmp_path / "not plugged in" / "x.partial"), "machine": "here"},
    ]
    with folder_store.write() as work:
        work.connection.execute(sa.insert(tables.output), rows)
    assert sweep_outputs(folder_store) == 0
    assert (tmp_path / "precious").exists()
    assert (other / "content").exists()
    assert not (tmp_path / "not plugged in").exists()


def _note_output(store: Store, *places: object) -> None:
    with store.write() as work:
        rows = [{"place": str(place), "machine": platform.node()} for place in places]
        work.connection.execute(sa.insert(tables.output), rows)


def _make_half(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "hemiface.lock").touch()
    (folder / "content").write_text("half")
    return folder


def _foreign_file(folder: Path) -> Path:
    (place := folder / f"file.{HEX}.partial").write_text("mine")
    return place


def _folder_without_our_name(folder: Path) -> Path:
    return _make_half(folder / "my.partial")


def _folder_without_our_mark(folder: Path) -> Path:
    (_make_half(place := folder / f"my.{HEX}.partial") / "hemiface.lock").unlink()
    return place


def _folder_whose_mark_is_a_link(folder: Path) -> Path:
    (folder / "precious").write_text("mine")
    (place := _folder_without_our_mark(folder)).joinpath("hemiface.lock").symlink_to(
        folder / "precious"
    )
    return place


def _folder_with_more_in_it(folder: Path) -> Path:
    (_make_half(place := folder / f"my.{HEX}.partial") / "precious").write_text("mine")
    return place


def _link_to_a_folder(folder: Path) -> Path:
    _make_half(folder / "elsewhere" / f"my.{HEX}.partial")
    (folder / "link").symlink_to(folder / "elsewhere")
    return folder / "link" / f"my.{HEX}.partial"


def _link_as_a_folder(folder: Path) -> Path:
    _make_half(folder / "elsewhere")
    (place := folder / f"my.{HEX}.partial").symlink_to(folder / "elsewhere")
    return place


@pytest.mark.parametrize(
    "make",
    [
        _foreign_file,
        _folder_without_our_name,
        _folder_without_our_mark,
        _folder_whose_mark_is_a_link,
        _folder_with_more_in_it,
        _link_to_a_folder,
        _link_as_a_folder,
    ],
)
def test_a_row_of_the_database_deletes_nothing_foreign(
    folder_store: Store, tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    victims = tmp_path / "victims"
    victims.mkdir()
    _note_output(folder_store, make(victims), "/", "", "\0", "no/absolute.partial")
    before = {place: place.lstat().st_mtime_ns for place in victims.rglob("*")}
    text = {place: place.read_text() for place in before if place.is_file()}
    tidy(folder_store)
    assert {place: place.lstat().st_mtime_ns for place in victims.rglob("*")} == before
    assert {place: place.read_text() for place in text} == text


def test_a_kill_before_the_lock_and_one_while_it_is_taken_away_leave_nothing(
    folder_store: Store, tmp_path: Path
) -> None:
    before_the_lock = tmp_path / f"a.{HEX}.partial"
    before_the_lock.mkdir()
    (_make_half(going := tmp_path / f"b.{HEX}.partial") / "content").unlink()
    _note_output(folder_store, before_the_lock, going)
    assert sweep_outputs(folder_store) == 2
    assert not before_the_lock.exists()
    assert not going.exists()
    with folder_store.read() as work:
        assert work.connection.execute(sa.select(tables.output)).all() == []


def test_an_error_leaves_nothing_and_a_name_that_was_taken_stays(
    folder_store: Store, full_person: FullPerson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full_person(folder_store, "P1")
    with monkeypatch.context() as patch:
        patch.setattr(backup, "_write_members", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            write_backup(folder_store, tmp_path / "backup.tar")
    with pytest.raises(RecordStorageError):
        export_person(folder_store, "P1", tmp_path / "no folder" / "export")
    with (
        pytest.raises(RecordConflictError, match="already"),
        new_output(folder_store, tmp_path / "backup.tar") as partial,
    ):
        partial.write_bytes(b"mine")
        (tmp_path / "backup.tar").write_bytes(b"theirs")
    assert (tmp_path / "backup.tar").read_bytes() == b"theirs"
    assert [place.name for place in tmp_path.glob("backup.tar*")] == ["backup.tar"]
    assert not (tmp_path / "no folder").exists()


def test_the_next_command_that_writes_sweeps() -> None:
    with open_session() as session, session.write() as work:
        mark_loose(work, ["0" * 64], datetime.now(UTC) - timedelta(days=2))
    loose = sa.select(tables.loose_file)
    with open_session() as session, session.read() as work:
        assert work.connection.execute(loose).all() == []  # swept as the first was closed
    with open_session() as session, session.write() as work:
        mark_loose(work, ["0" * 64], datetime.now(UTC) + timedelta(days=1))
    with open_session() as session:
        add_person(session, {"pseudonym": "P1"})
    with open_session() as session, session.read() as work:
        assert len(work.connection.execute(loose).all()) == 1  # it may be on its way


def test_a_plain_copy_is_private_and_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for memory in (tmp_path / "memory", tmp_path / "none"):
        monkeypatch.setattr(workspace, "MEMORY", memory)
        (tmp_path / "memory").mkdir(exist_ok=True)
        with private_workspace(1) as folder:
            (folder / "video.mp4").write_bytes(b"pictures")
            assert folder.parent.stat().st_mode & 0o777 == 0o700
            assert folder.is_relative_to(memory if memory.name == "memory" else tmp_path)
            assert sweep_workspaces() == 0
            assert (folder / "video.mp4").exists()
        assert not folder.parent.exists()
    monkeypatch.setattr(workspace, "MEMORY", tmp_path / "memory")
    with private_workspace(1 << 60) as folder:
        assert not folder.is_relative_to(tmp_path / "memory")  # too large for it


def test_a_plain_copy_of_a_killed_program_goes_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(workspace, "MEMORY", tmp_path / "memory")
    (tmp_path / "memory").mkdir()
    script = f"""
import os, tempfile
from pathlib import Path
from hemiface.records import workspace
tempfile.tempdir = {str(tmp_path)!r}
workspace.MEMORY = Path({str(tmp_path / "memory")!r})
with workspace.private_workspace(1) as folder:
    (folder / "video.mp4").write_bytes(b"pictures")
    os._exit(9)
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 9
    (left,) = (tmp_path / "memory").glob("*/files/video.mp4")
    assert left.read_bytes() == b"pictures"
    with open_session() as session:
        session.records.open()
    assert list((tmp_path / "memory").iterdir()) == []


def test_a_folder_of_somebody_else_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(workspace, "MEMORY", tmp_path / "none")
    with private_workspace(1) as folder:
        prefix = folder.parent.name.rpartition("-")[0]
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "lock").touch()
    (tmp_path / f"{prefix}-link").symlink_to(tmp_path / "precious")
    (tmp_path / f"{prefix}-new").mkdir()
    assert sweep_workspaces() == 0
    assert (tmp_path / "precious" / "lock").exists()
    assert (tmp_path / f"{prefix}-new").exists()


def test_a_workspace_that_a_sweep_meets_too_early_is_made_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The sweep of another program comes between the folder and its lock."""
    made: list[Path] = []

    def make(prefix: str, dir: Path) -> str:
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=dir))
        made.append(folder)
        if len(made) == 1:
            folder.rmdir()
        return str(folder)

    program = SimpleNamespace(mkdtemp=make, gettempdir=tempfile.gettempdir)
    monkeypatch.setattr(workspace, "tempfile", program)
    with workspace.private_workspace(0) as folder:
        assert folder.is_dir()
        assert len(made) == 2
        assert folder.stat().st_mode & 0o077 == 0
    assert not made[1].exists()


def test_a_folder_that_is_not_there_is_told_by_its_own_name(
    folder_store: Store, tmp_path: Path
) -> None:
    gone = tmp_path / "gone"
    with pytest.raises(RecordStorageError) as refused:
        write_backup(folder_store, gone / "backup.tar")
    assert refused.value.message == f"there is no folder {gone}"
    assert refused.value.say("de") == f"Den Ordner {gone} gibt es nicht"
    assert not gone.exists()


def test_a_fault_while_writing_tells_the_name_that_was_asked_for(
    folder_store: Store, tmp_path: Path
) -> None:
    target = tmp_path / "backup.tar"
    with (
        pytest.raises(RecordStorageError) as refused,
        new_output(folder_store, target) as partial,
    ):
        (partial / "within").read_bytes()
    assert f" {target}: " in refused.value.message
    with (
        pytest.raises(RecordStorageError, match="elsewhere"),
        new_output(folder_store, target),
    ):
        (tmp_path / "elsewhere").read_bytes()
