"""Which regions of a side move along with its eye."""

import numpy as np

from hemiface.events.peaks import FrameSpan
from hemiface.model.anatomy import Region, Side
from hemiface.model.signals import REGION_SIGNALS, Mask, Series, SignalName, Signals
from hemiface.model.timebase import Times
from hemiface.settings import EventSettings

_BEFORE_S, _GUARD_S = 0.5, 0.05
"""Time before a bout from which rest is taken, in seconds, but for the moment just before it."""

_SHUT_SHARE = 0.7
"""Share of its own peak above which an eye counts as shut within a bout."""

_FIRM_CLOSURE = 0.5
"""Closure from which the skin around an eye is drawn together, share of full closure."""


def rest_before(time: Times, span: FrameSpan) -> Mask:
    """Frames just before a span, from which its rest is taken."""
    return np.asarray((time >= span.onset - _BEFORE_S) & (time < span.onset - _GUARD_S))


def movement_mm(signals: Signals, side: Side, region: Region, span: FrameSpan) -> float:
    """Largest movement of a region within a span from where it was just before, signed.

    NaN where the region was not seen.
    """
    row = signals.side(side).get(REGION_SIGNALS[region])
    before = row[rest_before(signals.time, span)]
    within = row[span.start : span.stop]
    before, within = before[np.isfinite(before)], within[np.isfinite(within)]
    if not within.size:
        return float("nan")
    start = float(np.median(before)) if before.size else float(within[0])
    moved = within - start
    return float(moved[np.argmax(np.abs(moved))])


def find_regions(
    signals: Signals, side: Side, span: FrameSpan, settings: EventSettings
) -> tuple[Region, ...]:
    """Regions below and above the eye that this side moves more than the other."""
    return tuple(
        region for region in REGION_SIGNALS if _takes_part(signals, side, region, span, settings)
    )


def _takes_part(
    signals: Signals, side: Side, region: Region, span: FrameSpan, settings: EventSettings
) -> bool:
    own = movement_mm(signals, side, region, span)
    other = movement_mm(signals, side.opposite, region, span)
    noise = signals.side(side).noise[REGION_SIGNALS[region]]
    needed = max(settings.region_mm, settings.region_noise * noise)
    upwards = own > 0 or region is Region.BROW
    return bool(upwards and abs(own) > needed and abs(own) > settings.region_ratio * abs(other))


def find_brow_lift(
    signals: Signals, side: Side, span: FrameSpan, settings: EventSettings
) -> bool | None:
    """Whether the brow rose while the eye closed (other Babinski sign).

    It must rise itself, and above the other brow, against just before. None where that
    cannot tell: a firm closure draws the skin down and can hide a small lift.
    """
    own, other = signals.side(side), signals.side(side.opposite)
    closure = own.eyelid_closure[span.start : span.stop]
    peak = float(np.nanmax(closure)) if np.isfinite(closure).any() else np.nan
    shut = np.zeros(signals.time.shape, bool)
    shut[span.start : span.stop] = closure > _SHUT_SHARE * peak
    before = rest_before(signals.time, span)
    rise = _rise(own.brow_height_mm, before, shut)
    apart = _rise(own.brow_height_mm - other.brow_height_mm, before, shut)
    name = SignalName.BROW_HEIGHT
    noise = float(np.hypot(own.noise[name], other.noise[name]))
    needed = max(settings.region_mm, settings.region_noise * noise)
    if apart > needed and rise > 0:
        return True
    return False if abs(apart) <= needed and peak <= _FIRM_CLOSURE else None


def _rise(row: Series, before: Mask, shut: Mask) -> float:
    if not (np.isfinite(row[before]).any() and np.isfinite(row[shut]).any()):
        return float("nan")
    return float(np.nanmedian(row[shut]) - np.nanmedian(row[before]))
