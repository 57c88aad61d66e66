"""Show stored results and hand them on: reports, figures, exports."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from hemiface.errors import HemifaceError, OutputNotWritableError, SettingsError
from hemiface.errors.faults import find_reason
from hemiface.formats.measures_table import MeasuredRecording
from hemiface.model.actor import Permission
from hemiface.model.analysis import Analysis
from hemiface.operations.method import restore_settings
from hemiface.operations.permission import needs
from hemiface.operations.report_pages import cut_again, render_again
from hemiface.operations.session import Session
from hemiface.reports.figures import FigureFormat, write_figures
from hemiface.results import Earlier, ResultsFolder
from hemiface.results.exports import (
    export_bids,
    export_boris,
    export_csv,
    export_elan,
    export_fhir,
    export_measures,
    export_netcdf,
    export_parquet,
)
from hemiface.results.filenames import RESULT_FILES
from hemiface.results.publish import added_files

FIGURES = "figures"
"""Folder of figures within a folder of results."""


class ExportFormat(StrEnum):
    """What results can be written as."""

    BIDS = "bids"
    ELAN = "elan"
    BORIS = "boris"
    CSV = "csv"
    PARQUET = "parquet"
    NETCDF = "netcdf"
    FHIR = "fhir"
    MEASURES = "measures"


FILE_EXPORTS: Mapping[ExportFormat, Callable[[Analysis, Path, str], tuple[Path, ...]]] = {
    ExportFormat.ELAN: export_elan,
    ExportFormat.BORIS: export_boris,
    ExportFormat.CSV: export_csv,
    ExportFormat.PARQUET: export_parquet,
    ExportFormat.NETCDF: export_netcdf,
}
"""Formats of which each recording becomes files of its own."""


@needs(Permission.WORK_WITH_FILES)
def write_report(
    session: Session,
    folder: Path,
    *,
    output: Path | None = None,
    previous: Path | None = None,
    video: Path | None = None,
) -> Path:
    """Write the report of stored results anew.

    Parameters
    ----------
    session
        Who asks, and the language of the words.
    folder
        Results of an analysis.
    output
        File to write; `report.html` in the folder if not given.
    previous
        Results of the same person's recording before, to say what changed; those of the
        report that is there by default.
    video
        The original video, to cut pictures of events that have none.

    Raises
    ------
    ResultsNotFoundError
        If a folder holds no results.
    SettingsError
        If reports do not exist in the language, or it is another video.
    VideoError
        If the video cannot be read.
    OutputNotWritableError
        If the file cannot be written.
    """
    results = ResultsFolder(folder)
    analysis = results.analysis()
    cut = (
        cut_again(results, analysis, video, restore_settings(analysis.provenance), session.analyzer)
        if video
        else None
    )
    earlier = Earlier(ResultsFolder(previous).summary()) if previous else None
    page = render_again(
        results, analysis, strips=cut and cut[0], previous=earlier, language=session.language
    )
    if output is not None:
        save_text(session, page, output)
    if output is None or cut:
        with results.rewritten(keep=RESULT_FILES) as new:
            if cut:
                new.write_pictures(*cut)
            if output is None:
                new.write_report(page)
            if output is None and earlier:
                new.write_previous(earlier)
    return output or results.shown


@needs(Permission.WORK_WITH_FILES)
def make_figures(
    session: Session, folder: Path, formats: Sequence[str], *, output: Path | None = None
) -> tuple[Path, ...]:
    """Write the figures of a report as files for papers, in its language by default.

    Raises
    ------
    ResultsNotFoundError
        If the folder holds no results.
    ExtraMissingError
        If PNG is wanted and its renderer is not installed.
    OutputNotWritableError
        If a file cannot be written.
    """
    results = ResultsFolder(folder)
    analysis = results.analysis()
    target = output or folder / FIGURES
    words = session.language or results.language()
    with _writing(target), added_files(target) as new:
        paths = write_figures(analysis, new, frozenset(map(FigureFormat, formats)), words)
    return tuple(target / path.name for path in paths)


@needs(Permission.WORK_WITH_FILES)
def export_results(
    session: Session,
    folders: Sequence[Path],
    kinds: Sequence[ExportFormat],
    output: Path,
    *,
    subject: str = "01",
) -> tuple[Path, ...]:
    """Write results for other programs.

    Parameters
    ----------
    folders
        Results of one or more analyses; of one person for BIDS.
    kinds
        Formats; where there are several, each gets a folder of its own name.
    output
        Folder to write into.
    subject
        Label of the person in BIDS: letters and digits.

    Returns
    -------
    tuple of Path
        The files written.

    Raises
    ------
    ResultsNotFoundError
        If a folder holds no results.
    SettingsError
        If the label is not valid, or two recordings would be written to the same files.
    OutputNotWritableError
        If a file cannot be written.
    """
    del session
    if not (subject.isascii() and subject.isalnum()):
        raise SettingsError("bids_label", subject=subject)
    distinct = tuple(dict.fromkeys(kinds))
    names = {folder.resolve().name for folder in folders}
    if len(names) < len(folders) and set(distinct) != {ExportFormat.MEASURES}:
        raise SettingsError("same_name")
    paths: list[Path] = []
    with _writing(output), added_files(output) as new:
        for kind in distinct:
            part = Path(kind) if len(distinct) > 1 else Path()
            (new / part).mkdir(parents=True, exist_ok=True)
            if kind is ExportFormat.MEASURES:
                paths += _export_table(folders, new / part)
            else:
                paths += _export_each(folders, kind, new / part, subject, joined=output / part)
    return tuple(dict.fromkeys(output / path.relative_to(new) for path in paths))


@needs(Permission.WORK_WITH_FILES)
def save_text(session: Session, text: str, path: Path) -> None:
    """Write a text to a file, whole or not at all.

    Raises
    ------
    OutputNotWritableError
        If it cannot be written.
    """
    del session
    try:
        with added_files(path.resolve(strict=False).parent, make=False) as new:
            (new / path.name).write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise OutputNotWritableError("file", path=path, reason=find_reason(error)) from error


def _export_each(
    folders: Sequence[Path], kind: ExportFormat, target: Path, subject: str, *, joined: Path
) -> list[Path]:
    """Files of each recording."""
    paths: list[Path] = []
    for run, folder in enumerate(folders, start=1):
        results, stem = ResultsFolder(folder), folder.resolve().name
        analysis = results.analysis()
        if kind is ExportFormat.BIDS:
            paths += export_bids(analysis, target, subject=subject, run=run, joined=joined)
        elif kind is ExportFormat.FHIR:
            paths += export_fhir(analysis, target, stem, results.known(analysis.video))
        else:
            paths += FILE_EXPORTS[kind](analysis, target, stem)
    return paths


def _export_table(folders: Sequence[Path], target: Path) -> tuple[Path, ...]:
    """One table of all recordings; only their summaries are read."""
    recordings = []
    for folder, name in zip(folders, _distinct_names(folders), strict=True):
        results = ResultsFolder(folder)
        summary = results.summary()
        recordings.append(
            MeasuredRecording(
                name,
                summary.assessment(),
                summary.quality.duration_s,
                summary.provenance,
                results.known(summary.video),
            )
        )
    return export_measures(recordings, target)


def _distinct_names(folders: Sequence[Path]) -> list[str]:
    """Shortest ends of the paths that tell the folders apart."""
    parts = [folder.resolve().parts for folder in folders]
    deepest = max(map(len, parts), default=1)
    for depth in range(1, deepest + 1):
        names = ["/".join(part[-depth:]) for part in parts]
        if len(set(names)) == len(set(parts)):
            break
    return names if parts else []


@contextmanager
def _writing(target: Path) -> Iterator[None]:
    try:
        yield
    except HemifaceError:
        raise
    except OSError as error:
        raise OutputNotWritableError("place", path=target, reason=find_reason(error)) from error
