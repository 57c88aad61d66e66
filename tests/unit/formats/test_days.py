"""Days and times of day as people write them."""

from datetime import date, datetime, time

import pytest

from hemiface.formats.days import NoSuchDayError, read_clock, read_day, read_moment

TODAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-02-03", date(2026, 2, 3)),
        ("3.2.2026", date(2026, 2, 3)),
        ("today", TODAY),
        ("Yesterday ", date(2026, 2, 28)),
        ("gestern", date(2026, 2, 28)),
        ("vorgestern", date(2026, 2, 27)),
        ("3 weeks ago", date(2026, 2, 8)),
        ("a day ago", date(2026, 2, 28)),
        ("vor 3 Wochen", date(2026, 2, 8)),
        ("vor einer Woche", date(2026, 2, 22)),
        ("vor 2 Tagen", date(2026, 2, 27)),
    ],
)
def test_days(text: str, day: date) -> None:
    assert read_day(text, TODAY) == day


NO_DAYS = ["", "soon", "2026-02-30", "31.2.2026", "3/2/2026", "3 months ago", "99999 weeks ago"]


@pytest.mark.parametrize("text", NO_DAYS)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_day(text, TODAY)


@pytest.mark.parametrize("text", ["2026-02-30", "31.02.2026", "29.2.25"])
def test_a_day_that_is_in_no_calendar_is_told_from_what_is_no_day(text: str) -> None:
    with pytest.raises(NoSuchDayError):
        read_day(text, TODAY)


def test_times_of_day() -> None:
    assert read_clock("9:05") == read_clock("9.05") == time(9, 5)
    assert read_clock("23:05:07") == time(23, 5, 7)
    for text in ("9", "25:00", "noon", "10.12.26", "9.3"):
        with pytest.raises(ValueError, match=r"."):
            read_clock(text)


def test_moments() -> None:
    assert read_moment(None, None, TODAY) is None
    assert read_moment("yesterday", None, TODAY) == date(2026, 2, 28)
    assert read_moment(None, "9:30", TODAY) == datetime(2026, 3, 1, 9, 30)
    assert read_moment("2026-02-03", "9:30", TODAY) == datetime(2026, 2, 3, 9, 30)
    assert read_moment(None, "2026-02-03T09:30", TODAY) == datetime(2026, 2, 3, 9, 30)
    for on, at in (("2026-02-03", "2026-02-03T09:30"), (None, "2026-02-03"), (None, "noon")):
        with pytest.raises(ValueError, match=r"."):
            read_moment(on, at, TODAY)
