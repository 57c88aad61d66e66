"""Drawings keep peaks, gaps and hostile words in their place."""

from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from hemiface.reports.drawing import break_at_gaps, draw, drawing, line_path, short, thin, write

VALUES = npst.arrays(
    np.float64,
    st.integers(2, 400),
    elements=st.one_of(st.floats(-100, 100), st.just(float("nan"))),
)


@given(VALUES, st.integers(4, 60))
def test_thinning_keeps_extremes_and_gaps(row: np.ndarray, limit: int) -> None:
    time = np.arange(row.size) / 30
    thin_time, (kept,) = thin(time, [row], limit)
    assert kept.size == thin_time.size <= limit
    assert np.all(np.diff(thin_time) > 0)
    assert np.isnan(kept).any() == np.isnan(row).any()
    if np.isfinite(row).any():
        assert np.nanmax(kept) == np.nanmax(row)
    if np.isfinite(row).all():
        assert kept.min() == row.min()
        assert (thin_time[0], thin_time[-1]) == (time[0], pytest.approx(time[-1]))


def test_few_points_stay_as_they_are() -> None:
    time = np.arange(5.0)
    assert thin(time, [time], 5)[0] is time


def test_a_line_stops_at_what_is_missing() -> None:
    x = np.arange(5.0)
    assert line_path(x, np.array([0.0, 1.0, np.nan, 3.0, 4.0])) == "M0 0L1 1M3 3L4 4"
    assert line_path(x, np.full(5, np.nan)) == ""


def test_a_gap_in_time_is_a_gap_in_the_line() -> None:
    time = np.array([0.0, 0.1, 0.2, 1.2, 1.3])
    broken_time, (row,) = break_at_gaps(time, [np.ones(5)])
    assert broken_time.tolist() == pytest.approx([0.0, 0.1, 0.2, 0.3, 1.2, 1.3])
    assert np.isnan(row).tolist() == [False, False, False, True, False, False]
    alone = np.zeros(1)
    assert break_at_gaps(alone, [alone])[0] is alone


def test_words_are_escaped() -> None:
    hostile = "</title><script>alert(1)</script>\"'&"
    text = write(drawing(10, 10, hostile, [draw("text", hostile, class_=hostile)]))
    assert "<script" not in text
    parsed = ElementTree.fromstring(text)
    assert parsed[0].text == parsed[1].text == parsed.attrib["aria-label"] == hostile


def test_numbers_are_short() -> None:
    assert [short(value) for value in (1.0, 0.126, -2.5, 7, "a")] == ["1", "0.13", "-2.5", "7", "a"]
