"""Hand events to another program, and texts to a file."""

from pathlib import Path

from hemiface.errors import OutputNotWritableError
from hemiface.reports.annotations import write_annotations
from hemiface.reports.files import read_analysis


def export_events(folder: Path, file: Path) -> int:
    """Write the events of a folder of results for ELAN, BORIS or BIDS.

    Parameters
    ----------
    folder
        Results of an analysis.
    file
        Where to; the suffix says for which program.

    Returns
    -------
    int
        How many events were written.

    Raises
    ------
    ResultsNotFoundError
        If the folder holds no results.
    SettingsError
        If the suffix belongs to no known program.
    OutputNotWritableError
        If the file cannot be written.
    """
    analysis = read_analysis(folder)
    write_annotations(analysis.events, file, video=analysis.video.name)
    return len(analysis.events)


def save_text(text: str, path: Path) -> None:
    """Write a text to a file.

    Raises
    ------
    OutputNotWritableError
        If it cannot be written.
    """
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise OutputNotWritableError(
            f"cannot write {path}: {error.strerror or error}", hint="Choose another place."
        ) from error
