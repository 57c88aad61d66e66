"""Agreement of lists of events whose agreement is known."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemiface.events.agreement import compare_answers, mark_bins, match_events, score_agreement
from hemiface.model.agreement import Agreement, EventScore, Pair
from hemiface.model.events import Event, EventSide, EventType

LEFT, RIGHT, BOTH = EventSide.LEFT, EventSide.RIGHT, EventSide.BOTH


def spasm(onset: float, duration: float = 0.5, side: EventSide = LEFT) -> Event:
    return Event(onset, duration, EventType.SPASM, side)


def score(found: Agreement, kind: EventType, side: EventSide | None = None) -> EventScore:
    (one,) = (s for s in found.scores if s.event_type is kind and s.side is side)
    return one


def agree(reference: list[Event], found: list[Event], duration_s: float = 60.0) -> Agreement:
    return score_agreement([Pair(tuple(reference), tuple(found), duration_s)])


def test_a_list_agrees_with_itself() -> None:
    events = [spasm(t) for t in (1.0, 5.0, 9.0)] + [Event(3.0, 0.2, EventType.BLINK, BOTH)]
    found = agree(events, events)
    for one in found.scores:
        assert (one.precision, one.recall, one.f1, one.kappa) == (1.0, 1.0, 1.0, 1.0)
        assert one.onset_error_90_s == 0.0
    assert all(limits.bias == 0.0 for limits in found.limits)


def test_counts_precision_recall_and_onset_error() -> None:
    found = agree([spasm(1.0), spasm(5.0), spasm(9.0)], [spasm(1.1), spasm(5.2), spasm(20.0)])
    one = score(found, EventType.SPASM)
    assert (one.n_matched, one.n_missed, one.n_extra) == (2, 1, 1)
    assert one.precision == one.recall == one.f1 == pytest.approx(2 / 3)
    assert one.onset_error_median_s == pytest.approx(0.15)
    assert one.onset_bias_s == pytest.approx(0.15)


def test_the_wrong_side_is_no_match_and_is_counted() -> None:
    one = score(agree([spasm(1.0)], [spasm(1.0, side=RIGHT)]), EventType.SPASM)
    assert (one.n_matched, one.n_missed, one.n_extra, one.n_wrong_side) == (0, 1, 1, 1)
    assert one.f1 == 0.0


def test_a_bout_found_in_two_pieces_counts_once() -> None:
    one = score(agree([spasm(1.0, 3.0)], [spasm(1.0), spasm(3.0)]), EventType.SPASM)
    assert (one.n_matched, one.n_missed, one.n_extra) == (1, 0, 1)


def test_the_tolerance_bridges_a_gap() -> None:
    first, second = [spasm(1.0)], [spasm(1.58)]
    assert match_events(first, second, 0.1) == [(0, 0)]
    assert match_events(first, second, 0.05) == []
    assert match_events([], second) == []


def test_as_many_as_possible_are_matched() -> None:
    reference = [spasm(0.0, 1.0), spasm(1.0, 1.0)]
    found = [spasm(0.9, 0.3), spasm(1.9, 0.5)]
    assert match_events(reference, found, 0.0) == [(0, 0), (1, 1)]


def test_events_of_one_list_only() -> None:
    one = score(agree([spasm(1.0)], []), EventType.SPASM)
    assert one.precision is None
    assert one.recall == 0.0
    assert one.onset_error_median_s is None
    assert score_agreement([Pair((), (), 10.0)]).scores == ()


def test_kappa_is_cohens() -> None:
    first = np.array([1, 1, 0, 0, 0, 0, 0, 0, 1, 0], dtype=bool)
    second = np.array([1, 0, 0, 0, 0, 0, 0, 0, 1, 1], dtype=bool)
    # 8 of 10 alike; by chance 0.3 * 0.3 + 0.7 * 0.7.
    assert compare_answers(first, second) == pytest.approx((0.8 - 0.58) / (1 - 0.58))
    assert compare_answers(np.zeros(5, dtype=bool), np.zeros(5, dtype=bool)) is None
    assert compare_answers(np.zeros(0, dtype=bool), np.zeros(0, dtype=bool)) is None


@given(
    st.lists(st.tuples(st.integers(0, 90), st.integers(1, 30)), max_size=6),
    st.sampled_from([0.25, 0.5, 2.0]),
)
def test_a_bin_is_marked_where_an_event_touches_it(
    spans: list[tuple[int, int]], bin_s: float
) -> None:
    """Quarters of seconds are exact, and so is each bin's edge."""
    events = [spasm(onset / 4, length / 4) for onset, length in spans]
    marked = mark_bins(events, 30.0, bin_s)
    starts = np.arange(len(marked)) * bin_s
    expected = [any(e.onset < at + bin_s and e.offset > at for e in events) for at in starts]
    assert len(marked) == round(30 / bin_s)
    assert marked.tolist() == expected


