"""Corrections that stand beside results when their video is measured again."""

from itertools import count
from pathlib import Path

from hemiface.errors import OutputNotWritableError, ResultsNotFoundError
from hemiface.model.corrections import Correction
from hemiface.reports.correctionfile import CORRECTIONS, read_corrections
from hemiface.reports.files import read_summary
from hemiface.video import file_hash


def find_corrections(
    folder: Path, video: Path, *, mirrored: bool, person: str
) -> tuple[tuple[Correction, ...], bool]:
    """Find a person's corrections that hold for a measurement about to be made.

    Parameters
    ----------
    folder
        Where its results go.
    video, mirrored, person
        What is measured, and how it is looked at.

    Returns
    -------
    tuple of Correction
        Those that hold.
    bool
        Whether there are others, said of another video, person or side.

    Raises
    ------
    SettingsError
        If the file of corrections cannot be read.
    VideoError
        If the video cannot be read.
    """
    said = read_corrections(folder)
    if not said:
        return (), False
    try:
        before = read_summary(folder)
    except ResultsNotFoundError:
        return said, False  # nothing says that they were meant for anything else
    same = (
        before.mirrored == mirrored
        and before.provenance.person == person
        and before.provenance.file_hash == file_hash(video)
    )
    return (said, False) if same else ((), True)


def set_aside(folder: Path) -> Path:
    """Give corrections that do not hold any more another name, so that they are not lost.

    Raises
    ------
    OutputNotWritableError
        If the file cannot be renamed.
    """
    stem, suffix = CORRECTIONS.split(".")
    places = (folder / f"{stem}-before-{number}.{suffix}" for number in count(1))
    target = next(place for place in places if not place.exists())
    try:
        return (folder / CORRECTIONS).rename(target)
    except OSError as error:
        raise OutputNotWritableError(
            f"cannot rename {folder / CORRECTIONS}: {error.strerror or error}",
            hint="Free the folder for writing.",
        ) from error
