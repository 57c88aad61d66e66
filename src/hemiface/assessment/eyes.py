"""What both eyes do apart from spasm, and what is weak when nothing is in spasm."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from hemiface.assessment.burden import find_peak_closure
from hemiface.assessment.observed import Observed
from hemiface.assessment.observed_time import ObservedTime, build_measure
from hemiface.assessment.resampling import Z_95, Spread, Values
from hemiface.model.anatomy import Side
from hemiface.model.assessment import Measure
from hemiface.model.events import Event, EventSide, EventType
from hemiface.model.signals import Signals
from hemiface.model.timebase import usual_interval_s

_DEEPEST_SHARE = 0.25
"""Share of the closures, the deepest ones, on which the opening left over rests."""

_SHUT_SPREAD = 0.1
"""How differently two eyes that both shut are read, as share of their usual opening: standard
deviation over 31 rendered faces without weakness."""

_EDGE_ERROR_FRAMES = 0.13
"""How far the edge of a closure is off: median over rendered clips, in
docs/explanation/accuracy.md."""

_AROUND_S = 0.1
"""How far before a blink its lids are taken for open."""


def assess_eye(seen: Observed, side: Side) -> list[Measure]:
    """Opening, closing and blinking of one eye."""
    view, own, blinks = seen.view, seen.side(side), seen.blinks
    return [
        view.measure_share("time_closed_percent", side, own.shut, own.watched),
        _measure_aspect_ratio(view, side),
        view.measure_event_share(
            "complete_blinks_percent",
            side,
            blinks,
            [_is_complete(view, side, blink) for blink in blinks],
        ),
    ]


def assess_both_eyes(seen: Observed) -> list[Measure]:
    """Blink rate, two-sided spasms and likeness of the eyes."""
    view = seen.view
    closures = [
        e
        for e in view.events
        if e.event_type in (EventType.BLINK, EventType.SPASM) and e.conjugacy is not None
    ]
    return [
        view.measure_rate("blink_rate_per_min", None, seen.blinks),
        _measure_lag(view, seen.blinks),
        view.measure_rate("bilateral_spasm_rate_per_min", None, seen.two_sided),
        view.measure_mean(
            "interocular_conjugacy", None, closures, [float(e.conjugacy or 0) for e in closures]
        ),
    ]


def assess_weakness(free: Observed, whole: Observed, side: Side) -> list[Measure]:
    """Opening at rest, and the opening left when both eyes close, asked or not."""
    resting = free.side(side).resting
    values = free.view.signals.side(side).eyelid_aperture_mm[resting]
    return [
        _measure_residual(whole, side),
        build_measure(
            "resting_aperture_mm", side, _find_median(values), free.view.seconds(resting)
        ),
    ]


def assess_resting_differences(seen: Observed) -> list[Measure]:
    """Left minus right of what rests: eye, mouth corner and brow."""
    left, right = seen.view.signals.left, seen.view.signals.right
    difference = (left.eyelid_aperture_mm - right.eyelid_aperture_mm)[seen.resting]
    differences = {
        "aperture": _find_median(difference),
        "mouth": _subtract(left.resting_mouth_mm, right.resting_mouth_mm),
        "brow": _subtract(left.resting_brow_mm, right.resting_brow_mm),
    }
    seconds = seen.view.seconds(seen.resting)
    return [
        build_measure(f"resting_{name}_difference_mm", None, value, seconds)
        for name, value in differences.items()
    ]


def _find_median(values: Values) -> float | None:
    """Middle of what is finite; None where nothing is."""
    finite = values[np.isfinite(values)]
    return float(np.median(finite)) if finite.size else None


def _measure_lag(view: ObservedTime, blinks: Sequence[Event]) -> Measure:
    """How much later the left eye half closes than the right, on average."""
    lags = []
    blinks = [blink for blink in blinks if blink.side is EventSide.BOTH]
    for blink in blinks:
        left, right = (_find_half_closing(view.signals, side, blink) for side in Side)
        lags.append(1000 * (left - right))
    lag = view.measure_mean("blink_lag_ms", None, blinks, lags)
    if lag.value is None or lag.low is None or lag.high is None:
        return lag
    # Blinks that agree with each other may all be wrong by the same part of a frame.
    least = 1000 * _EDGE_ERROR_FRAMES * usual_interval_s(view.signals.time)
    return replace(
        lag,
        low=lag.value - math.hypot(lag.value - lag.low, least),
        high=lag.value + math.hypot(lag.high - lag.value, least),
    )


def _find_half_closing(signals: Signals, side: Side, blink: Event) -> float:
    """Moment at which one lid passes half of its closing, seconds; NaN if not seen."""
    start, stop = np.searchsorted(signals.time, [blink.onset - _AROUND_S, blink.offset])
    closure = signals.side(side).eyelid_closure[start:stop]
    if closure.size < 2 or not np.all(np.isfinite(closure)):
        return float("nan")
    peak = int(np.argmax(closure))
    half = (closure[0] + closure[peak]) / 2
    below = np.flatnonzero(closure[:peak] <= half)
    if below.size == 0:
        return float("nan")
    last = int(below[-1])
    step = (half - closure[last]) / (closure[last + 1] - closure[last])
    time = signals.time[start:stop]
    return float(time[last] + step * (time[last + 1] - time[last]))


def _subtract(left: float | None, right: float | None) -> float | None:
    """Left minus right; None where one is unknown."""
    return None if left is None or right is None else left - right


def _is_complete(view: ObservedTime, side: Side, blink: Event) -> bool | None:
    """Whether a blink of one eye is complete; None if it was not seen."""
    full = view.signals.full_closure_mm
    peak = find_peak_closure(view.signals, side, blink)
    if peak is None:
        return None
    # Its own full closure would hide a weak eye: measure it by the stronger one.
    return peak * full[side] >= view.settings.shut_closure * max(full.values())


def _measure_aspect_ratio(view: ObservedTime, side: Side) -> Measure:
    """Mean opening over the width of the eye."""
    rows, name = view.signals.side(side), "eye_aspect_ratio"
    seen = view.watch(side) & np.isfinite(rows.eyelid_aperture_mm)
    seconds = view.seconds(seen)
    if seconds <= 0 or not rows.eye_width_mm:
        return build_measure(name, side, None, seconds)
    ratio = rows.eyelid_aperture_mm[seen] / rows.eye_width_mm
    weighted = ratio * view.durations_s[seen]
    total = view.resampler.sum_bins(view.resampler.bin_of_frame[seen], weighted)
    spread = view.resampler.spread_ratio(total, view.sum_time(seen))
    return build_measure(name, side, float(weighted.sum() / seconds), seconds, spread)


def _measure_residual(seen: Observed, side: Side) -> Measure:
    """Opening left at the deepest moment of closures that both eyes make."""
    name, view = "residual_opening_mm", seen.view
    watch = seen.side(side).watched
    known = np.sort(seen.side(side).smallest_openings_mm)
    if known.size == 0:
        return build_measure(name, side, None, view.seconds(watch))
    deepest = known[: max(1, round(_DEEPEST_SHARE * known.size))]
    value = float(np.median(deepest))
    margin = Z_95 * _SHUT_SPREAD * view.signals.full_closure_mm[side]
    # Lids that touch may read as less than nothing: no opening is below 0.
    value, low, high = (max(each, 0.0) for each in (value, value - margin, value + margin))
    return build_measure(name, side, value, view.seconds(watch), Spread(low, high))
