"""Judging grafted closures."""

from typing import Any

import pytest
from benchmarks.grafts import fit_slope, score_graft, wilson

from hemiface.model.anatomy import Side
from hemiface.model.events import Event, EventSide, EventType
from hemiface.simulation import scenes
from hemiface.simulation.simulate import build_times, simulate_signals

TIME = build_times(10.0, 30.0)
DRAWN: dict[str, Any] = {
    "kind": "spasm",
    "subtype": "tonic",
    "side": "left",
    "onset_s": 4.0,
    "offset_s": 5.0,
    "regions": {"eye": 0.5},
}
TRUTH: dict[str, Any] = {
    "time_s": TIME.tolist(),
    "events": [DRAWN],
    "group": "spasm",
    "involuntary": {
        "left": {"eye": (0.5 * ((TIME >= 4) & (TIME <= 5))).tolist()},
        "right": {"eye": (0 * TIME).tolist()},
    },
}


def spasm(side: EventSide, onset: float, duration: float = 1.0) -> Event:
    return Event(onset=onset, duration=duration, event_type=EventType.SPASM, side=side)


def test_a_bout_is_found_on_its_own_side_only() -> None:
    right = score_graft("a", TRUTH, [spasm(EventSide.LEFT, 4.2)], None)
    wrong = score_graft("a", TRUTH, [spasm(EventSide.RIGHT, 4.2)], None)
    assert [(bout.found, bout.wrong_side) for bout in right.bouts] == [(True, False)]
    assert [(bout.found, bout.wrong_side) for bout in wrong.bouts] == [(False, True)]
    assert right.one_sided == ()
    assert wrong.one_sided == ("right@4.2",)


def test_what_happens_elsewhere_is_made_up() -> None:
    found = [spasm(EventSide.LEFT, 8.0), spasm(EventSide.BOTH, 1.0)]
    score = score_graft("a", TRUTH, found, None)
    assert (len(score.one_sided), score.two_sided) == (1, 1)


def test_the_reading_is_held_against_the_drive() -> None:
    signals, _ = simulate_signals(
        (scenes.build_spasm(3.9, Side.LEFT, size=0.5, duration=1.3),), TIME
    )
    (bout,) = score_graft("a", TRUTH, [], signals).bouts
    assert bout.true_closure == pytest.approx(0.5)
    assert fit_slope([bout]) == pytest.approx(bout.read_closure / 0.5)
    assert bout.left_out == 0


def test_the_interval_of_a_share_holds_it() -> None:
    low, high = wilson(8, 10)
    assert low == pytest.approx(0.490, abs=0.001)
    assert high == pytest.approx(0.943, abs=0.001)
    assert wilson(0, 0) == (0.0, 1.0)
