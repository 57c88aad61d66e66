"""How far long work in the records is."""

from collections.abc import Callable
from typing import TypeAlias, TypeVar

Counted = TypeVar("Counted")

OnProgress: TypeAlias = Callable[[str, int, int | None], None]
"""Told what is done, how many are, and of how many; None where nobody knows."""


def say_nothing(what: str, done: int, total: int | None) -> None:
    """Tell nobody."""
    del what, done, total


OFTEN = 200
"""Rows from one word of how many are done to the next."""


class Count:
    """Counts what is done, and tells it now and then.

    Parameters
    ----------
    what
        What is done.
    total
        Of how many; None where nobody knows.
    on_progress
        Told at every `OFTEN`, and at the end.
    """

    def __init__(self, what: str, total: int | None, on_progress: OnProgress) -> None:
        self._what, self._total, self._tell = what, total, on_progress
        self._done = self._told = 0

    def passed(self, one: Counted) -> Counted:
        """Count one thing, and give it."""
        self.add()
        return one

    def add(self, n: int = 1) -> None:
        """Count some more."""
        self._done += n
        if self._done - self._told >= OFTEN or self._done == self._total:
            self._told = self._done
            self._tell(self._what, self._done, self._total)
