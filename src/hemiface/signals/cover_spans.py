"""From looks for a cover, taken now and then, to the frames that it covers."""

import numpy as np

from hemiface.model.signals import Mask
from hemiface.model.timebase import Times, find_spans


def most_of(unlike: Mask, looks: int) -> Mask:
    """What most of a few looks in a row say.

    Parameters
    ----------
    unlike
        What each look says.
    looks
        How many count together, an odd number; the middle one is decided.
    """
    edged = np.pad(unlike.astype(float), looks // 2, mode="edge")
    return np.asarray(np.convolve(edged, np.ones(looks), "valid") > looks / 2)


def between_looks(time: Times, looked: Times, unlike: Mask) -> Mask:
    """Frames from the last look before each run of looks to the first one after it.

    Parameters
    ----------
    time
        Presentation times in seconds, shape ``(n_frames,)``.
    looked
        Times of the looks, in order.
    unlike
        What each look says.
    """
    frames = np.zeros(time.shape, bool)
    for start, stop in find_spans(unlike):
        after = time > looked[start - 1] if start else np.ones(time.shape, bool)
        before = time < looked[stop] if stop < looked.size else np.ones(time.shape, bool)
        frames |= after & before
    return frames
