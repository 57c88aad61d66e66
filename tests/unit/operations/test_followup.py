"""A person's recordings are measured in order of time, each against the one before."""

import json
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
import pytest
from markupsafe import escape
from tests.fakes import ToldAnalyzer
from tests.recordings import make_recording, store

from hemiface.errors import NoFaceError, RecordInvalidError, RecordNotFoundError, SettingsError
from hemiface.events import apply_corrections
from hemiface.formats.study_cells import Cell
from hemiface.model.analysis import Task
from hemiface.model.anatomy import Side
from hemiface.model.change import BURDEN
from hemiface.model.corrections import (
    Correction,
    CorrectionAction,
    CorrectionLog,
    MergedCorrections,
)
from hemiface.model.event_pictures import IllustratedAnalysis
from hemiface.model.events import Event, EventSide, EventType
from hemiface.model.record import Recording, StoredAnalysis, StoredCorrection
from hemiface.model.tasks import TaskName
from hemiface.operations import patients, recordings
from hemiface.operations.analyses import AnalysisRequest, analyze_videos
from hemiface.operations.correction_owner import RecordsOwner
from hemiface.operations.corrections import (
    correct_events,
    list_corrections,
    redo_correction,
    undo_correction,
)
from hemiface.operations.course import tell_course
from hemiface.operations.followup import AnalyzedRecording, analyze_person
from hemiface.operations.record_entries import list_values
from hemiface.operations.recorded_corrections import correct_recorded, drop_recorded
from hemiface.operations.review import review_recording
from hemiface.operations.session import Session
from hemiface.operations.stream import outcomes
from hemiface.operations.study_records import tabulate_records
from hemiface.records.exchange import export_person
from hemiface.results import ResultsFolder
from hemiface.results.corrections import RecordedCorrections
from hemiface.results.filenames import EVENTS, PICTURES, PREVIOUS, REPORT, SIGNALS, SUMMARY
from hemiface.results.summary import Summary
from hemiface.settings import AnalysisSettings
from hemiface.simulation.scenes import build_spasm_scene
from hemiface.video import probe_video

SMOKE = Path(__file__).parents[2] / "fixtures" / "smoke.mp4"


@pytest.fixture(autouse=True)
def p1(session: Session) -> None:
    """One person in another zone."""
    patients.add_person(session, {"pseudonym": "P1", "zone": "Asia/Tokyo", "side": "left"})


def film(session: Session, folder: Path, day: str, order: str = "good", **more: object) -> str:
    video = folder / "somebody.mp4"
    video.write_text(f"{order} {day}")
    fields = {"recorded_at": f"{day}T00:30", **more}
    return str(recordings.add_recording(session, "P1", video, fields).id)


def follow(session: Session, output: Path, *, again: bool = False) -> list[AnalyzedRecording]:
    request = AnalysisRequest(output=output)
    return list(outcomes(analyze_person(session, "P1", request, again=again)))


def test_each_report_compares_with_the_recording_before(session: Session, tmp_path: Path) -> None:
    film(session, tmp_path, "2026-04-20")
    film(session, tmp_path, "2026-03-01")
    first, second = follow(session, tmp_path / "out")
    assert (str(first.day), first.compared_with) == ("2026-03-01", None)
    assert (str(second.day), str(second.compared_with)) == ("2026-04-20", "2026-03-01")
    assert first.outcome.folder.name.startswith("2026-03-01_")
    assert "Not compared" in (first.outcome.folder / REPORT).read_text()
    page = (second.outcome.folder / REPORT).read_text()
    assert "Not compared" not in page
    assert "Compared with the recording of 2026\u201103\u201101." in page
    assert "somebody" not in page


def test_what_was_measured_is_measured_again_only_when_asked(
    session: Session, tmp_path: Path
) -> None:
    film(session, tmp_path, "2026-03-01")
    assert len(follow(session, tmp_path / "out")) == 1
    assert follow(session, tmp_path / "out") == []
    film(session, tmp_path, "2026-04-20")
    (new,) = follow(session, tmp_path / "out")
    assert str(new.compared_with) == "2026-03-01"
    assert len(follow(session, tmp_path / "out", again=True)) == 2
    assert len(list_values(session, StoredAnalysis, "P1")) == 4


