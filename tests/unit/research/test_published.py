"""Our statistics give the numbers that others published."""

import pytest
from benchmarks.published import Row, compare_all

ROWS = list(compare_all())


@pytest.mark.parametrize("row", ROWS, ids=[f"{row.method}, {row.quantity}" for row in ROWS])
def test_a_published_number_is_met(row: Row) -> None:
    assert row.agrees, f"{row.data}: theirs {row.theirs}, ours {row.ours}"


def test_the_check_can_fail() -> None:
    assert not Row("", "", "", 0.17, 0.18, 2, "").agrees
