"""An engine that reads drawn faces: the stage without its networks.

It finds and measures drawn faces in the crops it is given and answers in the form of the
real networks, so everything around the networks can be tried with a known answer. It sees
pixels only: what is not in the crop it does not know.
"""

from collections import deque
from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from hemiface.landmarks.detector import make_anchors
from hemiface.landmarks.engine import INPUT_SIDE, Answer
from hemiface.landmarks.eye import EYE_SQUARE, OPENING_VALUES
from hemiface.landmarks.weights import Network
from hemiface.model.anatomy import Side
from hemiface.model.face_mesh import LIPS, MIDLINE, N_POINTS, SIDES
from hemiface.model.video import Image
from hemiface.simulation.drawn_face import (
    EYE_WIDTH_CM,
    OPENING,
    SKIN,
    SKIN_MIDDLE_CM,
    SOCKET_CM,
    SOCKET_RADIUS_CM,
    Array,
)

BOX_CM = 14.0
"""Side of the box that the detector puts around a face."""

SURE = 5.0
"""Logit of what the engine sees; its negative where there is nothing."""


class FakeEngine:
    """Reads drawn faces and answers as the networks do.

    Parameters
    ----------
    leak
        Share of each eye's opening that a look at the whole face takes from the other eye.
    ahead
        How many crops are taken before the first answer is given.
    """

    def __init__(self, leak: float = 0.0, *, ahead: int = 0) -> None:
        self._leak = leak
        self._ahead = ahead

    @property
    def name(self) -> str:
        """Name, for provenance."""
        return "fake"

    def run(self, network: Network, crops: Iterable[Image]) -> Generator[Answer, None, None]:
        """Look at crops; see :class:`~hemiface.landmarks.engine.Engine`."""
        taken: deque[Image] = deque()
        for crop in crops:
            taken.append(crop)
            if len(taken) > self._ahead:
                yield self._look(network, taken.popleft())
        for crop in taken:
            yield self._look(network, crop)

    def _look(self, network: Network, crop: Image) -> Answer:
        if network is Network.FACE_DETECTOR:
            return _detect(crop)
        if network is Network.EYE_OPENING:
            return {OPENING_VALUES: np.array([_eye_widths_open(crop)], np.float32)}
        mesh = self._mesh(crop)
        points = np.zeros((N_POINTS, 3)) if mesh is None else mesh
        logit = -SURE if mesh is None else SURE
        return {
            N_POINTS * 3: points.astype(np.float32).reshape(-1),
            1: np.full((2, 1), logit, np.float32),
        }

    def _mesh(self, crop: Image) -> Array | None:
        """All mesh points of the face nearest to the middle of a crop, in crop pixels."""
        small = cv2.resize(crop, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        middle = np.array(small.shape[:2]) / 2
        faces = sorted(
            _see(np.asarray(small, np.uint8)),
            key=lambda face: float(np.hypot(*(face.middle - middle))),
        )
        return faces[0].mesh(self._leak) * 2 + np.array([0.5, 0.5, 0]) if faces else None


@dataclass(frozen=True, slots=True)
class _SeenFace:
    """Sockets and openings that were found in a crop, by the place in the crop."""

    sockets: Mapping[Side, Array]
    openings_px: Mapping[Side, float]

    @property
    def middle(self) -> Array:
        return (self.sockets[Side.LEFT] + self.sockets[Side.RIGHT]) / 2

    @property
    def pixels_per_cm(self) -> float:
        return float(np.hypot(*self._across)) / (2 * SOCKET_CM[0])

    @property
    def _across(self) -> Array:
        return self.sockets[Side.LEFT] - self.sockets[Side.RIGHT]

    def places(self, places_cm: Array) -> Array:
        """Bring places on the face, shape ``(n, 3)`` in centimetres, into the crop."""
        right = self._across / np.hypot(*self._across)
        turn = np.array([right, [right[1], -right[0]]])
        flat = (
            self.middle
            + (places_cm[:, :2] - np.array([0, SOCKET_CM[1]])) @ turn * self.pixels_per_cm
        )
        return np.column_stack([flat, -places_cm[:, 2] * self.pixels_per_cm])

    def mesh(self, leak: float) -> Array:
        cm = {side: opening / self.pixels_per_cm for side, opening in self.openings_px.items()}
        return self.places(
            build_mesh({side: (1 - leak) * cm[side] + leak * cm[side.opposite] for side in Side})
        )


def _see(crop: Image) -> list[_SeenFace]:
    """Find faces with both sockets in sight."""
    luma, blue, red = _planes(crop)
    n_parts, parts = cv2.connectedComponents(((red > 14) | (blue > 20)).astype(np.uint8))
    faces = []
    for part in range(1, n_parts):
        rows, columns = np.nonzero(parts == part)
        middle = columns.mean()
        sockets, openings = {}, {}
        for side in Side:
            half = (parts == part) & ((np.arange(crop.shape[1]) > middle) == (side is Side.LEFT))
            weight = np.where(half, np.clip(blue / 42, 0, 1), 0)
            if weight.sum() < 0.01 * rows.size:
                break
            sums = (weight.sum(0), weight.sum(1))
            sockets[side] = np.array([row @ np.arange(row.size) / row.sum() for row in sums])
            openings[side] = _opening(luma, weight > 0.5)
        else:
            faces.append(_SeenFace(sockets, openings))
    return faces


def _planes(crop: Image) -> tuple[Array, Array, Array]:
    """Brightness and color differences from zero (BT.601)."""
    r, g, b = np.moveaxis(crop, -1, 0).astype(np.float64)
    luma = 16 + 0.257 * r + 0.504 * g + 0.098 * b
    return luma, -0.148 * r - 0.291 * g + 0.439 * b, 0.439 * r - 0.368 * g - 0.071 * b


def _opening(luma: Array, socket: NDArray[np.bool_]) -> float:
    """Opening of the lids in pixels: the dark area in a socket over the width of the eye."""
    width = 2 * np.sqrt(socket.sum() / np.pi) * EYE_WIDTH_CM / (2 * SOCKET_RADIUS_CM)
    dark = np.clip((SKIN - luma[socket]) / (SKIN - OPENING), 0, 1).sum()
    return float(1.5 * dark / max(width, 1.0))


def _detect(crop: Image) -> Answer:
    anchors = make_anchors() * INPUT_SIDE[Network.FACE_DETECTOR]
    logits = np.full(len(anchors), -SURE)
    boxes = np.zeros((len(anchors), 16))
    for face in _see(crop):
        centre = face.places(np.array([[*SKIN_MIDDLE_CM, 0.0]]))[0, :2]
        anchor = int(np.argmin(np.hypot(*(anchors - centre).T)))
        eyes = [face.sockets[Side.RIGHT], face.sockets[Side.LEFT]]
        places = np.concatenate([place + 0.5 - anchors[anchor] for place in (centre, *eyes)])
        logits[anchor] = SURE
        boxes[anchor, :2] = places[:2]
        boxes[anchor, 2:4] = BOX_CM * face.pixels_per_cm
        boxes[anchor, 4:8] = places[2:]
    return {
        len(anchors): logits.astype(np.float32),
        len(anchors) * 16: boxes.astype(np.float32).reshape(-1),
    }


def _eye_widths_open(crop: Image) -> float:
    """Opening of one eye over its width."""
    luma, blue, _ = _planes(crop)
    return float(_opening(luma, blue > 21) * EYE_SQUARE / crop.shape[0])


def build_mesh(opening_cm: Mapping[Side, float]) -> Array:
    """Mesh points of a plain face at rest.

    Parameters
    ----------
    opening_cm
        Opening between the lids by the person's own side.

    Returns
    -------
    ndarray
        Shape ``(478, 3)``, in centimetres: x to the person's left, y up, z forwards. The
        points that hardly move stand where they do on MediaPipe's canonical face.
    """
    mesh = np.zeros((N_POINTS, 3))
    mesh[:, 2] = 4.0
    mesh[list(MIDLINE)] = _MIDLINE
    for side in Side:
        topology = SIDES[side]
        half = opening_cm[side] / 2
        rim = np.column_stack([np.linspace(4.1, 2.2, 7), np.full(7, SOCKET_CM[1]), np.full(7, 3.9)])
        rows = {
            (topology.outer_corner, topology.inner_corner): _CORNERS,
            topology.upper_lid: rim + np.array([0, half, 0]),
            topology.lower_lid: rim - np.array([0, half, 0]),
            topology.upper_brow: _BROW + np.array([0, 0.5, 0]),
            topology.lower_brow: _BROW,
            topology.iris: _IRIS,
            topology.mouth_corner: _MOUTH,
            topology.cheek: _CHEEK,
            topology.chin: _CHIN,
            topology.outline: _OUTLINE,
            LIPS[side]: _LIPS,
        }
        for places, row in rows.items():
            mesh[list(places)] = row * [1 if side is Side.LEFT else -1, 1, 1]
    return mesh


def _line(start: tuple[float, ...], stop: tuple[float, ...], n: int) -> Array:
    return np.linspace(start, stop, n)


_CORNERS = np.array([(4.45, 2.66, 3.17), (1.86, 2.59, 3.76)])
_BROW = _line((5.6, 4.1, 3.4), (0.9, 4.1, 4.9), 5)
_IRIS = np.array([(3.74, 2.63, 3.9), (3.15, 3.22, 3.9), (2.56, 2.63, 3.9), (3.15, 2.04, 3.9)])
_MOUTH = np.array([(2.46, -4.34, 4.28), (2.1, -4.3, 4.3)])
_CHEEK = _line((5.2, 0.4, 3.0), (3.0, -0.9, 4.3), 6)
_CHIN = _line((3.6, -6.2, 2.6), (1.2, -6.9, 4.2), 4)
_LIPS = np.concatenate(
    [_line((0.5, -3.3, 5.4), (2.1, -4.1, 4.5), 4), _line((2.1, -4.6, 4.5), (0.5, -5.3, 5.2), 4)]
)
_OUTLINE = np.array(
    [
        (6.28, 6.62, 1.43),
        (7.09, 5.43, 0.10),
        (7.56, 4.11, -0.99),
        (7.74, 2.36, -2.01),
        (7.66, 0.67, -2.44),
        (7.2, -2.2, -2.0),
        (5.6, -5.6, -0.4),
        (4.3, -7.1, 0.9),
        (1.9, -8.4, 2.9),
    ]
)
_MIDLINE = np.array(
    [
        (0.0, 8.26, 4.48),
        (0.0, 6.55, 5.03),
        (0.0, 4.89, 5.39),
        (0.0, 4.02, 5.28),
        (0.0, 3.27, 5.24),
        (0.0, 2.47, 5.79),
        (0.0, 1.73, 6.32),
        (0.0, 1.06, 6.77),
        (0.0, 0.37, 7.24),
        (0.0, -0.46, 7.59),
        (0.0, -1.13, 7.48),
        (0.0, -2.09, 6.06),
        (0.0, -2.7, 5.9),
        (0.0, -3.3, 5.9),
        (0.0, -4.1, 5.6),
        (0.0, -4.4, 5.5),
        (0.0, -5.3, 5.6),
        (0.0, -5.8, 5.4),
        (0.0, -6.7, 5.0),
        (0.0, -7.2, 5.1),
        (0.0, -7.9, 4.9),
        (0.0, -8.6, 4.4),
    ]
)
