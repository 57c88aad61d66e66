"""Whether something covers the mouth: a mask, a scarf, a hand, a sheet of paper."""

import numpy as np

from hemiface.model.landmarks import Landmarks
from hemiface.model.signals import Mask
from hemiface.signals.cover_spans import between_looks, most_of

_COVERED = 0.3
"""Red of the lips, as share of that of the skin above them, below which there are none: lips of
eight real and generated faces and two rendered ones read .54 and more, white, blue and black masks
drawn over them up to .1."""

_BARE_SHADE, _BARE_LINE = 0.965, 0.6
"""Brightness of lips, and of the darkest point between them, from which there are none where both
are reached: masks and hands of the color of skin drawn over three faces read .97 and .60 or more in
19 of 20 looks. Of eight real and generated faces without one the brightest lips read .96, and of
rendered ones with lips as bright as their skin the line between them up to .45."""

_LIP_RED = 1.1
"""Red from which it is lips whatever their shade: pale lips that are pressed or drawn wide are as
bright as skin on some faces, but read 1.08 to 1.23; covers of the color of skin up to 1.08."""

_LOOKS = 3
"""Looks, the middle one of which counts: one alone may meet a shadow or a tooth."""


def find_mouth_covered(landmarks: Landmarks) -> Mask:
    """Frames on which lips do not look like lips, shape ``(n_frames,)``.

    A network that sees a whole face goes on drawing a mouth under a mask or a hand. A cover of
    another color than lips is told by that; one of the color of skin hides that lips are darker
    than skin, and the dark line between them.
    """
    lips = landmarks.lips
    if lips is None or not np.isfinite(lips.shade).any():
        return np.zeros(landmarks.time.shape, bool)
    looks = np.flatnonzero(np.isfinite(lips.shade))
    bare = (lips.shade > _BARE_SHADE) & (lips.line > _BARE_LINE) & ~(lips.color > _LIP_RED)
    unlike = most_of(((lips.color < _COVERED) | bare)[looks], _LOOKS)
    covered = between_looks(landmarks.time, landmarks.time[looks], unlike)
    return covered & np.isfinite(landmarks.presence)
