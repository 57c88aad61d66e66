"""Decoded pictures as upright planes of 8 bit video range."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Self, TypeAlias

import numpy as np
from av.sidedata.sidedata import SideData
from av.video.frame import VideoFrame
from av.video.plane import VideoPlane
from av.video.reformatter import ColorRange, ColorTrc, Interpolation, VideoReformatter

from hemiface.model.video import Plane

Planes: TypeAlias = tuple[Plane, Plane, Plane]


_UNSPECIFIED = 2
"""Colour matrix of which nothing is said (ITU-T H.273)."""

KNOWN_MATRICES = frozenset({0, 1, _UNSPECIFIED, 4, 5, 6, 7, 9})
"""Colour matrices (ITU-T H.273) the scaler works with; it refuses pictures marked otherwise."""


class PlaneReader:
    """Turns pictures of one shape into upright planes of one size.

    Parameters
    ----------
    first
        First picture of this shape.
    pixel_aspect
        Width of one stored pixel over its height; made square.
    max_side_px
        Longest side to deliver.
    """

    def __init__(self, first: VideoFrame, pixel_aspect: Fraction, max_side_px: int) -> None:
        self._turn = Orientation.of(first)
        self._width, self._height = delivered_size(
            first.width, first.height, pixel_aspect, max_side_px
        )
        self._reformatter = VideoReformatter()

    @property
    def size_bytes(self) -> int:
        """Memory of one picture."""
        return self._width * self._height * 3 // 2

    def read(self, picture: VideoFrame) -> Planes:
        """Luma and both chroma planes of a picture, contiguous."""
        planes = self._plain(picture).planes
        luma, blue, red = (self._turn.apply(read_plane(plane)) for plane in planes)
        return luma, blue, red

    def _plain(self, picture: VideoFrame) -> VideoFrame:
        """The same picture as yuv420p in video range; untouched where it already is."""
        same_size = picture.width == self._width and picture.height == self._height
        if same_size and is_plain(picture):
            return picture
        if picture.colorspace not in KNOWN_MATRICES:
            picture.colorspace = _UNSPECIFIED
        # HLG is made to be shown on an ordinary screen as it is, and PQ is brought to it.
        perceptual_quantizer = picture.color_trc == ColorTrc.SMPTE2084
        return self._reformatter.reformat(
            picture,
            width=self._width,
            height=self._height,
            format="yuv420p",
            interpolation=Interpolation.BILINEAR if same_size else Interpolation.AREA,
            dst_color_range=ColorRange.MPEG,
            dst_color_trc=ColorTrc.ARIB_STD_B67 if perceptual_quantizer else None,
            threads=1,
        )


def square_size(width: int, height: int, pixel_aspect: Fraction) -> tuple[int, int]:
    """Width and height in square pixels; the side that was squeezed is stretched."""
    if pixel_aspect >= 1:
        return round(width * pixel_aspect), height
    return width, round(height / pixel_aspect)


def delivered_size(
    width: int, height: int, pixel_aspect: Fraction, max_side_px: int
) -> tuple[int, int]:
    """Width and height in square pixels, within the longest side."""
    width, height = square_size(width, height, pixel_aspect)
    shrink = min(1.0, max_side_px / max(width, height))
    return max(1, round(width * shrink)), max(1, round(height * shrink))


def is_plain(picture: VideoFrame) -> bool:
    """Whether the planes can be taken as they are."""
    return (
        picture.format.name == "yuv420p"
        and picture.color_range != ColorRange.JPEG
        and picture.color_trc != ColorTrc.SMPTE2084
        and all(plane.line_size > 0 for plane in picture.planes)
    )


def read_plane(plane: VideoPlane) -> Plane:
    """One plane without the padding of its rows; shares the decoder's memory if it can."""
    rows: Plane = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
    return rows[: plane.height, : plane.width]


@dataclass(frozen=True, slots=True)
class Orientation:
    """How a stored picture has to be turned to stand upright.

    Parameters
    ----------
    transpose
        Whether rows and columns change places.
    flip_x, flip_y
        Whether columns, rows are then reversed.
    """

    transpose: bool
    flip_x: bool
    flip_y: bool

    @classmethod
    def of(cls, picture: VideoFrame) -> Self:
        """Orientation stored beside a picture, to the nearest quarter turn.

        The display matrix maps a stored point (x, y) to (a x + c y, b x + d y), y downwards.
        """
        try:
            data = picture.side_data.get("DISPLAYMATRIX")
        except ValueError:
            # PyAV gives up on notes it does not know (EXIF); the turn it can still read.
            return cls.of_turn(-picture.rotation)
        if not isinstance(data, SideData):
            return cls(transpose=False, flip_x=False, flip_y=False)
        a, b, _, c, d = (int(n) for n in np.frombuffer(bytes(data), np.int32)[:5])
        if abs(a) + abs(d) >= abs(b) + abs(c):
            return cls(transpose=False, flip_x=a < 0, flip_y=d < 0)
        return cls(transpose=True, flip_x=c < 0, flip_y=b < 0)

    @classmethod
    def of_turn(cls, clockwise_deg: float) -> Self:
        """Orientation of a picture to be turned clockwise, to the nearest quarter."""
        quarters = round(clockwise_deg / 90) % 4
        return cls(
            transpose=quarters in {1, 3}, flip_x=quarters in {1, 2}, flip_y=quarters in {2, 3}
        )

    @property
    def rotation_deg(self) -> int:
        """Clockwise part of it, in degrees: 0, 90, 180 or 270."""
        if self.transpose:
            return 90 if self.flip_x else 270
        return 180 if self.flip_y else 0

    def apply(self, plane: Plane) -> Plane:
        """The plane, upright and contiguous."""
        turned = plane.T if self.transpose else plane
        turned = turned[:: -1 if self.flip_y else 1, :: -1 if self.flip_x else 1]
        return np.ascontiguousarray(turned)
