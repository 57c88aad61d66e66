"""The envelope in which every entry is kept."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeAlias, TypeVar
from uuid import UUID

T = TypeVar("T")

Moment: TypeAlias = date | datetime
"""When something happened: a day of the person's own calendar, or an instant."""


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
        When it was put aside; None while it counts.
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
