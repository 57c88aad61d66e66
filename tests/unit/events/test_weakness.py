"""Blinks that one lid does not answer."""

import pytest
from tests.unit.events.test_detect import detect

from hemiface.model.anatomy import Region, Side
from hemiface.model.events import EventSide, EventType
from hemiface.simulation import scenes
from hemiface.simulation.acts import Act

MOMENTS = (3.0, 6.0, 10.0, 14.0)


def blink_alone(onset: float, side: Side, lower_face: float = 0.0) -> Act:
    return scenes.build_spasm(
        onset, side, size=0.95, duration=0.25, lower_face={Region.MOUTH: lower_face}
    )


@pytest.mark.parametrize("side", [*Side])
def test_blinks_that_one_lid_does_not_answer_are_no_spasm_of_the_other(side: Side) -> None:
    events = detect(*(blink_alone(onset, side) for onset in MOMENTS))
    assert [(e.event_type, e.side, e.subtype) for e in events] == [
        (EventType.BLINK, EventSide.of(side), "unanswered")
    ] * len(MOMENTS)


def test_twitches_of_a_person_whose_eyes_blink_together_are_spasm() -> None:
    blinks = [scenes.build_blink(onset) for onset in (4.5, 8.0, 12.0)]
    events = detect(*blinks, *(blink_alone(onset, Side.LEFT) for onset in MOMENTS))
    spasms = [event for event in events if event.event_type is EventType.SPASM]
    assert len(spasms) == len(MOMENTS)


def test_two_closures_are_too_few_to_tell() -> None:
    events = detect(*(blink_alone(onset, Side.LEFT) for onset in MOMENTS[:2]))
    assert {event.event_type for event in events} == {EventType.SPASM}
