"""Several videos, their folders, and what is kept of an earlier run."""

import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from tests.fakes import told_session
from tests.recordings import make_recording, store

from hemiface.errors import (
    JobError,
    NoFaceError,
    OutputNotWritableError,
    SettingsError,
    VideoUnreadableError,
    WorkerStoppedError,
)
from hemiface.model.analysis import Task
from hemiface.model.anatomy import Side
from hemiface.model.corrections import Correction, CorrectionAction, CorrectionLog
from hemiface.model.overlay import Overlay
from hemiface.model.tasks import TaskName
from hemiface.operations.analyses import (
    AnalysisRequest,
    VideoOutcome,
    analyze_videos,
)
from hemiface.operations.demo import demo_video
from hemiface.operations.folders import plan_folders
from hemiface.operations.method import choose_settings
from hemiface.operations.stream import STOP_GRACE_S, Advance, outcomes
from hemiface.results import ResultsFolder
from hemiface.results.filenames import CORRECTIONS, OVERLAY
from hemiface.settings import AnalysisSettings
from hemiface.simulation.scenes import build_spasm_scene
from hemiface.video import file_hash


def write_videos(folder: Path, **orders: str) -> list[Path]:
    videos = []
    for name, order in orders.items():
        videos.append(folder / f"{name}.mp4")
        videos[-1].write_text(order)
    return videos


def run(videos: list[Path], request: AnalysisRequest, jobs: int = 1) -> dict[str, VideoOutcome]:
    found = outcomes(analyze_videos(told_session(), videos, request, jobs=jobs))
    return {outcome.video.stem: outcome for outcome in found}


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_video_that_fails_does_not_stop_the_others(tmp_path: Path, jobs: int) -> None:
    videos = write_videos(tmp_path, a="good", b="unreadable", c="fault", d="nobody", e="good")
    found = run(videos, AnalysisRequest(output=tmp_path / "out"), jobs)
    assert found.keys() == {"a", "b", "c", "d", "e"}
    assert isinstance(found["b"].error, VideoUnreadableError)
    assert found["b"].error.hint == "Give another file."
    assert isinstance(found["c"].error, JobError)
    assert "ZeroDivisionError" in found["c"].error.message
    assert isinstance(found["d"].error, NoFaceError)
    for name in "ae":
        assert found[name].error is None
        assert ResultsFolder(found[name].folder).analysis().video.name == f"{name}.mp4"
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a", "e"]


def test_a_process_that_dies_takes_nobody_along(tmp_path: Path) -> None:
    videos = write_videos(tmp_path, a="die", b="good")
    found = run(videos, AnalysisRequest(output=tmp_path / "out"), jobs=2)
    assert isinstance(found["a"].error, WorkerStoppedError)
    assert found["b"].error is None


def test_leaving_early_stops_what_still_runs(tmp_path: Path) -> None:
    videos = write_videos(tmp_path, a="wait", b="good")
    request = AnalysisRequest(output=tmp_path / "out")
    events = analyze_videos(told_session(), videos, request, jobs=2)
    assert next(outcomes(events)).video.stem == "b"
    events.close()
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["b"]


def test_what_is_stopped_is_stopped_within_two_seconds_and_leaves_nothing(tmp_path: Path) -> None:
    assert STOP_GRACE_S < 2
    (video,) = write_videos(tmp_path, a="wait")
    threads = set(threading.enumerate())
    events = analyze_videos(told_session(), [video], AnalysisRequest(output=tmp_path / "out"))
    assert isinstance(next(events), Advance)
    assert set(threading.enumerate()) - threads
    events.close()
    assert set(threading.enumerate()) <= threads
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("jobs", [1, 2])
def test_progress_names_its_video(tmp_path: Path, jobs: int) -> None:
    videos = write_videos(tmp_path, a="good", b="good")
    request = AnalysisRequest(output=tmp_path / "out")
    events = list(analyze_videos(told_session(), videos, request, jobs=jobs))
    assert len(list(outcomes(events))) == 2
    seen = [event for event in events if isinstance(event, Advance)]
    assert {event.of for event in seen} == set(map(str, videos))
    assert {event.n_frames for event in seen} == {45}


