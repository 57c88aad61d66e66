"""One-sided bouts: which of them stand for themselves, and how telling each is."""

from collections.abc import Sequence

from hemiface.model.anatomy import Side
from hemiface.model.definitions import (
    BLINK_EDGE_S,
    LOCK_S,
    is_grouped,
    is_lone_closure,
    is_mouth_movement,
    is_spasm,
    reaches_mouth,
)
from hemiface.model.events import Event, EventSide, EventType

_LEAD_S = 0.2
"""A contraction that starts at most so long before a mouth movement, or a lock after it, and
ends a lock after it at most, goes with it."""


def select_independent(events: Sequence[Event], side: Side) -> list[Event]:
    """One-sided spasm bouts and one-sided closures that follow no other movement.

    A bout that lies within a blink, or starts with a smile or pucker and ends with it, is
    movement-locked. A one-sided closure that nobody asked for is counted here: whether it
    was meant, a video cannot know.
    """
    triggers = [e for e in events if is_mouth_movement(e) or e.event_type is EventType.BLINK]
    return [
        e
        for e in events
        if (is_spasm(e, EventSide.of(side)) or is_lone_closure(e, side))
        and not any(_is_locked(e, trigger) for trigger in triggers)
    ]


def weigh_bout(bout: Event) -> float:
    """How telling a one-sided bout is: 1, and half more for each thing a blink lacks.

    These are repeated or long contraction, mouth or chin in it, and a lifted brow.
    """
    marks = is_grouped(bout) + reaches_mouth(bout) + (bout.brow_lift is True)
    return confidence_of(bout) * (1 + 0.5 * marks)


def confidence_of(event: Event) -> float:
    """Confidence of an event; 1 where none is given."""
    return 1.0 if event.confidence is None else event.confidence


def _is_locked(bout: Event, trigger: Event) -> bool:
    """Whether a bout comes and goes with another movement."""
    if trigger.event_type is EventType.BLINK:
        starts = bout.onset >= trigger.onset - BLINK_EDGE_S.value
        return starts and bout.offset <= trigger.offset + BLINK_EDGE_S.value
    starts = -_LEAD_S <= bout.onset - trigger.onset <= LOCK_S.value
    return starts and bout.offset <= trigger.offset + LOCK_S.value
