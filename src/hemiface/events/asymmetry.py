"""Whether one eye closes more than the other by more than chance, evidence added up over time."""

from collections.abc import Sequence

import numpy as np
from scipy.ndimage import maximum_filter1d

from hemiface.events.closures import mean_full_mm
from hemiface.events.peaks import hysteresis, merge_runs
from hemiface.model.anatomy import Side
from hemiface.model.events import Event
from hemiface.model.signals import Mask, Series, Signals
from hemiface.model.timebase import Times, bridge, find_spans, frame_durations_s, usual_interval_s
from hemiface.settings import EventSettings

_WINDOWS_S = (0.04, 0.12, 0.3, 0.7, 1.4)
"""Lengths of the shapes that are looked for: a twitch, a slow one, a short train, a hold. The
mean over a window is the matched filter of a closure that lasts as long."""

_CLIPPED = 4.0
"""Usual deviations beyond which a difference counts no more than that when chance is learnt: where
both eyes are shut in turn, neither side is quiet."""

_BEYOND_CHANCE = 0.35
"""Difference that chance never made on a face that talks, however much of a recording is spasm. It
was seen on bare faces: where part of one is covered, the mesh is drawn by guess, pose and lids with
it, and what chance does in this recording counts as it is."""

_CHARGED, _LEAST_QUIET = 0.1, 1 / 3
"""Margin from which a blink is charged for the difference it makes, so that chance is not learnt
there as well, and the least share of a recording that must be left to learn from."""

_STEADY_S = 0.12
"""Time over which a difference must hold at the ends of a closure: one frame of noise is none."""

_SEEN_SHARE = 0.6
"""Share of a window that must have been seen."""

_PULLED_MM, _ALONE, _PULLED_S = 5.0, 2.0, 0.1
"""Excursion of a mouth corner, and how many times that of the other one, from which half a face
contracts, and how far around the eye goes along: real people who drew half of their face together
moved it by 9 to 19 mm, talking moves both corners."""

_WIDE_MM = 8.0
"""Opening of the mouth from which its corners stand awry in speech and grimaces."""

_CORROBORATED = 0.6
"""Share of the usual difference that an eye needs beside such a corner: two parts of a face that
contract on one side at once are two witnesses."""

_TOGETHER_S = 0.08
"""Time by which one lid may be ahead of the other in a blink."""

_SETTLE_S = 0.4
"""Time around a look down in which the lids do not go together."""


def find_uneven(
    signals: Signals, side: Side, settings: EventSettings, looks: Sequence[Event] = ()
) -> tuple[list[tuple[int, int]], Series]:
    """Find the frames on which one eye closes beyond the other, and how sure that is.

    The difference of the eyes is averaged over windows of several lengths, and each mean is
    held against what such means are in this recording by chance: a slight closure that is held
    stands out as well as a deep one that is gone at once (matched filter; Turin 1960,
    doi:10.1109/TIT.1960.1057571).

    Parameters
    ----------
    signals
        Both sides of the face.
    side
        The person's own side.
    settings
        Parameters of this stage.
    looks
        Looks down, in which two lids that follow one gaze do not arrive together.

    Returns
    -------
    runs
        Half-open ranges of frames, one list for all windows.
    certainty
        Largest difference over what was needed, of all windows, shape ``(n_frames,)``.
    """
    by_chance = signals.closure_asymmetry * (1 if side is Side.LEFT else -1)
    # An eye that opens wider than at rest is no closure of the other one.
    difference = by_chance + np.fmin(signals.side(side.opposite).eyelid_closure, 0.0)
    pulled = _find_pulled(signals, side)
    # Who looks down draws no corner of the mouth.
    margin = np.where(
        pulled, _shared_margin(signals, settings, ()), _shared_margin(signals, settings, looks)
    )
    needed_margin = np.maximum(margin, _lag_margin(signals, side, settings))
    scale = settings.needed_scale * np.where(pulled, _CORROBORATED, 1.0)
    certainty = np.zeros(signals.time.shape)
    noise_edge = settings.edge_noise * signals.closure_asymmetry_noise
    runs: list[tuple[int, int]] = []
    least = max(settings.spasm_closure, settings.spasm_mm / mean_full_mm(signals))
    most_by_chance = np.where(_is_partly_hidden(signals), np.inf, _BEYOND_CHANCE)
    quiet = margin < _CHARGED
    if quiet.mean() < _LEAST_QUIET:
        quiet[:] = True
    steady = np.fmin(difference, window_mean(signals.time, difference, _STEADY_S))
    for window_s in _WINDOWS_S:
        mean = window_mean(signals.time, difference, window_s)
        noise = quiet_deviation(window_mean(signals.time, by_chance, window_s)[quiet])
        chance = np.minimum(settings.spasm_noise * noise, most_by_chance)
        needed = scale * np.maximum(least, chance) + needed_margin
        least_needed = settings.release * needed
        held = steady > np.maximum(least_needed, noise_edge)
        for run in hysteresis(mean, needed, least_needed):
            runs += _part(signals.time, run, held, settings.merge_gap_s)
        certainty = np.fmax(certainty, mean / needed)
    return sorted(runs), certainty


