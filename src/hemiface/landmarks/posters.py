"""Faces that do not live: a poster, a portrait on the wall, a photograph on a shelf."""

from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from hemiface.landmarks.detector import detect_faces
from hemiface.landmarks.engine import Engine
from hemiface.landmarks.geometry import Square, crop_matrix, take_luma
from hemiface.model.video import Frame, Plane

_EVERY_S, _LOOKED_AT_S = 0.2, 2.0
"""Interval between the frames that are compared, and time after which it is decided."""

_SIZE, _MARGIN = 96, 20
"""Side of the crop that is compared, and its edge, which shows hair and wall."""

_LIVING = 0.35
"""Largest change within a still face, as share of that within the liveliest one, below which it
is a picture. A poster filmed from the hand came to .24 of a quiet person beside it, from a stand
to .07; two people who talk differed by a fiftieth."""

STEPS = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 30, 1e-4)
_SMOOTHED_PX = 5
"""Side of the filter before one picture is laid over another, in pixels."""

_LEAST_SEEN = 0.4
"""Share of a face that must lie within the picture for its changes to tell."""

_LOST = 1.0
"""Change where a face cannot be laid over its first picture any more."""


def find_still_faces(frames: Iterable[Frame], engine: Engine) -> tuple[Square, ...]:
    """Find the faces in the beginning of a video that are pictures of faces.

    Parameters
    ----------
    frames
        Upright frames in order of time; only the first seconds are read, and only the first
        frame where it shows one face.
    engine
        Runs the face detector.

    Returns
    -------
    tuple
        Where they are; empty where no face is livelier than the others.
    """
    squares: list[Square] = []
    firsts: list[NDArray[np.float32]] = []
    seen: list[Plane] = []
    changes: list[list[float]] = []
    begun = last = -np.inf
    for frame in frames:
        if not squares:
            squares = [face.square for face in detect_faces(frame, engine)]
            if len(squares) < 2:
                return ()
            firsts = [_look(frame, square) for square in squares]
            seen = [_inside(frame, square) for square in squares]
            changes = [[] for _ in squares]
            begun = last = frame.time
        if frame.time - last < _EVERY_S:
            continue
        last = frame.time
        for row, first, square, inside in zip(changes, firsts, squares, seen, strict=True):
            row.append(_change(first, _look(frame, square), inside))
        if frame.time - begun >= _LOOKED_AT_S:
            break
    lively = [max(row, default=0.0) for row in changes]
    most = max(lively, default=0.0)
    return tuple(
        square for square, change in zip(squares, lively, strict=True) if change < _LIVING * most
    )


def _look(frame: Frame, square: Square) -> NDArray[np.float32]:
    luma = take_luma(frame, crop_matrix(square, _SIZE), _SIZE)
    return np.asarray(cv2.GaussianBlur(luma, (0, 0), 1.0), np.float32)


def _inside(frame: Frame, square: Square) -> Plane:
    """Which pixels of a crop lie within the picture: what is beyond its edge is made up."""
    within = np.full(frame.luma.shape, 255, np.uint8)
    size = (_SIZE, _SIZE)
    laid = cv2.warpAffine(within, crop_matrix(square, _SIZE), size, flags=cv2.INTER_NEAREST)
    return np.asarray(cv2.erode(laid, np.ones((_SMOOTHED_PX, _SMOOTHED_PX)), borderValue=255))


def _change(first: NDArray[np.float32], now: NDArray[np.float32], inside: Plane) -> float:
    """What is left between two pictures of a face when one is laid over the other, 0..1.

    The camera may move, and so may the wall behind: an affine map takes that out (Evangelidis
    and Psarakis 2008, doi:10.1109/TPAMI.2008.113). Only what lies within both pictures counts.
    """
    try:
        likeness, matrix = cv2.findTransformECC(
            first,
            now,
            np.eye(2, 3, dtype=np.float32),
            cv2.MOTION_AFFINE,
            STEPS,
            inside,
            _SMOOTHED_PX,
        )
    except cv2.error:  # it does not find a way from one to the other
        return _LOST
    way = np.asarray(matrix, np.float32)
    laid = _lay(now, way, cv2.BORDER_REPLICATE)
    inner = slice(_MARGIN, _SIZE - _MARGIN)
    both = (np.minimum(inside, _lay(inside, way, cv2.BORDER_CONSTANT)) == 255)[inner, inner]
    if likeness <= 0 or both.mean() < _LEAST_SEEN:
        return _LOST
    there, here = (np.asarray(part)[inner, inner][both] for part in (first, laid))
    spread = float(there.std() * here.std())
    if spread == 0:
        return _LOST
    alike = float(((there - there.mean()) * (here - here.mean())).mean()) / spread
    return float(np.sqrt(max(1 - alike, 0.0)))


def _lay(
    picture: NDArray[np.float32] | Plane, way: NDArray[np.float32], beyond: int
) -> NDArray[np.float32]:
    """One picture as it lies over the other; beyond its edge as OpenCV's border says."""
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    laid = cv2.warpAffine(picture, way, (_SIZE, _SIZE), flags=flags, borderMode=beyond)
    return np.asarray(laid, np.float32)
