"""A day in a table is one day, however it is written, or it is refused."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemiface.formats.day_columns import DayDoubt, read_days

FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%Y%m%d", "%d %b %Y", "%B %d, %Y", "%Y/%m/%d", "%m/%d/%Y")


@pytest.mark.parametrize("shape", FORMATS)
def test_a_year_of_days_reads_the_same_in_every_shape(shape: str) -> None:
    days = [date(2025, 11, 3) + timedelta(days=3 * step) for step in range(60)]
    assert read_days([day.strftime(shape) for day in days]) == [day.toordinal() for day in days]


@given(st.lists(st.dates(date(1950, 1, 1), date(2099, 12, 31)), min_size=1))
def test_strokes_give_the_true_days_or_are_refused(days: list[date]) -> None:
    for shape in ("%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y"):
        try:
            found = read_days([day.strftime(shape) for day in days])
        except DayDoubt as doubt:
            assert doubt.case == "two_days"
            assert days[doubt.place] in doubt.readings
        else:
            assert found == [day.toordinal() for day in days]


@pytest.mark.parametrize(
    ("cells", "case", "place"),
    [
        (["2026-01-05", "26.01-05"], "no_day", 1),
        (["3/4/2026", "5/6/2026"], "two_days", 0),
        (["31/12/2025", "12/31/2025"], "day_order", 1),
        (["2026-02-30"], "no_day", 0),
        (["2026-01-05", "17"], "no_day", 1),
        (["5 Foo 2026"], "no_day", 0),
        (["1.1.26"], "no_day", 0),
    ],
)
def test_what_is_no_day_or_could_be_two_is_refused(cells: list[str], case: str, place: int) -> None:
    with pytest.raises(DayDoubt) as caught:
        read_days(cells)
    assert (caught.value.case, caught.value.place) == (case, place)


def test_a_time_of_day_is_a_part_of_the_day() -> None:
    found = read_days(["2026-01-05 12:00:00", None, "2026-01-05T18:00"])
    assert found == [739621.5, None, 739621.75]
