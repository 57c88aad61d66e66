"""Measure the recordings in a person's records, each against the one before."""

from collections.abc import Generator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from hemiface.errors import RecordNotFoundError, RecordStorageError
from hemiface.model.actor import Permission
from hemiface.model.analysis import Task
from hemiface.model.circumstances import Circumstances
from hemiface.model.corrections import MergedCorrections
from hemiface.model.provenance import METHOD_VERSION
from hemiface.model.record import (
    Entry,
    Person,
    Recording,
    StoredAnalysis,
    filmed_at,
)
from hemiface.operations.analyses import AnalysisRequest, VideoOutcome, analyze_videos
from hemiface.operations.blindness import refuse_blind
from hemiface.operations.circumstances import tell_circumstances, when_visited
from hemiface.operations.corrected_findings import CorrectedFindings, find_corrected
from hemiface.operations.correction_owner import RecordsOwner
from hemiface.operations.permission import needs
from hemiface.operations.recordings import keep_analysis, plain_copy
from hemiface.operations.session import Session
from hemiface.operations.stream import Advance
from hemiface.results import Earlier, ResultsFolder, Summary
from hemiface.video import probe_video

LOST = frozenset({"file", "damaged"})
"""Cases of errors that one stored file is to blame for, and not the records."""


@dataclass(frozen=True, slots=True)
class AnalyzedRecording:
    """What became of one recording of a person.

    Parameters
    ----------
    recording, analysis
        Ids of its entry, and of the kept results; None where it could not be measured.
    day
        When it was taken, in the person's own zone.
    compared_with
        Day of the recording it was compared with; None where there is none.
    merged
        What was said beside earlier results and had never reached the records.
    outcome
        Its measurement.
    """

    recording: UUID
    analysis: UUID | None
    day: date
    compared_with: date | None
    merged: MergedCorrections
    outcome: VideoOutcome


@dataclass(frozen=True, slots=True)
class _Records:
    """What the records hold of one person's recordings, in order of time."""

    person: Entry[Person]
    recordings: tuple[tuple[datetime | None, Entry[Recording]], ...]
    analyses: tuple[Entry[StoredAnalysis], ...]
    corrected: CorrectedFindings

    def analyses_of(self, recording: UUID) -> list[Entry[StoredAnalysis]]:
        """Analyses of a recording, the one that came in last at the end."""
        return [entry for entry in self.analyses if entry.value.recording_id == recording]


@needs(Permission.WRITE, of="pseudonym")
def analyze_person(
    session: Session,
    pseudonym: str,
    request: AnalysisRequest,
    *,
    again: bool = False,
) -> Generator[Advance | AnalyzedRecording, None, None]:
    """Measure a person's recordings in order of time, and keep the results in the records.

    One whose file is missing or damaged fails, and stops no other.

    Each report says what changed since the recording before of the same task. Whether a
    recording was mirrored, what was asked and what a person said about its events come
    from the records.

    Parameters
    ----------
    session
        The records, and what measures.
    pseudonym
        Whose recordings.
    request
        How they are measured, and where the results go.
    again
        Whether to measure those as well that this method has measured with these settings.

    Yields
    ------
    Advance or AnalyzedRecording
        How far a recording is, and one outcome for each that was measured.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    RecordStorageError, RecordLockedError
        If the records cannot be read or written.
    NotAllowedError
        If whoever asks has still to rate a recording of the person blind.
    """
    for filmed, recording in _look_up(session, pseudonym).recordings:
        known = _look_up(session, pseudonym)
        earlier = _find_earlier(known, filmed, recording)
        if not again and _is_measured(known, recording, request):
            continue
        day = (filmed or recording.created_at).astimezone(ZoneInfo(known.person.value.zone)).date()
        name = f"{day}_{str(recording.id)[:8]}"
        with ExitStack() as held:
            try:
                video = held.enter_context(plain_copy(session, recording, name))
            except (RecordNotFoundError, RecordStorageError) as error:
                if error.case not in LOST:
                    raise
                lost = VideoOutcome(Path(name), request.output / name, error=error)
                yield AnalyzedRecording(recording.id, None, day, None, MergedCorrections(), lost)
                continue
            owner = RecordsOwner(session.store, recording.id)
            merged = owner.take_up(ResultsFolder(request.output / video.stem))
            before = _find_latest(known, recording)
            asked = replace(
                request,
                recorded=owner.recorded(),
                mirrored=recording.value.mirrored,
                person=before.provenance.person if before else request.person,
                tasks=_find_tasks(video, recording.value, before) or request.tasks,
                previous=earlier,
                known=_tell(session, known, recording),
            )
            with closing(analyze_videos(session, [video], asked)) as events:
                for event in events:
                    if isinstance(event, Advance):
                        yield event
                    else:
                        outcome = event
        kept = None
        if outcome.error is None:
            kept = keep_analysis(session, str(recording.id), outcome.folder).id
        compared = earlier.day if earlier else None
        yield AnalyzedRecording(recording.id, kept, day, compared, merged, outcome)