def test_bins_are_half_open() -> None:
    np.testing.assert_array_equal(mark_bins([spasm(1.0, 1.0)], 4.0, 1.0), [0, 1, 0, 0])
    np.testing.assert_array_equal(mark_bins([spasm(1.5, 1.0)], 4.0, 1.0), [0, 1, 1, 0])
    np.testing.assert_array_equal(mark_bins([spasm(9.0)], 4.0, 1.0), [0, 0, 0, 1])


def test_limits_of_agreement_over_recordings_and_windows() -> None:
    pairs = [
        Pair((spasm(1.0),), tuple(spasm(float(t)) for t in range(1, 2 + extra)), 60.0)
        for extra in (0, 1, 2)
    ]
    rate = score_agreement(pairs).limits[0]
    assert (rate.per, rate.n, rate.bias) == ("recording", 3, 1.0)
    assert rate.high == pytest.approx(1.0 + 1.96)
    single = agree([spasm(1.0), spasm(15.0)], [spasm(1.0)], 60.0).limits[0]
    assert (single.per, single.n) == ("window of 10 s", 6)
    assert single.bias == pytest.approx(-1.0)
    short = agree([spasm(1.0)], [spasm(1.0)], 10.0).limits[0]
    assert short.low is None


@given(
    st.lists(
        st.tuples(st.floats(0, 50), st.floats(0.01, 3), st.sampled_from(EventSide)), max_size=8
    ),
    st.lists(
        st.tuples(st.floats(0, 50), st.floats(0.01, 3), st.sampled_from(EventSide)), max_size=8
    ),
)
def test_agreement_is_fair_to_both_and_blind_to_mirrors(
    first: list[tuple[float, float, EventSide]], second: list[tuple[float, float, EventSide]]
) -> None:
    a, b = [spasm(*row) for row in first], [spasm(*row) for row in second]
    there, back = agree(a, b), agree(b, a)
    for one, other in zip(there.scores, back.scores, strict=True):
        assert one.n_matched == other.n_matched
        assert (one.n_missed, one.n_extra) == (other.n_extra, other.n_missed)
        assert one.f1 == other.f1
        assert one.kappa == pytest.approx(other.kappa) if one.kappa else other.kappa == one.kappa
    mirrored = agree(
        [replace(e, side=e.side.opposite) for e in a], [replace(e, side=e.side.opposite) for e in b]
    )
    pooled = [s for s in there.scores if s.side is None]
    assert [s.f1 for s in mirrored.scores if s.side is None] == [s.f1 for s in pooled]


def test_a_moment_and_what_lies_behind_the_end_mark_one_bin() -> None:
    assert mark_bins([spasm(2.5, 0.0)], 5.0, 1.0).tolist() == [False, False, True, False, False]
    assert mark_bins([spasm(7.0, 0.0)], 3.0, 1.0).tolist() == [False, False, True]
    assert mark_bins([spasm(2.0, 0.0)], 3.0, 1.0).tolist() == [False, False, True]
    assert mark_bins([], 0.0, 1.0).tolist() == [False]


@pytest.mark.parametrize(
    ("onset", "duration", "bins"),
    [
        (0.0, 1.0, [0]),
        (0.0, 1.01, [0, 1]),
        (1.0, 1.0, [1]),
        (0.99, 0.02, [0, 1]),
        (2.0, 0.0, [2]),
        (-1.5, 2.0, [0]),
        (-1.5, 0.5, [0]),
        (3.4, 9.0, [3]),
        (9.0, 1.0, [3]),
    ],
)
def test_bins_that_an_event_touches_are_marked(
    onset: float, duration: float, bins: list[int]
) -> None:
    event = Event(onset, duration, EventType.SPASM, EventSide.LEFT)
    assert np.flatnonzero(mark_bins([event], 3.5, 1.0)).tolist() == bins
    assert mark_bins([event], 3.5, 1.0).size == 4