def test_resume_keeps_what_the_same_request_gave(tmp_path: Path) -> None:
    videos = write_videos(tmp_path, a="good")
    request = AnalysisRequest(output=tmp_path / "out", resume=True)
    assert not run(videos, request)["a"].kept
    again = run(videos, request)["a"]
    assert again.kept
    assert again.summary is not None
    assert again.summary.video.name == "a.mp4"


def test_resume_sweeps_what_a_killed_run_has_left(tmp_path: Path) -> None:
    videos = write_videos(tmp_path, a="good")
    request = AnalysisRequest(output=tmp_path / "out", resume=True)
    run(videos, request)
    litter = tmp_path / "out" / f".a.{'0' * 12}.partial"
    (litter / "new").mkdir(parents=True)
    os.utime(litter, (0, 0))
    assert run(videos, request)["a"].kept
    assert not litter.exists()


OUT = Path("out")
SMILE = (Task(0.0, 1.0, TaskName.SMILE),)


@pytest.mark.parametrize(
    "otherwise",
    [
        AnalysisRequest(OUT, mirrored=True),
        AnalysisRequest(OUT, tasks=SMILE),
        AnalysisRequest(OUT, person="left"),
        AnalysisRequest(OUT, overlay=Overlay.VIDEO),
        AnalysisRequest(OUT, settings=choose_settings(told_session(), None, start_s=1.0)),
    ],
)
def test_resume_measures_again_when_asked_otherwise(
    tmp_path: Path, otherwise: AnalysisRequest
) -> None:
    videos = write_videos(tmp_path, a="good")
    run(videos, AnalysisRequest(output=tmp_path / OUT))
    again = replace(otherwise, output=tmp_path / OUT, resume=True)
    assert not run(videos, again)["a"].kept


@pytest.mark.parametrize(
    ("overlay", "shown"), [(Overlay.VIDEO, "face and mesh"), (Overlay.MESH, "mesh")]
)
def test_the_overlay_is_the_one_asked_for(tmp_path: Path, overlay: Overlay, shown: str) -> None:
    videos = write_videos(tmp_path, a="good")
    run(videos, AnalysisRequest(output=tmp_path / "out", overlay=overlay))
    assert (tmp_path / "out/a" / OVERLAY).read_text() == shown
    run(videos, AnalysisRequest(output=tmp_path / "out"))
    assert not (tmp_path / "out/a" / OVERLAY).exists()


def remove_first(folder: Path) -> Correction:
    """Say, and keep, that the first event was none."""
    first = ResultsFolder(folder).analysis().events[0]
    said = Correction(CorrectionAction.REMOVE, first.onset, first.event_type, first.side)
    ResultsFolder(folder).write_corrections(CorrectionLog((said,)))
    return said


def test_a_persons_word_counts_when_the_video_is_measured_again(tmp_path: Path) -> None:
    videos = write_videos(tmp_path, a="good")
    request = AnalysisRequest(output=tmp_path / "out")
    folder = run(videos, request)["a"].folder
    before = ResultsFolder(folder).analysis().events
    remove_first(folder)
    again = run(videos, request)["a"]
    assert (again.corrections, again.lost_corrections, again.corrections_set_aside) == (1, (), None)
    assert ResultsFolder(folder).analysis().events == before[1:]
    assert len(ResultsFolder(folder).corrections()) == 1


def test_a_word_on_an_event_that_is_gone_is_reported(tmp_path: Path) -> None:
    videos = write_videos(tmp_path, a="good")
    request = AnalysisRequest(output=tmp_path / "out")
    folder = run(videos, request)["a"].folder
    strange = Correction(CorrectionAction.REMOVE, 1e6)
    ResultsFolder(folder).write_corrections(CorrectionLog((strange,)))
    again = run(videos, request)["a"]
    assert (again.corrections, again.lost_corrections) == (0, (strange,))