def test_another_task_is_not_compared(session: Session, tmp_path: Path) -> None:
    film(session, tmp_path, "2026-03-01")
    assert follow(session, tmp_path / "out")
    asked: list[object] = []

    class Blind(ToldAnalyzer):
        def measure(
            self,
            path: Path,
            settings: AnalysisSettings,
            **options: Any,  # noqa: ANN401 - whatever is asked
        ) -> IllustratedAnalysis:
            asked.append((options["tasks"], options["mirrored"], path.suffix, settings))
            raise NoFaceError("nobody is seen", hint="Film a face.")

    fields = {"recorded_at": "2026-04-20T00:30", "task": TaskName.SMILE, "mirrored": True}
    recordings.add_recording(session, "P1", SMOKE, fields)
    request = AnalysisRequest(output=tmp_path / "out")
    (found,) = outcomes(analyze_person(replace(session, analyzer=Blind()), "P1", request))
    assert found.compared_with is None
    duration = probe_video(SMOKE).duration_s
    assert duration is not None
    smile = (Task(0.0, duration, TaskName.SMILE),)
    assert asked == [(smile, True, ".mp4", request.settings)]


def test_what_was_asked_and_who_was_meant_holds_when_measured_again(
    session: Session, tmp_path: Path
) -> None:
    """The steps of a guided recording are known by its results alone, and so is the person."""
    one = film(session, tmp_path, "2026-03-01")
    steps = (Task(0.0, 40.0, TaskName.REST), Task(40.0, 8.0, TaskName.SMILE))
    request = AnalysisRequest(tmp_path / "first", tasks=steps, person="left")
    (first,) = outcomes(analyze_videos(session, [tmp_path / "somebody.mp4"], request))
    recordings.attach_results(session, one, first.folder)
    (again,) = follow(session, tmp_path / "out", again=True)
    analysis = ResultsFolder(again.outcome.folder).analysis()
    assert analysis.tasks == steps
    assert analysis.provenance.person == "left"


def test_what_was_said_of_an_event_holds_when_measured_again(
    session: Session, tmp_path: Path
) -> None:
    film(session, tmp_path, "2026-03-01")
    (first,) = follow(session, tmp_path / "out")
    assert first.analysis is not None
    events = ResultsFolder(first.outcome.folder).analysis().events
    keep(session, first, take_away(ResultsFolder(first.outcome.folder)))
    (again,) = follow(session, tmp_path / "elsewhere", again=True)
    assert again.outcome.corrections == 1
    assert len(ResultsFolder(again.outcome.folder).analysis().events) == len(events) - 1


def take_away(results: ResultsFolder, place: int = 0) -> Correction:
    """Say that an event was none."""
    event = results.events()[place]
    return Correction(CorrectionAction.REMOVE, event.onset, event.event_type, event.side)


def test_the_records_count_in_a_folder_that_holds_corrections_already(
    session: Session, tmp_path: Path
) -> None:
    film(session, tmp_path, "2026-03-01")
    (first,) = follow(session, tmp_path / "out")
    results = ResultsFolder(first.outcome.folder)
    events = results.events()
    said = [take_away(results, place) for place in (0, 1)]
    results.write_corrections(CorrectionLog((said[0],)))
    for one in said:
        keep(session, first, one)
    (again,) = follow(session, tmp_path / "out", again=True)
    assert results.events() == events[2:]
    assert again.outcome.corrections == 2
    assert again.merged == MergedCorrections()
    assert results.corrections() == tuple(said)


def keep(session: Session, followed: AnalyzedRecording, said: Correction) -> None:
    """Say it in the records."""
    correct_recorded(session, str(followed.recording), [said])


def test_what_was_said_in_the_folder_alone_reaches_the_records(
    session: Session, tmp_path: Path
) -> None:
    film(session, tmp_path, "2026-03-01")
    (first,) = follow(session, tmp_path / "out")
    results = ResultsFolder(first.outcome.folder)
    events = results.events()
    kept, alone = take_away(results, 0), take_away(results, 1)
    other_words = replace(kept, action=CorrectionAction.CHANGE, event=events[0])
    keep(session, first, kept)
    results.write_corrections(CorrectionLog((other_words, alone)))
    (again,) = follow(session, tmp_path / "out", again=True)
    assert again.merged == MergedCorrections((alone,), (other_words,))
    assert results.events() == events[2:]
    assert results.corrections() == (kept, alone)


