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

_QUIET_CLOSURE = 0.15
"""Share of the usual opening within which an eye counts as open as usual."""

_MIN_POSES = 40
"""Frames from which the head's part in a difference can be learnt."""

_POSE_UNIT_DEG, _PRIOR_NOISE_MM = 10.0, 3.0
_POSE_SLOPES_MM, _SHARED_SLOPES_MM = (0.5, 0.5, 0.5, 0.5, 0.5), (3.0, 1.0, 1.0)
"""What is expected before anything is known: what ten degrees of yaw, its square, pitch, its
square and roll do to the difference of the lids; what a slight and a full closure of both and
its product with yaw do; and the noise of the readings, ten frames of which say hardly more than
one (ridge regression, Hoerl and Kennard 1970, doi:10.1080/00401706.1970.10488634)."""

_SLIGHT_CLOSURE = 0.15
"""Shared closure up to which two narrowed eyes may differ most, as under lowered brows."""

_EVEN_CLOSURE = 0.25
"""Difference of closure from which a frame shows a one-sided closure, from which nothing is
learnt of the head."""

EYE_SHARES = {"alone": 0.7, "pixels": 0.3}
"""How the two readings that see one eye only are put together: both are true to small closures,
which a network that sees a whole face hardly shows, and the pixels are the quieter one."""

_MOSTLY = 0.9
"""Share of the frames on which the eyes must have been read alone for that."""


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
        The difference, counted from what it is while both eyes are open, less what a closure
        of both is seen to do to it.
    by_reading
        The same by each reading.
    """

    mean: Series
    difference: Series
    unusual: Series
    by_reading: Mapping[str, Series]


def fuse_readings(
    time: Times,
    unleaked: Mapping[Side, Series],
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
    unleaked
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
    seen = {side: np.where(visible[side], row, np.nan) for side, row in unleaked.items()}
    quiet = _is_quiet(time, seen, settings)
    pairs = {
        "direct": unleaked,
        "pixels": readings.pixels,
        "alone": readings.alone,
        "mirrored": readings.mirrored,
    }
    means, differences, uneven = {}, {}, {}
    for name, pair in pairs.items():
        mean = (pair[Side.LEFT] + pair[Side.RIGHT]) / 2
        means[name] = _from_quiet(time, mean, quiet, settings)
        still, alone = _explain_difference(pair, head, visible)
        differences[name] = _from_quiet(time, still, quiet, settings)
        uneven[name] = _from_quiet(time, alone, quiet, settings)
    direct = pairs["direct"]
    usual_mean = _quiet_level(time, (direct[Side.LEFT] + direct[Side.RIGHT]) / 2, quiet, settings)
    usual_difference = _quiet_level(time, direct[Side.LEFT] - direct[Side.RIGHT], quiet, settings)
    weights = _weights(time, differences, settings)
    scale = settings.aperture_calibration
    return Gaps(
        mean=(usual_mean + _weighted_mean(means, weights)) * scale,
        difference=(usual_difference + _weighted_mean(differences, weights)) * scale,
        unusual=_weighted_mean(uneven, weights) * scale,
        by_reading={name: row * scale for name, row in uneven.items()},
    )


def _is_quiet(time: Times, aperture: Mapping[Side, Series], settings: SignalSettings) -> Mask:
    """Frames on which both eyes are about as open as usual."""
    quiet = np.ones(time.shape, bool)
    for row in aperture.values():
        usual = filter_level(time, row, settings.level_window_s, settings.open_percentile)
        quiet &= np.nan_to_num(np.abs(row / usual - 1), nan=np.inf) < _QUIET_CLOSURE
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


def _explain_difference(
    pair: Mapping[Side, Series], head: HeadFrame, visible: Mapping[Side, Mask]
) -> tuple[Series, Series]:
    """Difference between the eyes without what the head does to it, and a shared closure too.

    Both are learnt from this person: a head that nods, turns and tilts shows the two lids from
    different sides, and no two eyes are shut by quite the same share of their opening. What is
    seen too briefly to be learnt is taken for nothing.
    """
    row = pair[Side.LEFT] - pair[Side.RIGHT]
    known = np.isfinite(row) & np.isfinite(head.yaw_deg)
    known &= visible[Side.LEFT] & visible[Side.RIGHT]
    if known.sum() < _MIN_POSES:
        return row, row
    yaw, pitch, roll = (
        (angle - np.median(angle[known])) / _POSE_UNIT_DEG
        for angle in (head.yaw_deg, head.pitch_deg, head.roll_deg)
    )
    shut = {
        side: 1 - pair[side] / max(float(np.percentile(pair[side][known], 80)), 1e-6)
        for side in Side
    }
    # That of the eye that closes less: one eye alone is not to be explained by itself.
    shared = np.minimum(shut[Side.LEFT], shut[Side.RIGHT])
    shared = np.clip(shared, -2 * _SLIGHT_CLOSURE, 1.0)
    slight = np.minimum(shared, _SLIGHT_CLOSURE)
    columns = np.column_stack([yaw, yaw**2, pitch, pitch**2, roll, slight, shared, yaw * shared])
    columns -= np.median(columns[known], axis=0)
    level = float(np.median(row[known]))
    even = np.abs(shut[Side.LEFT] - shut[Side.RIGHT]) < _EVEN_CLOSURE
    known &= even
    if known.sum() < _MIN_POSES:
        return row, row
    slopes = robust_slopes(
        columns[known],
        row[known] - level,
        start=np.zeros(columns.shape[1]),
        shrink=(_PRIOR_NOISE_MM / np.array(_POSE_SLOPES_MM + _SHARED_SLOPES_MM)) ** 2,
    )
    # Beyond the poses it was learnt from, a slope says nothing.
    columns = np.clip(columns, columns[known].min(0), columns[known].max(0))
    n_pose = len(_POSE_SLOPES_MM)
    still = row - columns[:, :n_pose] @ slopes[:n_pose]
    return still, still - columns[:, n_pose:] @ slopes[n_pose:]


def _weights(
    time: Times, differences: Mapping[str, Series], settings: SignalSettings
) -> Mapping[str, float]:
    """How much each reading counts: those of single eyes, else the quieter the more."""
    known = {name: float(np.isfinite(row).sum()) for name, row in differences.items()}
    if known["alone"] >= _MOSTLY * known["direct"]:
        return EYE_SHARES
    noise = {name: noise_floor(time, differences[name]) for name in ("direct", "pixels")}
    # Single frames say nothing of how quiet a reading is.
    noise["mirrored"] = noise["direct"] * settings.mirrored_noise
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
