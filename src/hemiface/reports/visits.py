"""What a comparison is made of: recordings on a day, and what was done in between."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hemiface.errors import OutputNotWritableError
from hemiface.model.analysis import Analysis
from hemiface.model.change import Change
from hemiface.model.events import EventSide
from hemiface.reports.summary import Summary

PREVIOUS = "previous.json"
"""Within a folder of results: what the same person's recording before showed."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One recording of a person.

    Parameters
    ----------
    analysis
        What it shows.
    day
        When it was filmed; None where nobody said. The day of analysis is another one.
    changes
        How it differs from the first visit; empty for the first.
    """

    analysis: Analysis
    day: date | None = None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Earlier:
    """The same person's recording before, with which a report compares.

    Parameters
    ----------
    summary
        What it showed.
    day
        When it was filmed; None where nobody said.
    """

    summary: Summary
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Treatment:
    """Something done about the spasm.

    Parameters
    ----------
    day
        When.
    title
        What, in a few words.
    """

    day: date
    title: str


def place_visits(visits: Sequence[Visit]) -> list[float]:
    """Where the visits stand on an axis of time: days where all are known, else in turn."""
    days = [visit.day for visit in visits]
    known = [day.toordinal() for day in days if day is not None]
    return [float(place) for place in (known if len(known) == len(days) else range(len(days)))]


def find_change(changes: Sequence[Change], name: str, side: EventSide | None) -> Change | None:
    """The change of one measure of one side."""
    found = (change for change in changes if change.name == name and change.side == side)
    return next(found, None)


def write_earlier(folder: Path, earlier: Earlier) -> None:
    """Keep in a folder of results with what its report compares.

    Raises
    ------
    OutputNotWritableError
        If it cannot be written.
    """
    path = folder / PREVIOUS
    values = {
        "day": earlier.day and earlier.day.isoformat(),
        "summary": earlier.summary.to_values(),
    }
    try:
        text = json.dumps(values, indent=2, allow_nan=False, ensure_ascii=False)
        path.write_text(text + "\n", encoding="utf-8", newline="")
    except OSError as error:
        raise OutputNotWritableError(
            f"cannot write {path}: {error.strerror or error}", hint="Choose another folder."
        ) from error


def read_earlier(folder: Path) -> Earlier | None:
    """Read back what `write_earlier` kept; None where nothing of this version is kept."""
    try:
        values = json.loads((folder / PREVIOUS).read_text(encoding="utf-8"))
        day = values["day"]
        summary = Summary.model_validate(values["summary"])
        return Earlier(summary, date.fromisoformat(day) if day else None)
    except (OSError, ValueError, KeyError, TypeError):
        return None
