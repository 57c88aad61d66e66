"""Files of an analysis for other programs: what each is called, and where it lies."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from hemiface.formats.annotations import events_to_boris
from hemiface.formats.bids import participants_from_bids, participants_to_bids, recording_to_bids
from hemiface.formats.event_table import events_to_csv
from hemiface.formats.fhir import analysis_to_fhir
from hemiface.formats.measures_table import (
    MeasuredRecording,
    measures_to_csv,
    measures_to_parquet,
)
from hemiface.formats.netcdf import analysis_to_netcdf
from hemiface.formats.plain_tables import events_to_parquet, signals_to_csv
from hemiface.formats.signal_table import signals_to_parquet
from hemiface.formats.tiers import analysis_to_elan
from hemiface.model.analysis import Analysis
from hemiface.model.circumstances import Circumstances
from hemiface.results.untrusted_files import read_bounded

MOST_LABELS = 64 << 20
PARTICIPANTS = "participants.tsv"

Paths = tuple[Path, ...]
"""The files that were written."""


def export_elan(analysis: Analysis, folder: Path, stem: str) -> Paths:
    """Events, activities and flaws of the recording as tiers for ELAN.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    return _write(folder, {f"{stem}.eaf": analysis_to_elan(analysis)})


def export_boris(analysis: Analysis, folder: Path, stem: str) -> Paths:
    """Events as BORIS's table of aggregated events.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    text = events_to_boris(analysis.events, analysis.video.name)
    return _write(folder, {f"{stem}.boris.csv": text})


def export_csv(analysis: Analysis, folder: Path, stem: str) -> Paths:
    """Signals and events as CSV; what is not known stays empty, units stand in the names.

    Raises
    ------
    OSError
        If a file cannot be written.
    """
    contents: dict[str, str | bytes] = {
        f"{stem}_events.csv": events_to_csv(analysis.events),
        f"{stem}_signals.csv": signals_to_csv(analysis.signals),
    }
    return _write(folder, contents)


def export_parquet(analysis: Analysis, folder: Path, stem: str) -> Paths:
    """Signals and events as Parquet, units in the column metadata of the signals.

    Raises
    ------
    OSError
        If a file cannot be written.
    """
    contents = {
        f"{stem}_events.parquet": events_to_parquet(analysis.events),
        f"{stem}_signals.parquet": signals_to_parquet(analysis.signals),
    }
    return _write(folder, contents)


def export_netcdf(analysis: Analysis, folder: Path, stem: str) -> Paths:
    """Keypoints and all signals as NetCDF.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    return _write(folder, {f"{stem}.nc": analysis_to_netcdf(analysis)})


def export_fhir(
    analysis: Analysis, folder: Path, stem: str, known: Circumstances | None = None
) -> Paths:
    """A FHIR bundle as JSON, with the time of filming and the pseudonym where they are known.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    return _write(folder, {f"{stem}_fhir.json": analysis_to_fhir(analysis, known)})


def export_measures(recordings: Sequence[MeasuredRecording], folder: Path) -> Paths:
    """One table of the measures of any number of recordings, as Parquet and as CSV.

    Raises
    ------
    OSError
        If a file cannot be written.
    """
    contents = {
        "measures.parquet": measures_to_parquet(recordings),
        "measures.csv": measures_to_csv(recordings),
    }
    return _write(folder, contents)


def export_bids(
    analysis: Analysis,
    folder: Path,
    *,
    subject: str = "01",
    run: int = 1,
    joined: Path | None = None,
) -> Paths:
    """Add one recording to a Motion-BIDS data set.

    Parameters
    ----------
    analysis
        The recording, measured.
    folder
        Root of the data set, or what is to be moved there.
    subject
        Label of the participant, letters and digits.
    run
        Number of the recording.
    joined
        Root of the data set whose participants are kept; ``folder`` by default.

    Raises
    ------
    OSError
        If a file cannot be written.
    """
    labels = [f"sub-{subject}"]
    for place in (folder / PARTICIPANTS, (joined or folder) / PARTICIPANTS):
        if place.exists():
            labels += participants_from_bids(read_bounded(place, MOST_LABELS).decode())
    contents = recording_to_bids(analysis, subject=subject, run=run)
    return _write(folder, {**contents, PARTICIPANTS: participants_to_bids(labels)})


def _write(folder: Path, contents: Mapping[str, str | bytes]) -> Paths:
    paths = []
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        paths.append(path)
    return tuple(paths)
