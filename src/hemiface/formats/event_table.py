"""`events.csv`: one row an event, in the words of BIDS."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from typing import Any

from pydantic import TypeAdapter, ValidationError

from hemiface.errors.faults import ReasonError, find_value_fault
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
        If a row is not an event; says which line, column and why.
    """
    return tuple(read_event(row, line) for line, row in iter_rows(text))


_EVENT = TypeAdapter(Event)


def read_event(row: Mapping[str, str], line: int) -> Event:
    """Event of the row of a table, by the names of its columns.

    Raises
    ------
    ValueError
        If it is none; says which line, column and why.
    """
    known: dict[str, Any] = {name: bare_cell(row[name]) for name in EVENT_COLUMNS if row.get(name)}
    known["regions"] = [name for name in known.get("regions", "").split("+") if name]
    try:
        event = _EVENT.validate_python(known)
    except ValidationError as error:
        first = error.errors()[0]
        column = first["loc"][0] if first["loc"] else "duration"
        reason = find_value_fault(first)
        raise ReasonError("line", line=line, column=column, reason=reason) from error
    if not max(abs(event.onset), abs(event.offset)) <= LONGEST_RECORDING_S:
        raise ReasonError("line_too_late", line=line, end=event.offset)
    return event
