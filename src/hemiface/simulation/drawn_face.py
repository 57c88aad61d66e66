"""Drawn faces of which every number is known, for an engine that can read them.

A drawn face is plain skin with two eye sockets of their own color, a dark opening in each, and
the dark line of a shut mouth; nothing on it looks like a person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from hemiface.model.anatomy import Side
from hemiface.model.video import Frame

OPEN_CM = 1.0
"""Opening between the lids of a drawn eye."""

EYE_DISTANCE_CM = 8.9
"""Distance between the outer corners of the eyes."""

SOCKET_CM, SOCKET_RADIUS_CM, EYE_WIDTH_CM = (3.155, 2.63), 1.55, 2.59
SKIN_MIDDLE_CM, SKIN_RADII_CM = (0.0, -0.3), (7.7, 9.0)
REACH_CM = 13.0
"""How far a face reaches from between its eyes."""

CREASE_CM = (0.8, 0.25)
"""Height above the eye and thickness of the fold in the upper lid."""

MOUTH_CM = (-4.25, 1.2, 0.6)
"""Height of the mouth, how far it reaches to either side, and how thick its line is."""

GROUND, SKIN, CREASE, MOUTH, OPENING = 60, 150, 190, 75, 40
SKIN_CHROMA, SOCKET_CHROMA = (110, 160), (170, 128)
"""Blue and red color difference."""

GRAIN = 3.0
"""Standard deviation of the noise that every picture of a camera has."""

Array: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class DrawnFace:
    """A face to be drawn.

    Parameters
    ----------
    x, y
        Middle between the outer corners of the eyes, in pixels.
    eye_distance_px
        Distance between the outer corners of the eyes.
    angle_deg
        Clockwise turn in the picture.
    closure
        How far each eye is shut, 0..1, by the person's own side.
    covered
        Eyes with something in front of them.
    """

    x: float
    y: float
    eye_distance_px: float = 80.0
    angle_deg: float = 0.0
    closure: Mapping[Side, float] = field(default_factory=lambda: dict.fromkeys(Side, 0.0))
    covered: frozenset[Side] = frozenset()


def draw_frame(
    time: float, faces: Sequence[DrawnFace], width: int = 320, height: int = 240
) -> Frame:
    """Draw faces on plain ground, as a camera with its noise sees them.

    Parameters
    ----------
    time
        Presentation time in seconds.
    faces
        Later ones stand in front of earlier ones.
    width, height
        Size of the picture in pixels; even.
    """
    luma = np.full((height, width), float(GROUND))
    chroma = np.full((2, height // 2, width // 2), 128.0)
    for face in faces:
        _draw_luma(luma, face)
        _draw_chroma(chroma, face)
    luma += np.random.default_rng(round(time * 1e6)).normal(0, GRAIN, luma.shape)
    planes = [np.round(plane).astype(np.uint8) for plane in (luma, *chroma)]
    return Frame(time, *planes)


def _draw_luma(plane: Array, face: DrawnFace) -> None:
    around, across, up = _look_around(plane.shape, face, step=1)
    part = plane[around]
    pixel = EYE_DISTANCE_CM / face.eye_distance_px
    _paint(part, _skin(across, up, pixel), SKIN)
    height, reach, thick = MOUTH_CM
    inside = np.minimum(thick / 2 - np.abs(up - height), reach - np.abs(across))
    _paint(part, np.clip(inside / pixel + 0.5, 0, 1), MOUTH)
    for side in Side:
        u, v = _from_socket(across, up, side)
        rim = np.clip(1 - (2 * u / EYE_WIDTH_CM) ** 2, 0, 1)
        half = (1 - face.closure[side]) * OPEN_CM / 2 * rim
        inside = np.minimum(half, v + pixel / 2) - np.maximum(-half, v - pixel / 2)
        _paint(part, np.clip(inside / pixel, 0, 1), OPENING)
        height, thick = CREASE_CM
        fold = (np.abs(v - height) < thick / 2) & (np.abs(u) < EYE_WIDTH_CM / 2)
        _paint(part, fold, CREASE)
        if side in face.covered:
            hand = np.hypot(u, v) < SOCKET_RADIUS_CM
            stripes = np.sin(7 * u + 3 * v) > 0
            _paint(part, hand & stripes, CREASE)
            _paint(part, hand & ~stripes, SKIN - 40)


def _draw_chroma(planes: Array, face: DrawnFace) -> None:
    around, across, up = _look_around(planes[0].shape, face, step=2)
    pixel = 2 * EYE_DISTANCE_CM / face.eye_distance_px
    skin = _skin(across, up, pixel)
    sockets = [
        np.clip((SOCKET_RADIUS_CM - np.hypot(*_from_socket(across, up, side))) / pixel + 0.5, 0, 1)
        for side in Side
    ]
    for plane, of_skin, of_socket in zip(planes, SKIN_CHROMA, SOCKET_CHROMA, strict=True):
        _paint(plane[around], skin, of_skin)
        _paint(plane[around], np.maximum(*sockets), of_socket)


def _look_around(
    shape: tuple[int, ...], face: DrawnFace, *, step: int
) -> tuple[tuple[slice, slice], Array, Array]:
    """Part of a plane that holds a face, and its pixels' places: to the person's left, and up."""
    scale = EYE_DISTANCE_CM / face.eye_distance_px
    reach = REACH_CM / scale
    rows, columns = (
        slice(max(int((middle - reach) / step), 0), max(int((middle + reach) / step), 0))
        for middle in (face.y, face.x)
    )
    y = (np.arange(shape[0])[rows, None] * step + (step - 1) / 2 - face.y) * scale
    x = (np.arange(shape[1])[None, columns] * step + (step - 1) / 2 - face.x) * scale
    angle = np.deg2rad(face.angle_deg)
    across = np.cos(angle) * x + np.sin(angle) * y
    down = np.cos(angle) * y - np.sin(angle) * x
    return (rows, columns), across, SOCKET_CM[1] - down


def _from_socket(across: Array, up: Array, side: Side) -> tuple[Array, Array]:
    return across - (SOCKET_CM[0] if side is Side.LEFT else -SOCKET_CM[0]), up - SOCKET_CM[1]


def _skin(across: Array, up: Array, pixel: float) -> Array:
    u = (across - SKIN_MIDDLE_CM[0]) / SKIN_RADII_CM[0]
    v = (up - SKIN_MIDDLE_CM[1]) / SKIN_RADII_CM[1]
    return np.asarray(np.clip((1 - np.hypot(u, v)) * SKIN_RADII_CM[0] / pixel + 0.5, 0, 1))


def _paint(part: Array, share: Array | NDArray[np.bool_], value: float) -> None:
    part += share * (value - part)
