"""Tables of a study put side by side, by what names persons and visits in both."""

from collections.abc import Sequence
from dataclasses import replace

from hemiface.errors import StudyError
from hemiface.formats.study_cells import Cell
from hemiface.formats.study_tables import PlainTable


def join_table(first: PlainTable, second: PlainTable, keys: Sequence[str]) -> PlainTable:
    """Put the columns of the second table beside the rows of the first.

    Raises
    ------
    StudyError
        If the second has two rows for one key, or both have a column that is no key.
    """
    both = [name for name in second.columns if name in first.columns and name not in keys]
    if both:
        raise StudyError(
            "column_in_both", first=first.name, second=second.name, names=", ".join(both)
        )
    places: dict[tuple[Cell, ...], int] = {}
    for place, key in enumerate(second.keys(keys)):
        if key in places:
            raise StudyError("several_rows", second=second.name, names=" and ".join(keys))
        places[key] = place
    wanted = first.keys(keys)
    _check_meeting(first, second, keys, (wanted, list(places)))
    found = [places.get(key) for key in wanted]
    added = {
        name: [None if place is None else cells[place] for place in found]
        for name, cells in second.columns.items()
        if name not in keys
    }
    return replace(first, columns={**first.columns, **added})


def count_rows(first: PlainTable, events: PlainTable, keys: Sequence[str], name: str) -> PlainTable:
    """Add to each row of the first table how many rows of the second belong to it."""
    if name in first.columns:
        raise StudyError("column_there", first=first.name, name=name)
    totals: dict[tuple[Cell, ...], int] = {}
    for key in events.keys(keys):
        totals[key] = totals.get(key, 0) + 1
    wanted = first.keys(keys)
    _check_meeting(first, events, keys, (wanted, list(totals)))
    counts: list[Cell] = [float(totals.get(key, 0)) for key in wanted]
    return replace(first, columns={**first.columns, name: counts})


def _check_meeting(
    first: PlainTable,
    second: PlainTable,
    keys: Sequence[str],
    found: tuple[Sequence[tuple[Cell, ...]], Sequence[tuple[Cell, ...]]],
) -> None:
    """Refuse tables of which no row meets another: all that one adds would be missing."""
    if set(found[0]).isdisjoint(found[1]):
        mine, theirs = (
            " / ".join("" if one is None else str(one) for one in key[0]) for key in found
        )
        raise StudyError(
            "nobody_meets",
            first=first.name,
            second=second.name,
            names=", ".join(keys),
            mine=mine,
            theirs=theirs,
        )
