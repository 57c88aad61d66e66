"""What a person says about events is held against the recording, whichever way it comes."""

import math
from pathlib import Path

import pytest
from tests.recordings import make_recording, store

from hemiface.errors import SettingsError
from hemiface.formats.event_table import events_to_csv
from hemiface.model.anatomy import Side
from hemiface.model.corrections import Correction, CorrectionAction
from hemiface.model.events import Event, EventPattern, EventSide, EventSource, EventType
from hemiface.operations.corrections import (
    change_event,
    correct_events,
    import_annotations,
    list_corrections,
    undo_correction,
)
from hemiface.operations.reassessment import reassess_folder
from hemiface.operations.session import Session
from hemiface.results import ResultsFolder
from hemiface.results.filenames import CORRECTIONS
from hemiface.simulation.scenes import build_spasm_scene

SPASM, BLINK = EventType.SPASM, EventType.BLINK
LEFT = EventSide.LEFT

IMPOSSIBLE = {
    "after the end": (Event(61.0, 1.0, SPASM, LEFT), r"begins at 0 s and ends at 60 s"),
    "past the end": (Event(59.9, 5.0, SPASM, LEFT), r"from 59\.9 to 64\.9 s"),
    "before it begins": (Event(-1.0, 2.0, SPASM, LEFT), r"not within the recording"),
    "no time": (Event(1.0, 1e-9, SPASM, LEFT), r"lasts at least 0\.001 s"),
    "no time at all": (Event(1.0, 0.0, BLINK, LEFT), r"lasts no time"),
    "a clonic blink": (
        Event(1.0, 1.0, BLINK, LEFT, pattern=EventPattern.CLONIC),
        "cannot be clonic: only a spasm",
    ),
    "a share above 1": (Event(1.0, 1.0, SPASM, LEFT, confidence=7.0), "confidence .* cannot be 7"),
    "no number": (Event(1.0, 1.0, SPASM, LEFT, amplitude=math.nan), "amplitude .* cannot be nan"),
    "a peak elsewhere": (Event(1.0, 1.0, SPASM, LEFT, peak_time=9.0), "peak_time .* cannot be 9"),
    "no twitch": (Event(1.0, 1.0, SPASM, LEFT, n_twitches=0), "n_twitches .* cannot be 0"),
}


@pytest.fixture
def visit(tmp_path: Path) -> Path:
    return store(make_recording(build_spasm_scene(Side.LEFT)), tmp_path / "visit")


def say(event: Event) -> Correction:
    return Correction(CorrectionAction.ADD, event.onset, event=event)


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_what_cannot_be_is_refused_and_changes_nothing(
    session: Session, visit: Path, name: str
) -> None:
    event, why = IMPOSSIBLE[name]
    before = (visit / "summary.json").read_bytes()
    with pytest.raises(SettingsError, match=why):
        correct_events(session, visit, [say(event)])
    assert list_corrections(session, visit).corrections == ()
    assert (visit / "summary.json").read_bytes() == before


@pytest.mark.parametrize("name", ["past the end", "no time at all", "a clonic blink"])
def test_a_table_with_what_cannot_be_is_refused(session: Session, visit: Path, name: str) -> None:
    event, why = IMPOSSIBLE[name]
    table = visit.parent / "mine.csv"
    table.write_text(events_to_csv([Event(2.0, 1.0, SPASM, LEFT), event]))
    with pytest.raises(SettingsError, match=why):
        import_annotations(session, visit, table)
    assert list_corrections(session, visit).corrections == ()


def test_a_changed_event_stays_within_the_recording(session: Session, visit: Path) -> None:
    first = next(e for e in ResultsFolder(visit).events() if e.event_type is SPASM)
    for changes in ({"onset": 99.0}, {"duration": 0.0}, {"duration": 70.0}):
        with pytest.raises(SettingsError):
            change_event(session, visit, first.onset, changes, event_type=SPASM)
    with pytest.raises(SettingsError, match="only a spasm"):
        wanted = {"event_type": BLINK, "pattern": EventPattern.TONIC}
        change_event(session, visit, first.onset, wanted, event_type=SPASM)
    # Another type alone forgets what is untrue of it.
    change_event(session, visit, first.onset, {"event_type": BLINK}, event_type=SPASM)
    blink = next(e for e in ResultsFolder(visit).events() if e.onset == first.onset)
    assert (blink.event_type, blink.pattern, blink.n_twitches) == (BLINK, EventPattern.NONE, None)


def test_an_event_to_the_last_picture_is_taken(session: Session, visit: Path) -> None:
    done = correct_events(session, visit, [say(Event(59.5, 0.5, SPASM, LEFT))])
    assert done.corrections == 1


def test_what_older_versions_took_stays_readable_and_can_be_mended(
    session: Session, visit: Path
) -> None:
    old = (
        "action,at,onset,duration,event_type,side\n"
        "add,61.0,61.0,1.0,spasm,left\n"
        "add,1.0,1.0,0.0,blink,left\n"
    )
    (visit / CORRECTIONS).write_text(old)
    assert len(list_corrections(session, visit).corrections) == 2
    assert reassess_folder(session, visit).corrections == 2
    # What is outside already can be called something else, and removed.
    assert change_event(session, visit, 61.0, {"side": EventSide.RIGHT}).corrections == 3
    gone = Correction(CorrectionAction.REMOVE, 61.0, SPASM)
    assert correct_events(session, visit, [gone]).corrections == 4
    assert undo_correction(session, visit).corrections == 3


