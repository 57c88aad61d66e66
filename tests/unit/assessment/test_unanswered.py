"""Whether closures of one eye may be blinks that the other lid leaves out."""

from dataclasses import replace

import pytest
from tests.unit.assessment.test_assess import assess_scene

from hemiface.model.anatomy import Region, Side
from hemiface.model.assessment import AffectedSide
from hemiface.model.definitions import could_be_unanswered
from hemiface.model.events import Event, EventSide, EventType
from hemiface.simulation import scenes
from hemiface.simulation.acts import Act

REASON = "never seen to close together"
SHORT_S = 10.0


def close_alone(side: Side, lower_face: float = 0.0) -> list[Act]:
    """Two short, full closures of one eye."""
    pull = {Region.MOUTH: lower_face}
    return [
        scenes.build_spasm(onset, side, size=0.95, duration=0.25, lower_face=pull)
        for onset in (3.0, 6.0)
    ]


@pytest.mark.parametrize("side", Side)
def test_an_eye_that_was_never_seen_to_close_names_no_side(side: Side) -> None:
    found = assess_scene(close_alone(side), SHORT_S)
    assert found.affected_side is AffectedSide.UNCERTAIN
    assert REASON in " ".join(found.pattern.reasons)


@pytest.mark.parametrize("side", Side)
def test_one_blink_of_both_eyes_shows_that_the_other_lid_can_close(side: Side) -> None:
    found = assess_scene([*close_alone(side), scenes.build_blink(8.0)], SHORT_S)
    assert found.affected_side is AffectedSide(side.value)
    assert REASON not in " ".join(found.pattern.reasons)


@pytest.mark.parametrize("side", Side)
def test_a_mouth_that_is_pulled_along_is_no_blink(side: Side) -> None:
    found = assess_scene(close_alone(side, lower_face=3.0), SHORT_S)
    assert found.affected_side is AffectedSide(side.value)


def test_what_a_blink_of_one_lid_looks_like() -> None:
    blink = Event(
        onset=1.0,
        duration=0.3,
        event_type=EventType.SPASM,
        side=EventSide.LEFT,
        regions=(Region.EYELID,),
        amplitude=0.9,
        n_twitches=1,
    )
    assert could_be_unanswered(blink)
    assert could_be_unanswered(replace(blink, duration=0.9, n_twitches=2))
    assert not could_be_unanswered(replace(blink, duration=0.9))
    assert not could_be_unanswered(replace(blink, amplitude=0.5))
    assert not could_be_unanswered(replace(blink, regions=(Region.EYELID, Region.MOUTH)))
    assert not could_be_unanswered(replace(blink, brow_lift=True))
