"""What was observed in some part of a recording, gathered once for all that rests on it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from hemiface.assessment.bouts import select_independent
from hemiface.assessment.observed_time import ObservedTime, mark_spans
from hemiface.assessment.triggers import LockedMovement, find_triggers
from hemiface.model.anatomy import Region, Side
from hemiface.model.definitions import is_spasm, select_blinks, select_flutter, select_spasms
from hemiface.model.events import Event, EventSide, EventType
from hemiface.model.signals import Mask, SideSignals
from hemiface.model.timebase import Times

_CLOSURE = 0.5
"""Share of full closure from which a movement of both lids counts as closing them."""


@dataclass(frozen=True, slots=True)
class ObservedSide:
    """One side of the face.

    Parameters
    ----------
    spasms
        Bouts that reach the side, two-sided ones included.
    independent
        One-sided bouts and closures that follow no other movement.
    triggers
        Blinks, smiles and puckers with what this side did beyond the other.
    in_spasm, shut, in_flutter
        Frames within these bouts, with the eye shut, and with flutter of its lid.
    watched
        Frames that count and show the eye.
    resting
        Frames outside all events that show the eye.
    smallest_openings_mm
        Of each closure that both eyes make, where it was seen.
    """

    spasms: tuple[Event, ...]
    independent: tuple[Event, ...]
    triggers: tuple[LockedMovement, ...]
    in_spasm: Mask
    shut: Mask
    in_flutter: Mask
    watched: Mask
    resting: Mask
    smallest_openings_mm: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Observed:
    """Both sides of the face.

    Parameters
    ----------
    view
        The time that counts, and the statistics on it.
    blinks
        All blinks.
    two_sided
        Spasms of both sides at once.
    watched
        Frames that count and show both eyes.
    resting
        Those of them outside all events.
    sides
        What each side does.
    """

    view: ObservedTime
    blinks: tuple[Event, ...]
    two_sided: tuple[Event, ...]
    watched: Mask
    resting: Mask
    sides: Mapping[Side, ObservedSide]

    def side(self, side: Side) -> ObservedSide:
        """What the given side does."""
        return self.sides[side]


def observe(view: ObservedTime) -> Observed:
    """Gather what is observed in the time of a view."""
    resting = view.watched & ~mark_spans(view.signals.time, view.events)
    return Observed(
        view=view,
        blinks=tuple(select_blinks(view.events)),
        two_sided=tuple(e for e in view.events if is_spasm(e, EventSide.BOTH)),
        watched=view.watch(None),
        resting=resting & view.watch(None),
        sides={side: _observe_side(view, side, resting) for side in Side},
    )


def _observe_side(view: ObservedTime, side: Side, resting: Mask) -> ObservedSide:
    time, events = view.signals.time, view.events
    rows = view.signals.side(side)
    openings = (_find_smallest_opening(rows, time, e) for e in events if _closes_both(e))
    spasms = tuple(select_spasms(events, side))
    with np.errstate(invalid="ignore"):
        shut = rows.eyelid_closure >= view.settings.shut_closure
    return ObservedSide(
        spasms=spasms,
        independent=tuple(select_independent(events, side)),
        triggers=tuple(find_triggers(view.signals, events, side)),
        in_spasm=mark_spans(time, spasms),
        shut=shut,
        in_flutter=mark_spans(time, select_flutter(events, side)),
        watched=view.watch(side),
        resting=resting & rows.eye_visible,
        smallest_openings_mm=tuple(one for one in openings if one is not None),
    )


def _closes_both(event: Event) -> bool:
    """Whether an event is a blink, or a closure of both eyes that is no spasm."""
    deliberate = event.event_type is EventType.MOVEMENT and event.side is EventSide.BOTH
    lids = Region.EYELID in event.regions and (event.amplitude or 0.0) >= _CLOSURE
    return event.event_type is EventType.BLINK or (deliberate and lids)


def _find_smallest_opening(rows: SideSignals, time: Times, event: Event) -> float | None:
    """Smallest lid opening within an event, millimeters."""
    start, stop = np.searchsorted(time, [event.onset, event.offset])
    values = rows.eyelid_aperture_mm[start:stop]
    values = values[np.isfinite(values)]
    return float(values.min()) if values.size else None
