"""What was observed in some part of a recording, gathered once for all that rests on it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from hemiface.assessment.bouts import select_independent
from hemiface.assessment.observed_time import ObservedTime, mark_spans
from hemiface.assessment.triggers import LockedMovement, find_triggers
from hemiface.model.anatomy import Side
from hemiface.model.definitions import is_spasm, select_blinks, select_flutter, select_spasms
from hemiface.model.events import Event, EventSide
from hemiface.model.signals import Mask


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
    """

    spasms: tuple[Event, ...]
    independent: tuple[Event, ...]
    triggers: tuple[LockedMovement, ...]
    in_spasm: Mask
    shut: Mask
    in_flutter: Mask
    watched: Mask


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
    sides
        What each side does.
    """

    view: ObservedTime
    blinks: tuple[Event, ...]
    two_sided: tuple[Event, ...]
    watched: Mask
    sides: Mapping[Side, ObservedSide]

    def side(self, side: Side) -> ObservedSide:
        """What the given side does."""
        return self.sides[side]


def observe(view: ObservedTime) -> Observed:
    """Gather what is observed in the time of a view."""
    return Observed(
        view=view,
        blinks=tuple(select_blinks(view.events)),
        two_sided=tuple(e for e in view.events if is_spasm(e, EventSide.BOTH)),
        watched=view.watch(None),
        sides={side: _observe_side(view, side) for side in Side},
    )


def _observe_side(view: ObservedTime, side: Side) -> ObservedSide:
    time, events = view.signals.time, view.events
    spasms = tuple(select_spasms(events, side))
    with np.errstate(invalid="ignore"):
        shut = view.signals.side(side).eyelid_closure >= view.settings.shut_closure
    return ObservedSide(
        spasms=spasms,
        independent=tuple(select_independent(events, side)),
        triggers=tuple(find_triggers(view.signals, events, side)),
        in_spasm=mark_spans(time, spasms),
        shut=shut,
        in_flutter=mark_spans(time, select_flutter(events, side)),
        watched=view.watch(side),
    )
