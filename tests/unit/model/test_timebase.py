"""Time that is neither even nor whole."""

import numpy as np
import pytest

from hemiface.model.timebase import (
    bridge,
    check_times,
    find_spans,
    frame_durations_s,
    usual_interval_s,
    valid_time_s,
)


@pytest.mark.parametrize(
    "time", [[0.0, 1.0, 1.0], [1.0, 0.0], [0.0, np.nan], [0.0, np.inf], [[0.0, 1.0]]]
)
def test_times_that_do_not_go_on_are_refused(time: list[float]) -> None:
    with pytest.raises(ValueError, match="times must"):
        check_times(np.array(time))


def test_a_gap_is_not_time_that_was_watched() -> None:
    time = np.array([0.0, 0.1, 0.2, 5.0, 5.1])
    assert frame_durations_s(time) == pytest.approx([0.1] * 5)
    assert valid_time_s(time, np.array([True, True, False, True, True])) == pytest.approx(0.4)


def test_a_frame_alone_has_no_length() -> None:
    assert np.isnan(usual_interval_s(np.zeros(1)))
    assert frame_durations_s(np.zeros(1)).tolist() == [0.0]
    assert frame_durations_s(np.zeros(0)).size == 0


def test_spans_are_half_open_and_can_be_widened() -> None:
    mask = np.array([True, False, False, True, True, False])
    assert find_spans(mask) == [(0, 1), (3, 5)]
    assert find_spans(~np.ones(3, bool)) == []
    time = np.linspace(0.0, 0.5, 6)
    assert find_spans(bridge(mask, time, 0.11)) == [(0, 6)]
    assert find_spans(bridge(mask, time, 0.0)) == find_spans(mask)
