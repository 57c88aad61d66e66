"""One word on spasm in two recordings."""

import pytest

from hemiface.model.assessment import AffectedSide
from hemiface.model.change import BURDEN, RATE, Change, Verdict, find_spasm_sides, judge_spasm
from hemiface.model.events import EventSide

LEFT, RIGHT = EventSide.LEFT, EventSide.RIGHT
BETTER, WORSE, SAME, UNKNOWN = (
    Verdict.BETTER,
    Verdict.WORSE,
    Verdict.NO_CHANGE,
    Verdict.NOT_COMPARABLE,
)


def change(name: str, verdict: Verdict, side: EventSide = LEFT) -> Change:
    return Change(name, "", side, 10.0, 0.0, -10.0, 8.0, verdict)


@pytest.mark.parametrize(
    ("time", "rate", "word"),
    [
        (BETTER, SAME, BETTER),
        (SAME, WORSE, WORSE),
        (SAME, UNKNOWN, SAME),
        (BETTER, WORSE, Verdict.DIFFERENT),
        (UNKNOWN, UNKNOWN, UNKNOWN),
    ],
)
def test_time_and_rate_of_spasm_speak_together(time: Verdict, rate: Verdict, word: Verdict) -> None:
    assert judge_spasm([change(BURDEN, time), change(RATE, rate)], (LEFT,)) is word


def test_no_spasm_left_is_better_although_its_time_has_no_noise() -> None:
    assert judge_spasm([change(BURDEN, UNKNOWN), change(RATE, BETTER)], (LEFT,)) is BETTER


def test_the_other_side_and_other_measures_say_nothing() -> None:
    changes = [change(BURDEN, WORSE, RIGHT), change("blink_rate_per_min", WORSE)]
    assert judge_spasm(changes, (LEFT,)) is UNKNOWN


def test_the_side_is_the_one_that_a_recording_names() -> None:
    assert find_spasm_sides(AffectedSide.NONE, AffectedSide.RIGHT) == (RIGHT,)
    assert find_spasm_sides(AffectedSide.BOTH, AffectedSide.NONE) == (LEFT, RIGHT)
    assert find_spasm_sides(AffectedSide.LEFT, AffectedSide.UNCERTAIN, AffectedSide.LEFT) == (LEFT,)


def test_the_left_that_became_the_right_is_neither_better_nor_worse() -> None:
    sides = find_spasm_sides(AffectedSide.LEFT, AffectedSide.RIGHT)
    assert sides == ()
    changes = [change(RATE, BETTER), change(RATE, WORSE, RIGHT)]
    assert judge_spasm(changes, sides) is UNKNOWN
