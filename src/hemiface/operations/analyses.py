"""Measure videos and keep the results, one folder a video."""

from collections.abc import Generator, Sequence
from functools import partial
from pathlib import Path

from hemiface.errors import HemifaceError
from hemiface.model.actor import Permission
from hemiface.model.record import check_pseudonym
from hemiface.operations.folders import plan_folders
from hemiface.operations.permission import needs
from hemiface.operations.session import Session
from hemiface.operations.stream import Advance, run_in_thread
from hemiface.operations.unit import AnalysisRequest, How, VideoOutcome, measure_recording
from hemiface.operations.workers import run_in_processes

__all__ = ["AnalysisRequest", "VideoOutcome", "analyze_videos"]


@needs(Permission.WORK_WITH_FILES)
def analyze_videos(
    session: Session,
    videos: Sequence[Path],
    request: AnalysisRequest,
    *,
    jobs: int = 1,
) -> Generator[Advance | VideoOutcome, None, None]:
    """Measure videos one after the other, or several at once, and give outcomes as they come.

    A video that cannot be measured does not stop the others. Closing the generator stops
    those that still run.

    Parameters
    ----------
    session
        What measures, and the language of the pages.
    videos
        Files to measure.
    request
        How.
    jobs
        How many at the same time, each in a process of its own.

    Yields
    ------
    Advance or VideoOutcome
        How far a video is, and one outcome for each.

    Raises
    ------
    SettingsError
        If two videos would be written to the same folder.
    RecordInvalidError
        If what the person is called is no pseudonym.
    """
    if request.known.pseudonym:
        check_pseudonym(request.known.pseudonym)
    plan = plan_folders(videos, request.output)
    how = How(request, session.analyzer, session.language or "en", session.records.elsewhere)
    work = partial(measure_recording, how=how)
    if jobs <= 1 or len(plan) == 1:
        for place in plan:
            yield from run_in_thread(partial(work, place))
        return
    for index, event in run_in_processes(work, plan, jobs=jobs):
        video, folder = plan[index]
        yield (
            VideoOutcome(video, folder, error=event) if isinstance(event, HemifaceError) else event
        )
