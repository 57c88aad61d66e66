"""`corrections.csv`: what a person said about events, beside what was detected."""

from dataclasses import dataclass, fields

from pydantic import TypeAdapter, ValidationError

from hemiface.formats.cells import bare_cell, write_csv
from hemiface.formats.event_table import (
    EVENT_COLUMNS,
    event_cells,
    find_line_fault,
    read_event,
    refuse_endless,
)
from hemiface.formats.tables import iter_rows
from hemiface.model.corrections import Correction, CorrectionAction, CorrectionLog
from hemiface.model.events import EventSide, EventType

TARGET_COLUMNS = ("action", "at", "of_type", "of_side", "author", "undone")
"""What is done, to which event, by whom, and whether it was taken back; the new event follows."""

UNDONE = "yes"


@dataclass(frozen=True, slots=True)
class RecordedCorrections:
    """Corrections that the records own, as a folder of results holds a copy of them.

    Parameters
    ----------
    recording_id
        The recording in the records.
    revision
        How often the records have changed them; grows with each change.
    log
        What is said, and what was taken back.
    """

    recording_id: str
    revision: int
    log: CorrectionLog


def corrections_to_csv(log: CorrectionLog) -> str:
    """Write corrections as CSV text; what is not said stays empty."""
    columns = (*TARGET_COLUMNS, *EVENT_COLUMNS)
    rows = [_row(said, undone="") for said in log.standing]
    rows += [_row(said, undone=UNDONE) for said in log.undone]
    return write_csv(columns, ([row.get(name) for name in columns] for row in rows))


def corrections_from_csv(text: str) -> CorrectionLog:
    """Read corrections from CSV text.

    Raises
    ------
    ValueError
        If a row is no correction; says which line and why.
    """
    standing: list[Correction] = []
    undone: list[Correction] = []
    for line, row in iter_rows(text):
        (undone if row.get("undone") else standing).append(_read_row(row, line))
    return CorrectionLog(tuple(standing), tuple(undone))


def _row(said: Correction, *, undone: str) -> dict[str, str]:
    row = {
        "action": said.action.value,
        "at": str(said.at),
        "of_type": said.event_type or "",
        "of_side": said.side or "",
        "author": said.author,
        "undone": undone,
    }
    if said.event is not None:
        row |= event_cells(said.event)
    return row


@dataclass(frozen=True, slots=True)
class _Said:
    """What a row says, beside the new event."""

    action: CorrectionAction
    at: float
    of_type: EventType | None = None
    of_side: EventSide | None = None
    author: str = ""


_SAID = TypeAdapter(_Said)


def _read_row(row: dict[str, str], line: int) -> Correction:
    """Correction of one row.

    Raises
    ------
    ValueError
        If a column is missing or a value does not fit it.
    """
    names = [part.name for part in fields(_Said)]
    known = {name: bare_cell(row[name]) for name in names if row.get(name)}
    refuse_endless({name: cell for name, cell in known.items() if name != "author"}, line)
    try:
        said = _SAID.validate_python(known)
    except ValidationError as error:
        raise find_line_fault(error, line, "action") from error
    event = None
    if said.action is not CorrectionAction.REMOVE:
        cells = {name: row[name] for name in EVENT_COLUMNS if row.get(name)}
        event = read_event(cells, line)
    return Correction(said.action, said.at, said.of_type, said.of_side, event, said.author)
