"""Winks: one-sided closures that come on both sides alike."""

from collections.abc import Sequence
from dataclasses import replace

from hemiface.model.definitions import WINK, could_be_one_of_winks
from hemiface.model.events import Event, EventPattern, EventSide, EventType

_MOST = 0.8
"""Share of the one-sided closures that must look like winks."""

_EVEN = 0.4
"""Fewer over more of them by side, from which they come on both sides alike."""


def relabel_winks(bouts: Sequence[Event]) -> list[Event]:
    """Take one-sided closures for winks where both sides make them alike.

    Spasm on both sides is rare (below 5 % of patients), and then asymmetric and
    asynchronous (Tan and Jankovic, Mov Disord 1999;14:345-9); single, full closures of
    either eye in turn are what people do on purpose. Whether they meant it, a video cannot
    know: the events stay, as movement.
    """
    closures = [bout for bout in bouts if bout.event_type is EventType.SPASM]
    winks = [bout for bout in closures if could_be_one_of_winks(bout)]
    counts = sorted(
        sum(wink.side is side for wink in winks) for side in (EventSide.LEFT, EventSide.RIGHT)
    )
    if not winks or len(winks) < _MOST * len(closures) or counts[0] < _EVEN * counts[1]:
        return list(bouts)
    return [
        replace(bout, event_type=EventType.MOVEMENT, pattern=EventPattern.NONE, subtype=WINK)
        if bout in winks
        else bout
        for bout in bouts
    ]
