"""What a simulated face does: acts with a known onset, side, size and time course."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hemiface.model.anatomy import Region
from hemiface.model.events import Event, EventPattern, EventSide, EventType
from hemiface.model.signals import Series

EDGE = float(np.arccos(0.8) / np.pi)
"""Where a half-cosine ramp from 0 to 1 passes a tenth: events begin and end there."""

LOWER_FACE_MM: Mapping[Region, float] = {
    Region.CHEEK: 1.5,
    Region.MOUTH: 4.0,
    Region.CHIN: 1.0,
}
"""How far a strong contraction pulls the lower face on one side, in millimeters."""

BROW_LIFT_MM = 1.5
"""How far the brow rises with a closing eye in the other Babinski sign."""

FLUTTER_RATE_HZ = 5.0
"""Within the 3-8 Hz of eyelid myokymia (Medscape 1213160; StatPearls, eyelid myokymia)."""

TALKING_RATES_HZ = (2.3, 3.7, 5.1)
"""Rhythms of the mouth in simulated speech."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing a simulated face does.

    Parameters
    ----------
    event_type, subtype, pattern, side
        What it is, as in `Event`.
    onset, duration
        Seconds between the two moments at a tenth of the peak.
    reach
        Movement at the peak on the stronger side: the eyelid as share of full closure,
        the other regions in millimeters, brow lift positive.
    rise_s, fall_s
        Time from nothing to peak and back.
    n_twitches
        Contractions of a clonic train.
    other_share
        Share of the movement on the other side, 0..1.
    """

    event_type: EventType
    subtype: str
    side: EventSide
    onset: float
    duration: float
    reach: Mapping[Region, float]
    pattern: EventPattern = EventPattern.NONE
    rise_s: float = 0.1
    fall_s: float = 0.15
    n_twitches: int = 1
    other_share: float = 0.0

    @property
    def offset(self) -> float:
        """When it ends, in seconds."""
        return self.onset + self.duration

    def at(self, onset: float) -> "Act":
        """The same act at another time."""
        return replace(self, onset=onset)


def compute_ramp(time: Series, act: Act) -> Series:
    """Rise, plateau and fall that pass a tenth at the act's onset and end."""
    shrink = min(1.0, act.duration / ((1 - EDGE) * (act.rise_s + act.fall_s)))
    rise, fall = act.rise_s * shrink, act.fall_s * shrink
    up = np.clip((time - act.onset) / rise + EDGE, 0, 1)
    down = np.clip((act.offset - time) / fall + EDGE, 0, 1)
    ramp: Series = 0.25 * (1 - np.cos(np.pi * up)) * (1 - np.cos(np.pi * down))
    return ramp


def compute_course(time: Series, act: Act) -> Series:
    """Time course of an act, 0..1, shape ``(n_frames,)``."""
    if act.subtype == "talking":
        waves = [np.sin(2 * np.pi * rate * time + rate) for rate in TALKING_RATES_HZ]
        speech: Series = compute_ramp(time, act) * (0.5 + np.sum(waves, axis=0) / 6)
        return speech
    if act.subtype == "flutter":
        wave = 0.5 - 0.5 * np.cos(2 * np.pi * FLUTTER_RATE_HZ * (time - act.onset))
        return compute_ramp(time, act) * wave
    if act.pattern is EventPattern.CLONIC:
        twitches = [compute_ramp(time, twitch) for twitch in split_twitches(act)]
        train: Series = np.max(twitches, axis=0)
        return train
    return compute_ramp(time, act)


def split_twitches(act: Act) -> tuple[Act, ...]:
    """Contractions of a clonic train, two thirds contraction and one third pause."""
    period = act.duration / (act.n_twitches - 1 / 3)
    single = replace(
        act,
        duration=period * 2 / 3,
        pattern=EventPattern.ISOLATED,
        n_twitches=1,
        rise_s=min(act.rise_s, period / 3),
        fall_s=min(act.fall_s, period / 3),
    )
    return tuple(single.at(act.onset + k * period) for k in range(act.n_twitches))


def describe_act(act: Act, time: Series, full_closure_mm: float) -> Event:
    """Truth of an act as an event, with its peak read from the course without noise.

    Parameters
    ----------
    act
        The act.
    time
        Presentation times in seconds, shape ``(n_frames,)``.
    full_closure_mm
        Aperture lost at full closure on the act's side.
    """
    fine: NDArray[np.float64] = np.arange(act.onset, act.offset, 0.001)
    course = compute_course(fine, act)
    closure = act.reach.get(Region.EYELID, 0.0)
    speed = np.gradient(course, fine).max() * closure * full_closure_mm if fine.size > 1 else 0.0
    largest = max((abs(v) for r, v in act.reach.items() if r is not Region.EYELID), default=0.0)
    spasm = act.event_type is EventType.SPASM
    return Event(
        onset=act.onset,
        duration=act.duration,
        event_type=act.event_type,
        side=act.side,
        pattern=act.pattern,
        subtype=act.subtype,
        regions=tuple(region for region in Region if act.reach.get(region)),
        amplitude=closure or None,
        amplitude_mm=closure * full_closure_mm if closure else largest,
        peak_time=float(fine[np.argmax(course)]) if fine.size else act.onset,
        peak_velocity_mm_per_s=float(speed) if closure else None,
        n_twitches=act.n_twitches if spasm else None,
        twitch_rate_hz=act.n_twitches / act.duration if spasm and act.n_twitches > 1 else None,
        conjugacy=act.other_share if closure else None,
        brow_lift=act.reach.get(Region.BROW, 0.0) > 0 if spasm else None,
        confidence=1.0 if time[0] <= act.onset and act.offset <= time[-1] else 0.5,
    )
