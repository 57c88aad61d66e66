"""What was looked at last, for the next step builds upon it; in memory only, and not for long."""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Generic, TypeVar

T = TypeVar("T")

MOST = 6


class RecentCache(Generic[T]):
    """The values that were asked for last.

    Whoever asks has been found to be allowed to, and to know the passphrase, before.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: dict[Hashable, T] = {}
        self._turn = 0
        _EVERYTHING.append(self)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """A value, made where nobody looked at it lately."""
        with self._lock:
            found, turn = self._held.pop(key, None), self._turn
        value = make() if found is None else found
        with self._lock:
            # What was made while everything was forgotten may be of somebody who was erased.
            if turn == self._turn:
                self._held[key] = value
                while len(self._held) > MOST:
                    self._held.pop(next(iter(self._held)))
        return value

    def forget(self) -> None:
        """Hold nothing any more."""
        with self._lock:
            self._held.clear()
            self._turn += 1


_EVERYTHING: "list[RecentCache[Any]]" = []


def clear_recent() -> None:
    """Let everything go that was looked at, whoever's it is: somebody is erased, or locks."""
    for seen in _EVERYTHING:
        seen.forget()
