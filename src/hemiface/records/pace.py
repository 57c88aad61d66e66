"""How far long work in the records is."""

from collections.abc import Callable
from typing import TypeAlias

OnProgress: TypeAlias = Callable[[str, int, int | None], None]
"""Told what is done, how many are, and of how many; None where nobody knows."""


def say_nothing(what: str, done: int, total: int | None) -> None:
    """Tell nobody."""
    del what, done, total
