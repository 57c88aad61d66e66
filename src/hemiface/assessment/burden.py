"""How much spasm there is, and what the spasms are like, on each side."""

from collections.abc import Callable, Sequence

import numpy as np

from hemiface.assessment.observed import Observed
from hemiface.assessment.observed_time import build_measure
from hemiface.assessment.resampling import Spread
from hemiface.model.anatomy import Side
from hemiface.model.assessment import Measure
from hemiface.model.definitions import reaches_lower_face
from hemiface.model.events import Event
from hemiface.model.signals import Series, SignalName, Signals

_BEFORE_S = 0.5
"""How long before a bout the mouth corner is looked at."""
_AROUND_S = 0.25
"""How far around a bout eye and mouth are compared."""
_MAX_LAG_S = 0.1
"""Largest lag at which eye and mouth still count as moving together."""
_GRID_HZ = 60.0
"""Rate of the even grid on which eye and mouth are compared."""


def assess_burden(seen: Observed, side: Side) -> list[Measure]:
    """Spasm rate, time and the features of the bouts of one side.

    A spasm is told by comparison, so its rate and time rest on the time in which both eyes
    were seen.
    """
    view, own, watch = seen.view, seen.side(side), seen.watched
    return [
        view.measure_rate("spasm_rate_per_min", side, own.spasms, watch),
        view.measure_spent("spasm_time_percent", side, own.spasms, watch),
        view.measure_share("eye_shut_by_spasm_percent", side, own.in_spasm & own.shut, watch),
        view.measure_share("flutter_time_percent", side, own.in_flutter, watch),
        *_assess_bouts(seen, side),
    ]


def _assess_bouts(seen: Observed, side: Side) -> list[Measure]:
    """What the bouts of one side are like; empty measures without a bout."""
    view, own = seen.view, seen.side(side)
    signals, bouts, seconds = view.signals, own.spasms, view.seconds(own.watched)
    medians: dict[str, Callable[[Event], float | None]] = {
        "spasm_duration_median_s": lambda bout: bout.duration,
        "twitch_rate_hz": lambda bout: bout.twitch_rate_hz,
        "spasm_amplitude_percent": lambda bout: _percent(bout.amplitude),
        "spasm_peak_velocity_mm_per_s": lambda bout: bout.peak_velocity_mm_per_s,
    }
    means: dict[str, Callable[[Event], float | None]] = {
        "spasm_repetition": lambda bout: bout.n_twitches,
        "eye_closure_in_spasm_percent": lambda bout: _percent(
            find_peak_closure(signals, side, bout)
        ),
        "mouth_change_in_spasm_mm": lambda bout: compute_mouth_change_mm(signals, side, bout),
        "upper_lower_synchrony": lambda bout: compute_synchrony(signals, side, bout),
    }
    longest = max((bout.duration for bout in bouts), default=None)
    lifts = sum(bout.brow_lift is True for bout in bouts)
    known = any(bout.brow_lift is not None for bout in bouts)
    return [
        *(view.measure_median(n, side, bouts, _list(bouts, f)) for n, f in medians.items()),
        *(view.measure_mean(n, side, bouts, _list(bouts, f)) for n, f in means.items()),
        view.measure_event_share(
            "lower_face_in_spasm_percent",
            side,
            bouts,
            [reaches_lower_face(bout) for bout in bouts],
        ),
        build_measure("spasm_duration_longest_s", side, longest, seconds, Spread()),
        build_measure(
            "other_babinski_count", side, float(lifts) if known or not bouts else None, seconds
        ),
    ]


def _list(bouts: Sequence[Event], read: Callable[[Event], float | None]) -> list[float]:
    """One value a bout, NaN where there is none."""
    values = [read(bout) for bout in bouts]
    return [np.nan if value is None else float(value) for value in values]


def _percent(share: float | None) -> float | None:
    """Share as per cent; None stays None."""
    return None if share is None else 100.0 * share


def find_peak_closure(signals: Signals, side: Side, event: Event) -> float | None:
    """Deepest closure of one eye within an event, share of its full closure."""
    start, stop = np.searchsorted(signals.time, [event.onset, event.offset])
    closure = signals.side(side).eyelid_closure[start:stop]
    closure = closure[np.isfinite(closure)]
    return float(closure.max()) if closure.size else None


def compute_mouth_change_mm(signals: Signals, side: Side, event: Event) -> float | None:
    """Largest change of a mouth corner within an event, less the other corner's.

    Returns
    -------
    float or None
        Millimeters, 0 or above; None where the mouth was not seen before or within.
    """
    this = signals.side(side).mouth_corner_excursion_mm
    other = signals.side(side.opposite).mouth_corner_excursion_mm
    difference = this - other
    start, stop = np.searchsorted(signals.time, [event.onset, event.offset])
    first = np.searchsorted(signals.time, event.onset - _BEFORE_S)
    before, within = difference[first:start], difference[start:stop]
    before, within = before[np.isfinite(before)], within[np.isfinite(within)]
    if before.size == 0 or within.size == 0:
        return None
    return float(np.abs(within - np.median(before)).max())


def compute_synchrony(signals: Signals, side: Side, event: Event) -> float | None:
    """Largest correlation of eye closure and mouth pull around an event, within 0.1 s.

    Returns
    -------
    float or None
        0..1; 0 where the mouth stays within its noise; None where they were not seen.
    """
    rows = signals.side(side)
    start, stop = event.onset - _AROUND_S, event.offset + _AROUND_S
    grid = np.arange(start, stop, 1 / _GRID_HZ)
    closure = _interpolate(signals, rows.eyelid_closure, grid)
    mouth = _interpolate(signals, rows.mouth_corner_excursion_mm, grid)
    if closure is None or mouth is None:
        return None
    noise = rows.noise.get(SignalName.MOUTH_CORNER_EXCURSION, 0.0)
    if np.ptp(closure) == 0 or np.ptp(mouth) <= 6 * noise:
        return 0.0
    lags = range(-round(_MAX_LAG_S * _GRID_HZ), round(_MAX_LAG_S * _GRID_HZ) + 1)
    return max(0.0, *(_correlate(closure, mouth, lag) for lag in lags))


def _interpolate(signals: Signals, row: Series, grid: Series) -> Series | None:
    """Row on an even grid; None where fewer than half of its frames were seen."""
    start, stop = np.searchsorted(signals.time, [grid[0], grid[-1]])
    values, time = row[start:stop], signals.time[start:stop]
    seen = np.isfinite(values)
    if values.size < 3 or 2 * np.count_nonzero(seen) < values.size:
        return None
    return np.interp(grid, time[seen], values[seen])


def _correlate(first: Series, second: Series, lag: int) -> float:
    """Correlation with the second row shifted; 0 where one of them is flat."""
    a = first[max(0, -lag) : first.size - max(0, lag)]
    b = second[max(0, lag) : second.size - max(0, -lag)]
    if a.size < 3 or np.ptp(a) == 0 or np.ptp(b) == 0:
        return 0.0
    return float(np.corrcoef(a, b)[0, 1])
