"""Events survive the way to other programs and back."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.annotations import write_annotations

from hemiface.errors import OutputNotWritableError, SettingsError
from hemiface.formats.annotations import (
    Label,
    events_to_bids,
    interpret_label,
)
from hemiface.formats.elan import read_elan, write_elan
from hemiface.model.analysis import Task
from hemiface.model.anatomy import Region
from hemiface.model.corrections import Correction, CorrectionAction, CorrectionLog
from hemiface.model.events import Event, EventPattern, EventSide, EventSource, EventType
from hemiface.model.tasks import TaskName
from hemiface.operations.annotations import read_annotations
from hemiface.results import ResultsFolder
from hemiface.results.corrections import corrections_from_csv, corrections_to_csv

EVENTS = (
    Event(0.5, 0.2, EventType.BLINK, EventSide.BOTH, subtype="complete"),
    Event(
        1.25,
        0.75,
        EventType.SPASM,
        EventSide.LEFT,
        EventPattern.CLONIC,
        regions=(Region.EYELID, Region.MOUTH),
    ),
    Event(4.0, 2.0, EventType.SYNKINESIS, EventSide.RIGHT, subtype="mouth_to_eye"),
    Event(7.0, 1.5, EventType.MOVEMENT, EventSide.BOTH, subtype="brow_raise"),
)
SUFFIXES = (".eaf", ".tsv", ".boris.csv", ".csv")

events = st.lists(
    st.builds(
        Event,
        onset=st.integers(0, 10**6).map(lambda ms: ms / 1000),
        duration=st.integers(0, 10**5).map(lambda ms: ms / 1000),
        event_type=st.sampled_from(EventType),
        side=st.sampled_from(EventSide),
        pattern=st.sampled_from(EventPattern),
        regions=st.sets(st.sampled_from(Region)).map(
            lambda found: tuple(region for region in Region if region in found)
        ),
    ),
    max_size=5,
)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_is_written_is_read(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"visit{suffix}"
    write_annotations(EVENTS, file)
    found = read_annotations(file)
    assert found.left_aside == ()
    for event, again in zip(EVENTS, found.events, strict=True):
        for name in ("event_type", "side", "pattern", "subtype", "regions"):
            assert getattr(again, name) == getattr(event, name)
        assert again.onset == pytest.approx(event.onset, abs=5e-4)
        assert again.duration == pytest.approx(event.duration, abs=1e-3)


@given(events)
def test_elan_keeps_times_to_the_millisecond(given_events: list[Event]) -> None:
    rows = [(e.onset, e.offset, f"{e.event_type}_{e.side}", "") for e in given_events]
    again = read_elan(write_elan(rows))
    assert sorted((round(a, 3), round(b, 3), c, d) for a, b, c, d in again) == sorted(
        (round(a, 3), round(b, 3), c, d) for a, b, c, d in rows
    )


def test_what_overlaps_has_tiers_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "a.eaf"
    talking = Event(1.0, 5.0, EventType.MOVEMENT, EventSide.BOTH, subtype="talking")
    smile = Event(2.0, 1.0, EventType.MOVEMENT, EventSide.BOTH, subtype="smile")
    write_annotations((smile, talking), file)
    assert {row[2] for row in read_elan(file.read_bytes())} == {"movement_both", "movement_both_2"}
    assert [event.subtype for event in read_annotations(file).events] == ["talking", "smile"]


def test_elan_names_the_video_and_orders_its_slots() -> None:
    data = write_elan([(2.0, 3.0, "spasm_left", ""), (1.0, 4.0, "blink", "")], "visit.mp4")
    text = data.decode()
    assert 'MEDIA_URL="./visit.mp4"' in text
    assert 'MIME_TYPE="video/mp4"' in text
    values = [int(part.split('"')[0]) for part in text.split('TIME_VALUE="')[1:]]
    assert values == [1000, 2000, 3000, 4000]
    assert data == write_elan([(2.0, 3.0, "spasm_left", ""), (1.0, 4.0, "blink", "")], "visit.mp4")


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("Spasm Left", "", (EventType.SPASM, EventSide.LEFT)),
        ("L", "spasm clonic", (EventType.SPASM, EventSide.LEFT)),
        ("blink", "", (EventType.BLINK, EventSide.BOTH)),
        ("events", "bilateral spasm", (EventType.SPASM, EventSide.BOTH)),
        ("spasm", "", None),
        ("speech", "hello", None),
    ],
)
def test_words_of_raters_are_understood(
    name: str, value: str, expected: tuple[EventType, EventSide] | None
) -> None:
    event = interpret_label(Label(1.0, 2.0, name, value))
    assert (event and (event.event_type, event.side)) == expected
    if event:
        assert event.source is EventSource.ANNOTATED


def test_other_tiers_are_left_aside_and_said(tmp_path: Path) -> None:
    file = tmp_path / "a.eaf"
    file.write_bytes(write_elan([(0, 1, "spasm_left", ""), (0, 1, "speech", "hello")]))
    found = read_annotations(file)
    assert found.left_aside == ("speech",)
    assert len(found.events) == 1


def test_boris_start_and_stop_rows(tmp_path: Path) -> None:
    file = tmp_path / "b.csv"
    file.write_text(
        "Observation id,Time,Subject,Behavior,Behavior type,Modifier #1\n"
        "a,1.0,p,spasm_left,START,clonic\n"
        "a,1.5,p,blink,POINT,\n"
        "a,2.0,p,spasm_left,STOP,clonic\n"
    )
    spasm, blink = read_annotations(file).events
    assert (spasm.onset, spasm.offset, spasm.pattern) == (1.0, 2.0, EventPattern.CLONIC)
    assert (blink.onset, blink.duration) == (1.5, 0.0)


def test_boris_point_events_among_aggregated_ones(tmp_path: Path) -> None:
    file = tmp_path / "b.csv"
    head = "Observation id,Behavior,Behavior type,Start (s),Stop (s),Duration (s)\n"
    file.write_text(f"{head}a,blink,POINT,1.5,NA,NA\na,blink,POINT,2.5,2.5,NA\n")
    found = [(event.onset, event.duration) for event in read_annotations(file).events]
    assert found == [(1.5, 0.0), (2.5, 0.0)]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("a,1.0,p,spasm_left,START\n", "never stops"),
        ("a,1.0,p,spasm_left,STOP\n", "twice"),
        ("a,1.0,p,spasm_left,START\na,2.0,p,spasm_left,START\n", "twice"),
    ],
)
def test_boris_rows_that_do_not_pair_are_refused(tmp_path: Path, rows: str, message: str) -> None:
    file = tmp_path / "b.csv"
    file.write_text("Observation id,Time,Subject,Behavior,Behavior type\n" + rows)
    with pytest.raises(SettingsError, match=message):
        read_annotations(file)


def test_bids_writes_trial_type_and_missing_values(tmp_path: Path) -> None:
    file = tmp_path / "sub-01_events.tsv"
    write_annotations(EVENTS, file)
    header, first, *_ = file.read_text().splitlines()
    assert header.split("\t")[:3] == ["onset", "duration", "trial_type"]
    assert first.split("\t")[:4] == ["0.5", "0.2", "blink", "both"]
    assert "n/a" in first


def test_bids_says_what_was_asked_and_reads_it_as_no_event(tmp_path: Path) -> None:
    tasks = (Task(0.0, 0.4, TaskName.REST), Task(0.6, 2.0, TaskName.FORCED_CLOSURE))
    file = tmp_path / "sub-01_events.tsv"
    file.write_text(events_to_bids(EVENTS, tasks))
    rows = [line.split("\t") for line in file.read_text().splitlines()[1:]]
    assert rows[0][:3] == ["0", "0.4", "rest"]
    assert set(rows[0][3:]) == {"n/a", "rest"}
    onsets = [float(row[0]) for row in rows]
    assert onsets == sorted(onsets)
    read = read_annotations(file)
    assert len(read.events) == len(EVENTS)
    assert read.left_aside == ("rest", "forced_closure")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.eaf", "no xml"),
        ("a.eaf", "<a/>"),
        ("a.eaf", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        ("a.csv", "x,y\n1,2\n"),
        ("a.csv", "onset,duration,event_type,side\nlate,1,spasm,left\n"),
        ("a.csv", "Behavior,Start (s),Stop (s)\neating,1,2\n"),
    ],
)
def test_files_that_hold_no_events_are_refused(tmp_path: Path, name: str, text: str) -> None:
    file = tmp_path / name
    file.write_text(text)
    with pytest.raises(SettingsError) as error:
        read_annotations(file)
    assert error.value.hint


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        read_annotations(tmp_path / "none.eaf")


def test_corrections_are_kept_and_read(tmp_path: Path) -> None:
    said = (
        Correction(CorrectionAction.REMOVE, 1.5, EventType.SPASM, EventSide.LEFT, author="AB"),
        Correction(CorrectionAction.ADD, 1.25, event=EVENTS[1]),
        Correction(CorrectionAction.CHANGE, 4.0, event=EVENTS[2]),
    )
    assert ResultsFolder(tmp_path).corrections() == ()
    log = CorrectionLog(said[:2], said[2:])
    ResultsFolder(tmp_path).write_corrections(log)
    assert ResultsFolder(tmp_path).corrections() == said[:2]
    assert corrections_from_csv(corrections_to_csv(log)) == log


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("remove,nan,", r"line 2, at: nan is not a number"),
        ("remove,inf,", r"line 2, at: inf is not a number"),
        ("remove,,", r"line 2, at: it is missing"),
        ("forget,1,", r"line 2, action: forget is none of add, remove, change"),
        ("add,1,nan", r"line 2, onset: nan is not a number"),
        ("add,1,-1e9", r"line 2: no recording reaches"),
    ],
)
def test_a_cell_of_a_correction_that_is_no_number_is_named(row: str, why: str) -> None:
    text = f"action,at,onset,duration,event_type,side\n{row},1,spasm,left\n"
    with pytest.raises(ValueError, match=why):
        corrections_from_csv(text)


def test_corrections_that_are_none_are_refused(tmp_path: Path) -> None:
    (tmp_path / "corrections.csv").write_text("action,at\nforget,1\n")
    with pytest.raises(SettingsError, match="line 2"):
        ResultsFolder(tmp_path).corrections()
    with pytest.raises(OutputNotWritableError):
        ResultsFolder(tmp_path / "none").write_corrections(CorrectionLog())
