"""Hand the events of a recording to another program."""

from pathlib import Path

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
