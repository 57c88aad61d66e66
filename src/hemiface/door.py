"""The public door: a video in, an analysis out, without files, records or commands."""

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from hemiface.model.analysis import Analysis, Progress, Task
from hemiface.pipeline.analysis import measure_video
from hemiface.results import ResultsFolder
from hemiface.settings import AnalysisSettings


def analyze(
    path: str | os.PathLike[str],
    *,
    settings: AnalysisSettings | Mapping[str, Any] | None = None,
    mirrored: bool = False,
    face: str = "largest",
    tasks: Sequence[Task] = (),
    progress: Callable[[Progress], None] | None = None,
) -> Analysis:
    """Measure the face in one video; nothing is written.

    Parameters
    ----------
    path
        Video file or folder of images; it is only read.
    settings
        Parameters of the method, or plain values by stage and name; the usual ones by default.
    mirrored
        Whether the picture was taken in a mirror (selfie) and is to be turned back.
    face
        Whom to measure when several people are seen: ``left`` or ``right`` in the picture,
        ``largest``, or the number of a person.
    tasks
        What the person was asked to do, in order of time.
    progress
        Told how far it is.

    Returns
    -------
    Analysis
        Quality, signals, events and what they show, with what made them.

    Raises
    ------
    TypeError
        If what is given is no path.
    VideoError
        If the file cannot be read.
    SettingsError
        If plain values name no setting or do not fit.
    NoFaceError
        If no face, or not the chosen one, was seen.
    TooPoorError
        If it was seen too briefly.

    Examples
    --------
    >>> analysis = analyze("visit.mp4")
    >>> analysis.assessment.affected_side.value
    'left'
    """
    chosen = settings or {}
    return measure_video(
        _read_place(path, "a video"),
        chosen if isinstance(chosen, AnalysisSettings) else AnalysisSettings.from_values(chosen),
        mirrored=mirrored,
        person=face,
        tasks=tasks,
        progress=progress,
    ).analysis


def load(folder: str | os.PathLike[str]) -> Analysis:
    """Read back the analysis that a folder of results holds.

    Parameters
    ----------
    folder
        What an analysis wrote for one video.

    Raises
    ------
    TypeError
        If what is given is no path.
    ResultsNotFoundError
        If the folder holds no whole results of this version.

    Examples
    --------
    >>> load("hemiface-output/visit").quality.duration_s
    3.0
    """
    return ResultsFolder(_read_place(folder, "a folder of results")).analysis()


def _read_place(given: object, what: str) -> Path:
    """Path of what somebody gave."""
    if not isinstance(given, str | os.PathLike):
        raise TypeError(f"{what} is named by a path, not by {given!r}")
    return Path(given)
