"""A video as facts about a file, and as frames with their times."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Image: TypeAlias = NDArray[np.uint8]
"""Picture of shape ``(height, width, 3)``, red-green-blue, contiguous."""


@dataclass(frozen=True, slots=True)
class VideoInfo:
    """What a file says, and a look at its first seconds shows, of its picture.

    Parameters
    ----------
    name
        File name without its folder.
    container, codec, pixel_format
        As the decoder names them.
    width, height
        Size in pixels as displayed, after rotation.
    rotation_deg
        Clockwise rotation stored beside the picture: 0, 90, 180 or 270.
    duration_s
        Length in seconds as the container states it; None where it does not.
    header_rate_hz
        Frame rate the header claims. Never used for time.
    frame_rate_hz
        Frame rate of the presentation times of the frames looked at.
    variable_frame_rate
        Whether those frames are unevenly spaced.
    interlaced, high_dynamic_range
        Whether the picture needs weaving or tone mapping.
    size_bytes
        Size of the file.
    """

    name: str
    container: str
    codec: str
    pixel_format: str
    width: int
    height: int
    rotation_deg: int
    duration_s: float | None
    header_rate_hz: float | None
    frame_rate_hz: float | None
    variable_frame_rate: bool
    interlaced: bool
    high_dynamic_range: bool
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture and the moment it is shown.

    Parameters
    ----------
    time
        Presentation time in seconds from the first frame of the file.
    image
        The upright picture, red-green-blue.
    """

    time: float
    image: Image
