"""Read the events of annotation programs' files and of folders of results."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from hemiface.errors import SettingsError
from hemiface.errors.faults import find_reason
from hemiface.formats.annotations import Annotations, parse_annotations
from hemiface.model.events import Event
from hemiface.operations.inputs import read_input
from hemiface.results import ResultsFolder


def read_annotations(path: Path) -> Annotations:
    """Read events from a file of an annotation program, or a folder of results.

    Raises
    ------
    SettingsError
        If the file cannot be read or holds no event.
    """
    try:
        if path.is_dir():
            return Annotations(ResultsFolder(path).events())
        return parse_annotations(read_input(path), path.suffix)
    except (OSError, ValueError) as error:
        raise SettingsError("events_unread", path=path, reason=find_reason(error)) from error


def refuse_points(events: Sequence[Event]) -> None:
    """Refuse events that are moments, as BORIS's point events are, and say which.

    Agreement can be told of them; what is measured rests on how long events last.

    Raises
    ------
    SettingsError
        If there are any.
    """
    points = [event for event in events if event.duration == 0]
    if points:
        found = Counter(f"{event.event_type}_{event.side}" for event in points)
        names = ", ".join(f"{name} ({n})" for name, n in sorted(found.items()))
        raise SettingsError("points", n=len(points), names=names, at=points[0].onset)
