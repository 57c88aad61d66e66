"""One-sided bouts: which of them stand for themselves, and how telling each is."""

from collections.abc import Sequence

from hemiface.assessment.synkinesis import is_mouth_movement
from hemiface.model.anatomy import Region, Side
from hemiface.model.events import Event, EventPattern, EventSide, EventType

LEAD_S, LOCK_S = 0.2, 0.4
"""A contraction that starts at most so long before or after a mouth movement starts, and ends
at most the latter after it, goes with it."""

BLINK_EDGE_S = 0.1
"""How far what belongs to a blink may reach beyond it."""

WINK_CLOSURE, WINK_SPAN_S = 0.8, (0.3, 1.6)
"""A single full closure of this length is what a deliberate wink looks like."""

LONG_S = 1.0
"""Length from which a contraction is long."""

MOUTH = frozenset({Region.MOUTH, Region.CHIN})
"""Regions that no closing eye moves by itself; every firm closure lifts the cheek."""


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
        if (is_spasm(e, EventSide.of(side)) or _is_wink(e, side))
        and not any(_is_locked(e, trigger) for trigger in triggers)
    ]


def weigh_bout(bout: Event) -> float:
    """How telling a one-sided bout is: 1, and half more for each thing a blink lacks.

    These are repeated or long contraction, mouth or chin in it, and a lifted brow.
    """
    marks = is_grouped(bout) + reaches_mouth(bout) + (bout.brow_lift is True)
    return confidence_of(bout) * (1 + 0.5 * marks)


def could_be_wink(bout: Event, *, in_turn: bool = False) -> bool:
    """Whether a deliberate wink looks the same: one full closure of usual length.

    Parameters
    ----------
    bout
        A one-sided closure.
    in_turn
        Whether the other side does it as often. Then a mouth corner that is drawn up with
        the eye says nothing: many people wink like that.
    """
    shortest, longest = WINK_SPAN_S
    return bout.subtype == "wink" or (
        bout.pattern is not EventPattern.CLONIC
        and (bout.amplitude or 0.0) >= WINK_CLOSURE
        and shortest <= bout.duration <= longest
        and bout.brow_lift is not True
        and (in_turn or not reaches_mouth(bout))
    )


def is_spasm(event: Event, side: EventSide) -> bool:
    """Whether an event is a spasm of exactly this side."""
    return event.event_type is EventType.SPASM and event.side is side


def is_grouped(bout: Event) -> bool:
    """Whether a bout is a train or a long contraction, not a single twitch."""
    return (bout.n_twitches or 1) >= 2 or bout.duration >= LONG_S


def reaches_mouth(bout: Event) -> bool:
    """Whether a bout moves more than an eye that closes can."""
    return not MOUTH.isdisjoint(bout.regions)


def confidence_of(event: Event) -> float:
    """Confidence of an event; 1 where none is given."""
    return 1.0 if event.confidence is None else event.confidence


def _is_wink(event: Event, side: Side) -> bool:
    """Whether an event is a one-sided closure that was not taken for a spasm."""
    return (
        event.event_type is EventType.MOVEMENT
        and event.side is EventSide.of(side)
        and event.subtype != "flutter"
        and Region.EYELID in event.regions
    )


def _is_locked(bout: Event, trigger: Event) -> bool:
    """Whether a bout comes and goes with another movement."""
    if trigger.event_type is EventType.BLINK:
        starts = bout.onset >= trigger.onset - BLINK_EDGE_S
        return starts and bout.offset <= trigger.offset + BLINK_EDGE_S
    starts = -LEAD_S <= bout.onset - trigger.onset <= LOCK_S
    return starts and bout.offset <= trigger.offset + LOCK_S
