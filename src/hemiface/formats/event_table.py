"""`events.csv`: one row an event, in the words of BIDS."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from typing import Any

from pydantic import TypeAdapter, ValidationError

from hemiface.errors.faults import Reason, ReasonError, find_value_fault
from hemiface.formats.cells import bare_cell, plain_cell, write_csv
from hemiface.formats.tables import iter_rows
from hemiface.model.events import LONGEST_RECORDING_S, Event

BIDS_COLUMNS = (
    "onset",
    "duration",
    "event_type",
    "side",
    "pattern",
    "regions",
    "amplitude",
    "amplitude_mm",
    "peak_time",
    "n_twitches",
    "twitch_rate_hz",
    "confidence",
    "source",
)
"""Columns of `events.csv` that other software may rely on, in this order."""

EVENT_COLUMNS = BIDS_COLUMNS + tuple(
    field.name for field in fields(Event) if field.name not in BIDS_COLUMNS
)
"""All columns of `events.csv`."""


def events_to_csv(events: Iterable[Event]) -> str:
    """Write events as CSV text; what is not known stays empty."""
    return write_csv(EVENT_COLUMNS, (event_cells(event).values() for event in events))


def event_cells(event: Event) -> dict[str, str]:
    """Text of each of `EVENT_COLUMNS`, as it is before a table guards it."""
    values = asdict(event) | {"regions": "+".join(event.regions)}
    return {column: plain_cell(values[column]) for column in EVENT_COLUMNS}


def events_from_csv(text: str) -> tuple[Event, ...]:
    """Read events from CSV text; columns that hemiface does not know are left aside.

    Raises
    ------
    ValueError
        If a row is not an event, or the table is cut off; says which line, column and why.
    """
    if not text.endswith("\n"):
        raise ReasonError("cut_off", line=text.count("\n") + 1)
    return tuple(read_event(row, line) for line, row in iter_rows(text, whole=True))


def refuse_endless(cells: Mapping[str, str], line: int) -> None:
    """Refuse cells that a program reads as a number and that are none, such as ``nan``.

    Raises
    ------
    ValueError
        If there is one; says which line and column.
    """
    for column, cell in cells.items():
        try:
            number = float(cell)
        except ValueError:
            continue  # a word, or what is refused as a number later
        if not math.isfinite(number):
            reason = Reason("no_number", {"value": cell})
            raise ReasonError("line", line=line, column=column, reason=reason)


def find_line_fault(error: ValidationError, line: int, column: str) -> ReasonError:
    """What is wrong with the row of a table.

    Parameters
    ----------
    column
        Where a fault of the whole row is looked for.
    """
    first = error.errors()[0]
    at = first["loc"][0] if first["loc"] else column
    return ReasonError("line", line=line, column=at, reason=find_value_fault(first))


_EVENT = TypeAdapter(Event)


def read_event(row: Mapping[str, str], line: int) -> Event:
    """Event of the row of a table, by the names of its columns.

    Raises
    ------
    ValueError
        If it is none; says which line, column and why.
    """
    known: dict[str, Any] = {name: bare_cell(row[name]) for name in EVENT_COLUMNS if row.get(name)}
    refuse_endless(known, line)
    known["regions"] = [name for name in known.get("regions", "").split("+") if name]
    try:
        event = _EVENT.validate_python(known)
    except ValidationError as error:
        raise find_line_fault(error, line, "duration") from error
    if not max(abs(event.onset), abs(event.offset)) <= LONGEST_RECORDING_S:
        raise ReasonError("line_too_late", line=line, end=event.offset)
    return event
