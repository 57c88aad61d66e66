"""Synkinesis: movement of one side that goes along with another movement."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from hemiface.events.peaks import EDGE_SHARE, find_span
from hemiface.events.regions import movement_mm
from hemiface.model.anatomy import Region, Side
from hemiface.model.definitions import BLINK_EDGE_S, WITH_SMILE_ONCE
from hemiface.model.events import Event, EventPattern, EventSide, EventType
from hemiface.model.signals import SignalName, Signals
from hemiface.model.timebase import find_spans
from hemiface.settings import EventSettings

EYE_TO_MOUTH, MOUTH_TO_EYE = "eye_to_mouth", "mouth_to_eye"

_ONE_SIDED = 2.0
"""How many times more one mouth corner moves than the other to be alone."""

_CUT_SHARE = 0.5
"""Share of the longer of two movements that is left in common where one was cut short."""


def tell_locked(
    bouts: Sequence[Event], movements: Sequence[Event], settings: EventSettings
) -> list[Event]:
    """Tell the closures that the mouth carries along from spasms.

    A mouth that talks is at some smile or pucker whenever a spasm happens, and a spasm may pull
    it: one that coincides means little. What is locked comes again, with most of the smiles and
    puckers that are held. Where there were too few of them to come again, a closure is no more
    than a movement together with a smile, seen once; on a side that has bouts besides it is one
    of those.

    Parameters
    ----------
    bouts
        One-sided closures.
    movements
        What both sides of the mouth did.
    settings
        Parameters of this stage.
    """
    held = [movement for movement in movements if _is_held(movement, settings)]
    told = list(bouts)
    for side in Side:
        own = [k for k, bout in enumerate(bouts) if bout.side is EventSide.of(side)]
        locked = [k for k in own if is_locked_to(bouts[k], movements, settings)]
        carried = sum(any(bouts[k].overlaps(movement) for k in locked) for movement in held)
        if carried >= max(settings.locked_smiles, settings.locked_share * len(held)):
            what = _as_synkinesis
        elif locked == own and carried == len(held):
            what = _as_seen_once
        else:
            continue
        for k in locked:
            told[k] = what(bouts[k])
    return told


def _is_held(movement: Event, settings: EventSettings) -> bool:
    return movement.subtype in ("smile", "pucker") and movement.duration >= settings.lock_hold_s


def is_locked_to(bout: Event, movements: Sequence[Event], settings: EventSettings) -> bool:
    """Whether a one-sided closure starts and ends with a held smile or pucker.

    Glare in glasses cuts either of them short: then one end is enough for a lid that is
    held, alone, for most of the time that they share.
    """
    held = bout.pattern is EventPattern.TONIC and bout.regions == (Region.EYELID,)
    for movement in movements:
        if not _is_held(movement, settings):
            continue
        starts = abs(bout.onset - movement.onset) <= settings.lock_s
        ends = abs(bout.offset - movement.offset) <= settings.lock_s
        common = min(bout.offset, movement.offset) - max(bout.onset, movement.onset)
        most = common >= _CUT_SHARE * max(bout.duration, movement.duration)
        if (starts and ends) or (held and most and (starts or ends)):
            return True
    return False


def _as_synkinesis(bout: Event) -> Event:
    """Describe a one-sided closure as going along with the mouth."""
    return replace(
        bout,
        event_type=EventType.SYNKINESIS,
        pattern=EventPattern.NONE,
        subtype=MOUTH_TO_EYE,
        regions=(Region.EYELID,),
        brow_lift=None,
    )


def _as_seen_once(bout: Event) -> Event:
    """Describe a one-sided closure as having come together with a smile or pucker."""
    return replace(_as_synkinesis(bout), event_type=EventType.MOVEMENT, subtype=WITH_SMILE_ONCE)


def find_mouth_with_blinks(
    signals: Signals, blinks: Sequence[Event], spasms: Sequence[Event], settings: EventSettings
) -> list[Event]:
    """Find mouth corners that are pulled along by blinks.

    One such pull means little; it counts only where enough of the blinks carry the same
    corner along.
    """
    free = [blink for blink in blinks if not any(blink.overlaps(spasm) for spasm in spasms)]
    found: list[Event] = []
    for side in Side:
        locked = [
            event
            for event in (_pull_within(signals, blink, side, settings) for blink in free)
            if event is not None
        ]
        enough = len(locked) >= settings.locked_blinks
        if enough and len(locked) >= settings.locked_share * len(free):
            found += locked
    return found


def _pull_within(
    signals: Signals, blink: Event, side: Side, settings: EventSettings
) -> Event | None:
    row = signals.side(side).mouth_corner_excursion_mm
    until = blink.offset + BLINK_EDGE_S.value
    inside = find_spans((signals.time >= blink.onset) & (signals.time <= until))
    if not inside:
        return None
    first, last = inside[0][0], inside[0][1] - 1
    span = find_span(signals.time, np.full_like(row, -1.0), first, last, 0.0)
    span = replace(span, onset=blink.onset)
    own = movement_mm(signals, side, Region.MOUTH, span)
    other = movement_mm(signals, side.opposite, Region.MOUTH, span)
    noise = signals.side(side).noise[SignalName.MOUTH_CORNER_EXCURSION]
    needed = max(settings.locked_mm, settings.locked_noise * noise)
    if not own > needed or not own > _ONE_SIDED * abs(other):
        return None
    peak = first + int(np.nanargmax(row[first : last + 1]))
    base = float(row[peak]) - own
    edges = find_span(signals.time, row, peak, peak, base + EDGE_SHARE * own)
    onset = max(edges.onset, blink.onset - settings.lock_s)
    offset = min(edges.offset, blink.offset + settings.lock_s)
    return Event(
        onset=onset,
        duration=max(offset - onset, 0.0),
        event_type=EventType.SYNKINESIS,
        side=EventSide.of(side),
        subtype=EYE_TO_MOUTH,
        regions=(Region.MOUTH,),
        amplitude_mm=own,
        peak_time=float(signals.time[peak]),
        confidence=float(np.clip(own / (2 * needed), 0, 1)),
    )
