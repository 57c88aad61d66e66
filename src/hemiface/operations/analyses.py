"""Measure videos and keep the results, one folder a video."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from pathlib import Path

from hemiface.errors import HemifaceError, JobError, ResultsNotFoundError
from hemiface.model.actor import Permission
from hemiface.model.analysis import Progress, Task
from hemiface.model.circumstances import Circumstances
from hemiface.model.corrections import Correction
from hemiface.model.provenance import METHOD_VERSION
from hemiface.operations.folders import plan_folders
from hemiface.operations.pages import render_page
from hemiface.operations.permission import needs
from hemiface.operations.reassessment import Reassessment
from hemiface.operations.session import Session
from hemiface.operations.stream import Advance, run_in_thread
from hemiface.operations.workers import run_in_processes
from hemiface.pipeline.analyzer import Analyzer
from hemiface.results import Earlier, ResultsFolder, Summary
from hemiface.results.corrections import RecordedCorrections
from hemiface.results.pictures import pack_strips
from hemiface.settings import AnalysisSettings
from hemiface.video import file_hash


class Overlay(StrEnum):
    """What `overlay.mp4` shows."""

    VIDEO = "video"
    MESH = "mesh"


@dataclass(frozen=True, slots=True)
class AnalysisRequest:
    """How videos are to be measured.

    Parameters
    ----------
    output
        Folder in which each video gets a folder of its own.
    settings
        Parameters of the method.
    mirrored
        Whether the pictures were taken in a mirror.
    person
        Who is measured when several people are seen.
    tasks
        What the person was asked to do.
    overlay
        The video to draw beside the results, if any.
    resume
        Whether to keep results that the same request already gave.
    previous
        The same person's recording before, to say what changed since.
    recorded
        What was said about the events, where the records own it; else what lies beside
        earlier results counts.
    known
        When it was filmed, whose it is, and what stands beside.
    """

    output: Path
    settings: AnalysisSettings = field(default_factory=AnalysisSettings)
    mirrored: bool = False
    person: str = "largest"
    tasks: tuple[Task, ...] = ()
    overlay: Overlay | None = None
    resume: bool = False
    previous: Earlier | None = None
    recorded: RecordedCorrections | None = None
    known: Circumstances = field(default_factory=Circumstances)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one video.

    Parameters
    ----------
    video, folder
        The file, and where its results are.
    summary
        What was found; None where the analysis failed.
    error
        Why it failed; None where it did not.
    kept
        Whether the results were there already.
    corrections
        How many corrections of a person, kept beside the results, count in them.
    lost_corrections
        Those whose event is no longer there.
    corrections_set_aside
        Where corrections went that were said of another video, person or side.
    """

    video: Path
    folder: Path
    summary: Summary | None = None
    error: HemifaceError | None = None
    kept: bool = False
    corrections: int = 0
    lost_corrections: tuple[Correction, ...] = ()
    corrections_set_aside: Path | None = None

    @property
    def shown(self) -> Path:
        """What a person opens: the report, or the folder where there is none."""
        return ResultsFolder(self.folder).shown


