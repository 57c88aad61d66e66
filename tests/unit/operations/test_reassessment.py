"""Stored results can be looked at again, corrected, compared and scored."""

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.annotations import write_annotations
from tests.recordings import make_recording, store

from hemiface.errors import ResultsNotFoundError, SettingsError
from hemiface.model.analysis import Analysis, Task
from hemiface.model.anatomy import Side
from hemiface.model.change import Verdict
from hemiface.model.corrections import Correction, CorrectionAction
from hemiface.model.event_pictures import (
    EventStrip,
    FaceTrack,
    StripFrame,
    choose_events,
    choose_moments,
)
from hemiface.model.events import Event, EventSide, EventSource, EventType
from hemiface.model.provenance import METHOD_VERSION
from hemiface.model.tasks import TaskName
from hemiface.operations.agreements import agree_on, pair_paths
from hemiface.operations.comparison import compare_folders, select_changes
from hemiface.operations.corrections import (
    change_event,
    correct_events,
    drop_corrections,
    import_annotations,
    list_corrections,
)
from hemiface.operations.reassessment import reassess_folder
from hemiface.operations.report_pages import render_page
from hemiface.operations.reporting import ExportFormat, export_results, write_report
from hemiface.operations.session import Session
from hemiface.results import ResultsFolder
from hemiface.results.filenames import OVERLAY, PICTURES, PREVIOUS, REPORT
from hemiface.results.pictures import pack_strips
from hemiface.settings import AnalysisSettings, AssessmentSettings, VideoSettings
from hemiface.simulation.fake_analyzer import FakeAnalyzer
from hemiface.simulation.scenes import build_healthy_scene, build_spasm_scene
from hemiface.video import file_hash

ADD, REMOVE = CorrectionAction.ADD, CorrectionAction.REMOVE


@pytest.fixture
def visit(tmp_path: Path) -> Path:
    return store(make_recording(build_spasm_scene(Side.LEFT)), tmp_path / "visit")


def spasms(folder: Path) -> list[Event]:
    return [e for e in ResultsFolder(folder).analysis().events if e.event_type is EventType.SPASM]


def rate(folder: Path) -> float | None:
    return next(
        m.value
        for m in ResultsFolder(folder).analysis().assessment.measures
        if m.name == "spasm_rate_per_min" and m.side is EventSide.LEFT
    )


def test_reassessing_changes_nothing_when_nothing_changed(session: Session, visit: Path) -> None:
    before = ResultsFolder(visit).analysis()
    reassess_folder(session, visit)
    after = ResultsFolder(visit).analysis()
    assert after.events == before.events
    assert after.assessment == before.assessment
    assert after.provenance == before.provenance


def test_both_versions_of_the_method_are_told(session: Session, visit: Path) -> None:
    before = ResultsFolder(visit).analysis()
    old = replace(before.provenance, method_version="0", assessment_version=None)
    ResultsFolder(visit).write(replace(before, provenance=old))
    assert old.versions == ("0", "0")
    reassess_folder(session, visit)
    made_by = ResultsFolder(visit).analysis().provenance
    assert made_by.versions == ("0", METHOD_VERSION)
    assert made_by.method == f"0, events by {METHOD_VERSION}"
    assert (
        f"method 0, events and measures by method {METHOD_VERSION}" in (visit / REPORT).read_text()
    )


def test_reassessing_a_minute_takes_less_than_a_second(session: Session, visit: Path) -> None:
    start = time.process_time()
    reassess_folder(session, visit)
    assert time.process_time() - start < 1.0


def test_the_analyzer_is_what_finds_events(session: Session, visit: Path) -> None:
    class Blind(FakeAnalyzer):
        def find_events(
            self, analysis: Analysis, corrections: Sequence[Correction], settings: object
        ) -> tuple[Analysis, tuple[Correction, ...]]:
            del corrections, settings
            return replace(analysis, events=()), ()

    reassess_folder(replace(session, analyzer=Blind()), visit)
    assert ResultsFolder(visit).events() == ()


def test_new_settings_hold_for_what_is_done_anew(session: Session, visit: Path) -> None:
    wanted = AnalysisSettings(
        video=VideoSettings(start_s=5.0), assessment=AssessmentSettings(shut_closure=0.5)
    )
    reassess_folder(session, visit, wanted)
    stored = AnalysisSettings.model_validate(ResultsFolder(visit).analysis().provenance.settings)
    assert stored.assessment.shut_closure == 0.5
    assert stored.video.start_s == 0.0


def test_a_removed_spasm_is_gone_and_stays_gone(session: Session, visit: Path) -> None:
    first, *rest = spasms(visit)
    before = rate(visit)
    assert before is not None
    done = correct_events(session, visit, [Correction(REMOVE, first.onset, EventType.SPASM)])
    assert done.corrections == 1
    assert spasms(visit) == rest
    assert rate(visit) == pytest.approx(before - 1.0)
    reassess_folder(session, visit)
    assert spasms(visit) == rest


