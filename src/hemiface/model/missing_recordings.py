"""Recordings that are in no line of a course."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class MissingRecordings:
    """How many, and why.

    Parameters
    ----------
    n_unread
        Those that somebody corrected, and the files of whose results cannot be read.
    n_undated
        Those of which nobody knows on which day they were filmed.
    other_side
        Days of those that show the spasm on the side that is not affected.
    """

    n_unread: int = 0
    n_undated: int = 0
    other_side: tuple[date, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.n_unread or self.n_undated or self.other_side)
