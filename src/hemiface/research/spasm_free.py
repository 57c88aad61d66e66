"""When a person was free of spasm, and when it came back: hemiface's own definitions."""

from collections.abc import Sequence
from datetime import date, timedelta

FREE_D = 28
"""Days for which every entry must be 0 before a person counts as free of spasm."""
FEWEST_FREE = 4
"""Entries that must lie within them."""
BACK = 2
"""Entries in a row above 0 that count as spasm that came back."""


def find_free(entries: Sequence[tuple[date, float]]) -> date | None:
    """First day from which every entry of four weeks is 0; None where there is none.

    Parameters
    ----------
    entries
        Days and values, in order.
    """
    for place, (day, value) in enumerate(entries):
        if value > 0:
            continue
        within = [one for one in entries[place:] if one[0] <= day + timedelta(days=FREE_D)]
        whole = entries[-1][0] >= day + timedelta(days=FREE_D)
        if whole and len(within) >= FEWEST_FREE and all(part == 0 for _, part in within):
            return day
    return None


def find_back(entries: Sequence[tuple[date, float]]) -> date | None:
    """Day of the first of two entries in a row above 0; None where there are none.

    Parameters
    ----------
    entries
        Days and values after the person was free of spasm, in order.
    """
    for place in range(len(entries) - BACK + 1):
        if all(value > 0 for _, value in entries[place : place + BACK]):
            return entries[place][0]
    return None