def test_corrections_add_up_and_can_be_taken_back(session: Session, visit: Path) -> None:
    events = spasms(visit)
    new = Event(events[0].offset + 1.0, 0.3, EventType.SPASM, EventSide.LEFT)
    correct_events(session, visit, [Correction(ADD, new.onset, event=new, author="AB")])
    correct_events(session, visit, [Correction(REMOVE, events[-1].onset, EventType.SPASM)])
    assert [c.action for c in list_corrections(session, visit).corrections] == [ADD, REMOVE]
    assert [e.source for e in spasms(visit)].count(EventSource.CORRECTED) == 1
    drop_corrections(session, visit)
    assert spasms(visit) == events
    assert list_corrections(session, visit).corrections == ()


def test_a_correction_of_nothing_is_refused(session: Session, visit: Path) -> None:
    before = ResultsFolder(visit).analysis().events
    said = Correction(REMOVE, 59.9, EventType.SYNKINESIS, EventSide.RIGHT)
    with pytest.raises(SettingsError, match=r"no right synkinesis at 59\.9 s"):
        correct_events(session, visit, [said])
    assert ResultsFolder(visit).analysis().events == before
    assert list_corrections(session, visit).corrections == ()


def test_an_event_can_change_sides(session: Session, visit: Path) -> None:
    first = spasms(visit)[0]
    change_event(session, visit, first.onset, {"side": EventSide.RIGHT}, event_type=EventType.SPASM)
    changed = spasms(visit)[0]
    assert changed == replace(first, side=EventSide.RIGHT, source=EventSource.CORRECTED)
    reassess_folder(session, visit)
    assert spasms(visit)[0] == changed
    with pytest.raises(SettingsError, match="nothing to change"):
        change_event(session, visit, first.onset, {})
    with pytest.raises(SettingsError, match="no event"):
        change_event(session, visit, 59.95, {"side": EventSide.LEFT})


def test_annotations_replace_the_types_they_speak_of(
    session: Session, visit: Path, tmp_path: Path
) -> None:
    mine = (Event(2.0, 1.0, EventType.SPASM, EventSide.RIGHT),)
    write_annotations(mine, tmp_path / "mine.eaf")
    blinks = [e for e in ResultsFolder(visit).analysis().events if e.event_type is EventType.BLINK]
    import_annotations(session, visit, tmp_path / "mine.eaf")
    after = ResultsFolder(visit).analysis().events
    assert [e for e in after if e.event_type is EventType.BLINK] == blinks
    assert [(e.onset, e.side) for e in spasms(visit)] == [(2.0, EventSide.RIGHT)]


def test_settings_of_another_version_are_said(session: Session, visit: Path) -> None:
    analysis = ResultsFolder(visit).analysis()
    made_by = replace(analysis.provenance, settings={"unheard": {"of": 1}})
    store(replace(analysis, provenance=made_by), visit)
    with pytest.raises(SettingsError, match="not those of this version"):
        reassess_folder(session, visit)


