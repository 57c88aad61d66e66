"""Whether something covers the mouth: a mask, a scarf, a hand, a sheet of paper."""

import numpy as np

from hemiface.model.landmarks import Landmarks
from hemiface.model.signals import Mask
from hemiface.model.timebase import Times, find_spans

_COVERED = 0.3
"""Red of the lips, as share of that of the skin above them, below which there are none: lips of
eight real and generated faces and two rendered ones read .54 and more, white, blue and black masks
drawn over them up to .1."""

_BARE_SHADE, _BARE_LINE = 0.965, 0.6
"""Brightness of lips, and of the darkest point between them, from which there are none where both
are reached: masks and hands of the color of skin drawn over three faces read .97 and .60 or more in
19 of 20 looks. Of eight real and generated faces without one the brightest lips read .96, and of
rendered ones with lips as bright as their skin the line between them up to .45."""

_LOOKS = 3
"""Looks, the middle one of which counts: one alone may meet a shadow or a tooth."""


def find_mouth_covered(landmarks: Landmarks) -> Mask:
    """Frames on which lips do not look like lips, shape ``(n_frames,)``.

    A network that sees a whole face goes on drawing a mouth under a mask or a hand. A cover of
    another color than lips is told by that; one of the color of skin hides that lips are darker
    than skin, and the dark line between them.
    """
    covered = np.zeros(landmarks.time.shape, bool)
    lips = landmarks.lips
    if lips is None or not np.isfinite(lips.shade).any():
        return covered
    looks = np.flatnonzero(np.isfinite(lips.shade))
    bare = (lips.shade > _BARE_SHADE) & (lips.line > _BARE_LINE)
    unlike = _steady(((lips.color < _COVERED) | bare)[looks])
    time, looked = landmarks.time, landmarks.time[looks]
    for start, stop in find_spans(unlike):
        covered |= _around(time, looked, start, stop)
    return covered & np.isfinite(landmarks.presence)


def _steady(unlike: Mask) -> Mask:
    """What most of a few looks in a row say."""
    edged = np.pad(unlike.astype(float), _LOOKS // 2, mode="edge")
    return np.asarray(np.convolve(edged, np.ones(_LOOKS), "valid") > _LOOKS / 2)


def _around(time: Times, looked: Times, start: int, stop: int) -> Mask:
    """Frames from the last look before a run of looks to the first one after it."""
    after = time > looked[start - 1] if start else np.ones(time.shape, bool)
    before = time < looked[stop] if stop < looked.size else np.ones(time.shape, bool)
    return np.asarray(after & before)
