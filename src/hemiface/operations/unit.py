"""The unit of work: one recording becomes one folder of results.

Whoever drives it - one command, a pool, a queue, a scheduler - asks for the same thing and gets
the same folder. It can be asked for again: what the same key has already given is kept.
"""

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hemiface.errors import HemifaceError, JobError, ResultsNotFoundError
from hemiface.model.analysis import Progress, Task
from hemiface.model.circumstances import Circumstances
from hemiface.model.corrections import NOTHING_MISSED, CaughtUp, Correction
from hemiface.model.overlay import Overlay
from hemiface.model.provenance import METHOD_VERSION, WorkKey
from hemiface.operations.correction_owner import (
    RecordsOwner,
    find_owner,
)
from hemiface.operations.reassessment import Reassessment
from hemiface.operations.report_pages import render_page
from hemiface.operations.session import LazyRecords, Session
from hemiface.operations.stream import Advance
from hemiface.pipeline.analyzer import Analyzer
from hemiface.results import Earlier, ResultsFolder, Summary
from hemiface.results.corrections import RecordedCorrections
from hemiface.results.pictures import pack_strips
from hemiface.settings import AnalysisSettings
from hemiface.video import file_hash

LOOK_S = 1.0
"""How long it is at least from one look at the face to the next, in seconds."""


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
    show_face
        Whether a small picture of the face comes along now and then while it is measured.
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
    show_face: bool = False


@dataclass(frozen=True, slots=True)
class VideoOutcome:
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
    caught_up
        How folder and records were brought together on the way.
    """

    video: Path
    folder: Path
    summary: Summary | None = None
    error: HemifaceError | None = None
    kept: bool = False
    corrections: int = 0
    lost_corrections: tuple[Correction, ...] = ()
    corrections_set_aside: Path | None = None
    caught_up: CaughtUp = NOTHING_MISSED

    @property
    def shown(self) -> Path:
        """What a person opens: the report, or the folder where there is none."""
        return ResultsFolder(self.folder).shown


@dataclass(frozen=True, slots=True)
class How:
    """All that the process which measures a video needs to know.

    Parameters
    ----------
    request, analyzer, language
        How, with what, and the language of the page.
    records
        What opens the records, if the folder is a copy of what they hold.
    """

    request: AnalysisRequest
    analyzer: Analyzer
    language: str
    records: Callable[[], LazyRecords] = LazyRecords


def measure_recording(
    place: tuple[Path, Path],
    tell: Callable[[Advance], None],
    *,
    how: How,
) -> VideoOutcome:
    """Outcome of one video and its folder, whatever happens."""
    video, folder = place
    try:
        if how.request.resume and (summary := _find_kept(video, folder, how)):
            return _keep(video, folder, summary, how)
        return _measure(video, folder, how, _teller(video, tell, shows=how.request.show_face))
    except HemifaceError as error:
        return VideoOutcome(video, folder, error=error)
    except Exception as error:  # noqa: BLE001 - one video's fault must not end a night's batch
        fault = JobError("fault", video=video, fault=type(error).__name__, reason=str(error))
        fault.__cause__ = error
        return VideoOutcome(video, folder, error=fault)


def _teller(
    video: Path, tell: Callable[[Advance], None], *, shows: bool
) -> Callable[[Progress], None]:
    """Tell how far a video is, with a look at the face where one is due."""
    shown = -math.inf

    def progress(now: Progress) -> None:
        nonlocal shown
        face = b""
        if shows and now.look is not None and time.monotonic() - shown >= LOOK_S:
            face, shown = now.look(), time.monotonic()
        tell(Advance(str(video), now.time_s, now.duration_s, "s", now.n_frames, face))

    return progress


def _keep(video: Path, folder: Path, summary: Summary, how: How) -> VideoOutcome:
    """Results that are there, with the corrections that stand by now."""
    results = ResultsFolder(folder)
    results.sweep()
    if not results.corrections() and results.recorded() is None:
        return VideoOutcome(video, folder, summary, kept=True)
    with how.records() as records:
        again = Reassessment.of_folder(Session(records=records, analyzer=how.analyzer), results)
        if not results.corrections() and not again.caught_up.behind:
            return VideoOutcome(video, folder, summary, kept=True, caught_up=again.caught_up)
        found = again.find_anew()
    return VideoOutcome(
        video,
        folder,
        found.summary,
        kept=True,
        corrections=found.corrections,
        lost_corrections=found.lost_corrections,
        caught_up=found.caught_up,
    )


def _ask_records(
    video: Path, results: ResultsFolder, how: How
) -> tuple[RecordedCorrections | None, CaughtUp]:
    """What the records say of this very measurement, where the folder is a copy of theirs."""
    request = how.request
    if request.recorded or results.recorded() is None:
        return request.recorded, NOTHING_MISSED
    if not results.is_of(file_hash(video), mirrored=request.mirrored, person=request.person):
        return None, NOTHING_MISSED
    with how.records() as records:
        owner, caught_up = find_owner(Session(records=records), results)
        return owner.recorded() if isinstance(owner, RecordsOwner) else None, caught_up


def _measure(
    video: Path,
    folder: Path,
    how: How,
    progress: Callable[[Progress], None],
) -> VideoOutcome:
    request, results = how.request, ResultsFolder(folder)
    aside = None
    # Begun first: a place that cannot be written is said before the long part.
    with results.rewritten() as new:
        said = results.corrections()
        recorded, caught_up = _ask_records(video, results, how)
        if recorded:
            valid: tuple[Correction, ...] | None = recorded.log.standing
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
        if recorded:
            new.write_recorded(recorded)
        elif valid is None:
            aside = folder / new.put_aside(said, like=results)
    return VideoOutcome(
        video,
        folder,
        Summary.of(result.analysis),
        corrections=len(valid or ()) - len(result.lost),
        lost_corrections=result.lost,
        corrections_set_aside=aside,
        caught_up=caught_up,
    )


def _find_kept(video: Path, folder: Path, how: How) -> Summary | None:
    """Results that the same file, settings, method and networks have already given, and whole."""
    if how.request.overlay:
        return None  # an overlay does not say whether it shows the face or the mesh alone
    results = ResultsFolder(folder)
    try:
        summary = results.summary()
        if key_of(summary) != key_asked(summary.provenance.file_hash, how.request, how.analyzer):
            return None
        results.analysis()  # a power cut may have spoiled events or signals alone
    except ResultsNotFoundError:
        return None
    return summary if summary.provenance.file_hash == file_hash(video) else None


def key_of(summary: Summary) -> WorkKey:
    """By what the results in a folder are known."""
    made = summary.provenance
    return WorkKey(
        made.file_hash,
        made.settings_hash,
        made.versions,
        _sorted(made.model_hashes),
        (made.person, summary.mirrored, summary.tasks),
    )


def key_asked(fingerprint: str, request: AnalysisRequest, analyzer: Analyzer) -> WorkKey:
    """By what the results of a file will be known that are asked for.

    Parameters
    ----------
    fingerprint
        SHA-256 of the file.
    """
    return WorkKey(
        fingerprint,
        request.settings.hash,
        (METHOD_VERSION, METHOD_VERSION),
        _sorted(analyzer.model_hashes()),
        (request.person, request.mirrored, request.tasks),
    )


def _sorted(hashes: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(hashes.items()))
