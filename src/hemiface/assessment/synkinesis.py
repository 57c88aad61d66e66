"""Movement that follows another one on the same side: after a blink, after a smile."""

import numpy as np

from hemiface.assessment.observed import Observed
from hemiface.model.anatomy import Side
from hemiface.model.assessment import Measure
from hemiface.model.events import Event, EventType
from hemiface.model.signals import Mask
from hemiface.model.timebase import Times


def assess_synkinesis(seen: Observed, side: Side) -> list[Measure]:
    """Share of triggers with a locked movement, and how large it is.

    All of it is told by eye and mouth together: below a mask nothing is.
    """
    view = seen.view
    mouth = np.isfinite(view.signals.side(side).mouth_corner_excursion_mm)
    watch = view.watch(side) & mouth
    triggers = [
        t for t in seen.side(side).triggers if t.locked or _shows(mouth, view.signals.time, t.event)
    ]
    blinks = [t for t in triggers if t.event.event_type is EventType.BLINK]
    moves = [t for t in triggers if t.event.event_type is EventType.MOVEMENT]
    return [
        view.measure_event_share(
            "synkinesis_percent",
            side,
            [t.event for t in triggers],
            [t.locked for t in triggers],
            watch,
        ),
        view.measure_mean(
            "blink_locked_mouth_mm",
            side,
            [t.event for t in blinks],
            [t.effect for t in blinks],
            watch,
        ),
        view.measure_mean(
            "mouth_locked_closure_percent",
            side,
            [t.event for t in moves],
            [100.0 * t.effect for t in moves],
            watch,
        ),
    ]


def _shows(mouth: Mask, time: Times, event: Event) -> bool:
    """Whether the mouth was seen at any moment of an event."""
    start, stop = np.searchsorted(time, [event.onset, event.offset])
    return bool(mouth[start : stop + 1].any())
