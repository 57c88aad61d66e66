"""Blinks, smiles and puckers, and what one side did beyond the other within each."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from hemiface.model.anatomy import Region, Side
from hemiface.model.definitions import LOCKED_BLINKS, is_mouth_movement, select_blinks
from hemiface.model.events import Event, EventSide, EventSource, EventType
from hemiface.model.signals import Series, SignalName, Signals

MOUTH_LOCKED_MM = 1.2
"""Extra pull of one mouth corner, within a blink, from which it counts as locked: on rendered
faces without synkinesis up to 0.9 mm were read."""
CLOSURE_LOCKED = 0.15
"""Extra closure of one eye, within a mouth movement, from which it counts as locked."""
_NOISE_FACTOR = 3.0
"""How many times its own error a difference must be to count; hemiface's own."""
_LEAST_LOCKED_MOVES = 2
"""Locked triggers of a kind below which the signals alone show nothing."""
_AROUND_BLINK_S = 0.2
"""Time around a blink in which the mouth corner is looked at."""
_BEFORE_MOVEMENT_S = 0.5
"""Time before a movement of the mouth from which the lids start."""


@dataclass(frozen=True, slots=True)
class LockedMovement:
    """A two-sided movement and what one side did beyond the other within it.

    Parameters
    ----------
    event
        The blink, smile or pucker.
    effect
        Extra pull of this mouth corner in mm (blink) or extra closure of this eye, share
        of full closure (mouth movement); NaN where it was not seen.
    uncertainty
        Standard error of the effect from the noise floor.
    locked
        Whether this side's other half moved along.
    """

    event: Event
    effect: float
    uncertainty: float
    locked: bool


def find_triggers(signals: Signals, events: Sequence[Event], side: Side) -> list[LockedMovement]:
    """Blinks, smiles and puckers with what this side did beyond the other.

    Blinks close to a spasm are left out: there a mouth corner moves by itself.
    """
    spasms = [e for e in events if e.event_type is EventType.SPASM]
    blinks = [b for b in select_blinks(events) if not any(_is_close(b, s) for s in spasms)]
    moves = [e for e in events if is_mouth_movement(e)]
    known = [
        e
        for e in events
        if e.event_type is EventType.SYNKINESIS and e.side in (EventSide.of(side), EventSide.BOTH)
    ]
    # Where a person went over the events, theirs is the only word.
    reviewed = any(e.source is not EventSource.DETECTED for e in events)
    triggers = [
        *_find_locked(
            signals, side, blinks, int(LOCKED_BLINKS.value), [e for e in events if _moves_mouth(e)]
        ),
        *_find_locked(signals, side, moves, _LEAST_LOCKED_MOVES, []),
    ]
    return [
        replace(t, locked=(t.locked and not reviewed) or any(t.event.overlaps(e) for e in known))
        for t in triggers
    ]


def _find_locked(
    signals: Signals,
    side: Side,
    events: Sequence[Event],
    least_locked: int,
    others: Sequence[Event],
) -> list[LockedMovement]:
    """Triggers of one kind, locked where the signals show it again and again.

    A mouth that speaks or smiles through a blink says nothing about the blink; and one
    or two pulls are chance, so most of the triggers must carry the other half along.
    """
    triggers = []
    for event in events:
        blink = event.event_type is EventType.BLINK
        measure = _measure_blink if blink else _measure_movement
        effect, error = measure(signals, side, event)
        least = max(MOUTH_LOCKED_MM if blink else CLOSURE_LOCKED, _NOISE_FACTOR * error)
        alone = not any(event.overlaps(other) for other in others)
        triggers.append(LockedMovement(event, effect if alone else math.nan, error, effect > least))
    clear = [t for t in triggers if math.isfinite(t.effect)]
    n_locked = sum(t.locked for t in clear)
    often = n_locked >= max(least_locked, len(clear) / 2)
    return [replace(t, locked=often and t.locked and math.isfinite(t.effect)) for t in triggers]


def _moves_mouth(event: Event) -> bool:
    """Whether the mouth moves for another reason: speech, a smile, a pucker."""
    return event.event_type is EventType.MOVEMENT and Region.MOUTH in event.regions


def _is_close(blink: Event, other: Event) -> bool:
    """Whether another event reaches into the stretch around a blink that is looked at."""
    starts, ends = blink.onset - _AROUND_BLINK_S, blink.offset + _AROUND_BLINK_S
    return other.onset < ends and starts < other.offset


def _measure_blink(signals: Signals, side: Side, blink: Event) -> tuple[float, float]:
    """Pull of this mouth corner, beyond the other, that follows the course of a blink.

    The difference of the corners is fitted with the course of the closing lids, which
    weighs every frame by how far the eyes are shut.

    Returns
    -------
    effect, uncertainty
        Millimeters at full closure of the blink; NaN where it was not seen.
    """
    this, other = signals.side(side), signals.side(side.opposite)
    start, stop = np.searchsorted(
        signals.time, [blink.onset - _AROUND_BLINK_S, blink.offset + _AROUND_BLINK_S]
    )
    difference = this.mouth_corner_excursion_mm - other.mouth_corner_excursion_mm
    course = (this.eyelid_closure + other.eyelid_closure)[start:stop] / 2
    difference = difference[start:stop]
    seen = np.isfinite(course) & np.isfinite(difference)
    course, difference = course[seen], difference[seen]
    if course.size < 4 or np.ptp(course) == 0:
        return float("nan"), float("nan")
    centred = course - course.mean()
    power = float(centred @ centred)
    peak = float(np.ptp(course))
    slope = float(centred @ difference) / power
    noise = _combine_noise(signals, SignalName.MOUTH_CORNER_EXCURSION)
    return slope * peak, noise * peak / np.sqrt(power)


def _measure_movement(signals: Signals, side: Side, move: Event) -> tuple[float, float]:
    """Closure of this eye, beyond the other, in the middle of a mouth movement.

    Returns
    -------
    effect, uncertainty
        Share of full closure; NaN where it was not seen.
    """
    this, other = signals.side(side), signals.side(side.opposite)
    difference = this.eyelid_closure - other.eyelid_closure
    quarter = move.duration / 4
    before = _slice(signals, difference, move.onset - _BEFORE_MOVEMENT_S, move.onset)
    within = _slice(signals, difference, move.onset + quarter, move.offset - quarter)
    if before.size == 0 or within.size == 0:
        return float("nan"), float("nan")
    noise = _combine_noise(signals, SignalName.EYELID_CLOSURE)
    error = noise * np.sqrt(1 / before.size + 1 / within.size)
    return float(np.median(within) - np.median(before)), float(error)


def _slice(signals: Signals, row: Series, start: float, stop: float) -> Series:
    """Finite values of a row between two times."""
    first, last = np.searchsorted(signals.time, [start, stop])
    values = row[first:last]
    return values[np.isfinite(values)]


def _combine_noise(signals: Signals, name: SignalName) -> float:
    """Noise of the difference of both sides."""
    left, right = signals.left.noise.get(name, 0.0), signals.right.noise.get(name, 0.0)
    return float(np.hypot(left, right))