@dataclass(frozen=True, slots=True)
class Neighbors:
    """What stands beside a recording in time, of the same person and task.

    Parameters
    ----------
    earlier
        With what it is compared; None where there is nothing.
    later
        The next recording that was measured; None where there is none.
    """

    earlier: Earlier | None = None
    later: UUID | None = None


@needs(Permission.READ, of="pseudonym")
def find_neighbors(session: Session, pseudonym: str, recording_id: UUID) -> Neighbors:
    """Find what stands beside a recording; nothing where it is archived, or is not this person's.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    NotAllowedError
        If whoever asks has still to rate a recording of the person blind.
    """
    known = _look_up(session, pseudonym)
    place = next((pair for pair in known.recordings if pair[1].id == recording_id), None)
    if place is None:
        return Neighbors()
    moment, recording = place
    later = (
        other.id
        for when, other in known.recordings
        if moment is not None
        and when is not None
        and when > moment
        and other.value.task == recording.value.task
        and known.analyses_of(other.id)
    )
    return Neighbors(_find_earlier(known, moment, recording), next(later, None))


def _look_up(session: Session, pseudonym: str) -> _Records:
    with session.read() as work:
        person = work.find_person(pseudonym)
        visits = when_visited(work, person.id)
        recordings = work.list(Recording, person.id)
        refuse_blind(work, [entry.id for entry in recordings])
        analyses = tuple(work.list(StoredAnalysis, person.id))
    timed = [(filmed_at(entry, visits), entry) for entry in recordings]
    timed.sort(key=lambda pair: pair[0] or pair[1].created_at)
    return _Records(person, tuple(timed), analyses, find_corrected(session, person))


def _tell(session: Session, known: _Records, recording: Entry[Recording]) -> Circumstances:
    with session.read() as work:
        return tell_circumstances(work, known.person, recording)


def _find_earlier(
    known: _Records, filmed: datetime | None, recording: Entry[Recording]
) -> Earlier | None:
    """The latest measured recording before this one; like is compared with like.

    None where nobody knows when it was filmed, and none of which nobody knows.
    """
    zone = ZoneInfo(known.person.value.zone)
    for when, other in reversed(known.recordings):
        if filmed is None or when is None or when >= filmed:
            continue
        if other.id == recording.id or other.value.task != recording.value.task:
            continue
        if other.id in known.corrected.unread:
            continue
        summary = known.corrected.summaries.get(other.id) or _find_latest(known, other)
        if summary is not None:
            return Earlier(summary, when.astimezone(zone).date())
    return None


def _find_latest(known: _Records, recording: Entry[Recording]) -> Summary | None:
    """What was last measured of a recording; None where it was not."""
    for analysis in reversed(known.analyses_of(recording.id)):
        try:
            return Summary.model_validate(analysis.value.summary)
        except ValidationError:
            continue  # of a version that this one does not read
    return None


def _is_measured(known: _Records, recording: Entry[Recording], request: AnalysisRequest) -> bool:
    return any(
        analysis.value.method_version == METHOD_VERSION
        and analysis.value.settings_hash == request.settings.hash
        for analysis in known.analyses_of(recording.id)
    )


def _find_tasks(video: Path, recording: Recording, before: Summary | None) -> tuple[Task, ...]:
    """The task of the whole recording, where one is written down; else those known before."""
    if recording.task is None:
        return before.tasks if before else ()
    duration = probe_video(video).duration_s
    return (Task(0.0, duration, recording.task),) if duration else ()