def test_a_correction_of_a_kept_recording_goes_into_the_records(
    session: Session, tmp_path: Path
) -> None:
    recording = film(session, tmp_path, "2026-03-01")
    store(make_recording(build_spasm_scene(Side.LEFT), 20.0), tmp_path / "elsewhere")
    (first,) = follow(session, tmp_path / "out")
    results = ResultsFolder(first.outcome.folder)
    simulated = ResultsFolder(tmp_path / "elsewhere").analysis()
    results.write(replace(simulated, provenance=results.summary().provenance))
    events = results.events()
    said = take_away(results)
    done = correct_events(session, results.path, [said])
    assert done.corrections == 1
    owner = RecordsOwner(session.store, UUID(recording))
    assert owner.log() == CorrectionLog((said,))
    copy = results.recorded()
    assert copy == owner.recorded()
    assert results.events() == events[1:]
    undo_correction(session, results.path)
    assert owner.log() == CorrectionLog((), (said,))
    assert len(results.events()) == len(events)
    redo_correction(session, results.path)
    assert owner.log() == CorrectionLog((said,))
    with pytest.raises(SettingsError, match="nothing to redo"):
        redo_correction(session, results.path)


def test_an_older_copy_brings_nothing_back_that_was_taken_back(
    session: Session, tmp_path: Path
) -> None:
    recording = film(session, tmp_path, "2026-03-01")
    (first,) = follow(session, tmp_path / "out")
    results, old = ResultsFolder(first.outcome.folder), tmp_path / "old"
    made = store(make_recording(build_spasm_scene(Side.LEFT), 20.0), tmp_path / "elsewhere")
    simulated = ResultsFolder(made).analysis()
    results.write(replace(simulated, provenance=results.summary().provenance))
    correct_events(session, results.path, [take_away(results)])
    shutil.copytree(results.path, old)
    undo_correction(session, results.path)
    later = take_away(results, 1)
    correct_events(session, results.path, [later])
    listed = list_corrections(session, old)
    assert listed.corrections == (later,)
    assert listed.caught_up.merged == MergedCorrections()
    assert RecordsOwner(session.store, UUID(recording)).log() == CorrectionLog((later,))


def test_course_and_study_follow_what_was_corrected(session: Session, tmp_path: Path) -> None:
    recording = film(session, tmp_path, "2026-03-01")
    (first,) = follow(session, tmp_path / "out")
    results = ResultsFolder(first.outcome.folder)
    made = store(make_recording(build_spasm_scene(Side.LEFT), 60.0), tmp_path / "elsewhere")
    simulated = ResultsFolder(made).analysis()
    results.write(replace(simulated, provenance=results.summary().provenance))
    recordings.attach_results(session, recording, results.path)

    def told() -> tuple[float, Cell, Cell]:
        (line,) = (one for one in tell_course(session, "P1").lines if one.name == BURDEN)
        table = tabulate_records(session, [BURDEN]).columns
        return line.points[0].value, table["affected_side"][0], table[BURDEN][0]

    before = told()
    assert before == (before[0], "left", before[0])
    assert before[0] > 0
    spasms = [event for event in results.events() if event.event_type is EventType.SPASM]
    correct_recorded(
        session,
        recording,
        [Correction(CorrectionAction.REMOVE, e.onset, e.event_type, e.side) for e in spasms],
    )
    assert told()[:2] == (0.0, "none")
    drop_recorded(session, recording)
    assert told() == before


def test_a_folder_of_other_records_belongs_to_itself(session: Session, tmp_path: Path) -> None:
    folder = store(make_recording(build_spasm_scene(Side.LEFT), 20.0), tmp_path / "visit")
    results = ResultsFolder(folder)
    results.write_recorded(RecordedCorrections(str(uuid4()), 3, CorrectionLog()))
    said = take_away(results)
    done = correct_events(session, folder, [said])
    assert done.caught_up.apart
    assert results.corrections() == (said,)
    assert list_values(session, StoredCorrection, "P1") == []


