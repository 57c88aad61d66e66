"""A folder that is a copy of a kept recording follows the records when it is measured again."""

import json
from dataclasses import asdict, replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from pydantic import TypeAdapter
from tests.recordings import make_recording, store

from hemiface.cli.batch import watch
from hemiface.cli.measuring import describe_corrections
from hemiface.cli.problems import say_hint
from hemiface.errors import RecordStorageError, SettingsError
from hemiface.formats.ledger import ended_from_lines, ended_to_line
from hemiface.model.anatomy import Side
from hemiface.model.batch import Ended, EndState
from hemiface.model.corrections import (
    NOTHING_MISSED,
    CaughtUp,
    Correction,
    CorrectionAction,
    CorrectionLog,
    MergedCorrections,
)
from hemiface.operations import patients, recordings
from hemiface.operations.analyses import AnalysisRequest, VideoOutcome, analyze_videos
from hemiface.operations.batches import BatchRequest, plan_batch, run_batch
from hemiface.operations.correction_owner import RecordsOwner
from hemiface.operations.corrections import correct_events, undo_correction
from hemiface.operations.followup import analyze_person
from hemiface.operations.recorded_corrections import correct_recorded, undo_recorded
from hemiface.operations.session import Session
from hemiface.operations.stream import outcomes
from hemiface.records import encryption
from hemiface.results import ResultsFolder
from hemiface.results.corrections import RecordedCorrections
from hemiface.simulation.scenes import build_spasm_scene

BEHIND = "more was said in the records since the folder was written; it counts"


class Kept:
    """A recording in the records, a copy of its results, and the video it was measured from."""

    def __init__(self, session: Session, place: Path) -> None:
        patients.add_person(session, {"pseudonym": "P1"})
        film = place / "somebody.mp4"
        film.write_text("good")
        fields = {"recorded_at": "2026-03-01T00:30"}
        self.session = session
        self.recording = str(recordings.add_recording(session, "P1", film, fields).id)
        request = AnalysisRequest(place / "out")
        (kept,) = outcomes(analyze_person(session, "P1", request))
        self.results = ResultsFolder(kept.outcome.folder)
        self.events = self.results.events()
        self.video = place / "videos" / f"{self.results.path.name}.mp4"
        self.video.parent.mkdir()
        film.rename(self.video)

    def correct(self) -> Correction:
        """Say in the records that the first event is none."""
        event = self.results.events()[0]
        said = Correction(CorrectionAction.REMOVE, event.onset, event.event_type, event.side)
        correct_recorded(self.session, self.recording, [said])
        return said

    def measure(self, *, resume: bool = False) -> VideoOutcome:
        """Measure the video into the folder again."""
        request = AnalysisRequest(self.results.path.parent, resume=resume)
        (outcome,) = outcomes(analyze_videos(self.session, [self.video], request))
        assert outcome.error is None
        return outcome


@pytest.fixture
def kept(session: Session, tmp_path: Path) -> Kept:
    return Kept(session, tmp_path)


def test_what_was_said_in_the_records_counts(kept: Kept) -> None:
    said = kept.correct()
    outcome = kept.measure()
    assert kept.results.events() == kept.events[1:]
    assert outcome.corrections == 1
    assert BEHIND in describe_corrections(outcome)
    copy = kept.results.recorded()
    assert copy is not None
    assert copy.log == CorrectionLog((said,))
    assert kept.measure().caught_up == NOTHING_MISSED


def test_what_was_taken_back_in_the_records_counts_no_more(kept: Kept) -> None:
    kept.correct()
    RecordsOwner(kept.session.store, UUID(kept.recording)).copy_to(kept.results)
    undo_recorded(kept.session, kept.recording)
    outcome = kept.measure()
    assert kept.results.events() == kept.events
    assert outcome.corrections == 0
    assert BEHIND in describe_corrections(outcome)
    assert kept.results.corrections() == ()


def test_nobody_is_asked_for_a_passphrase(kept: Kept) -> None:
    kept.correct()
    encryption.encrypt(kept.session.store, "a long passphrase of nobody")
    assert kept.measure().corrections == 1


def test_what_resume_keeps_follows_the_records(kept: Kept, tmp_path: Path) -> None:
    made = store(make_recording(build_spasm_scene(Side.LEFT), 20.0), tmp_path / "elsewhere")
    simulated = replace(
        ResultsFolder(made).analysis(), provenance=kept.results.summary().provenance
    )
    kept.results.write(simulated)
    recordings.attach_results(kept.session, kept.recording, kept.results.path)
    assert kept.measure(resume=True).caught_up == NOTHING_MISSED
    kept.correct()
    outcome = kept.measure(resume=True)
    assert (outcome.kept, outcome.corrections) == (True, 1)
    assert BEHIND in describe_corrections(outcome)
    assert kept.results.events() == simulated.events[1:]
    undo_recorded(kept.session, kept.recording)
    assert kept.measure(resume=True).caught_up.behind
    assert kept.results.events() == simulated.events


