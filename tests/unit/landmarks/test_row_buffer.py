"""Arrays that grow row by row."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hemiface.landmarks.row_buffer import MOST_ROWS, RowBuffer


@given(st.integers(0, 3 * MOST_ROWS))
def test_what_is_appended_is_taken_in_order(n_rows: int) -> None:
    growing = RowBuffer((2,), np.float32)
    for place in range(n_rows):
        growing.append((place, -place))
    assert len(growing) == n_rows
    taken = growing.take()
    assert taken.dtype == np.float32
    np.testing.assert_array_equal(taken, np.arange(n_rows)[:, None] * [1, -1])


def test_nothing_is_left_after_taking() -> None:
    growing = RowBuffer((), np.float64)
    growing.append(1.0)
    first = growing.take()
    growing.append(2.0)
    assert first.tolist() == [1.0]
    assert growing.take().tolist() == [2.0]


def test_one_number_fills_a_row() -> None:
    growing = RowBuffer((3, 2), np.float64)
    growing.append(np.nan)
    assert np.isnan(growing.take()).all()