def test_only_the_results_own_files_are_taken(session: Session, tmp_path: Path) -> None:
    recording = film(session, tmp_path, "2026-03-01")
    (first,) = follow(session, tmp_path / "out")
    folder = first.outcome.folder
    (folder / "private notes.txt").write_text("of somebody else")
    said = take_away(ResultsFolder(folder))
    ResultsFolder(folder).write_corrections(CorrectionLog((said,)))
    done = recordings.attach_results(session, recording, folder)
    assert set(done.entry.value.files) == {EVENTS, SIGNALS, PICTURES, REPORT}
    assert done.merged == MergedCorrections((said,))
    assert (folder / "private notes.txt").read_text() == "of somebody else"


def test_what_a_video_was_called_is_not_kept(session: Session, tmp_path: Path) -> None:
    film(session, tmp_path, "2026-03-01")
    recording = film(session, tmp_path, "2026-03-02")
    first, second = follow(session, tmp_path / "out")
    assert isinstance(first, AnalyzedRecording)
    folder, name = second.outcome.folder, "Hans M\u00fcller's <1>.mp4"
    (summary, previous), report = (folder / SUMMARY, folder / PREVIOUS), folder / REPORT
    for place in (summary, previous):
        values = json.loads(place.read_text())
        values.get("summary", values)["video"]["name"] = name
        place.write_text(json.dumps(values))
    report.write_text(report.read_text() + f"<p>{escape(name)}</p>")
    kept = recordings.attach_results(session, recording, folder).entry.value
    assert PREVIOUS in kept.files
    for digest in kept.files.values():
        with session.read() as work:
            content = b"".join(session.store.files.read(digest, work.vault))
        assert b"Hans" not in content
    assert "Hans" not in json.dumps(dict(kept.summary))
    assert json.loads(summary.read_text())["video"]["name"] == name  # the folder is theirs
    export_person(session.store, "P1", tmp_path / "export")
    assert not [
        place
        for place in (tmp_path / "export").rglob("*")
        if place.is_file() and b"Hans" in place.read_bytes()
    ]


def test_a_comparison_that_cannot_be_read_is_left_out(session: Session, tmp_path: Path) -> None:
    film(session, tmp_path, "2026-03-01")
    recording = film(session, tmp_path, "2026-03-02")
    _, second = follow(session, tmp_path / "out")
    (second.outcome.folder / PREVIOUS).write_bytes(b"{")
    kept = recordings.attach_results(session, recording, second.outcome.folder).entry.value
    assert set(kept.files) == {EVENTS, SIGNALS, PICTURES, REPORT}


def bomb() -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as box:
        box.writestr("000001.000000.webp", bytes(10_000_000))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (EVENTS, b"onset,onset\n"),
        (SIGNALS, b"PAR1x"),
        (PICTURES, b"PK\x03\x04 and no more"),
        (PICTURES, bomb()),
    ],
    ids=["events", "signals", "pictures", "bomb"],
)
def test_results_that_cannot_be_read_are_not_kept(
    session: Session, tmp_path: Path, name: str, content: bytes
) -> None:
    recording = film(session, tmp_path, "2026-03-01")
    (first,) = follow(session, tmp_path / "out")
    (first.outcome.folder / name).write_bytes(content)
    with pytest.raises(RecordInvalidError, match=r"nothing was kept: .* cannot be read"):
        recordings.attach_results(session, recording, first.outcome.folder)
    assert len(list_values(session, StoredAnalysis, "P1")) == 1


EDITS = ("add", "remove", "move", "relabel", "change")


def draw_edit(rng: np.random.Generator, kind: str, events: Sequence[Event]) -> Correction:
    """A correction that says something of one of the events, or adds one."""
    if kind == "add" or not events:
        onset, lasting = rng.uniform(0.0, 10.0), rng.uniform(0.05, 1.5)
        added = Event(onset, lasting, EventType.SPASM, EventSide.LEFT)
        return Correction(CorrectionAction.ADD, onset, event=added)
    event = events[int(rng.integers(len(events)))]
    meant = (event.onset + event.duration / 2, event.event_type, event.side)
    if kind == "remove":
        return Correction(CorrectionAction.REMOVE, *meant)
    moved = {"onset": max(0.0, event.onset + rng.uniform(-0.3, 0.3))}
    changes: Mapping[str, dict[str, Any]] = {
        "move": moved | {"duration": rng.uniform(0.05, 1.5)},
        "relabel": {
            "event_type": list(EventType)[int(rng.integers(len(EventType)))],
            "side": list(EventSide)[int(rng.integers(len(EventSide)))],
        },
        "change": {"amplitude": rng.uniform(0.1, 1.0), "brow_lift": bool(rng.integers(2))},
    }
    return Correction(CorrectionAction.CHANGE, *meant, replace(event, **changes[kind]))


