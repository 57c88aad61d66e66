"""Movement that follows another one on the same side: after a blink, after a smile."""

from hemiface.assessment.observed import Observed
from hemiface.model.anatomy import Side
from hemiface.model.assessment import Measure
from hemiface.model.events import EventType


def assess_synkinesis(seen: Observed, side: Side) -> list[Measure]:
    """Share of triggers with a locked movement, and how large it is."""
    view, triggers = seen.view, seen.side(side).triggers
    blinks = [t for t in triggers if t.event.event_type is EventType.BLINK]
    moves = [t for t in triggers if t.event.event_type is EventType.MOVEMENT]
    return [
        view.measure_event_share(
            "synkinesis_percent",
            side,
            [t.event for t in triggers],
            [t.locked for t in triggers],
        ),
        view.measure_mean(
            "blink_locked_mouth_mm", side, [t.event for t in blinks], [t.effect for t in blinks]
        ),
        view.measure_mean(
            "mouth_locked_closure_percent",
            side,
            [t.event for t in moves],
            [100.0 * t.effect for t in moves],
        ),
    ]
