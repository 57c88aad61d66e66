"""Words into the values of records."""

from collections.abc import Mapping
from dataclasses import fields as fields_of
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from typing import Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

from hemiface.errors import RecordInvalidError
from hemiface.formats import days
from hemiface.model.record import NOON, Moment, Person
from hemiface.records.entry_types import entry_type_of


class Occurrence(Protocol):
    """Something that happened at some moment."""

    @property
    def occurred(self) -> Moment:
        """The moment."""
        ...


T = TypeVar("T")
Happened = TypeVar("Happened", bound=Occurrence)


def make_value(noun: type[T], fields: Mapping[str, object]) -> T:
    """Value of a noun from words or typed fields.

    Raises
    ------
    RecordInvalidError
        If a field is missing, unknown or does not fit.
    """
    return entry_type_of(noun).read(fields)


def make_past(noun: type[Happened], fields: Mapping[str, object], today: date) -> Happened:
    """Value of a noun that says what has happened, not what is planned.

    Parameters
    ----------
    today
        The day it is where the person lives; the clock of the machine may lag by a day.

    Raises
    ------
    RecordInvalidError
        As for :func:`make_value`, or if it would happen later.
    """
    value = make_value(noun, with_days(noun, fields, today))
    refuse_future(value.occurred, today)
    return value


def refuse_unborn(moment: Moment | None, person: Person) -> None:
    """Refuse what would have happened before the year in which a person was born.

    Raises
    ------
    RecordInvalidError
        If it would.
    """
    if moment is not None and person.birth_year is not None and moment.year < person.birth_year:
        raise RecordInvalidError("before_birth", day=moment, year=str(person.birth_year))


def refuse_future(moment: Moment | None, today: date) -> None:
    """Refuse a moment of something that has happened where it is still to come.

    Parameters
    ----------
    moment
        A day, or an instant by the person's own clock; None where nobody knows.

    Raises
    ------
    RecordInvalidError
        If it is later than the day after today: elsewhere that has begun.
    """
    day = moment.date() if isinstance(moment, datetime) else moment
    if day is not None and day > today + timedelta(days=1):
        raise RecordInvalidError("future", day=day)


def change_value(value: T, fields: Mapping[str, object]) -> T:
    """Value with some fields replaced.

    Raises
    ------
    RecordInvalidError
        If a field is unknown or does not fit.
    """
    kind = entry_type_of(type(value))
    return kind.read({**kind.plain(value), **fields})


def with_days(noun: type[Any], fields: Mapping[str, object], today: date) -> Mapping[str, object]:
    """Fields with days in the place of words for days, such as ``yesterday``.

    Raises
    ------
    RecordInvalidError
        If a word is no day.
    """
    dated = {part.name for part in fields_of(noun) if part.type in (date, date | None)}
    return {
        name: read_day(part, today) if name in dated and isinstance(part, str) else part
        for name, part in fields.items()
    }


def read_day(text: str, today: date) -> date:
    """Day from ``2026-03-01``, ``1.3.2026``, ``today`` or ``yesterday``.

    Raises
    ------
    RecordInvalidError
        If it is none.
    """
    try:
        return days.read_day(text, today)
    except days.NoSuchDayError as error:
        raise RecordInvalidError("no_such_day", text=text) from error
    except ValueError as error:
        near = get_close_matches(text.strip().lower(), days.DAYS_AGO, n=1)
        if near:
            raise RecordInvalidError("day_near", text=text, near=near[0]) from error
        raise RecordInvalidError("day", text=text) from error


def read_instant(fields: Mapping[str, object], zone: str, today: date) -> datetime | None:
    """Instant from the fields ``on``, a day, and ``at``, a time of day or a whole moment.

    A time without an offset is one of the zone; see `in_zone`. Noon stands for a time that is
    not known.

    Raises
    ------
    RecordInvalidError
        If they are no instant.
    """
    on, at = fields.get("on"), fields.get("at")
    if isinstance(at, datetime):
        moment: date | datetime | None = at
    else:
        try:
            moment = days.read_moment(_text(on), _text(at), today)
        except days.NoSuchDayError as error:
            raise RecordInvalidError("no_such_day", text=str(on)) from error
        except ValueError as error:
            said = " ".join(str(word) for word in (on, at) if word)
            raise RecordInvalidError("no_time", said=said) from error
    if moment is None:
        return None
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, NOON)
    return moment if moment.utcoffset() is not None else in_zone(moment, zone)


def in_zone(moment: datetime, zone: str) -> datetime:
    """Instant at which the clocks of a zone showed a time; the first, where they did twice.

    Raises
    ------
    RecordInvalidError
        If they never did: they had been put forward.

    Examples
    --------
    >>> in_zone(datetime(2025, 10, 26, 2, 30), "Europe/Berlin").isoformat()
    '2025-10-26T02:30:00+02:00'
    """
    placed = moment.replace(tzinfo=ZoneInfo(zone), fold=0)
    shown = placed.astimezone(UTC).astimezone(placed.tzinfo)
    if shown.replace(tzinfo=None, fold=0) != moment.replace(fold=0):
        raise RecordInvalidError(
            "no_such_hour",
            day=f"{moment:%Y-%m-%d}",
            time=f"{moment:%H:%M}",
            zone=zone,
            then=f"{shown:%H:%M}",
        )
    return placed


def _text(value: object) -> str | None:
    return None if value is None else str(value)
