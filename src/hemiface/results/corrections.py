"""`corrections.csv`: what a person said about events, beside what was detected."""

import csv
import io
from collections.abc import Iterable

from hemiface.formats.event_table import EVENT_COLUMNS, events_from_csv, events_to_csv
from hemiface.formats.tables import iter_rows
from hemiface.model.corrections import Correction, CorrectionAction
from hemiface.model.events import EventSide, EventType

TARGET_COLUMNS = ("action", "at", "of_type", "of_side", "author")
"""What is done, to which event, and by whom; the columns of the new event follow."""

HINT = (
    "Columns: action (add, remove, change), at (seconds), of_type, of_side, author, then those"
    " of events.csv for the new event. `hemiface correct` writes the file for you."
)


def corrections_to_csv(corrections: Iterable[Correction]) -> str:
    """Write corrections as CSV text; what is not said stays empty."""
    text = io.StringIO()
    writer = csv.DictWriter(text, (*TARGET_COLUMNS, *EVENT_COLUMNS), lineterminator="\n")
    writer.writeheader()
    for said in corrections:
        row = {
            "action": said.action.value,
            "at": str(said.at),
            "of_type": said.event_type or "",
            "of_side": said.side or "",
            "author": said.author,
        }
        if said.event is not None:
            (event,) = csv.DictReader(io.StringIO(events_to_csv([said.event])))
            row |= event
        writer.writerow(row)
    return text.getvalue()


def corrections_from_csv(text: str) -> tuple[Correction, ...]:
    """Read corrections from CSV text.

    Raises
    ------
    ValueError
        If a row is no correction; says which line and why.
    """
    found = []
    for line, row in iter_rows(text):
        try:
            found.append(_read_row(row))
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"line {line}: {error}") from error
    return tuple(found)


def _read_row(row: dict[str, str]) -> Correction:
    """Correction of one row.

    Raises
    ------
    ValueError, KeyError
        If a column is missing or a value does not fit it.
    """
    action = CorrectionAction(row["action"])
    event = None
    if action is not CorrectionAction.REMOVE:
        cells = {name: row[name] for name in EVENT_COLUMNS if row.get(name)}
        text = io.StringIO()
        writer = csv.DictWriter(text, cells, lineterminator="\n")
        writer.writeheader()
        writer.writerow(cells)
        (event,) = events_from_csv(text.getvalue())
    return Correction(
        action=action,
        at=float(row["at"]),
        event_type=EventType(row["of_type"]) if row.get("of_type") else None,
        side=EventSide(row["of_side"]) if row.get("of_side") else None,
        event=event,
        author=row.get("author") or "",
    )
