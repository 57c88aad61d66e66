"""What whoever looks at the records may not see."""

from typing import Protocol, TypeVar
from uuid import UUID

from hemiface.model.record import Entry

T = TypeVar("T")


class Withholding(Protocol):
    """What whoever looks may not see."""

    @property
    def unrated(self) -> frozenset[UUID]:
        """Recordings of which nothing that was found may be told."""

    def hide(self, entry: Entry[T]) -> Entry[T]:
        """The entry, without what may not be told."""