def _find_pulled(signals: Signals, side: Side) -> Mask:
    """Frames on which the mouth corner of a side is pulled, and that of the other one hardly."""
    own, other = (signals.side(eye).mouth_corner_excursion_mm for eye in (side, side.opposite))
    pulled = (own > _PULLED_MM) & (own > _ALONE * np.abs(other))
    pulled &= ~(signals.mouth_opening_mm > _WIDE_MM)
    return bridge(pulled, signals.time, _PULLED_S)


def _is_partly_hidden(signals: Signals) -> Mask:
    """Frames on which the lower face of a side was not seen, though the face was."""
    corners = (signals.side(side).mouth_corner_excursion_mm for side in Side)
    return np.asarray(signals.valid & np.isnan(sum(corners, np.zeros(signals.time.shape))))


def _part(time: Times, run: tuple[int, int], held: Mask, gap_s: float) -> list[tuple[int, int]]:
    """Take out of a run what only the length of the window has added: its ends, and a rest."""
    inside = np.zeros(time.shape, bool)
    inside[run[0] : run[1]] = held[run[0] : run[1]]
    return merge_runs(time, find_spans(inside), gap_s) or [run]


def _shared_margin(signals: Signals, settings: EventSettings, looks: Sequence[Event]) -> Series:
    """Difference that two eyes which close together may have."""
    shared = np.minimum(signals.left.eyelid_closure, signals.right.eyelid_closure)
    shared = reach_around(signals.time, np.clip(np.nan_to_num(shared), 0, 1))
    for look in looks:
        near = (
            np.abs(signals.time - look.onset - look.duration / 2) <= look.duration / 2 + _SETTLE_S
        )
        shared[near] = np.maximum(shared[near], look.amplitude or 0.0)
    return np.asarray(settings.blink_inequality * shared)


def _lag_margin(signals: Signals, side: Side, settings: EventSettings) -> Series:
    """Difference made by a blink in which the other lid moves alike a moment before or after."""
    own, other = (np.nan_to_num(signals.side(eye).eyelid_closure) for eye in (side, side.opposite))
    most = reach_around(signals.time, other)
    blinking = np.minimum(reach_around(signals.time, own), most) > settings.blink_closure
    return np.where(blinking, most - other, 0.0)


def reach_around(time: Times, shared: Series) -> Series:
    """Largest shared closure near each frame: two lids are not on the same way at one moment."""
    interval = usual_interval_s(time)
    reach = int(np.ceil(_TOGETHER_S / interval - 1e-6)) if interval > 0 else 0
    return np.asarray(maximum_filter1d(shared, 2 * reach + 1), np.float64)


def window_mean(time: Times, row: Series, window_s: float) -> Series:
    """Mean over a centred window, weighted by how long each frame stands.

    Returns
    -------
    ndarray
        Shape ``(n_frames,)``; NaN where less than most of the window was seen.
    """
    durations = frame_durations_s(time)
    seen = np.isfinite(row)
    area = np.concatenate(([0.0], np.cumsum(np.where(seen, row, 0.0) * durations)))
    watched = np.concatenate(([0.0], np.cumsum(np.where(seen, durations, 0.0))))
    edges = np.concatenate(([time[0] - durations[0] / 2], time + durations / 2))
    half = np.maximum(window_s, durations) / 2
    first, last = time - half, time + half
    total = np.interp(last, edges, area) - np.interp(first, edges, area)
    spent = np.interp(last, edges, watched) - np.interp(first, edges, watched)
    enough = seen & (spent >= _SEEN_SHARE * 2 * half)
    mean: Series = np.divide(total, spent, out=np.full(time.shape, np.nan), where=enough)
    return mean


def quiet_deviation(row: Series) -> float:
    """Standard deviation of a difference that is 0 by chance, learnt on the quieter side.

    Spasm is on one side: what the difference does in the other direction, noise and the
    head's movement alone do. So a recording full of spasm does not raise its own threshold.

    Returns
    -------
    float
        Infinite with nothing to learn from.
    """
    known = row[np.isfinite(row)]
    if known.size < 2:
        return float("inf")
    limit = _CLIPPED * float(np.percentile(np.abs(known), 75)) / 1.15
    sides = [np.clip(side, 0, limit) for side in (known, -known)]
    return min(
        float(np.sqrt(np.mean(side[side > 0] ** 2))) if (side > 0).any() else 0.0 for side in sides
    )
