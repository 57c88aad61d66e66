"""Files of strangers: no pipe is waited for, no device read for ever."""

import os
from pathlib import Path

import pytest
from tests.recordings import store
from tests.worlds import make_analysis

from hemiface.errors import RecordInvalidError, ResultsNotFoundError
from hemiface.records.files import hash_file
from hemiface.results import ResultsFolder
from hemiface.results.untrusted_files import read_bounded


@pytest.fixture(params=["pipe", "device", "folder"])
def endless(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    place = tmp_path / "endless"
    match request.param:
        case "pipe":
            os.mkfifo(place)
        case "device":
            place.symlink_to("/dev/zero")
        case _:
            place.mkdir()
    return place


def test_a_file_is_read_up_to_its_limit(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    assert read_bounded(tmp_path / "a", 5) == b"12345"
    with pytest.raises(ValueError, match="more than"):
        read_bounded(tmp_path / "a", 4)
    with pytest.raises(FileNotFoundError):
        read_bounded(tmp_path / "b")


def test_what_may_never_end_is_refused(endless: Path) -> None:
    with pytest.raises(ValueError, match="no ordinary file"):
        read_bounded(endless)
    with pytest.raises(RecordInvalidError, match="is no file"):
        hash_file(endless)


def test_what_is_not_there_is_no_fault_of_the_disk(tmp_path: Path) -> None:
    with pytest.raises(RecordInvalidError, match=r"there is no file nothing\.mp4"):
        hash_file(tmp_path / "nothing.mp4")


@pytest.mark.parametrize("name", ["summary.json", "events.csv", "signals.parquet"])
def test_results_whose_part_never_ends_cannot_be_read(
    endless: Path, tmp_path: Path, name: str
) -> None:
    folder = store(make_analysis(), tmp_path / "visit")
    (folder / name).unlink()
    endless.rename(folder / name)
    with pytest.raises(ResultsNotFoundError):
        ResultsFolder(folder).analysis()
