"""A whole folder of results: the numbers and the page that shows them."""

from collections.abc import Sequence
from pathlib import Path

from hemiface.model.analysis import Analysis
from hemiface.model.strips import EventStrip
from hemiface.reports.files import write_analysis
from hemiface.reports.render import render_report


def write_results(analysis: Analysis, folder: Path, *, strips: Sequence[EventStrip] = ()) -> None:
    """Write summary, events, signals and report into an existing folder.

    Parameters
    ----------
    analysis
        One recording, measured.
    folder
        Usually one that was staged.
    strips
        Pictures through its strongest events, for the report.

    Raises
    ------
    OutputNotWritableError
        If a file cannot be written.
    """
    write_analysis(analysis, folder, report=render_report(analysis, strips=strips))
