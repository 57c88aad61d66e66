"""Both eyes by all readings together, each counted by how quiet it is."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from hemiface.model.anatomy import Side
from hemiface.model.signals import Mask, Series
from hemiface.model.timebase import Times
from hemiface.settings import SignalSettings
from hemiface.signals.filters import filter_level, filter_smooth, noise_floor, robust_slopes
from hemiface.signals.headframe import HeadFrame
from hemiface.signals.readings import LidReadings

QUIET_CLOSURE = 0.15
"""Share of the usual opening within which an eye counts as open as usual."""


@dataclass(frozen=True, slots=True)
class Gaps:
    """Opening between the lids by all readings together, in calibrated millimeters.

    Parameters
    ----------
    mean
        Of both eyes.
    difference
        Left minus right.
    unusual
        The difference, counted from what it is while both eyes are open.
    by_reading
        The same by each reading.
    """

    mean: Series
    difference: Series
    unusual: Series
    by_reading: Mapping[str, Series]


def fuse_readings(
    time: Times,
    unmixed: Mapping[Side, Series],
    readings: LidReadings,
    *,
    visible: Mapping[Side, Mask],
    head: HeadFrame,
    settings: SignalSettings,
) -> Gaps:
    """Put all readings together, each counted from its own level and by how quiet it is.

    Mean and difference of the eyes are combined with the same weights, so that no eye's
    value enters the other's.

    Parameters
    ----------
    time
        Presentation times in seconds.
    unmixed
        Direct reading with its leak undone, by side, in millimeters.
    readings
        All other readings.
    visible
        Frames on which each eye was seen.
    head
        Pose on every frame.
    settings
        Parameters of this stage.
    """
    # What is read off a hand must not become what is usual.
    seen = {side: np.where(visible[side], row, np.nan) for side, row in unmixed.items()}
    quiet = _is_quiet(time, seen, settings)
    pairs = {
        "direct": unmixed,
        "pixels": readings.pixels,
        "alone": readings.alone,
        "mirrored": readings.mirrored,
    }
    means, differences = {}, {}
    for name, pair in pairs.items():
        means[name] = (pair[Side.LEFT] + pair[Side.RIGHT]) / 2
        differences[name] = pair[Side.LEFT] - pair[Side.RIGHT]
    usual_mean = _quiet_level(time, means["direct"], quiet, settings)
    usual_difference = _quiet_level(time, differences["direct"], quiet, settings)
    for name in pairs:
        free = _without_pose(differences[name], quiet, head)
        differences[name] = _from_quiet(time, free, quiet, settings)
        means[name] = _from_quiet(time, means[name], quiet, settings)
    weights = _weights(time, differences, settings)
    unusual = _weighted_mean(differences, weights)
    scale = settings.aperture_calibration
    return Gaps(
        mean=(usual_mean + _weighted_mean(means, weights)) * scale,
        difference=(usual_difference + unusual) * scale,
        unusual=unusual * scale,
        by_reading={name: row * scale for name, row in differences.items()},
    )


def _is_quiet(time: Times, aperture: Mapping[Side, Series], settings: SignalSettings) -> Mask:
    """Frames on which both eyes are about as open as usual."""
    quiet = np.ones(time.shape, bool)
    for row in aperture.values():
        usual = filter_level(time, row, settings.level_window_s, settings.open_percentile)
        quiet &= np.nan_to_num(np.abs(row / usual - 1), nan=np.inf) < QUIET_CLOSURE
    return quiet


def _quiet_level(time: Times, row: Series, quiet: Mask, settings: SignalSettings) -> Series:
    """Level of a reading while both eyes are open: a long spasm must not become usual."""
    calm = np.where(quiet, row, np.nan)
    if not np.isfinite(calm).any():
        calm = row
    return filter_level(time, calm, settings.level_window_s, 50)


def _from_quiet(time: Times, row: Series, quiet: Mask, settings: SignalSettings) -> Series:
    """Smoothed distance of a reading from its own level while both eyes are open."""
    level = _quiet_level(time, row, quiet, settings)
    return filter_smooth(time, row - level, settings.smooth_s)


def _without_pose(row: Series, quiet: Mask, head: HeadFrame) -> Series:
    """Take out what a turned head does to the difference between the eyes."""
    yaw, pitch = np.deg2rad(head.yaw_deg), np.deg2rad(head.pitch_deg)
    columns = np.column_stack([np.ones_like(yaw), yaw, yaw**2, pitch])
    known = quiet & np.isfinite(row) & np.isfinite(yaw)
    if known.sum() < 10 * columns.shape[1]:
        return row
    centre = columns[known].mean(0) * [0, 1, 1, 1]
    slopes = robust_slopes(columns[known] - centre, row[known])
    # Beyond the poses it was learnt from, a slope says nothing.
    columns = np.clip(columns, columns[known].min(0), columns[known].max(0))
    return np.asarray(row - (columns - centre)[:, 1:] @ slopes[1:], np.float64)


def _weights(
    time: Times, differences: Mapping[str, Series], settings: SignalSettings
) -> dict[str, float]:
    """How much each reading counts: the quieter it is when nothing moves, the more."""
    noise = {name: noise_floor(time, differences[name]) for name in ("direct", "pixels")}
    # Single frames say nothing of how quiet a reading is.
    noise["mirrored"] = noise["direct"] * settings.mirrored_noise
    noise["alone"] = noise["direct"] * settings.alone_noise
    return {name: 1 / level**2 for name, level in noise.items() if level > 0}


def _weighted_mean(rows: Mapping[str, Series], weights: Mapping[str, float]) -> Series:
    """Mean of the readings that were taken on each frame."""
    total: Series = np.zeros(rows["direct"].shape)
    counted = np.zeros(total.shape)
    for name, weight in weights.items():
        known = np.isfinite(rows[name])
        total[known] += rows[name][known] * weight
        counted[known] += weight
    return np.where(counted > 0, total / np.where(counted > 0, counted, 1), np.nan)
