"""Look at a measured video again: what was found, what a person said of it, and its report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from hemiface.errors import SettingsError
from hemiface.model.actor import Actor, Permission
from hemiface.model.analysis import Analysis
from hemiface.model.circumstances import Circumstances
from hemiface.model.corrections import Correction, CorrectionAction, CorrectionLog
from hemiface.model.event_pictures import FaceTrack
from hemiface.model.events import Event, EventSide, EventSource, EventType
from hemiface.model.record import Entry, Person, Recording, StoredAnalysis, filmed_at
from hemiface.operations.blindness import refuse_blind
from hemiface.operations.circumstances import when_visited
from hemiface.operations.correction_owner import RecordsOwner, name_latest
from hemiface.operations.laid_out import laid_out
from hemiface.operations.method import restore_settings
from hemiface.operations.new_corrections import accept_corrections, change_values
from hemiface.operations.permission import needs, open_to_all
from hemiface.operations.recent_cache import RecentCache
from hemiface.operations.session import Session
from hemiface.reports.render import ReportParts, render_parts
from hemiface.results import Earlier, ResultsFolder
from hemiface.results.pictures import PictureBox, match_pictures

SAME_S = 1e-3
"""Onsets nearer than this are those of one event, in seconds: pages write milliseconds."""

NAMELESS = "recording"
"""Stands where the name of a file would: people name videos after people."""


@dataclass(frozen=True, slots=True)
class Review:
    """A measured video as it is seen now.

    Parameters
    ----------
    analysis
        With the events as they were corrected.
    log
        What was said of them, and what was taken back.
    lost
        Corrections whose event is not there.
    pictures
        Pictures of events, and where the face was.
    known
        When it was filmed and whose it is.
    previous
        With what its report compares.
    key
        Names what is seen, where it is told from everything else; None where it is not.
    finished
        Whether it stays as it is, as a rating that was finished does.
    """

    analysis: Analysis
    log: CorrectionLog
    lost: tuple[Correction, ...] = ()
    pictures: PictureBox = field(default_factory=PictureBox)
    known: Circumstances = field(default_factory=Circumstances)
    previous: Earlier | None = None
    key: tuple[object, ...] | None = None
    finished: bool = False

    @property
    def track(self) -> FaceTrack | None:
        """Where the face was on each frame; None where that is not known."""
        return self.pictures.track

    @property
    def has_mesh(self) -> bool:
        """Whether the face can be drawn as lines."""
        return self.track is not None and self.pictures.packed_mesh != b""


@needs(Permission.WORK_WITH_FILES)
def review_results(session: Session, folder: Path) -> Review:
    """Look at a folder of results.

    Raises
    ------
    ResultsNotFoundError
        If it holds none.
    SettingsError
        If the corrections in it cannot be read.
    """
    del session  # asked for its permission
    return _read_folder(ResultsFolder(folder))


@needs(Permission.READ, of="recording_id")
def review_recording(session: Session, recording_id: str) -> Review:
    """Look at the latest analysis of a recording in the records.

    Raises
    ------
    RecordNotFoundError
        If there is no such recording, or it was not measured.
    RecordLockedError
        If it is encrypted and the passphrase was not given.
    """
    return _withhold(session.actor, _see(session, recording_id))


@needs(Permission.READ_VIDEO, of="recording_id")
def see_unrated(session: Session, recording_id: str) -> Review:
    """A recording for whoever rates it: what was found is there, and must not be shown.

    Raises
    ------
    RecordNotFoundError, RecordLockedError
        As `review_recording`.
    """
    return _see(session, recording_id, blind=True)


@needs(Permission.READ, of="recording_id")
def list_earlier(
    session: Session, recording_id: str
) -> list[tuple[Entry[Recording], datetime | None]]:
    """Other measured recordings of the same person, the latest first, and when each was filmed.

    That is told by the person's own clock. None where nobody knows; it stands where it came into
    the records.

    Raises
    ------
    RecordNotFoundError
        If there is no such recording.
    """
    from hemiface.records.entry_types import read_id

    with session.unlocked() as work:
        this = work.get(Recording, read_id(recording_id))
        measured = work.list_pointed(StoredAnalysis, "recording_id", this.person_id)
        zone = ZoneInfo(work.get(Person, this.person_id).value.zone)
        visits = when_visited(work, this.person_id)
        others = [
            (entry, (filmed := filmed_at(entry, visits)) and filmed.astimezone(zone))
            for entry in work.list(Recording, this.person_id)
            if entry.id != this.id and entry.id in measured
        ]
    return sorted(others, key=lambda pair: pair[1] or pair[0].created_at, reverse=True)


@needs(Permission.WRITE, of="recording_id")
def correct_recording(session: Session, recording_id: str, new: Sequence[Correction]) -> Review:
    """Say more of the events of a recording.

    Raises
    ------
    SettingsError
        If a correction speaks of an event that is not there, or of one that cannot be.
    RecordNotFoundError
        If there is no such recording, or it was not measured.
    """
    from hemiface.records.entry_types import read_id

    before = _see(session, recording_id)
    new = accept_corrections(before.analysis, new)
    after, lost = session.analyzer.correct(
        before.analysis, new, restore_settings(before.analysis.provenance)
    )
    if lost:
        raise SettingsError("event_gone", at=lost[0].at)
    owner = RecordsOwner(session.store, read_id(recording_id))
    log = owner.say(new)
    name, version, *alone = before.key or ()
    if alone[1:] or log.standing != (*before.log.standing, *new):  # somebody spoke in between
        return review_recording(session, recording_id)
    owner.keep_shown(log, after)
    key = (name, version, log)
    said = replace(before, analysis=after, log=log, key=key)
    return _withhold(session.actor, _SEEN.get(key, lambda: said))


@open_to_all
def word_correction(
    review: Review,
    action: CorrectionAction,
    meant: tuple[float, EventType, EventSide] | None,
    changes: Mapping[str, Any],
    *,
    author: str,
) -> Correction:
    """Put what a person did on the page into words of the log.

    Parameters
    ----------
    review
        What the person looked at.
    action
        What was done.
    meant
        Onset in seconds, type and side of the event that is meant; None for a new one.
    changes
        What is new, by the names of `Event`; for a new event at least its onset and duration.
    author
        Who did it.

    Raises
    ------
    SettingsError
        If there is no such event.
    """
    if action is CorrectionAction.ADD:
        event = replace(NO_EVENT, **changes)
        return Correction(action, event.onset, event=event, author=author)
    found = [event for event in review.analysis.events if meant and _is_meant(event, *meant)]
    if not found:
        raise SettingsError("event_away")
    old = found[0]
    if action is CorrectionAction.REMOVE:
        return Correction(action, old.onset, old.event_type, old.side, author=author)
    event = change_values(old, changes)
    return Correction(action, old.onset, old.event_type, old.side, event, author)


NO_EVENT = Event(0.0, 0.0, EventType.MOVEMENT, EventSide.BOTH)


def _is_meant(event: Event, onset: float, event_type: EventType, side: EventSide) -> bool:
    same = (event.event_type, event.side) == (event_type, side)
    return same and abs(event.onset - onset) < SAME_S


@open_to_all
def render_review(review: Review, language: str) -> ReportParts:
    """Write the report of what is seen now, in parts.

    Raises
    ------
    SettingsError
        If reports do not exist in the language.
    """

    def render() -> ReportParts:
        return render_parts(
            review.analysis,
            strips=match_pictures(review.analysis.events, review.pictures.frames),
            known=review.known,
            previous=review.previous,
            language=language,
        )

    return _RENDERED.get((*review.key, language), render) if review.key else render()


def _read_folder(results: ResultsFolder) -> Review:
    analysis = results.analysis()
    return Review(
        analysis=analysis,
        log=results.correction_log(),
        pictures=results.pictures(),
        known=results.known(analysis.video),
        previous=results.previous(),
    )


def _see(session: Session, recording_id: str, *, blind: bool = False) -> Review:
    """All of what is seen of the latest analysis of a recording."""
    from hemiface.records.entry_types import read_id

    with session.unlocked() as work:
        recording = work.get(Recording, read_id(recording_id))
        unrated = work.unrated
        if not blind:
            refuse_blind(work, [recording.id])
        others = work.list(Recording, recording.person_id) if unrated else ()
        analysis_id, version = name_latest(work, recording)
        log = RecordsOwner.log_of(work, recording)
    key = (analysis_id, version, log)
    review = _SEEN.get(key, lambda: _look(session, analysis_id, log))
    if any(one.id in unrated for one in others):
        # The one that it compares with may be among them.
        review = replace(review, previous=None, key=(*key, "alone"))
    return review


def _withhold(actor: Actor, review: Review) -> Review:
    """The same without faces, and without what a file was called, where they may not be seen."""
    watches, reads = actor.may(Permission.READ_VIDEO), actor.may(Permission.READ_NOTES)
    if review.key:
        review = replace(review, key=(*review.key, watches, reads))
    if not watches:
        review = replace(review, pictures=PictureBox())
    if not reads:
        analysis = review.analysis
        nameless = replace(analysis, video=replace(analysis.video, name=NAMELESS))
        review = replace(review, analysis=nameless)
    return review


def _look(session: Session, analysis_id: UUID, log: CorrectionLog) -> Review:
    """What the records say of events, put in the place of what was detected."""
    with session.unveiled() as work:
        entry = work.get(StoredAnalysis, analysis_id)
    with laid_out(session, entry) as results:
        stored = _read_folder(results)
    settings = restore_settings(stored.analysis.provenance)
    # Results that were corrected before they were kept carry what the records say already.
    detected = all(one.source is EventSource.DETECTED for one in stored.analysis.events)
    look = session.analyzer.correct if detected else session.analyzer.find_events
    analysis, lost = look(stored.analysis, log.standing, settings)
    key = (entry.id, entry.version, log)
    return Review(analysis, log, lost, stored.pictures, stored.known, stored.previous, key)


_SEEN: RecentCache[Review] = RecentCache()
_RENDERED: RecentCache[ReportParts] = RecentCache()
