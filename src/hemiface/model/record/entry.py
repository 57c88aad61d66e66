"""The envelope in which every entry is kept."""

from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from typing import Generic, TypeAlias, TypeVar
from uuid import UUID

T = TypeVar("T")

Moment: TypeAlias = date | datetime
"""When something happened: a day of the person's own calendar, or an instant."""

NOON = time(12)
"""Stands, by the person's own clock, for a time of day that nobody gave."""


def has_time_of_day(moment: datetime) -> bool:
    """Whether somebody gave the time of day; the moment is one of the person's own clock."""
    return moment.time() != NOON


def what_is_known(moment: datetime) -> Moment:
    """The moment, by the person's own clock; its day where nobody gave a time of day."""
    return moment if has_time_of_day(moment) else moment.date()


def by_other_clock(moment: datetime, old: tzinfo, new: tzinfo) -> datetime:
    """What a moment is once a person lives by another clock.

    The same instant; where nobody gave a time of day, the same day by the new clock.
    """
    local = moment.astimezone(old)
    return moment if has_time_of_day(local) else local.replace(tzinfo=new)


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """One kept value with its identity, its owner and its version.

    Parameters
    ----------
    id
        Identity of the entry; stays the same through every change.
    person_id
        Whom it belongs to; a person belongs to itself.
    version
        1 at first, one more with every change.
    created_at, changed_at
        Instants in UTC.
    removed_at
        When it was archived; None while it counts.
    value
        What is kept.
    """

    id: UUID
    person_id: UUID
    version: int
    created_at: datetime
    changed_at: datetime
    removed_at: datetime | None
    value: T
