"""A video as facts about a file, and as frames with their times."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Image: TypeAlias = NDArray[np.uint8]
"""Picture of shape ``(height, width, 3)``, red-green-blue, contiguous."""

Plane: TypeAlias = NDArray[np.uint8]
"""One channel of a picture, shape ``(height, width)``, contiguous."""


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
    n_streams, stream_number
        How many moving pictures the file holds, and which of them this is, from 1.
    slowness
        How many times slower than life the file is shown, by the camera's note of its rate or
        as a person said; taken out of all times. Below 1 for a time lapse.
    filmed_at
        When it was taken by the camera's own note, in ISO 8601; None where it has none.
    timed
        Whether the pictures have times; raw streams have none, and the header's rate stands in.
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
    n_streams: int = 1
    stream_number: int = 1
    slowness: float = 1.0
    filmed_at: str | None = None
    timed: bool = True


@dataclass(frozen=True, slots=True)
class Frame:
    """One upright picture and the moment it is shown.

    The picture stays in the planes it was stored in: a face needs colour only in the
    small crops around it, and most of a large picture is never looked at.

    Parameters
    ----------
    time
        Presentation time in seconds from the first frame of the file.
    luma
        Brightness, shape ``(height, width)``, 8 bit in video range (16..235).
    chroma_blue, chroma_red
        Colour differences at half the size, shape ``((height + 1) // 2, (width + 1) // 2)``,
        8 bit centred on 128, BT.601 or BT.709 as in the file.
    """

    time: float
    luma: Plane
    chroma_blue: Plane
    chroma_red: Plane

    @property
    def height(self) -> int:
        """Height in pixels."""
        return int(self.luma.shape[0])

    @property
    def width(self) -> int:
        """Width in pixels."""
        return int(self.luma.shape[1])


@dataclass(frozen=True, slots=True)
class Damage:
    """A stretch of a file that could not be decoded.

    Parameters
    ----------
    onset
        Last good moment before it, in seconds.
    duration
        Seconds until the next good frame, or until the end of the file where none follows.
    message
        What was wrong, in one line of English.
    fault, detail
        The same as one of the words of `hemiface.model.messages`, and what the machine
        said about it; empty where not known.
    """

    onset: float
    duration: float
    message: str
    fault: str = ""
    detail: str = ""
