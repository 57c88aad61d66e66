"""A person's word wins, and is never lost without a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemiface.events.corrections import apply_corrections
from hemiface.model.corrections import Correction, CorrectionAction
from hemiface.model.events import Event, EventSide, EventSource, EventType

LEFT, RIGHT = EventSide.LEFT, EventSide.RIGHT
ADD, REMOVE, CHANGE = CorrectionAction.ADD, CorrectionAction.REMOVE, CorrectionAction.CHANGE


def spasm(onset: float, side: EventSide = LEFT) -> Event:
    return Event(onset, 0.5, EventType.SPASM, side)


def test_add_remove_and_change() -> None:
    events = [spasm(1.0), spasm(5.0), spasm(9.0)]
    said = [
        Correction(REMOVE, 1.2, EventType.SPASM),
        Correction(CHANGE, 5.1, side=LEFT, event=spasm(5.0, RIGHT)),
        Correction(ADD, 3.0, event=spasm(3.0)),
    ]
    found, lost = apply_corrections(events, said)
    assert [(e.onset, e.side, e.source) for e in found] == [
        (3.0, LEFT, EventSource.CORRECTED),
        (5.0, RIGHT, EventSource.CORRECTED),
        (9.0, LEFT, EventSource.DETECTED),
    ]
    assert lost == ()


def test_the_nearest_of_type_and_side_is_meant() -> None:
    events = [spasm(1.0), spasm(1.0, RIGHT), Event(1.0, 0.2, EventType.BLINK, EventSide.BOTH)]
    found, _ = apply_corrections(events, [Correction(REMOVE, 1.1, EventType.SPASM, RIGHT)])
    assert [(e.event_type, e.side) for e in found] == [
        (EventType.BLINK, EventSide.BOTH),
        (EventType.SPASM, LEFT),
    ]


def test_a_correction_without_its_event_is_given_back() -> None:
    gone = Correction(REMOVE, 30.0)
    found, lost = apply_corrections([spasm(1.0)], [gone])
    assert lost == (gone,)
    assert len(found) == 1


def test_a_removed_event_has_no_new_one_and_others_need_it() -> None:
    with pytest.raises(ValueError, match="new one"):
        Correction(ADD, 1.0)
    with pytest.raises(ValueError, match="new one"):
        Correction(REMOVE, 1.0, event=spasm(1.0))


@given(st.lists(st.floats(0, 100), max_size=6, unique_by=int))
def test_taking_away_all_that_was_added_changes_nothing(onsets: list[float]) -> None:
    events = [spasm(200.0)]
    added = [Correction(ADD, t, event=spasm(t)) for t in onsets]
    removed = [Correction(REMOVE, t) for t in onsets]
    found, lost = apply_corrections(events, [*added, *removed])
    assert found == tuple(events)
    assert lost == ()
