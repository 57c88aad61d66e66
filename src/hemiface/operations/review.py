"""Look at a measured video again: what was found, what a person said of it, and its report."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any
from uuid import UUID

from hemiface.errors import SettingsError
from hemiface.model.actor import Actor, Permission
from hemiface.model.analysis import Analysis
from hemiface.model.circumstances import Circumstances
from hemiface.model.corrections import Correction, CorrectionAction, CorrectionLog
from hemiface.model.event_pictures import FaceTrack
from hemiface.model.events import Event, EventPattern, EventSide, EventSource, EventType
from hemiface.model.record import Entry, Recording, StoredAnalysis
from hemiface.operations.correction_owner import RecordsOwner, latest_analysis
from hemiface.operations.method import restore_settings
from hemiface.operations.permission import needs, open_to_all
from hemiface.operations.session import Session
from hemiface.reports.render import ReportParts, render_parts
from hemiface.results import Earlier, ResultsFolder
from hemiface.results.filenames import SUMMARY
from hemiface.results.pictures import PictureBox, match_pictures

SAME_S = 1e-3
"""Onsets nearer than this are those of one event, in seconds: pages write milliseconds."""

NAMELESS = "recording"
"""Stands where the name of a file would: people name videos after people."""

EDGE_S = 0.5
"""How far an event may reach beyond the last picture, which itself stands for a while."""


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
    """

    analysis: Analysis
    log: CorrectionLog
    lost: tuple[Correction, ...] = ()
    pictures: PictureBox = field(default_factory=PictureBox)
    known: Circumstances = field(default_factory=Circumstances)
    previous: Earlier | None = None

    @property
    def track(self) -> FaceTrack | None:
        """Where the face was on each frame; None where that is not known."""
        return self.pictures.track


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
    from hemiface.records.kinds import read_id

    with session.unlocked() as work:
        analysis = latest_analysis(work, read_id(recording_id))
    log = RecordsOwner(session.store, analysis.value.recording_id).log()
    review = _SEEN.get((analysis.id, log), lambda: _look(session, analysis, log))
    return _withhold(session.actor, review)


@needs(Permission.READ, of="recording_id")
def list_earlier(session: Session, recording_id: str) -> list[Entry[Recording]]:
    """Other measured recordings of the same person, the latest first.

    Raises
    ------
    RecordNotFoundError
        If there is no such recording.
    """
    from hemiface.records.kinds import read_id

    with session.unlocked() as work:
        this = work.get(Recording, read_id(recording_id))
        measured = {entry.value.recording_id for entry in work.list(StoredAnalysis, this.person_id)}
        others = [
            entry
            for entry in work.list(Recording, this.person_id)
            if entry.id != this.id and entry.id in measured
        ]
    return sorted(others, key=taken_at, reverse=True)


@open_to_all
def taken_at(recording: Entry[Recording]) -> datetime:
    """When a recording was taken, or else was put into the records."""
    return recording.value.recorded_at or recording.created_at