def test_what_resume_keeps_carries_the_corrections(tmp_path: Path) -> None:
    folder = store(make_recording(build_spasm_scene(Side.LEFT)), tmp_path / "out/a")
    before = ResultsFolder(folder).analysis()
    said = remove_first(folder)
    video = tmp_path / "a.mp4"
    video.write_text("good")
    made_by = replace(before.provenance, file_hash=file_hash(video))
    store(replace(before, provenance=made_by), folder)
    ResultsFolder(folder).write_corrections(CorrectionLog((said,)))
    stored = AnalysisSettings.model_validate(made_by.settings)
    request = AnalysisRequest(output=tmp_path / "out", settings=stored, resume=True)
    kept = run([video], request)["a"]
    assert kept.kept
    assert kept.corrections == 1
    assert len(ResultsFolder(folder).analysis().events) == len(before.events) - 1


@pytest.mark.parametrize(
    ("content", "otherwise"),
    [
        ("good", AnalysisRequest(OUT, mirrored=True)),
        ("good", AnalysisRequest(OUT, person="left")),
        ("good too", AnalysisRequest(OUT)),
    ],
)
def test_words_on_something_else_are_kept_aside(
    tmp_path: Path, content: str, otherwise: AnalysisRequest
) -> None:
    videos = write_videos(tmp_path, a="good")
    folder = run(videos, AnalysisRequest(output=tmp_path / "out"))["a"].folder
    remove_first(folder)
    text = (folder / CORRECTIONS).read_text()
    before = ResultsFolder(folder).analysis().events
    videos[0].write_text(content)
    again = run(videos, replace(otherwise, output=tmp_path / OUT))["a"]
    assert again.corrections_set_aside == folder / "corrections-before-1.csv"
    assert again.corrections_set_aside.read_text() == text
    assert ResultsFolder(folder).analysis().events == before
    assert ResultsFolder(folder).corrections() == ()


def test_unreadable_corrections_stop_the_analysis(tmp_path: Path) -> None:
    videos = write_videos(tmp_path, a="good")
    folder = run(videos, AnalysisRequest(output=tmp_path / "out"))["a"].folder
    (folder / CORRECTIONS).write_text("action,at\nguess,1\n")
    outcome = run(videos, AnalysisRequest(output=tmp_path / "out"))["a"]
    assert isinstance(outcome.error, SettingsError)
    assert ResultsFolder(folder).analysis().video.name == "a.mp4"


def test_resume_measures_a_changed_file_again(tmp_path: Path) -> None:
    videos = write_videos(tmp_path, a="good")
    request = AnalysisRequest(output=tmp_path / "out", resume=True)
    run(videos, request)
    videos[0].write_text("good, but another one")
    assert not run(videos, request)["a"].kept


def test_a_place_that_cannot_be_written_is_said_before_the_long_part(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    videos = write_videos(tmp_path, a="wait")
    outcome = run(videos, AnalysisRequest(output=tmp_path / "out"))["a"]
    assert isinstance(outcome.error, OutputNotWritableError)


@pytest.mark.parametrize(
    ("first", "second"), [("a/x.mp4", "b/x.mp4"), ("x.mp4", "x.mov"), ("X.mp4", "x.mp4")]
)
def test_two_videos_never_share_a_folder(first: str, second: str) -> None:
    with pytest.raises(SettingsError, match="same folder"):
        plan_folders([Path(first), Path(second)], Path("out"))


@pytest.mark.parametrize("name", ["..mp4", "...mp4", ".mp4", "....", "a b\n.mp4", "-rf.mp4"])
def test_no_name_climbs_out_of_the_output(name: str) -> None:
    ((_, folder),) = plan_folders([Path("in") / name], Path("out"))
    assert folder.parent == Path("out")
    assert folder.name not in ("", ".", "..")


def test_settings_of_the_command_line_stand_above_those_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("[video]\nstart_s = 1.0\nend_s = 9.0\n")
    chosen = choose_settings(told_session(), file, start_s=2.0)
    assert (chosen.video.start_s, chosen.video.end_s) == (2.0, 9.0)
    with pytest.raises(SettingsError, match="later"):
        choose_settings(told_session(), file, start_s=10.0)


def test_fast_is_other_settings_with_another_hash() -> None:
    assert choose_settings(told_session(), None, fast=True).hash != AnalysisSettings().hash


def test_the_demo_clip_is_there() -> None:
    with demo_video() as path:
        assert 0 < path.stat().st_size < 600_000
