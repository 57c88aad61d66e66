"""Where the parts of one face are, frame by frame, by independent readings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from hemiface.model.anatomy import Side
from hemiface.model.signals import Mask, Series
from hemiface.model.timebase import Times

Points: TypeAlias = NDArray[np.float32]
"""Places in pixels of the upright picture, shape ``(n_frames, n_points, 3)``.

x to the right of the picture, y down, z away from the camera in the same scale.
"""

Thumbnails: TypeAlias = NDArray[np.uint8]
"""Small grey pictures, shape ``(n_frames, height, width)``."""

THUMBNAIL_HEIGHT, THUMBNAIL_WIDTH = 13, 20
COLOR_HEIGHT, COLOR_WIDTH = 9, 14


@dataclass(frozen=True, slots=True)
class EyeReadings:
    """One eye, seen without the rest of the face.

    Parameters
    ----------
    alone_px
        Opening between the lids in pixels, read by a network that sees this eye only; NaN
        on frames without a face.
    thumbnails
        The eye's own pixels, held still on its corners, outer corner on the left.
    brightness
        Mean brightness of the eye and its surroundings, 0..255.
    color
        The color of the same pixels as blue and red difference, 128 where there is none,
        shape ``(n_frames, 2, height, width)``.
    flat_share
        Share of these pixels that are as bright as their neighbors, 0..1; None where not read.
    inside
        Frames on which the whole eye lies within the picture; None where not read.
    """

    alone_px: Series
    thumbnails: Thumbnails
    brightness: Series
    color: Thumbnails
    flat_share: Series | None = None
    inside: Mask | None = None


@dataclass(frozen=True, slots=True)
class Patches:
    """Patches of skin, each compared with how it looked before.

    Parameters
    ----------
    places
        Middle of each patch of `face_mesh.FOLLOWED` in picture pixels, shape
        ``(n_frames, n_patches, 2)``; NaN where it does not look like its model.
    model
        Number of the model that a frame was compared with; -1 without one. Places by
        different models differ by a constant that means nothing.
    """

    places: NDArray[np.float32]
    model: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class LipReadings:
    """How the lips differ from the skin of their face, looked at now and then; NaN between looks.

    Each row has one value a frame.

    Parameters
    ----------
    color
        Red of the lips, as share of that of the skin above them: about 1 and more for lips, next
        to nothing for a mask of another color; NaN as well where a picture has no color.
    shade
        Brightness of the lips, as share of that of the skin around the mouth.
    line
        Brightness of the darkest point between the lips, as share of that of the skin around or
        above them, whichever is brighter.
    """

    color: Series
    shade: Series
    line: Series


@dataclass(frozen=True, slots=True)
class CheekReadings:
    """The skin of one cheek, looked at now and then; NaN between looks.

    Each has one row a frame and one column a place on the cheek.

    Parameters
    ----------
    brightness
        Natural logarithm of the brightness as share of that of the skin above, less what a plane
        over the cheek explains.
    unevenness
        Mean distance from the brightness around a place, as share of the same skin's.
    """

    brightness: NDArray[np.float32]
    unevenness: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Landmarks:
    """One person's face over one recording.

    Parameters
    ----------
    time
        Presentation times in seconds, shape ``(n_frames,)``.
    width, height
        Size of the upright picture in pixels.
    presence
        How sure the network is that it looks at a face, 0..1; NaN where none was found.
    point_indices
        Which points of the 478-point face mesh are kept, in this order.
    points
        Whole-face reading of these points; NaN on frames without a face.
    checked
        Indices of the frames on which each half was also read alone.
    mirrored
        On those frames, the same points read from a face made of one half and its
        mirror image, by the person's own side; only that side's points count. Empty if the
        halves were not read.
    eyes
        Each eye alone, by side.
    looked_at
        Frames on which the landmark network looked; on others the points lie between.
    iris_px
        Mean diameter of the two irises in pixels.
    motion
        Movement of each half face left after the whole face has been held still, by
        side, in face widths a second.
    sharpness
        Sharpness of the face: variance of the Laplacian over that of the picture.
    n_faces
        Faces seen in the picture, looked for about once a second.
    half_inside
        Frames on which the mouth and cheek of each side lie within the picture; empty where not
        read.
    repeats
        Times of the pictures that only repeat the one before, which are no frames here.
    cuts
        Times of the first frames of another scene: what was filmed was cut together.
    others
        Stretches of time, as first and last moment, in which another person was seen; the face
        is left out there.
    lips
        What tells lips from a cover over them; None where not read.
    cheeks
        The skin of each cheek by side; empty where not read.
    patches
        Patches of skin, followed in the picture itself; None where that was not done.
    """

    time: Times
    width: int
    height: int
    presence: Series
    point_indices: tuple[int, ...]
    points: Points
    checked: NDArray[np.intp]
    mirrored: Mapping[Side, Points]
    eyes: Mapping[Side, EyeReadings]
    looked_at: NDArray[np.bool_]
    iris_px: Series
    motion: Mapping[Side, Series]
    sharpness: Series
    n_faces: Series
    half_inside: Mapping[Side, Mask] = field(default_factory=dict)
    repeats: Times = field(default_factory=lambda: np.zeros(0))
    cuts: Times = field(default_factory=lambda: np.zeros(0))
    others: tuple[tuple[float, float], ...] = ()
    patches: Patches | None = None
    lips: LipReadings | None = None
    cheeks: Mapping[Side, CheekReadings] = field(default_factory=dict)

    @property
    def shown(self) -> Times:
        """Times of all pictures, new ones and repeated ones."""
        return np.union1d(self.time, self.repeats)

    def columns(self, indices: tuple[int, ...]) -> list[int]:
        """Columns of ``points`` that hold the given points of the mesh."""
        place = {index: column for column, index in enumerate(self.point_indices)}
        return [place[index] for index in indices]
