"""Where closures of both eyes begin, end and are still blinks."""

from dataclasses import replace

import numpy as np
import pytest
from tests.unit.events.test_detect import SETTINGS, TIME, simulate

from hemiface.events.closures import classify_closures, find_closures
from hemiface.model.events import EventType
from hemiface.model.signals import Signals
from hemiface.simulation import scenes


def with_lids(points: dict[float, float]) -> Signals:
    """Both lids on straight lines between points: seconds and closure."""
    signals = simulate()
    row = np.interp(TIME, [*points], [*points.values()])
    sides = {
        side: replace(getattr(signals, side), eyelid_closure=row.copy())
        for side in ("left", "right")
    }
    return replace(signals, **sides)


def test_a_blink_out_of_a_long_look_down_may_last_up_to_the_limit() -> None:
    look = scenes.build_look_down(5.0, duration=3.0, size=0.6)
    signals = simulate(look, scenes.build_blink(6.5))
    (blink,) = find_closures(signals, SETTINGS)
    assert blink.half_width_s < 0.3
    for limit, is_blink in ((blink.half_width_s, True), (blink.half_width_s - 1e-9, False)):
        settings = SETTINGS.model_copy(update={"blink_half_width_s": limit})
        (found,) = find_closures(signals, settings)
        assert (found.half_width_s == blink.half_width_s) is is_blink
        assert (found.span.duration < 1) is is_blink


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_long_closure_begins_where_lids_leave_the_level_at_which_they_rested(
    mirrored: bool,
) -> None:
    """Eyes are narrowed, narrow more, and are then shut for long."""
    points = {0.0: 0.2, 4.0: 0.2, 4.2: 0.45, 5.0: 0.45, 5.1: 0.9, 6.5: 0.9, 6.6: 0.2, 20.0: 0.2}
    if mirrored:
        last = float(TIME[-1])
        points = {last - at: level for at, level in reversed(points.items())}
    (closure,) = find_closures(with_lids(points), SETTINGS)
    begins, ends = closure.span.onset, closure.span.offset
    if mirrored:
        begins, ends = last - ends, last - begins
    # A tenth of the way from each level.
    assert begins == pytest.approx(5.01, abs=0.005)
    assert ends == pytest.approx(6.59, abs=0.005)
    assert closure.amplitude == pytest.approx(0.9)
    assert closure.half_width_s == pytest.approx(1.528, abs=0.01)


def shut_in_turn(
    apart_s: float, between: float, widths_s: tuple[float, ...]
) -> list[tuple[EventType, int | None]]:
    """What closures become that follow each other and are down to some level between."""
    points = {0.0: 0.0, 4.7: 0.0}
    for place, width in enumerate(widths_s):
        peak = 5.0 + place * apart_s
        points |= {peak - width: between if place else 0.0, peak: 0.95, peak + width: between}
    points |= {max(points) + 0.2: 0.0, 20.0: 0.0}
    signals = with_lids(points)
    events = classify_closures(signals, find_closures(signals, SETTINGS), SETTINGS)
    return [(event.event_type, event.n_twitches) for event in events]


@pytest.mark.parametrize(
    ("apart_s", "between", "widths_s"),
    [
        (0.6, 0.2, (0.18,) * 4),
        (0.55, 0.2, (0.18,) * 3),
        (0.9, 0.1, (0.18, 0.42, 0.18)),
    ],
)
def test_blinks_of_which_one_is_slow_or_lids_do_not_come_back_all_the_way_are_no_spasm(
    apart_s: float, between: float, widths_s: tuple[float, ...]
) -> None:
    found = shut_in_turn(apart_s, between, widths_s)
    assert found == [(EventType.BLINK, None)] * len(widths_s)


@pytest.mark.parametrize(
    ("apart_s", "between", "widths_s"),
    [
        (0.35, 0.1, (0.13,) * 4),
        (0.55, 0.4, (0.18,) * 4),
        (0.9, 0.1, (0.4,) * 3),
    ],
)
def test_closures_that_are_quick_or_from_lids_half_shut_or_mostly_slow_are_spasm(
    apart_s: float, between: float, widths_s: tuple[float, ...]
) -> None:
    assert shut_in_turn(apart_s, between, widths_s) == [(EventType.SPASM, len(widths_s))]
