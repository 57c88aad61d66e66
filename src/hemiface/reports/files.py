"""The folder of results of one analysis: written whole or not at all, and read back."""

import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path
from tempfile import mkdtemp
from time import time

from hemiface.errors import OutputNotWritableError, ResultsNotFoundError
from hemiface.model.analysis import Analysis
from hemiface.reports.eventfile import events_from_csv, events_to_csv
from hemiface.reports.pictures import PICTURES
from hemiface.reports.signalfile import read_signals, write_signals
from hemiface.reports.summary import Summary
from hemiface.reports.visits import PREVIOUS

SUMMARY = "summary.json"
EVENTS = "events.csv"
SIGNALS = "signals.parquet"
REPORT = "report.html"
OVERLAY = "overlay.mp4"
RESULT_FILES = (SIGNALS, EVENTS, PICTURES, PREVIOUS, REPORT, OVERLAY, SUMMARY)
"""All files of a folder of results. The summary comes last: where it stands, the rest is whole."""

PARTIAL = ".partial"
STALE_S = 24 * 3600.0
"""No analysis takes so long: what is older was left by a run that was killed."""


@contextmanager
def staged_folder(folder: Path, keep: Collection[str] = ()) -> Iterator[Path]:
    """Give a folder to write into, and move its files to ``folder`` when all are written.

    A process killed on the way leaves either the results that were there before or a folder
    without `summary.json`, which counts as no results; never a half file, and never files of
    two analyses side by side. Other files in ``folder`` are left alone.

    Parameters
    ----------
    folder
        Where the results go.
    keep
        Results of before that stay where no new ones take their place.

    Yields
    ------
    Path
        A new empty folder beside it.

    Raises
    ------
    OutputNotWritableError
        If one of the two folders cannot be written.
    """
    with _writing(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        _remove_stale(folder)
        # A name of its own, for another run may be at work on the same video.
        staging = Path(mkdtemp(dir=folder.parent, prefix=f".{folder.name[:50]}.", suffix=PARTIAL))
    try:
        yield staging
        with _writing(folder):
            _publish(staging, folder, keep)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def write_analysis(analysis: Analysis, folder: Path, *, report: str | None = None) -> None:
    """Write summary, events, signals and the rendered report into an existing folder.

    Raises
    ------
    OutputNotWritableError
        If a file cannot be written.
    """
    with _writing(folder):
        write_signals(analysis.signals, folder / SIGNALS)
        _write_text(folder / EVENTS, events_to_csv(analysis.events))
        _write_text(folder / SUMMARY, Summary.of(analysis).to_json())
        if report is not None:
            _write_text(folder / REPORT, report)


def read_analysis(folder: Path) -> Analysis:
    """Read back what `write_analysis` wrote.

    Raises
    ------
    ResultsNotFoundError
        If the folder holds no whole results of this version.
    """
    summary = read_summary(folder)
    try:
        signals = read_signals(folder / SIGNALS)
        events = events_from_csv((folder / EVENTS).read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError) as error:
        raise _not_found(folder, error) from error
    return Analysis(
        video=summary.video,
        mirrored=summary.mirrored,
        quality=summary.quality,
        signals=signals,
        tasks=summary.tasks,
        events=events,
        assessment=summary.assessment(),
        provenance=summary.provenance,
    )


def read_summary(folder: Path) -> Summary:
    """Read the summary alone, which is quick.

    Raises
    ------
    ResultsNotFoundError
        If the folder holds no whole results of this version.
    """
    try:
        return Summary.from_json((folder / SUMMARY).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _not_found(folder, error) from error


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputNotWritableError(
            f"cannot write results to {folder}: {error.strerror or error}",
            hint="Choose another folder with -o, or make room.",
        ) from error


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="")


def _remove_stale(folder: Path) -> None:
    """Remove what runs that were killed left beside a folder long ago."""
    for left in folder.parent.glob(f".{escape(folder.name[:50])}.*{PARTIAL}"):
        if left.is_dir() and time() - left.stat().st_mtime > STALE_S:
            shutil.rmtree(left, ignore_errors=True)


def _publish(staging: Path, folder: Path, keep: Collection[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SUMMARY).unlink(missing_ok=True)
    for name in RESULT_FILES:
        if (staging / name).exists():
            (staging / name).replace(folder / name)
        elif name not in keep:
            (folder / name).unlink(missing_ok=True)  # it would show an earlier analysis


def _not_found(folder: Path, error: Exception) -> ResultsNotFoundError:
    if isinstance(error, FileNotFoundError):
        message = f"{folder} holds no results of an analysis"
    else:
        message = f"results in {folder} cannot be read: {_first_line(error)}"
    return ResultsNotFoundError(message, hint="Run `hemiface analyze` on the video again.")


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0]
