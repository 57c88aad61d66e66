"""How far two raters agree on the events of a recording, and settle what they disagree on."""

from collections.abc import Sequence
from dataclasses import dataclass

from hemiface.errors import SettingsError, StudyError
from hemiface.events.agreement import mark_bins, match_events, score_agreement
from hemiface.model.actor import Permission
from hemiface.model.agreement import KAPPA_BIN_S, TOLERANCE_S, Agreement, EventScore, Pair
from hemiface.model.events import Event, EventSide, EventType
from hemiface.model.record import Entry, EventRating
from hemiface.model.study import Study
from hemiface.operations.event_ratings import keep_settled, list_ratings, rated_events
from hemiface.operations.permission import needs, open_to_all
from hemiface.operations.review import review_recording
from hemiface.operations.session import Session
from hemiface.research.agreement import estimate_kappa

MEASURED = "measured"
"""Stands for what was found by measuring, as it was corrected, where a rating could stand."""


@dataclass(frozen=True, slots=True)
class UnmatchedEvent:
    """An event that one of two raters saw and the other did not.

    Parameters
    ----------
    event
        What is said.
    seen_by
        0 for the first rater, 1 for the second.
    """

    event: Event
    seen_by: int


@dataclass(frozen=True, slots=True)
class KappaReach:
    """Where kappa of the bins of a recording lies."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class RaterComparison:
    """How far two raters agree on one recording.

    Parameters
    ----------
    agreement
        Scores of the second against the first.
    reaches
        Interval of the kappa of each score, taking bins for independent; None where it cannot be
        told.
    agreed
        Events that both saw, with the edges of the first.
    disagreements
        Events that only one saw, in order of time.
    """

    agreement: Agreement
    reaches: tuple[KappaReach | None, ...]
    agreed: tuple[Event, ...]
    disagreements: tuple[UnmatchedEvent, ...]


@needs(Permission.READ, of="recording_id")
def compare_raters(session: Session, recording_id: str, first: str, second: str) -> RaterComparison:
    """Compare two ratings, or one with what was measured.

    Parameters
    ----------
    recording_id
        What was rated.
    first, second
        Ids of ratings that are finished, or `MEASURED`.

    Raises
    ------
    NotAllowedError
        If whoever asks has still to rate it.
    SettingsError
        If one of the two is not there or not finished.
    """
    review = review_recording(session, recording_id)
    ratings = list_ratings(session, recording_id)
    measured = review.analysis.events
    sides = [
        measured if one == MEASURED else rated_events(_find(ratings, one).value)
        for one in (first, second)
    ]
    return compare_events(sides[0], sides[1], review.analysis.quality.duration_s)


@open_to_all
def compare_events(
    first: Sequence[Event], second: Sequence[Event], duration_s: float
) -> RaterComparison:
    """Compare two lists of events of one recording.

    Parameters
    ----------
    first, second
        In any order.
    duration_s
        Length of the recording.
    """
    pair = Pair(tuple(first), tuple(second), duration_s)
    agreement = score_agreement([pair])
    matches = match_events(pair.reference, pair.found, TOLERANCE_S)
    matched = ({i for i, _ in matches}, {j for _, j in matches})
    apart = [
        UnmatchedEvent(event, by)
        for by, events in enumerate((pair.reference, pair.found))
        for place, event in enumerate(events)
        if place not in matched[by]
    ]
    return RaterComparison(
        agreement,
        tuple(_reach(pair, score) for score in agreement.scores),
        tuple(pair.reference[i] for i in sorted(matched[0])),
        tuple(sorted(apart, key=lambda one: (one.event.onset, one.seen_by))),
    )


@needs(Permission.WRITE, of="recording_id")
def settle_disagreements(
    session: Session, recording_id: str, first: str, second: str, kept: Sequence[int]
) -> Entry[EventRating]:
    """Settle what two raters disagree on: what both saw stands, and what is kept of the rest.

    Parameters
    ----------
    recording_id, first, second
        As for `compare_raters`.
    kept
        Places of the disagreements whose event there is.

    Raises
    ------
    NotAllowedError, SettingsError
        As `compare_raters`; also if there is no such disagreement.
    """
    found = compare_raters(session, recording_id, first, second)
    if any(not 0 <= place < len(found.disagreements) for place in kept):
        raise SettingsError("disagreement")
    events = [*found.agreed, *(found.disagreements[place].event for place in sorted(set(kept)))]
    return keep_settled(session, recording_id, sorted(events, key=lambda event: event.onset))


def _find(ratings: Sequence[Entry[EventRating]], rating_id: str) -> Entry[EventRating]:
    for one in ratings:
        if str(one.id) == rating_id and one.value.finished:
            return one
    raise SettingsError("rating")


def _reach(pair: Pair, score: EventScore) -> KappaReach | None:
    marks = [
        mark_bins(_select(events, score.event_type, score.side), pair.duration_s, KAPPA_BIN_S)
        for events in (pair.reference, pair.found)
    ]
    bins = [str(place) for place in range(marks[0].size)]
    study = Study.of(bins, first=marks[0].astype(float), second=marks[1].astype(float))
    try:
        found = estimate_kappa(study, "first", "second")
    except StudyError:
        return None
    return None if found.low != found.low else KappaReach(found.low, found.high)


def _select(events: Sequence[Event], kind: EventType, side: EventSide | None) -> list[Event]:
    return [one for one in events if one.event_type is kind and side in (None, one.side)]
