"""The same recording of the face in a mirror."""

from collections.abc import Iterable
from dataclasses import replace

from hemiface.model.anatomy import Side
from hemiface.model.events import Event
from hemiface.model.signals import Signals


def mirror_signals(signals: Signals) -> Signals:
    """Swap left and right, and turn what has a direction."""
    return replace(
        signals,
        head_yaw_deg=-signals.head_yaw_deg,
        head_roll_deg=-signals.head_roll_deg,
        left=signals.right,
        right=signals.left,
        full_closure_mm={side: signals.full_closure_mm[side.opposite] for side in Side},
        closure_asymmetry=-signals.closure_asymmetry,
    )


def mirror_events(events: Iterable[Event]) -> tuple[Event, ...]:
    """Give every event to the other side."""
    return tuple(replace(event, side=event.side.opposite) for event in events)
