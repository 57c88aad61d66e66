"""The chance of having seen nothing by luck."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemiface.assessment.luck import STATED_SHARE, chance_of_seeing_none, seconds_until


@pytest.mark.parametrize(("seconds", "chance"), [(0, 1.0), (20, 0.90), (60, 0.74), (180, 0.41)])
def test_the_chance_at_the_lowest_published_rate(seconds: float, chance: float) -> None:
    assert chance_of_seeing_none(seconds) == pytest.approx(chance, abs=0.006)


@given(st.floats(1, 3600), st.floats(0.1, 30))
def test_more_time_or_more_spasms_leave_less_to_luck(seconds: float, rate: float) -> None:
    here = chance_of_seeing_none(seconds, rate)
    assert chance_of_seeing_none(seconds * 2, rate) <= here
    assert chance_of_seeing_none(seconds, rate * 2) <= here


def test_the_time_needed_is_the_inverse() -> None:
    assert chance_of_seeing_none(seconds_until(STATED_SHARE)) == pytest.approx(STATED_SHARE)
