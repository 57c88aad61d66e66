"""Rate the events of a recording without seeing what was detected, or what others say."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from markupsafe import Markup

from hemiface.errors import NotAllowedError, RecordConflictError, SettingsError
from hemiface.errors.faults import find_reason
from hemiface.events.corrections import apply_corrections
from hemiface.formats.annotations import events_to_boris, parse_annotations
from hemiface.formats.tiers import events_to_elan
from hemiface.model.actor import Permission
from hemiface.model.assessment import AffectedSide, Assessment, Pattern, PatternLabel
from hemiface.model.corrections import Correction, CorrectionAction, CorrectionLog
from hemiface.model.events import Event
from hemiface.model.record import Entry, EventRating, Recording
from hemiface.operations.annotations import refuse_points
from hemiface.operations.blindness import refuse_blind
from hemiface.operations.new_corrections import accept_corrections
from hemiface.operations.permission import needs, open_to_all
from hemiface.operations.playback import PLACE_ROWS
from hemiface.operations.review import NAMELESS, Review, see_unrated
from hemiface.operations.session import Session
from hemiface.records.entry_types import read_id
from hemiface.reports.language import get_language
from hemiface.reports.render import ReportParts, pack_page

UNTOLD = Assessment(
    AffectedSide.UNCERTAIN, 0.0, Pattern(PatternLabel.INDETERMINATE, scores={}, reasons=()), ()
)
"""What a rater is told of what was measured: nothing."""

ENDINGS = ("eaf", "boris.csv")
"""Files that a rating is written to: of ELAN and of BORIS."""


@needs(Permission.WRITE, of="recording_id")
def ask_rating(session: Session, recording_id: str, rater: str) -> Entry[EventRating]:
    """Ask an account to rate the events of a recording.

    Raises
    ------
    RecordNotFoundError
        If there is no such recording.
    RecordConflictError
        If it was asked before.
    """
    with session.unlocked(write=True) as work:
        recording = work.get(Recording, read_id(recording_id))
        known = work.list_pointing(EventRating, "recording_id", recording)
        if any(one.value.rater == rater and not one.value.settled for one in known):
            raise RecordConflictError("rater_again", rater=rater)
        return work.add(EventRating(recording_id=recording.id, rater=rater), recording.person_id)


@needs(Permission.WRITE)
def list_asked(session: Session) -> Sequence[Entry[EventRating]]:
    """What whoever asks was asked to rate and has not finished, the oldest first."""
    with session.read() as work:
        rated = work.list(EventRating)
    mine = [one for one in rated if one.value.rater == session.actor.name]
    return [one for one in mine if not one.value.finished]


@needs(Permission.READ, of="recording_id")
def list_ratings(session: Session, recording_id: str) -> Sequence[Entry[EventRating]]:
    """Who was asked to rate a recording, and what those said who are done.

    Raises
    ------
    NotAllowedError
        If whoever asks has still to rate it.
    """
    with session.unlocked() as work:
        recording = work.get(Recording, read_id(recording_id))
        refuse_blind(work, [recording.id])
        found = work.list_pointing(EventRating, "recording_id", recording)
    return [
        one if one.value.finished else replace(one, value=replace(one.value, said=(), undone=()))
        for one in found
    ]


@needs(Permission.WRITE, of="rating_id")
def review_rating(session: Session, rating_id: str) -> Review:
    """What a rater sees: the video, and the rater's own events.

    Raises
    ------
    NotAllowedError
        If somebody else rates.
    RecordNotFoundError
        If there is no such rating, or the recording was not measured.
    """
    return _look(session, _open(session, rating_id))


@needs(Permission.WRITE, of="rating_id")
def recording_of(session: Session, rating_id: str) -> str:
    """Which recording is rated, for its pictures.

    Raises
    ------
    NotAllowedError
        If somebody else rates.
    """
    return str(_open(session, rating_id).value.recording_id)


@needs(Permission.WRITE, of="rating_id")
def rate_events(session: Session, rating_id: str, new: Sequence[Correction]) -> Review:
    """Say more of the events.

    Raises
    ------
    NotAllowedError
        If somebody else rates, or it is finished.
    SettingsError
        If a word speaks of an event that is not there, or of one that cannot be.
    """
    new = accept_corrections(review_rating(session, rating_id).analysis, new)

    def say(log: CorrectionLog) -> CorrectionLog:
        longer = log.say(*new)
        lost = apply_corrections((), longer.standing)[1]
        if lost:
            raise SettingsError("event_lost", at=lost[0].at)
        return longer

    return _change(session, rating_id, say)


@needs(Permission.WRITE, of="rating_id")
def undo_rated(session: Session, rating_id: str) -> Review:
    """Take back what was said last; see `rate_events`."""
    return _change(session, rating_id, CorrectionLog.undo)


@needs(Permission.WRITE, of="rating_id")
def redo_rated(session: Session, rating_id: str) -> Review:
    """Say again what was taken back last; see `rate_events`."""
    return _change(session, rating_id, CorrectionLog.redo)


@needs(Permission.WRITE, of="rating_id")
def import_rated(session: Session, rating_id: str, data: bytes, suffix: str) -> tuple[str, ...]:
    """Take the events of a file of ELAN or BORIS in the place of what was said.

    Returns
    -------
    Tiers or behaviors that were left aside: their names say no type and side of an event.

    Raises
    ------
    SettingsError
        If it cannot be read, holds no event, or one that cannot be.
    NotAllowedError
        If somebody else rates, or it is finished.
    """
    try:
        found = parse_annotations(data, suffix)
    except ValueError as error:
        raise SettingsError("that_file_unread", reason=find_reason(error)) from error
    refuse_points(found.events)
    author = session.actor.name
    # What was said before gives way, and is no reason to refuse the same event.
    emptied = replace(review_rating(session, rating_id).analysis, events=())
    added = accept_corrections(emptied, [_add(event, author) for event in found.events])

    def put(log: CorrectionLog) -> CorrectionLog:
        present = apply_corrections((), log.standing)[0]
        removed = [
            Correction(CorrectionAction.REMOVE, e.onset, e.event_type, e.side, author=author)
            for e in present
        ]
        return log.say(*removed, *added)

    _change(session, rating_id, put)
    return found.left_aside


@needs(Permission.WRITE, of="rating_id")
def finish_rating(session: Session, rating_id: str) -> Entry[EventRating]:
    """Say that it is done: it is shown to others from now on, and stays as it is.

    Raises
    ------
    NotAllowedError
        If somebody else rates, or it is finished.
    """
    with session.unlocked(write=True) as work:
        rating = work.get(EventRating, read_id(rating_id))
        _check(session, rating, open_only=True)
        return work.change(rating, replace(rating.value, finished=True))


@needs(Permission.WRITE, of="recording_id")
def keep_settled(
    session: Session, recording_id: str, events: Sequence[Event]
) -> Entry[EventRating]:
    """Keep what two ratings were settled to.

    Raises
    ------
    RecordNotFoundError
        If there is no such recording.
    """
    author = session.actor.name
    with session.unlocked(write=True) as work:
        recording = work.get(Recording, read_id(recording_id))
        settled = EventRating(
            recording_id=recording.id,
            rater=author,
            said=tuple(_add(event, author) for event in events),
            finished=True,
            settled=True,
        )
        return work.add(settled, recording.person_id)


@open_to_all
def render_rating(review: Review, language: str) -> ReportParts:
    """The rater's own events for the page; nothing that was measured."""
    none = Markup("")
    data = pack_page(review.analysis, get_language(language))
    return ReportParts(none, none, none, data)