@needs(Permission.WRITE, of="recording_id")
def correct_recording(session: Session, recording_id: str, new: Sequence[Correction]) -> Review:
    """Say more of the events of a recording.

    Raises
    ------
    SettingsError
        If a correction speaks of an event that is not there.
    RecordNotFoundError
        If there is no such recording, or it was not measured.
    """
    from hemiface.records.kinds import read_id

    before = review_recording(session, recording_id)
    after, lost = session.analyzer.correct(
        before.analysis, new, restore_settings(before.analysis.provenance)
    )
    if lost:
        raise SettingsError(
            f"there is no such event at {lost[0].at:g} s", hint="Look at the events again."
        )
    with session.unlocked() as work:
        analysis = latest_analysis(work, read_id(recording_id))
    log = RecordsOwner(session.store, analysis.value.recording_id).say(new)
    if log.standing != (*before.log.standing, *new):  # somebody else spoke in between
        return review_recording(session, recording_id)
    said = replace(before, analysis=after, log=log)
    return _SEEN.get((analysis.id, log), lambda: said)


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
        If there is no such event, or the new values are none of an event within the recording.
    """
    if action is CorrectionAction.ADD:
        event = _within(review, replace(NO_EVENT, **changes))
        return Correction(action, event.onset, event=event, author=author)
    found = [event for event in review.analysis.events if meant and _is_meant(event, *meant)]
    if not found:
        raise SettingsError("that event is not there any more", hint="Load the page again.")
    old = found[0]
    if action is CorrectionAction.REMOVE:
        return Correction(action, old.onset, old.event_type, old.side, author=author)
    event = _within(review, replace(old, **_forget_measured(old, changes)))
    return Correction(action, old.onset, old.event_type, old.side, event, author)


NO_EVENT = Event(0.0, 0.0, EventType.MOVEMENT, EventSide.BOTH)


def _is_meant(event: Event, onset: float, event_type: EventType, side: EventSide) -> bool:
    same = (event.event_type, event.side) == (event_type, side)
    return same and abs(event.onset - onset) < SAME_S


def _within(review: Review, event: Event) -> Event:
    """The event, if it lies within the recording."""
    time = review.analysis.signals.time
    if event.duration > 0 and time[0] <= event.onset and event.offset <= time[-1] + EDGE_S:
        return event
    raise SettingsError("the event is not within the recording", hint="Choose its edges again.")


def _forget_measured(old: Event, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Changes, and what they make untrue: a peak outside, twitches of what is no spasm."""
    new = dict(changes)
    onset, duration = new.get("onset", old.onset), new.get("duration", old.duration)
    if old.peak_time is not None and not onset <= old.peak_time <= onset + duration:
        new |= {"peak_time": None, "amplitude": None, "amplitude_mm": None}
    if new.get("event_type", old.event_type) is not EventType.SPASM:
        new |= {"pattern": EventPattern.NONE, "n_twitches": None, "twitch_rate_hz": None}
    return new


@open_to_all
def render_review(review: Review, language: str) -> ReportParts:
    """Write the report of what is seen now, in parts.

    Raises
    ------
    SettingsError
        If reports do not exist in the language.
    """
    return render_parts(
        review.analysis,
        strips=match_pictures(review.analysis.events, review.pictures.frames),
        known=review.known,
        previous=review.previous,
        language=language,
    )


def _read_folder(results: ResultsFolder) -> Review:
    analysis = results.analysis()
    return Review(
        analysis=analysis,
        log=results.correction_log(),
        pictures=results.pictures(),
        known=results.known(analysis.video),
        previous=results.previous(),
    )


def _read_stored(session: Session, entry: Entry[StoredAnalysis]) -> Review:
    """Results that the records keep, read through a folder that lives in memory."""
    from hemiface.records.workspace import private_workspace

    with session.unlocked() as work:
        vault = work.vault
    stored = session.store.files
    with private_workspace(0) as folder:
        for name, digest in entry.value.files.items():
            with (folder / name).open("wb") as target:
                target.writelines(stored.read(digest, vault))
        (folder / SUMMARY).write_text(json.dumps(entry.value.summary), encoding="utf-8")
        return _read_folder(ResultsFolder(folder))


def _withhold(actor: Actor, review: Review) -> Review:
    """The same without faces, and without what a file was called, where they may not be seen."""
    if not actor.may(Permission.READ_VIDEO):
        review = replace(review, pictures=PictureBox())
    if not actor.may(Permission.READ_NOTES):
        analysis = review.analysis
        nameless = replace(analysis, video=replace(analysis.video, name=NAMELESS))
        review = replace(review, analysis=nameless)
    return review


class _Seen:
    """The reviews that were looked at last, for the next step builds upon one of them.

    Whoever asks has been found to be allowed to, and to know the passphrase, before.
    """

    MOST = 6

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: dict[tuple[UUID, CorrectionLog], Review] = {}

    def get(self, key: tuple[UUID, CorrectionLog], make: Callable[[], Review]) -> Review:
        """A review, made where nobody looked at it lately."""
        with self._lock:
            found = self._held.pop(key, None)
        found = found or make()
        with self._lock:
            self._held[key] = found
            while len(self._held) > self.MOST:
                self._held.pop(next(iter(self._held)))
        return found


_SEEN = _Seen()


def _look(session: Session, entry: Entry[StoredAnalysis], log: CorrectionLog) -> Review:
    """What the records say of events, put in the place of what was detected."""
    stored = _read_stored(session, entry)
    settings = restore_settings(stored.analysis.provenance)
    # Results that were corrected before they were kept carry what the records say already.
    detected = all(one.source is EventSource.DETECTED for one in stored.analysis.events)
    look = session.analyzer.correct if detected else session.analyzer.find_events
    analysis, lost = look(stored.analysis, log.standing, settings)
    return Review(analysis, log, lost, stored.pictures, stored.known, stored.previous)
