"""Read the events of annotation programs' files and of folders of results."""

from pathlib import Path

from hemiface.errors import ResultsNotFoundError, SettingsError
from hemiface.formats.annotations import Annotations, parse_annotations
from hemiface.operations.inputs import read_input
from hemiface.results import ResultsFolder

HINT = (
    "hemiface reads ELAN .eaf, BORIS CSV or TSV, BIDS events .tsv, its own events.csv, and"
    " folders of results. Name types and sides, for example spasm_left."
)


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
        said = error.message if isinstance(error, ResultsNotFoundError) else error
        raise SettingsError(f"cannot read events from {path}: {said}", hint=HINT) from error