@pytest.mark.slow
@pytest.mark.parametrize("processes", [1, 2])
def test_a_batch_follows_the_records_and_says_so(
    kept: Kept, tmp_path: Path, processes: int, capsys: pytest.CaptureFixture[str]
) -> None:
    request = BatchRequest(tmp_path / "batch")
    (kept.video.parent / "other.mp4").write_text("good too")
    plan = plan_batch(kept.session, kept.video.parent, request)

    def run(*, as_json: bool = False) -> str:
        watch(run_batch(kept.session, plan, request, processes=processes), as_json=as_json)
        return capsys.readouterr().err

    run()
    (copy,) = (tmp_path / "batch").rglob(f"{kept.video.stem}/summary.json")
    results = ResultsFolder(copy.parent)
    made = store(make_recording(build_spasm_scene(Side.LEFT), 20.0), tmp_path / "elsewhere")
    simulated = replace(ResultsFolder(made).analysis(), provenance=results.summary().provenance)
    results.write(simulated)
    recordings.attach_results(kept.session, kept.recording, results.path)
    results.write_recorded(RecordedCorrections(kept.recording, 0, CorrectionLog()))
    first, second, *rest = simulated.events
    said = Correction(CorrectionAction.REMOVE, first.onset, first.event_type, first.side)
    correct_recorded(kept.session, kept.recording, [said])
    told = run()
    assert results.events() == (second, *rest)
    (name,) = (one.name for one in plan.recordings if "other" not in one.name)
    assert f"hemiface: {name}: {BEHIND}\n" in told
    assert BEHIND not in run()

    # What was said in the folder and never reached the records.
    beside = Correction(CorrectionAction.REMOVE, second.onset, second.event_type, second.side)
    owner = RecordsOwner(kept.session.store, UUID(kept.recording))
    results.write_corrections(CorrectionLog((said, beside)))
    assert "1 correction beside the results was taken up" in run()
    assert owner.log().standing == (said, beside)
    undo_recorded(kept.session, kept.recording)
    (line,) = (json.loads(line) for line in run(as_json=True).splitlines() if line[0] == "{")
    assert line == {"recording": name, "corrections": [BEHIND]}


def test_what_became_of_corrections_comes_through_a_queue_and_into_no_ledger(kept: Kept) -> None:
    event = kept.events[0]
    said = Correction(CorrectionAction.CHANGE, event.onset, event=event)
    ended = Ended(
        "a",
        EndState.DONE,
        caught_up=CaughtUp(MergedCorrections((said,), (said,)), behind=True),
        lost_corrections=(said,),
        corrections_set_aside="corrections-before-1.csv",
    )
    outcome = json.loads(json.dumps(asdict(ended)))
    assert TypeAdapter(Ended).validate_python(outcome) == ended
    (line,) = ended_from_lines(ended_to_line(ended))
    assert line == Ended("a", EndState.DONE)


def test_an_older_copy_with_nothing_to_undo_says_what_brings_it_up_to_date(kept: Kept) -> None:
    kept.correct()
    RecordsOwner(kept.session.store, UUID(kept.recording)).copy_to(kept.results)
    undo_recorded(kept.session, kept.recording)
    with pytest.raises(SettingsError) as refused:
        undo_correction(kept.session, kept.results.path)
    assert refused.value.key == "settings.invalid/copy_behind"
    assert "hemiface reassess" in say_hint(refused.value)


@pytest.mark.parametrize("mirrored", [False, True], ids=["another video", "the other way round"])
@pytest.mark.parametrize("taken_back", [False, True])
def test_a_copy_into_which_something_else_is_measured_is_one_no_more(
    kept: Kept, mirrored: bool, taken_back: bool
) -> None:
    kept.correct()
    kept.measure()
    assert kept.results.recorded() is not None
    if taken_back:
        undo_correction(kept.session, kept.results.path)
    if not mirrored:
        kept.video.write_text("good another")
    request = AnalysisRequest(kept.results.path.parent, mirrored=mirrored)
    (outcome,) = outcomes(analyze_videos(kept.session, [kept.video], request))
    assert outcome.error is None
    assert (outcome.corrections_set_aside is None) == taken_back
    assert kept.results.recorded() is None
    assert kept.results.correction_log() == CorrectionLog()
    event = kept.results.events()[0]
    said = Correction(CorrectionAction.REMOVE, event.onset, event.event_type, event.side)
    owner = RecordsOwner(kept.session.store, UUID(kept.recording))
    before = owner.log()
    correct_events(kept.session, kept.results.path, [said])
    assert owner.log() == before
    assert kept.results.corrections() == (said,)


def test_where_the_records_are_others_the_folder_counts_and_it_is_said(kept: Kept) -> None:
    said = kept.correct()
    kept.results.write_recorded(RecordedCorrections(str(uuid4()), 1, CorrectionLog((said,))))
    outcome = kept.measure()
    assert (outcome.corrections, outcome.caught_up.apart) == (1, True)


def test_records_that_cannot_be_read_are_said(kept: Kept, tmp_path: Path) -> None:
    kept.session.records.__exit__(None, None, None)
    (tmp_path / "records" / "records.db").write_text("no database")
    request = AnalysisRequest(kept.results.path.parent)
    (outcome,) = outcomes(analyze_videos(kept.session, [kept.video], request))
    assert outcome.error is not None
    assert isinstance(outcome.error, RecordStorageError)
    assert kept.results.events() == kept.events