def seen_of(session: Session, recording: str) -> tuple[object, ...]:
    """What a recording shows now: its events, and all values of its summary."""
    review = review_recording(session, recording)
    return review.analysis.events, Summary.of(review.analysis).to_values()


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("n_edits", [60, pytest.param(1000, marks=pytest.mark.slow)])
def test_all_edits_can_be_undone(session: Session, tmp_path: Path, n_edits: int) -> None:
    recording = film(session, tmp_path, "2026-03-01")
    (first,) = follow(session, tmp_path / "out")
    assert first.outcome.error is None
    before = seen_of(session, recording)
    detected = review_recording(session, recording).analysis.events
    assert detected
    owner, seen = RecordsOwner(session.store, UUID(recording)), CorrectionLog()
    rng = np.random.default_rng(5)
    revisions = [owner.recorded().revision]
    drawn: Counter[str] = Counter()
    for step in range(n_edits):
        kind = str(rng.choice(["undo", "redo", *EDITS], p=[0.3, 0.2, *[0.5 / len(EDITS)] * 5]))
        drawn[kind] += 1
        if kind == "undo":
            seen = seen.undo()
            assert owner.undo() == seen
        elif kind == "redo":
            seen = seen.redo()
            assert owner.redo() == seen
        else:
            said = draw_edit(rng, kind, apply_corrections(detected, seen.standing)[0])
            seen = seen.say(said)
            assert owner.say([said]) == seen
        if step % (n_edits // 4) == 0:
            corrected, _ = apply_corrections(detected, seen.standing)
            assert seen_of(session, recording)[0] == corrected
    assert drawn.keys() == {"undo", "redo", *EDITS}
    revisions.append(owner.recorded().revision)
    everything, last = seen.standing, seen_of(session, recording)
    assert last[0] != before[0]
    assert last[1] != before[1]
    while seen.standing:
        seen = seen.undo()
        assert owner.undo() == seen
    assert owner.log().standing == ()
    assert seen_of(session, recording) == before
    for _ in everything:
        seen = seen.redo()
        assert owner.redo() == seen
    assert owner.log().standing == everything
    assert seen_of(session, recording) == last
    assert revisions[0] < revisions[1] < owner.recorded().revision


def test_a_recording_that_fails_does_not_stop_the_others(session: Session, tmp_path: Path) -> None:
    film(session, tmp_path, "2026-03-01", "nobody")
    film(session, tmp_path, "2026-04-20")
    failed, done = follow(session, tmp_path / "out")
    assert failed.outcome.error is not None
    assert failed.analysis is None
    assert (done.compared_with, done.outcome.error) == (None, None)


def test_nobody_of_that_name(session: Session, tmp_path: Path) -> None:
    with pytest.raises(RecordNotFoundError):
        list(analyze_person(session, "P2", AnalysisRequest(output=tmp_path)))


def test_results_of_another_version_are_passed_over(session: Session, tmp_path: Path) -> None:
    recording = film(session, tmp_path, "2026-03-01")
    folder = tmp_path / "old"
    folder.mkdir()
    with session.read() as work:
        person = work.find_person("P1")
        digest = work.list(Recording, person.id)[0].value.sha256
    (folder / "summary.json").write_text(
        f'{{"schema_version": "0", "provenance": {{"file_hash": "{digest}"}}}}'
    )
    recordings.keep_analysis(session, recording, folder)
    film(session, tmp_path, "2026-04-20")
    first, second = follow(session, tmp_path / "out")
    assert str(second.compared_with) == "2026-03-01"
    assert replace(first, compared_with=None) == first
