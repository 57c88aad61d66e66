"""Read the events of annotation programs' files and of folders of results."""

from pathlib import Path

from hemiface.errors import SettingsError
from hemiface.errors.faults import find_reason
from hemiface.formats.annotations import Annotations, parse_annotations
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
