"""Words into the values of records."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from hemiface.errors import RecordInvalidError
from hemiface.model.record import Moment
from hemiface.records.kinds import kind_of


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
    return kind_of(noun).read(fields)


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
    value = make_value(noun, fields)
    occurred = value.occurred
    day = occurred.date() if isinstance(occurred, datetime) else occurred
    if day > today + timedelta(days=1):
        raise RecordInvalidError(
            f"{day} is still to come", hint="Check the year; write down what has happened."
        )
    return value


def change_value(value: T, fields: Mapping[str, object]) -> T:
    """Value with some fields replaced.

    Raises
    ------
    RecordInvalidError
        If a field is unknown or does not fit.
    """
    kind = kind_of(type(value))
    return kind.read({**kind.plain(value), **fields})


def read_instant(text: object, zone: str) -> datetime | None:
    """Instant from text such as ``2026-03-01T09:30``; without an offset it is local time.

    Raises
    ------
    RecordInvalidError
        If it is no instant.
    """
    if text is None or isinstance(text, datetime):
        instant = text
    else:
        try:
            instant = datetime.fromisoformat(str(text))
        except ValueError as error:
            raise RecordInvalidError(
                f"{text} is not a time", hint="Write it as 2026-03-01T09:30."
            ) from error
    if instant is not None and instant.utcoffset() is None:
        return instant.replace(tzinfo=ZoneInfo(zone))
    return instant