@needs(Permission.WORK_WITH_FILES)
def analyze_videos(
    session: Session,
    videos: Sequence[Path],
    request: AnalysisRequest,
    *,
    jobs: int = 1,
) -> Generator[Advance | Outcome, None, None]:
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
    Advance or Outcome
        How far a video is, and one outcome for each.

    Raises
    ------
    SettingsError
        If two videos would be written to the same folder.
    """
    plan = plan_folders(videos, request.output)
    work = partial(_attempt, how=_How(request, session.analyzer, session.language or "en"))
    if jobs <= 1 or len(plan) == 1:
        for place in plan:
            yield from run_in_thread(partial(work, place))
        return
    for index, event in run_in_processes(work, plan, jobs=jobs):
        video, folder = plan[index]
        yield Outcome(video, folder, error=event) if isinstance(event, HemifaceError) else event


@dataclass(frozen=True, slots=True)
class _How:
    """All that the process which measures a video needs to know."""

    request: AnalysisRequest
    analyzer: Analyzer
    language: str


def _attempt(
    place: tuple[Path, Path],
    tell: Callable[[Advance], None],
    *,
    how: _How,
) -> Outcome:
    """Outcome of one video and its folder, whatever happens."""
    video, folder = place
    try:
        if how.request.resume and (summary := _find_kept(video, folder, how.request)):
            return _keep(video, folder, summary, how.analyzer)
        return _measure(video, folder, how, lambda now: tell(_advance(video, now)))
    except HemifaceError as error:
        return Outcome(video, folder, error=error)
    except Exception as error:  # noqa: BLE001 - one video's fault must not end a night's batch
        fault = JobError(
            f"{video}: unexpected {type(error).__name__}: {error}",
            hint="This is a fault of hemiface; please report it.",
            advice="fault",
        )
        fault.__cause__ = error
        return Outcome(video, folder, error=fault)


def _advance(video: Path, now: Progress) -> Advance:
    return Advance(str(video), now.time_s, now.duration_s, "s", now.n_frames)


def _keep(video: Path, folder: Path, summary: Summary, analyzer: Analyzer) -> Outcome:
    """Results that are there, with the corrections that stand beside them by now."""
    results = ResultsFolder(folder)
    if not results.corrections():
        return Outcome(video, folder, summary, kept=True)
    found = Reassessment.of_folder(results, analyzer).find_anew()
    return Outcome(
        video,
        folder,
        found.summary,
        kept=True,
        corrections=found.corrections,
        lost_corrections=found.lost_corrections,
    )


def _measure(
    video: Path,
    folder: Path,
    how: _How,
    progress: Callable[[Progress], None],
) -> Outcome:
    request, results = how.request, ResultsFolder(folder)
    aside = None
    # Begun first: a place that cannot be written is said before the long part.
    with results.rewritten() as new:
        said = results.corrections()
        if request.recorded:
            valid: tuple[Correction, ...] | None = request.recorded.log.standing
        else:
            valid = said and results.corrections_for(
                file_hash(video), mirrored=request.mirrored, person=request.person
            )
        result = how.analyzer.measure(
            video,
            request.settings,
            mirrored=request.mirrored,
            person=request.person,
            tasks=request.tasks,
            corrections=valid or (),
            progress=progress,
            overlay=new.overlay if request.overlay else None,
            mesh_only=request.overlay is Overlay.MESH,
        )
        strips = pack_strips(result.strips)
        page = render_page(
            result.analysis,
            strips,
            previous=request.previous,
            known=request.known.completed(result.analysis.video.filmed_at),
            language=how.language,
        )
        new.write(result.analysis, report=page)
        new.write_known(request.known)
        new.write_pictures(strips, result.track)
        if request.previous:
            new.write_previous(request.previous)
        if request.recorded:
            new.write_recorded(request.recorded)
        elif valid is None:
            aside = folder / new.put_aside(said, like=results)
    return Outcome(
        video,
        folder,
        Summary.of(result.analysis),
        corrections=len(valid or ()) - len(result.lost),
        lost_corrections=result.lost,
        corrections_set_aside=aside,
    )


def _find_kept(video: Path, folder: Path, request: AnalysisRequest) -> Summary | None:
    """Results that the same file, settings and method have already given."""
    if request.overlay:
        return None  # an overlay does not say whether it shows the face or the mesh alone
    try:
        summary = ResultsFolder(folder).summary()
    except ResultsNotFoundError:
        return None
    made_by = summary.provenance
    same = (
        made_by.versions == (METHOD_VERSION, METHOD_VERSION)
        and made_by.settings_hash == request.settings.hash
        and made_by.person == request.person
        and summary.mirrored == request.mirrored
        and summary.tasks == request.tasks
        and made_by.file_hash == file_hash(video)
    )
    return summary if same else None