def test_no_results_are_said(session: Session, tmp_path: Path) -> None:
    with pytest.raises(ResultsNotFoundError):
        reassess_folder(session, tmp_path)
    with pytest.raises(ResultsNotFoundError):
        drop_corrections(session, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_comparing_says_better_worse_and_no_change(
    session: Session, visit: Path, tmp_path: Path
) -> None:
    few = make_recording(build_spasm_scene(Side.LEFT, rate_per_min=2, seed=4), seed=4)
    treated = store(few, tmp_path / "treated")
    again = store(make_recording(build_spasm_scene(Side.LEFT, seed=9), seed=9), tmp_path / "again")
    better, same = compare_folders(session, [visit, treated, again])
    assert better.verdict is Verdict.BETTER
    assert str(better.words) == "Spasms: better."
    assert better.notes == ()
    assert same.verdict is Verdict.NO_CHANGE
    assert str(same.words) == "Spasms: no change that the video can show."
    (worse,) = compare_folders(session, [treated, visit])
    assert worse.verdict is Verdict.WORSE
    shown = {(c.name, c.side) for c in select_changes(better)}
    assert ("spasm_rate_per_min", EventSide.LEFT) in shown
    assert ("spasm_rate_per_min", EventSide.RIGHT) not in shown
    assert len(select_changes(better, everything=True)) > len(shown)
    (strict,) = compare_folders(session, [visit, treated], [[visit, treated]])
    assert strict.verdict is not Verdict.BETTER


def test_what_is_hard_to_compare_is_said(session: Session, visit: Path, tmp_path: Path) -> None:
    other = make_recording(build_spasm_scene(Side.RIGHT, 20.0), 20.0, rate_hz=60.0)
    other = replace(
        other,
        tasks=(Task(0.0, 10.0, TaskName.REST),),
        provenance=replace(other.provenance, method_version="0", settings_hash="0"),
    )
    (found,) = compare_folders(session, [visit, store(other, tmp_path / "other")])
    text = " ".join(map(str, found.notes))
    for word in ("versions", "settings", "sides", "frame rates", "tasks", "half a minute"):
        assert word in text


def test_two_healthy_recordings_do_not_differ(session: Session, tmp_path: Path) -> None:
    folders = [
        store(make_recording(build_healthy_scene(seed=k), seed=k), tmp_path / str(k))
        for k in range(2)
    ]
    (found,) = compare_folders(session, folders)
    assert found.verdict is Verdict.NO_CHANGE


def test_comparing_needs_two(session: Session, visit: Path) -> None:
    with pytest.raises(SettingsError, match="two recordings"):
        compare_folders(session, [visit])


def test_results_agree_with_what_they_are_exported_as(
    session: Session, visit: Path, tmp_path: Path
) -> None:
    (file,) = export_results(session, [visit], [ExportFormat.ELAN], tmp_path / "annotations")
    found = agree_on(session, file, visit, tolerance_s=0.1, kappa_bin_s=1.0)
    assert all(score.f1 == 1.0 for score in found.scores)


def test_folders_are_paired_by_name(session: Session, visit: Path, tmp_path: Path) -> None:
    annotations = tmp_path / "annotations"
    export_results(session, [visit], [ExportFormat.BORIS], annotations)
    assert pair_paths(session, annotations, tmp_path) == [(annotations / "visit.boris.csv", visit)]
    assert pair_paths(session, visit, annotations / "visit.boris.csv") == [
        (visit, annotations / "visit.boris.csv")
    ]
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(SettingsError, match="same name"):
        pair_paths(session, annotations, empty)


def keep_page(folder: Path, language: str = "en") -> list[Event]:
    """Give a folder the pictures, page and overlay of an analysis; its pictured events."""
    analysis = ResultsFolder(folder).analysis()
    picture = np.full((240, 240, 3), 90, np.uint8)
    strips = pack_strips(
        [
            EventStrip(
                index,
                tuple(StripFrame(time, picture) for time in choose_moments(analysis.events[index])),
            )
            for index in choose_events(analysis.events)
        ]
    )
    time = analysis.signals.time
    track = FaceTrack(time, np.ones((time.size, 4), np.float32))
    ResultsFolder(folder).write_pictures(strips, track)
    (folder / REPORT).write_text(render_page(analysis, strips, language=language))
    (folder / OVERLAY).write_text("drawn")
    return [analysis.events[strip.event_index] for strip in strips]


def count_pictures(folder: Path) -> int:
    return (folder / REPORT).read_text().count("data:image/webp")


def test_a_page_written_anew_keeps_pictures_language_and_overlay(
    session: Session, visit: Path
) -> None:
    keep_page(visit, language="de")
    pictures = count_pictures(visit)
    assert pictures >= 10
    reassess_folder(session, visit)
    assert count_pictures(visit) == pictures
    assert ResultsFolder(visit).language() == "de"
    assert (visit / OVERLAY).read_text() == "drawn"
    write_report(replace(session, language="en"), visit)
    assert count_pictures(visit) == pictures
    assert ResultsFolder(visit).language() == "en"


def test_pictures_follow_the_events(session: Session, visit: Path) -> None:
    first, *_ = keep_page(visit)
    before = count_pictures(visit)
    correct_events(session, visit, [Correction(REMOVE, first.onset, first.event_type, first.side)])
    page = (visit / REPORT).read_text()
    assert 0 < count_pictures(visit) <= before
    assert "One of the strongest events has no pictures" in page


def test_the_original_video_gives_new_events_their_pictures(
    session: Session, visit: Path, tmp_path: Path
) -> None:
    keep_page(visit)
    video = tmp_path / "visit.mp4"
    video.write_text("the video")
    with pytest.raises(SettingsError, match="not the video"):
        write_report(session, visit, video=video)
    before = ResultsFolder(visit).analysis()
    made_by = replace(before.provenance, file_hash=file_hash(video))
    ResultsFolder(visit).write(replace(before, provenance=made_by))
    write_report(session, visit, video=video)
    assert count_pictures(visit) == len(choose_events(before.events))
    reassess_folder(session, visit, video=video)
    assert count_pictures(visit) == len(choose_events(before.events))
    (visit / PICTURES).unlink()
    with pytest.raises(SettingsError, match="where the face was"):
        write_report(session, visit, video=video)
    write_report(session, visit)
    assert "have no pictures" in (visit / REPORT).read_text()


def test_what_changed_since_last_time_outlives_a_new_look(
    session: Session, visit: Path, tmp_path: Path
) -> None:
    march = store(make_recording(build_healthy_scene()), tmp_path / "march")
    write_report(session, visit, previous=march)
    reassess_folder(session, visit)
    assert "Not compared" not in (visit / REPORT).read_text()
    assert "Spasms a minute: from" in (visit / REPORT).read_text()
    (visit / PREVIOUS).write_text("{}")
    write_report(session, visit)
    assert "Not compared" in (visit / REPORT).read_text()
