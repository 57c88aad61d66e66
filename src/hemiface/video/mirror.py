"""Frames filmed in a mirror, turned back."""

from collections.abc import Iterable, Iterator

import numpy as np

from hemiface.model.video import Frame


def turn_back(frames: Iterable[Frame]) -> Iterator[Frame]:
    """Swap left and right of every frame, so that sides are the person's own again."""
    for frame in frames:
        planes = (frame.luma, frame.chroma_blue, frame.chroma_red)
        yield Frame(frame.time, *(np.ascontiguousarray(plane[:, ::-1]) for plane in planes))
