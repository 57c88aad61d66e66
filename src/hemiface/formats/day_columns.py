"""Days of a column as people and programs write them, each of which can be only one day."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from hemiface.model.record.checks import YEARS

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*")
_SINGLE = (
    re.compile(r"(?P<year>\d{4})(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})"),
    re.compile(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"),
    re.compile(r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})"),
    re.compile(r"(?P<day>\d{1,2})\.?[\s-]+(?P<name>[^\W\d]{3,})\.?[\s,-]+(?P<year>\d{4})"),
    re.compile(r"(?P<name>[^\W\d]{3,})\.?\s+(?P<day>\d{1,2}),?\s+(?P<year>\d{4})"),
)
"""Ways to write a day that leave no doubt."""
_EITHER = re.compile(r"(\d{1,2})([-/])(\d{1,2})\2(\d{4})")
_MONTHS = (
    ("jan",),
    ("feb",),
    ("mar", "mär", "mrz"),
    ("apr",),
    ("may", "mai"),
    ("jun",),
    ("jul",),
    ("aug",),
    ("sep",),
    ("oct", "okt"),
    ("nov",),
    ("dec", "dez"),
)
"""How the names of the months begin, in English and German."""
DAY_FIRST, MONTH_FIRST = "day first", "month first"


class DayDoubt(ValueError):
    """A cell that is no day, or could be two.

    Parameters
    ----------
    case
        ``no_day``, ``two_days``, or ``day_order`` where it contradicts the order of the others.
    place
        Which cell.
    readings
        The days that it could be.
    """

    def __init__(self, case: str, place: int, readings: tuple[date, ...] = ()) -> None:
        super().__init__(case)
        self.case, self.place, self.readings = case, place, readings


def read_days(texts: Sequence[str | None]) -> list[float | None]:
    """Days of a column as numbers of days, on one calendar; None stays.

    Years first, days first with points, and names of months are one day each, as are eight
    figures. With strokes the month or the day may come first: which it is must follow from
    the column. A time of day becomes a part of the day.

    Raises
    ------
    DayDoubt
        If a cell is no day, or the column could be read in two ways.

    Examples
    --------
    >>> read_days(["2026-01-05", None, "6.1.2026", "7 Jan 2026", "20260108"])
    [739621.0, None, 739622.0, 739623.0, 739624.0]
    """
    found = [None if text is None else _read(text.strip()) for text in texts]
    open_orders = {DAY_FIRST, MONTH_FIRST}
    for place, readings in enumerate(found):
        if readings is None:
            continue
        if not readings:
            raise DayDoubt("no_day", place)
        if not open_orders & set(readings):
            raise DayDoubt("day_order", place)
        open_orders &= set(readings)
    for place, readings in enumerate(found):
        possible = {readings[order] for order in sorted(open_orders)} if readings else set()
        if len(possible) > 1:
            days = tuple(date.fromordinal(int(one)) for one in sorted(possible))
            raise DayDoubt("two_days", place, days)
    (order, *_) = sorted(open_orders)
    return [None if readings is None else readings[order] for readings in found]


def looks_like_day(number: float) -> bool:
    """Whether a number is a day in eight figures, such as 20260105."""
    return float(number).is_integer() and bool(_read(f"{number:.0f}"))


def is_day(text: str) -> bool:
    """Whether a text is a day, whichever of two it may be."""
    return bool(_read(text.strip()))


def _read(text: str) -> dict[str, float]:
    """The day by the order in which it is read; nothing where it is none."""
    if _MOMENT.fullmatch(text):
        return _both(_read_moment(text))
    if found := _EITHER.fullmatch(text):
        orders = {
            DAY_FIRST: _make(found[4], found[3], found[1]),
            MONTH_FIRST: _make(found[4], found[1], found[3]),
        }
        return {order: day for order, day in orders.items() if day is not None}
    for shape in _SINGLE:
        if found := shape.fullmatch(text):
            parts = found.groupdict()
            month = parts.get("month") or _find_month(parts.get("name") or "")
            return _both(_make(parts["year"], month, parts["day"]))
    return {}


def _both(day: float | None) -> dict[str, float]:
    return {} if day is None else {DAY_FIRST: day, MONTH_FIRST: day}


def _make(year: str, month: str | int, day: str) -> float | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return float(found.toordinal()) if YEARS[0] <= found.year <= YEARS[1] else None


def _read_moment(text: str) -> float | None:
    """A moment as the day where it was written, and the part of it that had passed."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if not YEARS[0] <= moment.year <= YEARS[1]:
        return None
    passed = moment.hour * 3600 + moment.minute * 60 + moment.second
    return moment.toordinal() + passed / 86400


def _find_month(name: str) -> int:
    """Number of a month by its name; 0 for none."""
    word = name.casefold()
    places = (place for place, one in enumerate(_MONTHS, start=1) if word.startswith(one))
    return next(places, 0)
