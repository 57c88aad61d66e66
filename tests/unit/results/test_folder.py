"""Results are written whole, and read back exactly."""

import dataclasses
import os
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from tests.strategies import analyses
from tests.worlds import make_analysis

from hemiface.cli.exits import exit_code
from hemiface.errors import OutputNotWritableError, ResultsNotFoundError, VideoNotFoundError
from hemiface.formats.signal_table import signals_from_parquet, signals_to_parquet
from hemiface.model.analysis import Analysis
from hemiface.results import ResultsFolder
from hemiface.results.filenames import EVENTS, REPORT, SIGNALS, SUMMARY
from hemiface.results.publish import WORK_SUFFIX

ROOT = Path(__file__).parents[3]


def same(one: object, other: object) -> bool:
    """Equality that holds arrays and NaN to be values like others."""
    if type(one) is not type(other):
        return False
    if dataclasses.is_dataclass(one):
        names = [field.name for field in dataclasses.fields(one)]
        return all(same(getattr(one, name), getattr(other, name)) for name in names)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, np.ndarray | float):
        np.testing.assert_array_equal(one, other, strict=True)
        return True
    return one == other


@given(analyses)
@settings(max_examples=60)
def test_an_analysis_comes_back_exactly(analysis: Analysis) -> None:
    with TemporaryDirectory() as name:
        ResultsFolder(Path(name)).write(analysis)
        assert same(ResultsFolder(Path(name)).analysis(), analysis)


def test_signals_of_an_earlier_version_lack_the_lips_only() -> None:
    signals = make_analysis().signals
    known = dataclasses.replace(signals, mouth_opening_mm=np.ones(signals.time.size))
    table = pq.read_table(BytesIO(signals_to_parquet(known)))
    without = BytesIO()
    pq.write_table(table.drop_columns(["mouth_opening_mm"]), without)
    earlier = signals_from_parquet(without.getvalue())
    assert np.isnan(earlier.mouth_opening_mm).all()
    np.testing.assert_array_equal(earlier.time, signals.time)


def test_results_replace_earlier_ones_and_leave_other_files_alone(tmp_path: Path) -> None:
    folder = tmp_path / "visit"
    with ResultsFolder(folder).rewritten() as staging:
        staging.write(make_analysis(name="first.mp4"))
        (staging.path / REPORT).write_text("first")
    (folder / "notes.txt").write_text("mine")
    with ResultsFolder(folder).rewritten() as staging:
        staging.write(make_analysis(name="second.mp4"))
    assert ResultsFolder(folder).summary().video.name == "second.mp4"
    assert {path.name for path in folder.iterdir()} == {SUMMARY, EVENTS, SIGNALS, "notes.txt"}
    assert [path.name for path in tmp_path.iterdir()] == ["visit"]


def test_two_runs_at_once_do_not_take_from_each_other(tmp_path: Path) -> None:
    folder = tmp_path / "visit"
    with ResultsFolder(folder).rewritten() as first, ResultsFolder(folder).rewritten() as second:
        second.write(make_analysis(name="second.mp4"))
        first.write(make_analysis(name="first.mp4"))
    assert ResultsFolder(folder).summary().video.name == "first.mp4"
    assert [path.name for path in tmp_path.iterdir()] == ["visit"]


def test_an_error_on_the_way_leaves_the_earlier_results(tmp_path: Path) -> None:
    folder = tmp_path / "visit"
    with ResultsFolder(folder).rewritten() as staging:
        staging.write(make_analysis(name="first.mp4"))
    with pytest.raises(VideoNotFoundError), ResultsFolder(folder).rewritten() as staging:
        (staging.path / SUMMARY).write_text("half")
        raise VideoNotFoundError("gone", hint="look")
    assert ResultsFolder(folder).summary().video.name == "first.mp4"
    assert [path.name for path in tmp_path.iterdir()] == ["visit"]


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(OutputNotWritableError, match="file"),
        ResultsFolder(tmp_path / "file/x").rewritten(),
    ):
        pass


