"""Whether something covers the mouth: a mask, a scarf, a sheet of paper."""

import numpy as np

from hemiface.model.landmarks import Landmarks
from hemiface.model.signals import Mask
from hemiface.model.timebase import Times, find_spans

COVERED = 0.3
"""Red of the lips, as share of that of the skin above them, below which there are none: lips of
eight real and generated faces and two rendered ones read .54 and more, white, blue and black masks
drawn over them up to .1."""

LOOKS = 3
"""Looks, the middle one of which counts: one alone may meet a shadow or a tooth."""


def find_mouth_covered(landmarks: Landmarks) -> Mask:
    """Frames on which lips do not have the color of lips, shape ``(n_frames,)``.

    A network that sees a whole face goes on drawing a mouth under a mask. What lies over it is
    told by its color, so a picture without color, or a cover of the color of skin, tells nothing.
    """
    covered = np.zeros(landmarks.time.shape, bool)
    color = landmarks.lip_color
    if color is None or not np.isfinite(color).any():
        return covered
    looks = np.flatnonzero(np.isfinite(color))
    below = _steady(color[looks] < COVERED)
    time, looked = landmarks.time, landmarks.time[looks]
    for start, stop in find_spans(below):
        covered |= _around(time, looked, start, stop)
    return covered & np.isfinite(landmarks.presence)


def _steady(below: Mask) -> Mask:
    """What most of a few looks in a row say."""
    edged = np.pad(below.astype(float), LOOKS // 2, mode="edge")
    return np.asarray(np.convolve(edged, np.ones(LOOKS), "valid") > LOOKS / 2)


def _around(time: Times, looked: Times, start: int, stop: int) -> Mask:
    """Frames from the last look before a run of looks to the first one after it."""
    after = time > looked[start - 1] if start else np.ones(time.shape, bool)
    before = time < looked[stop] if stop < looked.size else np.ones(time.shape, bool)
    return np.asarray(after & before)
