"""Whether an eye that reads as closing also takes the color of its lid."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hemiface.model.anatomy import Side
from hemiface.model.definitions import (
    BLINK_CLOSURE,
    BLINK_EDGE_S,
    BOUT_GAP_S,
    SPASM_CLOSURE,
)
from hemiface.model.landmarks import Thumbnails
from hemiface.model.signals import Mask, Series
from hemiface.model.timebase import Times, bridge, find_spans

ColorChange = NDArray[np.float64]
"""How every color pixel of an eye changes with a full closure, in a row."""

_TELLING_CLOSURE, _BLINK_REACH_S = 0.35, 0.25
"""Closure of both eyes at once that shows the color of the lids, and how far around is looked."""

_MIN_FRAMES = 8
"""Frames below which a change of color cannot be told."""

_INEQUALITY, _TURN_PER_DEG = 0.25, 0.003
"""Share of a shared closure by which the eyes may differ in any blink, and what a turned head may
fake, before the color is asked: less than events allow for by default, so that every difference
that they could take for a spasm is asked about."""

_MIN_COLOR = 1.0
"""Mean color change of a full closure, in steps of the video, below which it has no color."""

EDGE_S = 0.15
"""Time before and after what is left out in which a reading comes and goes as well."""

AROUND_S = 0.4
"""Time before and after a difference with which its color is compared."""

_LIKE_BLINK, _LIKE_SKIN = 0.45, 0.25
"""Likeness from which it is a lid that moves: to how the eye's color changes in blinks, and,
where no blink was seen, to skin in place of the opening."""

_STRONGER = 2.0
"""How many times more than a closing lid would the colors of an eye must change for another
thing to be over it: reflections changed them 2.3 to 9 times as much, lids 0.5 to 1.9 times. A
slight closure moves only the rim of the lid, whose colors are little like those of a blink."""

_DEEP = 0.4
"""Difference from which every reading sees a lid, whatever else moves over the eye: no
reflection that was tried read as more than .33."""

_OPENING, _ROUND = (0.34, 0.27), 1.3
"""Half axes of the opening as share of the color picture, and how far from it skin begins."""

_CONFIRMED, _SURE = 0.4, 1.645
"""Share of a difference between the eyes that their colors must show, and how many of its
standard errors it must stay below that for a doubt (95 %, one-sided): dark skin, little light
and a strong codec leave hardly more color than noise, which neither confirms nor denies."""

SLIGHT = 0.25
"""Difference below which the colors are not asked: a lid that comes down by a fifth colors the eye
less than the moving head does, so that the check threw away what it was to protect. Reflections
that read as so little made no event on any clip that was tried."""


def find_untrusted(
    color: Mapping[Side, Thumbnails],
    closure: Mapping[Side, Series],
    asymmetry: Series,
    time: Times,
    *,
    yaw_deg: Series,
) -> dict[Side, Mask]:
    """Find the frames on which an eye reads as closing, or as open, but does not look it.

    A lid that comes down puts skin where white, iris and pupil were. What that does to the
    colors of each eye is learnt from the person's blinks, so it holds for every skin, make-up
    and light; without a blink the skin around the eye stands in. A lamp's reflection in
    glasses bleaches instead, a strand of hair or a frame has a color of its own: then the eye
    that seems to close is not to be trusted. Where the colors of both eyes close alike, it is
    the eye whose colors are the less like a blink's, which is half covered; an eye whose colors
    stay as they are is open, however little those of the closing one show.

    Parameters
    ----------
    color
        Small color pictures of each eye, shape ``(n_frames, 2, height, width)``.
    closure
        Closure of each eye; NaN where unknown.
    asymmetry
        Left minus right closure on which the readings agree.
    time
        Presentation times in seconds.
    yaw_deg
        Turn of the head; NaN without a face.

    Returns
    -------
    dict
        Frames to be left out by side, shape ``(n_frames,)``; none where eyes have no color.
    """
    doubts = {side: np.zeros(time.shape, bool) for side in Side}
    shared = _shared(closure)
    known = np.isfinite(shared) & np.isfinite(asymmetry)
    shared = np.clip(np.nan_to_num(shared), 0, 1)
    colors = _learn_closing(
        color, shared, known & bridge(shared > _TELLING_CLOSURE, time, _BLINK_REACH_S)
    )
    if colors is None:
        return doubts
    turned = np.abs(yaw_deg - np.median(yaw_deg[known])) if known.any() else yaw_deg
    least = SPASM_CLOSURE.value + _INEQUALITY * shared + _TURN_PER_DEG * np.nan_to_num(turned)
    for side in Side:
        excess = np.where(known, asymmetry * (1 if side is Side.LEFT else -1), 0.0)
        for onset, offset in _find_trains(excess > least, time):
            within = (time >= onset) & (time <= offset)
            near = known & (time >= onset - AROUND_S) & (time <= offset + AROUND_S)
            deepest = float(excess[within].max())
            if near.sum() < _MIN_FRAMES or deepest < SLIGHT:
                continue
            doubted = _find_doubted(colors, side, excess, near, deepest)
            if doubted is not None:
                doubts[doubted] |= within
    return {side: known & bridge(mask, time, EDGE_S) for side, mask in doubts.items()}


def find_blinks(closure: Mapping[Side, Series], time: Times) -> Mask:
    """Frames on which both eyes close: only lids do that, whatever lies over one of them."""
    return bridge(np.nan_to_num(_shared(closure)) > BLINK_CLOSURE.value, time, BLINK_EDGE_S.value)


def _shared(closure: Mapping[Side, Series]) -> Series:
    """Closure that both eyes make; NaN where one is unknown."""
    return np.asarray(np.minimum(closure[Side.LEFT], closure[Side.RIGHT]))


@dataclass(frozen=True, slots=True)
class _Colors:
    """The colors of both eyes, and what a full closure does to them.

    Parameters
    ----------
    looks
        Color pixels of each eye, shape ``(n_frames, n_values)``.
    closing
        What a full closure does to them.
    by_blinks
        Whether that was learnt from blinks, and not from the skin around.
    """

    looks: Mapping[Side, NDArray[np.uint8]]
    closing: Mapping[Side, ColorChange]
    by_blinks: bool

    def share(self, side: Side, frames: Mask) -> Series:
        """How much of a full closure an eye shows on some frames."""
        closing = self.closing[side]
        return np.asarray(self.looks[side][frames] @ closing / (closing @ closing))


def _learn_closing(
    color: Mapping[Side, Thumbnails], shared: Series, blinking: Mask
) -> _Colors | None:
    """Learn what closing does to the colors of each eye; None where it does nothing."""
    by_blinks = bool(blinking.sum() >= _MIN_FRAMES)
    looks = {side: color[side].reshape(len(shared), -1) for side in Side}
    closing = {
        side: _change(looks[side], shared, blinking)
        if by_blinks
        else _skin_for_opening(color[side])
        for side in Side
    }
    if any(np.sqrt((change**2).mean()) < _MIN_COLOR for change in closing.values()):
        return None
    return _Colors(looks, closing, by_blinks)


def _find_doubted(
    colors: _Colors, side: Side, excess: Series, near: Mask, deepest: float
) -> Side | None:
    """Eye not to be trusted where one seems to close beyond the other; None where a lid does."""
    change = {eye: _change(colors.looks[eye], excess, near) for eye in Side}
    likeness = {eye: _likeness(change[eye], colors.closing[eye]) for eye in Side}
    if likeness[side] < (_LIKE_BLINK if colors.by_blinks else _LIKE_SKIN):
        strength = np.linalg.norm(change[side]) / np.linalg.norm(colors.closing[side])
        return side if deepest < _DEEP and strength > _STRONGER else None
    if not colors.by_blinks:
        return None
    own, other = (colors.share(eye, near) for eye in (side, side.opposite))
    shown, error = _share(own - other, excess[near])
    together, _ = _share(other, excess[near])
    if shown + _SURE * error < _CONFIRMED <= together:
        return min(Side, key=lambda eye: likeness[eye])
    return None


def _find_trains(uneven: Mask, time: Times) -> list[tuple[float, float]]:
    """First and last moment of differences that follow each other closely."""
    moments = (time[uneven & part] for part in _parts(bridge(uneven, time, BOUT_GAP_S.value / 2)))
    return [(float(inside[0]), float(inside[-1])) for inside in moments]


def _parts(mask: Mask) -> list[Mask]:
    frames = np.arange(len(mask))
    return [(frames >= start) & (frames < stop) for start, stop in find_spans(mask)]


def _change(looks: NDArray[np.uint8], closure: Series, frames: Mask) -> ColorChange:
    """Slope of every pixel's color on a closure."""
    moved = closure[frames] - closure[frames].mean()
    return np.asarray(moved @ looks[frames] / max(float(moved @ moved), 1e-9), np.float64)


def _skin_for_opening(color: Thumbnails) -> ColorChange:
    """What skin instead of the opening would do to the usual colors of an eye."""
    usual = np.median(color, axis=0).astype(np.float64)
    height, width = usual.shape[1:]
    rows, columns = np.mgrid[:height, :width]
    x = (columns - (width - 1) / 2) / (_OPENING[0] * width)
    y = (rows - (height - 1) / 2) / (_OPENING[1] * height)
    distance = x**2 + y**2
    skin = np.median(usual[:, distance > _ROUND], axis=1)
    return np.asarray(((skin[:, None, None] - usual) * np.exp(-(distance**2))).reshape(-1))


def _likeness(change: ColorChange, closing: ColorChange) -> float:
    size = float(np.linalg.norm(change) * np.linalg.norm(closing))
    return float(change @ closing) / max(size, 1e-9)


def _share(shares: Series, closure: Series) -> tuple[float, float]:
    """How much of a closing is in a change, with its standard error."""
    moved = closure - closure.mean()
    square = max(float(moved @ moved), 1e-9)
    slope = float(moved @ shares) / square
    rest = shares - shares.mean() - slope * moved
    return slope, float(np.sqrt((rest @ rest) / max(len(rest) - 2, 1) / square))
