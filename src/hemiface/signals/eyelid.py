"""Opening and closure of each eye, on which independent readings agree."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from hemiface.model.anatomy import Side
from hemiface.model.landmarks import Landmarks
from hemiface.model.signals import Mask, Series
from hemiface.model.timebase import Times, usual_interval_s
from hemiface.settings import SignalSettings
from hemiface.signals.filters import filter_level, filter_smooth
from hemiface.signals.fusion import Gaps, fuse_readings
from hemiface.signals.headframe import HeadFrame
from hemiface.signals.readings import (
    LidReadings,
    fill_between,
    read_direct,
    read_mirrored,
    read_pixels,
)
from hemiface.signals.visibility import find_hidden, find_never_open, find_visible

USUAL_SPREAD, SPREAD_RANGE = 1.9, (1.0, 3.0)
"""How much larger a one-sided difference is than the direct reading shows it: the value
expected before anything is known, and the range allowed (leak of 24-42 % of the closure,
reference: benchmarks/crosstalk)."""

_PRIOR_MM2 = 5.0
"""Weight of the expected value, as sum of squared millimeters of difference."""

_SHUT_SHARE = 0.9
"""Share of the usual opening that a full closure takes, for a person who never closed."""

_SHUT_S = 0.08
"""Time for which a blink keeps the eye shut, at least."""

_CLOSED_ENOUGH = 0.6
"""Share of the usual opening that must have been lost for a closure to be a full one."""

_SUPPORT, _SUPPORT_S = 6.0, 0.2
"""How many times less of a one-sided closure the whole-face reading may show, as a mean over
this time: it under-reads slight ones, but showed none of those that the eye reading made up."""

_TAUGHT_BY_EYE = 0.1
"""Share of the frames that the eye network may have missed to be the teacher of the pixels."""


@dataclass(frozen=True, slots=True)
class Lids:
    """Both eyes over one recording.

    Parameters
    ----------
    aperture_mm
        Opening between the lids, by side.
    closure
        Share of the person's own full closure, by side.
    usual_mm
        Usual opening over time, by side.
    full_mm
        Aperture that a full closure takes, by side.
    asymmetry
        Left minus right closure as far as the readings go along with each other.
    by_reading
        Left minus right closure by each reading.
    combined
        Left minus right closure by all readings together.
    unleaked
        Direct reading of both eyes with its leak undone, in millimeters.
    visible
        Frames on which each eye was seen.
    readings
        The readings themselves.
    """

    aperture_mm: Mapping[Side, Series]
    closure: Mapping[Side, Series]
    usual_mm: Mapping[Side, Series]
    full_mm: Mapping[Side, float]
    asymmetry: Series
    by_reading: Mapping[str, Series]
    combined: Series
    unleaked: Mapping[Side, Series]
    visible: Mapping[Side, Mask]
    readings: LidReadings

    def without(self, hidden: Mapping[Side, Mask], blinks: Mask) -> "Lids":
        """Leave out frames on which an eye is not to be trusted, by side.

        A blink of both eyes stays, but how they differ in it is left out as well.
        """
        either = hidden[Side.LEFT] | hidden[Side.RIGHT]
        if not either.any():
            return self
        hidden = {side: mask & ~blinks for side, mask in hidden.items()}
        return replace(
            self,
            aperture_mm=_hide(self.aperture_mm, hidden),
            closure=_hide(self.closure, hidden),
            asymmetry=np.where(either, np.nan, self.asymmetry),
            by_reading={
                name: np.where(either, np.nan, row) for name, row in self.by_reading.items()
            },
            combined=np.where(either, np.nan, self.combined),
            visible={side: self.visible[side] & ~hidden[side] for side in Side},
        )


def _hide(rows: Mapping[Side, Series], hidden: Mapping[Side, Mask]) -> dict[Side, Series]:
    return {side: np.where(hidden[side], np.nan, row) for side, row in rows.items()}


def compute_lids(landmarks: Landmarks, head: HeadFrame, settings: SignalSettings) -> Lids:
    """Measure both eyes by all readings and say where these agree.

    Notes
    -----
    What leaks from one eye into the other hardly touches their mean: what one eye gains
    the other loses. So mean and difference are taken from every reading apart, and the
    difference is freed of what the turning head does to it.
    """
    time = landmarks.time
    direct = read_direct(landmarks, head)
    mirrored = read_mirrored(landmarks, head)
    mean = (direct[Side.LEFT] + direct[Side.RIGHT]) / 2
    difference = direct[Side.LEFT] - direct[Side.RIGHT]
    spread = _leak_spread(difference, mirrored)
    unleaked = _sides(mean, spread * difference)
    visible = {side: find_visible(landmarks.eyes[side], unleaked[side], time) for side in Side}
    alone = {side: landmarks.eyes[side].alone_px * head.mm_per_px for side in Side}
    pixels, fit, filled = {}, {}, {}
    for side in Side:
        # What sees this eye alone is the better teacher, where it looked at the frames.
        missed = np.isfinite(unleaked[side]) & np.isnan(alone[side])
        teacher = unleaked if missed.mean() > _TAUGHT_BY_EYE else alone
        taught = visible[side] & landmarks.looked_at
        pixels[side], fit[side] = read_pixels(
            landmarks.eyes[side].thumbnails, teacher[side], taught
        )
        # Flutter is told by two readings, so `unleaked` itself must not share the pixels' noise.
        filled[side] = fill_between(time, unleaked[side], pixels[side], landmarks.looked_at)
    for hidden in (find_hidden(landmarks.eyes, unleaked, fit), find_never_open(landmarks.eyes)):
        if hidden is not None:
            visible[hidden] = np.zeros(time.shape, bool)
    readings = LidReadings(direct, mirrored, alone, pixels, fit)
    gaps = fuse_readings(time, filled, readings, visible=visible, head=head, settings=settings)
    return _compute_closures(
        time, gaps, visible, unleaked=unleaked, readings=readings, settings=settings
    )


def _compute_closures(
    time: Times,
    gaps: Gaps,
    visible: Mapping[Side, Mask],
    *,
    unleaked: Mapping[Side, Series],
    readings: LidReadings,
    settings: SignalSettings,
) -> Lids:
    """Hold the opening of each eye against what it usually is and what a full closure takes."""
    unseen = {side: ~seen for side, seen in visible.items()}
    aperture = _hide(_sides(gaps.mean, gaps.difference), unseen)
    usual = {
        side: filter_level(time, row, settings.level_window_s, settings.open_percentile)
        for side, row in aperture.items()
    }
    lost = {side: usual[side] - aperture[side] for side in Side}
    full = {side: _full_closure_mm(time, aperture[side], usual[side]) for side in Side}
    stretch = _closing_stretch(usual, full)
    # A narrower left eye is a larger left closure: the sign turns over.
    full_mean = (full[Side.LEFT] + full[Side.RIGHT]) / 2
    both = visible[Side.LEFT] & visible[Side.RIGHT]
    by_reading = {
        name: np.where(both, -row / full_mean, np.nan) for name, row in gaps.by_reading.items()
    }
    combined = np.where(both, -gaps.unusual / full_mean, np.nan)
    return Lids(
        aperture_mm={
            side: aperture[side] - (stretch - 1) * np.maximum(lost[side], 0) for side in Side
        },
        closure={side: lost[side] / full[side] for side in Side},
        usual_mm=usual,
        full_mm={side: stretch * most for side, most in full.items()},
        asymmetry=_agreement(time, combined, by_reading["direct"]),
        by_reading=by_reading,
        combined=combined,
        unleaked=unleaked,
        visible=visible,
        readings=readings,
    )


def _leak_spread(difference: Series, mirrored: Mapping[Side, Series]) -> float:
    """How many times larger a difference is on half faces than on the whole face."""
    free = mirrored[Side.LEFT] - mirrored[Side.RIGHT]
    known = np.isfinite(difference) & np.isfinite(free)
    if not known.any():
        return USUAL_SPREAD
    whole = difference - np.nanmedian(difference[known])
    free = free - np.nanmedian(free[known])
    product = float((whole * free)[known].sum()) + USUAL_SPREAD * _PRIOR_MM2
    square = float((whole**2)[known].sum()) + _PRIOR_MM2
    return float(np.clip(product / square, *SPREAD_RANGE))


def _sides(mean: Series, difference: Series) -> dict[Side, Series]:
    """Both sides from their mean and left minus right."""
    return {Side.LEFT: mean + difference / 2, Side.RIGHT: mean - difference / 2}


def _full_closure_mm(time: Times, aperture: Series, usual: Series) -> float:
    """Aperture that a full closure takes: seen in this recording, or the usual share.

    What was lost for at least the time a blink stays shut counts, so that neither one odd
    frame nor the length of the recording decides.
    """
    lost = np.sort((usual - aperture)[np.isfinite(aperture)])
    if not lost.size:
        return float("nan")
    opening = float(np.median(usual[np.isfinite(aperture)]))
    frames = int(np.ceil(_SHUT_S / usual_interval_s(time))) if time.size > 1 else 1
    most = float(lost[-min(max(frames, 1), lost.size)])
    return most if most >= _CLOSED_ENOUGH * opening else _SHUT_SHARE * opening


def _closing_stretch(usual: Mapping[Side, Series], full: Mapping[Side, float]) -> float:
    """How many times more a closing lid moves than the readings say.

    The networks leave a shut eye a little open, on some faces by a third, though nothing
    is left between lids that touch. The eye that shuts further is taken for shut; the
    other one is stretched alike, so that what it leaves open stays in sight.
    """
    shares = [full[side] / float(np.median(usual[side])) for side in Side]
    known = [share for share in shares if np.isfinite(share)]
    return 1 / min(max(known), 1.0) if known else 1.0


def _agreement(time: Times, combined: Series, whole_face: Series) -> Series:
    """Difference as far as the whole-face reading, which errs in other ways, goes along."""
    support = filter_smooth(time, whole_face, _SUPPORT_S / 2) * np.sign(combined)
    agreed = np.minimum(np.abs(combined), _SUPPORT * np.maximum(support, 0.0))
    return np.asarray(np.sign(combined) * agreed, np.float64)
