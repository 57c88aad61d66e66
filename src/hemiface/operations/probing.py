"""What videos are, and whether they are fit to be measured."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from hemiface.errors import SomeFilesFailedError, VideoError
from hemiface.model.actor import Permission
from hemiface.model.quality import QualityFlag, Severity
from hemiface.model.video import VideoInfo
from hemiface.operations.permission import needs, open_to_all
from hemiface.operations.session import Session
from hemiface.settings import VideoSettings
from hemiface.video import assess_file, probe_video


class Fitness(StrEnum):
    """How far a video can be measured, by what its file shows."""

    GOOD = "good"
    USABLE = "usable"
    POOR = "poor"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class ProbedVideo:
    """One video, looked at.

    Parameters
    ----------
    path
        Where it is.
    fitness
        How far it can be measured.
    info
        What it is; None if it cannot be read.
    flags
        What is poor about it.
    error
        Why it cannot be read; None if it can.
    """

    path: Path
    fitness: Fitness
    info: VideoInfo | None
    flags: tuple[QualityFlag, ...]
    error: VideoError | None


@needs(Permission.WORK_WITH_FILES)
def probe_videos(
    session: Session, paths: Sequence[Path], settings: VideoSettings
) -> Iterator[ProbedVideo]:
    """Look at videos one after the other, without reading them through.

    Parameters
    ----------
    paths
        Video files or folders of images.
    settings
        How they are read.
    """
    del session
    for path in paths:
        try:
            info = probe_video(path, settings)
        except VideoError as error:
            yield ProbedVideo(path, Fitness.UNREADABLE, None, (), error)
        else:
            flags = assess_file(info)
            yield ProbedVideo(path, judge_fitness(flags), info, flags, None)


@open_to_all
def judge_fitness(flags: Sequence[QualityFlag]) -> Fitness:
    """Fitness by the worst flaw."""
    severities = {flag.severity for flag in flags}
    if Severity.SERIOUS in severities:
        return Fitness.POOR
    return Fitness.USABLE if Severity.WARNING in severities else Fitness.GOOD


@open_to_all
def check_probed(videos: Sequence[ProbedVideo]) -> None:
    """Raise what has to be said at the end about videos that cannot be read.

    Raises
    ------
    VideoError
        The first error, if no video can be read.
    SomeFilesFailedError
        If some can be read and some cannot.
    """
    errors = [video.error for video in videos if video.error is not None]
    if errors and len(errors) == len(videos):
        raise errors[0]
    if errors:
        raise SomeFilesFailedError("unreadable", n_errors=len(errors), n_videos=len(videos))