def test_an_event_added_by_hand_says_so(session: Session, visit: Path) -> None:
    correct_events(session, visit, [say(Event(2.0, 0.4, SPASM, LEFT))])
    (said,) = list_corrections(session, visit).corrections
    assert said.event is not None
    assert said.event.source is EventSource.CORRECTED
    assert ",detected" not in (visit / CORRECTIONS).read_text()


def test_an_event_that_is_there_is_not_added_again(session: Session, visit: Path) -> None:
    added = say(Event(46.0, 0.5, SPASM, LEFT))
    correct_events(session, visit, [added])
    for twins in ([added], [say(Event(52.0, 0.5, SPASM, LEFT))] * 2):
        with pytest.raises(SettingsError, match="is there already"):
            correct_events(session, visit, twins)
    assert [said.at for said in list_corrections(session, visit).corrections] == [46.0]
    other = say(Event(46.0, 0.5, BLINK, EventSide.BOTH))
    correct_events(session, visit, [other])
    assert [said.at for said in list_corrections(session, visit).corrections] == [46.0, 46.0]


def test_one_spasm_is_not_counted_twice(session: Session, visit: Path) -> None:
    correct_events(session, visit, [say(Event(52.0, 1.0, SPASM, LEFT))])
    for begins, lasts in ((52.0, 0.3), (52.4, 0.2), (51.5, 2.0), (52.9, 1.0)):
        with pytest.raises(SettingsError, match=r"already, from 52\.000 to 53\.000 s"):
            correct_events(session, visit, [say(Event(begins, lasts, SPASM, LEFT))])
    # Another side, another kind and what only touches it are events of their own.
    for apart in (
        Event(52.2, 0.2, SPASM, EventSide.RIGHT),
        Event(52.2, 0.2, BLINK, LEFT),
        Event(53.0, 0.5, SPASM, LEFT),
        Event(52.2, 0.2, EventType.MOVEMENT, LEFT),
        Event(52.3, 0.2, EventType.MOVEMENT, LEFT),
    ):
        correct_events(session, visit, [say(apart)])
    assert len(list_corrections(session, visit).corrections) == 6
    for changes in ({"side": LEFT}, {"side": LEFT, "duration": 0.4}):
        with pytest.raises(SettingsError, match=r"already, from 52\.000 to 53\.000 s"):
            change_event(session, visit, 52.2, changes, event_type=SPASM, side=EventSide.RIGHT)
    with pytest.raises(SettingsError, match=r"already, from 53\.000 to 53\.500 s"):
        change_event(session, visit, 52.0, {"duration": 1.2}, event_type=SPASM, side=LEFT)
    moved = change_event(session, visit, 52.0, {"duration": 0.1}, event_type=SPASM, side=LEFT)
    assert moved.corrections == 7


def test_what_met_before_may_be_corrected(session: Session, visit: Path) -> None:
    old = (
        "action,at,onset,duration,event_type,side\n"
        "add,52.0,52.0,1.0,spasm,left\n"
        "add,52.5,52.5,1.0,spasm,left\n"
    )
    (visit / CORRECTIONS).write_text(old)
    assert reassess_folder(session, visit).corrections == 2
    shorter = change_event(session, visit, 53.4, {"duration": 0.8}, event_type=SPASM, side=LEFT)
    assert shorter.corrections == 3


def test_moments_are_not_imported_and_it_is_said_which(session: Session, visit: Path) -> None:
    file = visit.parent / "points.csv"
    head = "Observation id,Behavior,Behavior type,Start (s),Stop (s),Duration (s)\n"
    point = "a,blink_both,POINT,{0},{0},NA\n"
    state = "a,spasm_left,STATE,2.0,2.5,0.5\n"
    file.write_text(head + point.format(1.5) + state + point.format(3.5))
    said = r"lasts no time \(2 in all, the first at 1\.5 s\): blink_both \(2\)"
    with pytest.raises(SettingsError, match=said) as refused:
        import_annotations(session, visit, file)
    assert "state event" in str(refused.value.hint)
    assert list_corrections(session, visit).corrections == ()
    file.write_text(head + state)
    assert import_annotations(session, visit, file).corrections > 0


@pytest.mark.parametrize("changes", [{"event_type": SPASM}, {"side": LEFT}, {"onset": None}])
def test_a_change_that_changes_nothing_is_refused_and_not_kept(
    session: Session, visit: Path, changes: dict[str, object]
) -> None:
    spasm = next(one for one in ResultsFolder(visit).events() if one.event_type is SPASM)
    before = (visit / "summary.json").read_bytes()
    if "onset" in changes:  # as pages write it, in milliseconds
        changes = {"onset": round(spasm.onset, 3), "duration": round(spasm.duration, 3)}
    with pytest.raises(SettingsError, match="that changes nothing"):
        change_event(session, visit, spasm.onset, changes, event_type=SPASM)
    assert list_corrections(session, visit).corrections == ()
    assert (visit / "summary.json").read_bytes() == before
    change_event(session, visit, spasm.onset, {"duration": spasm.duration + 0.01})
    assert len(list_corrections(session, visit).corrections) == 1
