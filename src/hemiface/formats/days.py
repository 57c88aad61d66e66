"""Days and times of day as people write them."""

import re
from datetime import date, datetime, time, timedelta

DAYS_AGO = {"today": 0, "heute": 0, "yesterday": 1, "gestern": 1, "vorgestern": 2}
"""Words for days, and how many days ago they were."""

DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})")
"""A day as it is written in Germany and elsewhere, the day of the month first."""

AGO = re.compile(
    r"(?P<n>\d{1,4}|a|one) (?P<unit>day|week)s? ago"
    r"|vor (?P<zahl>\d{1,4}|einem|einer) (?P<einheit>tag|woche)(?:en|n)?"
)
"""A day by how long it is past; months and years are of no length that would name one."""

UNIT_D = {"day": 1, "tag": 1, "week": 7, "woche": 7}

ISO = re.compile(r"\d{4}-\d{2}-\d{2}")

CENTURY = 2000
"""Of a year that is written with two digits."""

CLOCK = re.compile(r"(\d{1,2})(?::(\d{2})(?::(\d{2}))?|\.(\d{2}))")
"""A time of day; with points it is told from a day by having one only."""


class NoSuchDayError(ValueError):
    """What is written as a day, and is none of the calendar."""


def read_day(text: str, today: date) -> date:
    """Day from ``2026-03-01``, ``1.3.2026``, ``today``, ``yesterday`` or ``3 weeks ago``.

    Raises
    ------
    ValueError
        If it is none.
    NoSuchDayError
        If it is written as one, and the calendar has none such.

    Examples
    --------
    >>> read_day("yesterday", date(2026, 3, 1))
    datetime.date(2026, 2, 28)
    """
    word = text.strip().lower()
    if word in DAYS_AGO:
        return today - timedelta(days=DAYS_AGO[word])
    if ago := AGO.fullmatch(word):
        count, unit = ago["n"] or ago["zahl"], ago["unit"] or ago["einheit"]
        return today - timedelta(days=UNIT_D[unit] * (int(count) if count.isdigit() else 1))
    try:
        return read_dotted(word) or date.fromisoformat(word)
    except ValueError as error:
        if DOTTED.fullmatch(word) or ISO.fullmatch(word):
            raise NoSuchDayError(text) from error
        raise


def read_dotted(text: str) -> date | None:
    """Day from ``1.3.2026`` or ``1.3.26``; None where it is written otherwise.

    Raises
    ------
    ValueError
        If there is no such day.

    Examples
    --------
    >>> read_dotted("1.3.26")
    datetime.date(2026, 3, 1)
    """
    dotted = DOTTED.fullmatch(text)
    if dotted is None:
        return None
    day, month, year = map(int, dotted.groups())
    return date(year if len(dotted[3]) == 4 else CENTURY + year, month, day)


def read_clock(text: str) -> time:
    """Time of day from ``9:30``, ``9.30`` or ``09:30:15``.

    Raises
    ------
    ValueError
        If it is none.
    """
    clock = CLOCK.fullmatch(text.strip())
    if clock is None:
        raise ValueError(f"{text} is not a time of day")
    hour, minute, second, dotted = (int(part) for part in clock.groups(default="0"))
    return time(hour, minute or dotted, second)


def read_moment(on: str | None, at: str | None, today: date) -> date | datetime | None:
    """Day or moment from a day and a time of day, of which either may be missing.

    A time of day alone is one of today. The time may also be a whole moment such as
    ``2026-03-01T09:30``, in which case there must be no day beside it.

    Raises
    ------
    ValueError
        If one of them is none, or there are two days.
    """
    if at is None:
        return None if on is None else read_day(on, today)
    if CLOCK.fullmatch(at.strip()):
        return datetime.combine(read_day(on, today) if on else today, read_clock(at))
    moment = datetime.fromisoformat(at.strip())
    if on is not None or len(at.strip()) <= len("2026-03-01"):
        raise ValueError(f"{at} is not a time of day")
    return moment