@open_to_all
def hide_curves(packed: bytes) -> bytes:
    """What `pack_frames` gave, without the curves: they show what is to be rated.

    The last rows, where face and eyes are, stay.
    """
    count, rows = np.frombuffer(packed, "<u4", 2)
    head = 8 + 16 * int(count)
    values = np.frombuffer(packed, "<f4", offset=head).reshape(int(rows), int(count)).copy()
    values[:-PLACE_ROWS] = np.nan
    return packed[:head] + values.tobytes()


@open_to_all
def write_rating(rating: EventRating, ending: str) -> bytes:
    """The events of a rating for another program.

    Parameters
    ----------
    rating
        What was said.
    ending
        Of the file, one of `ENDINGS`.

    Raises
    ------
    SettingsError
        If there is no such file.
    """
    events = rated_events(rating)
    if ending == "eaf":
        return events_to_elan(events)
    if ending == "boris.csv":
        return events_to_boris(events, NAMELESS).encode()
    raise SettingsError("events_format", ending=ending, names=", ".join(ENDINGS))


@open_to_all
def rated_events(rating: EventRating) -> tuple[Event, ...]:
    """Events that a rating says there are, in order of time."""
    return apply_corrections((), rating.said)[0]


def _check(session: Session, rating: Entry[EventRating], *, open_only: bool) -> None:
    if rating.value.rater != session.actor.name or rating.value.settled:
        raise NotAllowedError("other_rater")
    if open_only and rating.value.finished:
        raise NotAllowedError("rating_finished")


def _open(session: Session, rating_id: str) -> Entry[EventRating]:
    with session.unveiled() as work:
        rating = work.get(EventRating, read_id(rating_id))
    _check(session, rating, open_only=False)
    return rating


def _look(session: Session, rating: Entry[EventRating]) -> Review:
    review = see_unrated(session, str(rating.value.recording_id))
    analysis = replace(
        review.analysis,
        events=rated_events(rating.value),
        assessment=UNTOLD,
        video=replace(review.analysis.video, name=NAMELESS),
    )
    finished = rating.value.finished
    return Review(analysis, rating.value.log, pictures=review.pictures, finished=finished)


def _change(
    session: Session, rating_id: str, change: Callable[[CorrectionLog], CorrectionLog]
) -> Review:
    with session.unlocked(write=True) as work:
        rating = work.get(EventRating, read_id(rating_id))
        _check(session, rating, open_only=True)
        log = change(rating.value.log)
        said = replace(rating.value, said=log.standing, undone=log.undone)
        rating = work.change(rating, said)
    return _look(session, rating)


def _add(event: Event, author: str) -> Correction:
    return Correction(CorrectionAction.ADD, event.onset, event=event, author=author)
