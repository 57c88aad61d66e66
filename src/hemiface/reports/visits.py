"""What a comparison is made of: recordings on a day, and what was done in between."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hemiface.model.analysis import Analysis
from hemiface.model.change import Change
from hemiface.model.events import EventSide


@dataclass(frozen=True, slots=True)
class ComparedRecording:
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


def place_visits(visits: Sequence[ComparedRecording]) -> list[float]:
    """Where the visits stand on an axis of time: days where all are known, else in turn."""
    days = [visit.day for visit in visits]
    known = [day.toordinal() for day in days if day is not None]
    return [float(place) for place in (known if len(known) == len(days) else range(len(days)))]


def find_change(changes: Sequence[Change], name: str, side: EventSide | None) -> Change | None:
    """The change of one measure of one side."""
    found = (change for change in changes if change.name == name and change.side == side)
    return next(found, None)
