"""Litter of a killed run is its own folder's alone."""

import os
import shutil
from pathlib import Path

import pytest

from hemiface.results import publish
from hemiface.results.publish import WORK_SUFFIX, added_files, replaced_folder, sweep


class _KilledError(BaseException):
    """Stands for the end of the process."""


def _kill_between_renames(folder: Path) -> None:
    """Leave what a run leaves that is killed where folders cannot change places."""
    with pytest.MonkeyPatch.context() as patch, pytest.raises(_KilledError):
        patch.setattr(publish, "exchange_folders", lambda *_: False)
        patch.setattr(shutil, "rmtree", lambda *_, **__: None)
        rename = Path.rename

        def one_rename(place: Path, target: Path) -> Path:
            if place.name == publish.NEW:
                raise _KilledError
            return rename(place, target)

        patch.setattr(Path, "rename", one_rename)
        with replaced_folder(folder) as new:
            (new / "summary.json").write_text("new")
    for left in folder.parent.glob(f".*{WORK_SUFFIX}"):
        os.utime(left, (0.0, 0.0))


@pytest.mark.parametrize(
    ("one", "other"), [("a.b", "a"), ("v" * 50 + "2", "v" * 50), ("v" * 60 + "1", "v" * 60 + "2")]
)
@pytest.mark.parametrize("exists", [False, True])
def test_a_run_leaves_what_another_folder_had_alone(
    tmp_path: Path, one: str, other: str, exists: bool
) -> None:
    killed, run = tmp_path / one, tmp_path / other
    killed.mkdir()
    (killed / "summary.json").write_text("old")
    if exists:
        run.mkdir()
    _kill_between_renames(killed)
    assert not killed.exists()
    sweep(run)
    assert run.exists() == exists
    with replaced_folder(run) as new:
        (new / "summary.json").write_text("another")
    sweep(killed)
    assert (killed / "summary.json").read_text() == "old"
    assert (run / "summary.json").read_text() == "another"
    assert sorted(place.name for place in tmp_path.iterdir()) == sorted([one, other])


@pytest.mark.parametrize("there", [True, False])
def test_files_that_cannot_be_written_leave_no_folder(tmp_path: Path, there: bool) -> None:
    folder = tmp_path / "a" / "b"
    if there:
        folder.parent.mkdir()
    with pytest.raises(OSError, match="full"), added_files(folder) as new:
        (new / "one").write_text("1")
        raise OSError("full")
    assert list(tmp_path.iterdir()) == ([folder.parent] if there else [])
    with added_files(folder) as new:
        (new / "one").write_text("1")
    assert (folder / "one").read_text() == "1"
