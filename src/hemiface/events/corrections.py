"""A person's word on the events wins over the detector's."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from hemiface.model.corrections import NEAR_S, Correction, CorrectionAction
from hemiface.model.events import Event, EventSource


def apply_corrections(
    events: Sequence[Event], corrections: Iterable[Correction]
) -> tuple[tuple[Event, ...], tuple[Correction, ...]]:
    """Put a person's corrections in the place of what was detected.

    Parameters
    ----------
    events
        Detected events.
    corrections
        In the order in which they were said; a later one may speak of an earlier one.

    Returns
    -------
    events
        In order of time; corrected and added ones carry the source ``corrected``.
    lost
        Corrections whose event is no longer there, for example after detecting anew.
    """
    current = list(events)
    lost: list[Correction] = []
    for correction in corrections:
        if correction.action is not CorrectionAction.ADD:
            place = find_event(current, correction)
            if place is None:
                lost.append(correction)
                continue
            del current[place]
        if correction.event is not None:
            current.append(replace(correction.event, source=EventSource.CORRECTED))
    current.sort(key=lambda event: (event.onset, event.event_type, event.side))
    return tuple(current), tuple(lost)


def find_event(events: Sequence[Event], correction: Correction) -> int | None:
    """Place of the event that a correction means: the nearest of its type and side.

    Returns
    -------
    int or None
        None where none of them reaches to within a quarter of a second of the moment.
    """

    def distance(event: Event) -> float:
        return max(event.onset - correction.at, correction.at - event.offset, 0.0)

    fitting = [
        place
        for place, event in enumerate(events)
        if correction.event_type in (None, event.event_type)
        and correction.side in (None, event.side)
        and distance(event) <= NEAR_S
    ]
    return min(
        fitting,
        key=lambda place: (distance(events[place]), abs(events[place].onset - correction.at)),
        default=None,
    )
