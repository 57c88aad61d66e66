"""Faces in a whole picture: boxes with two eyes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hemiface.landmarks.engine import INPUT_SIDE, Engine
from hemiface.landmarks.geometry import Matrix, Square, scale_of, take_crop, to_picture
from hemiface.landmarks.weights import Network
from hemiface.model.video import Frame

_MIN_SCORE, _MAX_OVERLAP = 0.5, 0.3
"""Score from which a box is a face, and how far two faces may overlap (MediaPipe's values)."""

_FACE_SQUARE = 1.5
"""Side of the square around a face, as multiple of its box (MediaPipe's value)."""


@dataclass(frozen=True, slots=True)
class DetectedFace:
    """One face in a picture.

    Parameters
    ----------
    square
        Region for the landmark network, upright on the face.
    score
        How sure the detector is, 0..1.
    """

    square: Square
    score: float

    def overlap(self, other: Square) -> float:
        """Share of the smaller square that the two have in common, both taken as upright."""
        mine = self.square
        reach = (mine.side + other.side) / 2
        width = min(reach - abs(mine.x - other.x), mine.side, other.side)
        height = min(reach - abs(mine.y - other.y), mine.side, other.side)
        if width <= 0 or height <= 0:
            return 0.0
        return float(width * height / min(mine.side, other.side) ** 2)


def detect_faces(frame: Frame, engine: Engine) -> list[DetectedFace]:
    """Find all faces of a picture, best first.

    Notes
    -----
    The network is BlazeFace for short range: 896 anchors on grids of 16 x 16 and 8 x 8
    cells, each with a box and six key points, of which the first two are the eyes
    (Bazarevsky et al. 2019, arXiv:1907.05047).
    """
    side = INPUT_SIDE[Network.FACE_DETECTOR]
    matrix = _letterbox(frame.width, frame.height, side)
    crop = take_crop(frame, matrix, side, padded=True)
    (outputs,) = engine.run(Network.FACE_DETECTOR, [crop])
    anchors = make_anchors()
    scores = 1 / (1 + np.exp(-np.clip(outputs[len(anchors)].astype(np.float64), -80, 80)))
    boxes = outputs[len(anchors) * 16].reshape(-1, 16).astype(np.float64)
    faces: list[DetectedFace] = []
    for place in np.argsort(-scores, kind="stable"):
        if scores[place] < _MIN_SCORE:
            break
        face = _face(boxes[place], anchors[place] * side, matrix, float(scores[place]))
        if all(face.overlap(other.square) < _MAX_OVERLAP for other in faces):
            faces.append(face)
    return faces


def _letterbox(width: int, height: int, side: int) -> Matrix:
    """Map that fits the whole picture into the network's square."""
    scale = side / max(width, height)
    shift = (side - 1) / 2 - scale * np.array([(width - 1) / 2, (height - 1) / 2])
    return np.array([[scale, 0, shift[0]], [0, scale, shift[1]]])


def make_anchors() -> NDArray[np.float64]:
    """Middles of the anchors as shares of the network's square, shape ``(896, 2)``."""
    rows = []
    for cells, copies in ((16, 2), (8, 6)):
        middle = (np.arange(cells) + 0.5) / cells
        grid = np.stack(np.meshgrid(middle, middle), axis=-1).reshape(-1, 2)
        rows.append(np.repeat(grid, copies, axis=0))
    return np.concatenate(rows)


def _face(
    box: NDArray[np.float64], anchor: NDArray[np.float64], matrix: Matrix, score: float
) -> DetectedFace:
    """One face from the network's offsets, brought back to the picture."""
    middle, eye_right, eye_left = to_picture(
        matrix, np.stack([box[0:2], box[4:6], box[6:8]]) + anchor - 0.5
    )
    scale = scale_of(matrix)
    across = eye_left - eye_right
    side = _FACE_SQUARE * float(box[2:4].max()) / scale
    angle = float(np.arctan2(across[1], across[0]))
    return DetectedFace(Square(float(middle[0]), float(middle[1]), side, angle), score)
