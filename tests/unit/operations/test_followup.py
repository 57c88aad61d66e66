"""A person's recordings are measured in order of time, each against the one before."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.fakes import fake_pipeline

from hemiface.errors import NoFaceError, RecordNotFoundError
from hemiface.model.analysis import Task, TaskName
from hemiface.model.record import Recording, StoredAnalysis
from hemiface.model.strips import IllustratedAnalysis
from hemiface.operations import patients, recordings
from hemiface.operations.analyses import AnalysisRequest
from hemiface.operations.entries import list_values
from hemiface.operations.followup import Followed, analyze_person
from hemiface.operations.patients import Records
from hemiface.results import ResultsFolder
from hemiface.results.folder import REPORT
from hemiface.video import probe_video

SMOKE = Path(__file__).parents[2] / "fixtures" / "smoke.mp4"


@pytest.fixture
def records() -> Iterator[Records]:
    """Records with one person in another zone."""
    with patients.open_records(who="R9") as opened:
        patients.add_person(opened, {"pseudonym": "P1", "zone": "Asia/Tokyo"})
        yield opened


def film(records: Records, folder: Path, day: str, order: str = "good", **more: object) -> str:
    video = folder / "somebody.mp4"
    video.write_text(f"{order} {day}")
    fields = {"recorded_at": f"{day}T00:30", **more}
    return str(recordings.add_recording(records, "P1", video, fields).id)


def follow(records: Records, output: Path, *, again: bool = False) -> list[Followed]:
    request = AnalysisRequest(output=output)
    return list(analyze_person(records, "P1", request, again=again, pipeline=fake_pipeline))


def test_each_report_compares_with_the_recording_before(records: Records, tmp_path: Path) -> None:
    film(records, tmp_path, "2026-04-20")
    film(records, tmp_path, "2026-03-01")
    first, second = follow(records, tmp_path / "out")
    assert (str(first.day), first.before) == ("2026-03-01", None)
    assert (str(second.day), str(second.before)) == ("2026-04-20", "2026-03-01")
    assert first.outcome.folder.name.startswith("2026-03-01_")
    assert "Not compared" in (first.outcome.folder / REPORT).read_text()
    page = (second.outcome.folder / REPORT).read_text()
    assert "Not compared" not in page
    assert "Compared with the recording of 2026\u201103\u201101." in page
    assert "somebody" not in page


def test_what_was_measured_is_measured_again_only_when_asked(
    records: Records, tmp_path: Path
) -> None:
    film(records, tmp_path, "2026-03-01")
    assert len(follow(records, tmp_path / "out")) == 1
    assert follow(records, tmp_path / "out") == []
    film(records, tmp_path, "2026-04-20")
    (new,) = follow(records, tmp_path / "out")
    assert str(new.before) == "2026-03-01"
    assert len(follow(records, tmp_path / "out", again=True)) == 2
    assert len(list_values(records, StoredAnalysis, "P1")) == 4


def test_another_task_is_not_compared(records: Records, tmp_path: Path) -> None:
    film(records, tmp_path, "2026-03-01")
    assert follow(records, tmp_path / "out")
    asked: list[object] = []

    def pipeline(path: Path, settings: object, **options: object) -> IllustratedAnalysis:
        asked.append((options["tasks"], options["mirrored"], path.suffix, settings))
        raise NoFaceError("nobody is seen", hint="Film a face.")

    fields = {"recorded_at": "2026-04-20T00:30", "task": TaskName.SMILE, "mirrored": True}
    recordings.add_recording(records, "P1", SMOKE, fields)
    request = AnalysisRequest(output=tmp_path / "out")
    (found,) = analyze_person(records, "P1", request, pipeline=pipeline)
    assert found.before is None
    duration = probe_video(SMOKE).duration_s
    assert duration is not None
    smile = (Task(0.0, duration, TaskName.SMILE),)
    assert asked == [(smile, True, ".mp4", request.settings)]


def test_what_was_said_of_an_event_holds_when_measured_again(
    records: Records, tmp_path: Path
) -> None:
    film(records, tmp_path, "2026-03-01")
    (first,) = follow(records, tmp_path / "out")
    assert first.analysis is not None
    events = ResultsFolder(first.outcome.folder).analysis().events
    said = {"action": "remove", "at": events[0].onset, "event_type": events[0].event_type}
    recordings.keep_correction(records, str(first.analysis.id), said)
    (again,) = follow(records, tmp_path / "elsewhere", again=True)
    assert again.outcome.n_corrections == 1
    assert len(ResultsFolder(again.outcome.folder).analysis().events) == len(events) - 1


def test_a_recording_that_fails_does_not_stop_the_others(records: Records, tmp_path: Path) -> None:
    film(records, tmp_path, "2026-03-01", "nobody")
    film(records, tmp_path, "2026-04-20")
    failed, done = follow(records, tmp_path / "out")
    assert failed.outcome.error is not None
    assert failed.analysis is None
    assert (done.before, done.outcome.error) == (None, None)


def test_nobody_of_that_name(records: Records, tmp_path: Path) -> None:
    with pytest.raises(RecordNotFoundError):
        list(analyze_person(records, "P2", AnalysisRequest(output=tmp_path)))


def test_results_of_another_version_are_passed_over(records: Records, tmp_path: Path) -> None:
    recording = film(records, tmp_path, "2026-03-01")
    folder = tmp_path / "old"
    folder.mkdir()
    with records.read() as work:
        person = work.find_person("P1")
        digest = work.list(Recording, person.id)[0].value.sha256
    (folder / "summary.json").write_text(
        f'{{"schema_version": "0", "provenance": {{"file_hash": "{digest}"}}}}'
    )
    recordings.keep_analysis(records, recording, folder)
    film(records, tmp_path, "2026-04-20")
    first, second = follow(records, tmp_path / "out")
    assert str(second.before) == "2026-03-01"
    assert replace(first, before=None) == first