@pytest.mark.parametrize("missing", [SUMMARY, EVENTS, SIGNALS])
def test_a_folder_without_one_of_the_files_holds_no_results(tmp_path: Path, missing: str) -> None:
    ResultsFolder(tmp_path).write(make_analysis())
    (tmp_path / missing).unlink()
    with pytest.raises(ResultsNotFoundError, match="holds no results"):
        ResultsFolder(tmp_path).analysis()


def test_what_is_no_folder_of_results_is_said_for_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "out/visit").mkdir(parents=True)
    ResultsFolder(tmp_path / "out/visit").write(make_analysis())
    with pytest.raises(ResultsNotFoundError, match="out holds no results itself; visit in it does"):
        ResultsFolder(tmp_path / "out").analysis()
    (tmp_path / "visit.mp4").write_bytes(b"a video")
    with pytest.raises(ResultsNotFoundError, match=r"visit\.mp4 is a file"):
        ResultsFolder(tmp_path / "visit.mp4").analysis()
    (tmp_path / "out/visit" / EVENTS).unlink()
    with pytest.raises(ResultsNotFoundError, match=f"that are whole: {EVENTS} is missing"):
        ResultsFolder(tmp_path / "out/visit").analysis()


@pytest.mark.parametrize("broken", [SUMMARY, EVENTS, SIGNALS])
def test_a_damaged_file_is_said_in_one_line(tmp_path: Path, broken: str) -> None:
    ResultsFolder(tmp_path).write(make_analysis())
    (tmp_path / broken).write_bytes(b"onset,duration,event_type\n1,x,blink\n")
    with pytest.raises(ResultsNotFoundError, match="cannot be read") as caught:
        ResultsFolder(tmp_path).analysis()
    assert "\n" not in caught.value.message
    assert "validation error" not in caught.value.message


@pytest.mark.parametrize("text", ["{}", "[]", '{"schema_version": 7}', "{", "[" * 100_000])
def test_a_damaged_summary_is_said_in_a_sentence(tmp_path: Path, text: str) -> None:
    ResultsFolder(tmp_path).write(make_analysis())
    (tmp_path / SUMMARY).write_text(text)
    with pytest.raises(ResultsNotFoundError, match=r"the summary (is no|does not fit)") as caught:
        ResultsFolder(tmp_path).summary()
    assert exit_code(caught.value) == 2


def test_a_summary_of_another_version_is_refused(tmp_path: Path) -> None:
    ResultsFolder(tmp_path).write(make_analysis())
    text = (tmp_path / SUMMARY).read_text()
    (tmp_path / SUMMARY).write_text(text.replace('"schema_version": "1"', '"schema_version": "0"'))
    with pytest.raises(ResultsNotFoundError):
        ResultsFolder(tmp_path).analysis()


WRITER = """
import sys
from itertools import count
from pathlib import Path
from hemiface.results import ResultsFolder
from tests.worlds import make_analysis

for number in count():
    analysis = make_analysis(name=f"{number}.mp4", n_frames=60 + number % 40)
    with ResultsFolder(Path(sys.argv[1])).rewritten() as staging:
        staging.write(analysis)
        (staging.path / "report.html").write_text(analysis.video.name)
    print("written", flush=True)
"""


@pytest.mark.slow
def test_a_kill_leaves_whole_results_or_none(tmp_path: Path) -> None:
    folder = tmp_path / "visit"
    for delay in np.random.default_rng(7).uniform(0, 0.02, size=6):
        command = [sys.executable, "-c", WRITER, str(folder)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"written\n"
            time.sleep(delay)
            process.kill()
        if (folder / SUMMARY).exists():
            analysis = ResultsFolder(folder).analysis()
            number = int(analysis.video.name.removesuffix(".mp4"))
            assert analysis.signals.time.size == 60 + number % 40
            assert (folder / REPORT).read_text() == analysis.video.name
    for left in tmp_path.glob(f".visit.*{WORK_SUFFIX}"):
        os.utime(left, (0.0, 0.0))
    with ResultsFolder(folder).rewritten() as staging:
        staging.write(make_analysis())
    assert [path.name for path in tmp_path.iterdir()] == ["visit"]
