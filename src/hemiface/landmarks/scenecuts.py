"""Hard cuts: a recording that was put together from several scenes."""

import cv2
import numpy as np
from numpy.typing import NDArray

from hemiface.model.video import Frame

_STEP_PX, _WIDTH, _HEIGHT = 96, 24, 16
"""Pixels of a side that are looked at, and size of the picture that is compared."""

_UNLIKE = 0.6
"""Correlation of two small pictures in a row below which they show two scenes. A face that turns,
a hand that comes and a camera that is carried leave it above .9 from one picture to the next."""


class SceneWatcher:
    """Compares each picture with the one before it, both made very small."""

    def __init__(self) -> None:
        self._before: tuple[NDArray[np.float32], float] | None = None

    def is_cut(self, frame: Frame) -> bool:
        """Whether another scene begins with this frame."""
        now = _shrink(frame).ravel()
        size, before = float(np.sqrt(now @ now)), self._before
        self._before = now, size
        if before is None:
            return False
        size *= before[1]
        return size > 0 and float(now @ before[0]) < _UNLIKE * size


def _shrink(frame: Frame) -> NDArray[np.float32]:
    """A very small picture without its mean."""
    step = max(min(frame.luma.shape) // _STEP_PX, 1)
    thin = np.ascontiguousarray(frame.luma[::step, ::step])
    small = cv2.resize(thin, (_WIDTH, _HEIGHT), interpolation=cv2.INTER_AREA).astype(np.float32)
    return np.asarray(small - small.mean(), np.float32)
