"""Optical flow: small patches of skin followed in the picture itself, to a tenth of a pixel.

Pyramidal Lucas-Kanade (Lucas & Kanade 1981; Bouguet 2001), against a template that is kept and
not from frame to frame, so that errors do not add up.

The landmark network moves one mouth corner along with the other and pulls a brow down with
a closing eye: it draws the face that it expects. The skin is compared with how it looked
before, so nothing is expected of it.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from hemiface.landmarks.geometry import (
    VIDEO_BLACK,
    Matrix,
    Square,
    crop_matrix,
    mean_of,
    take_luma,
    to_picture,
)
from hemiface.model.face_mesh import EDGE_PATCHES, EYE_CORNER_PATCHES, FOLLOWED
from hemiface.model.video import Frame, Plane

_SIZE = 256
"""Side of the crop in which patches are followed, in pixels: coarser than the picture of a
phone, a corner that moves by a millimeter was lost in the noise."""

_SHARE = 0.7
"""Side of that crop as share of the square around the face: from the mouth to the temples."""

_PATCH = 17
"""Side of a patch in pixels of the crop, about 13 mm: a mouth corner and little else."""

_REACH = 12.0
"""How far a patch may be from where the network sees it, in pixels of the crop, about 9 mm."""

_LIKENESS = 0.45
"""Largest difference between a patch and its model beyond noise, as share of the model's own
contrast."""

NOISE_APART = 2 / np.sqrt(np.pi)
"""Mean difference of two pictures that differ by their noise alone, in its standard deviation."""

NOISE_MASK = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
"""What is left of a picture without edges and ramps (Immerkaer 1996,
doi:10.1006/cviu.1996.0060); it makes noise of one standard deviation into six."""

INNER = len(FOLLOWED) - len(EYE_CORNER_PATCHES + EDGE_PATCHES)
"""Patches in the middle of the face, which come first: mouth, brows and nose."""

_ENOUGH = 0.5
"""Share of these that must be like their model for it to serve: the edge goes out of sight as
soon as the head turns."""

PATIENCE_S = 0.5
"""How long no model may serve before a new one is taken."""

MAX_MODELS = 6
"""Models kept; beyond that the latest one is given up for a new one."""

MIDDLES = np.array([(mesh[0], mesh[-1]) for mesh in FOLLOWED])
"""Mesh points between which the middle of each patch lies."""

STEPS = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 10, 0.02)


@dataclass(frozen=True, slots=True)
class _Model:
    """How the face looked when following began, and where its patches were."""

    number: int
    picture: Plane
    places: NDArray[np.float32]
    tolerance: NDArray[np.float64]


class PatchTracker:
    """Says where patches of skin are, by comparing each frame with one model of them.

    The comparison is that of Lucas and Kanade (1981, IJCAI 674-679). It starts where the
    network sees the patch, so it cannot drift away. It adds up no small errors either:
    the first model serves wherever the patches look like it, and further ones only while
    the face looks otherwise, turned away for instance.
    """

    def __init__(self) -> None:
        self._models: list[_Model] = []
        self._n_taken = 0
        self._around: Square | None = None
        self._crop: Square | None = None
        self._served_at = -np.inf
        self._light: float | None = None

    def read(
        self, frame: Frame, square: Square, points: NDArray[np.float64]
    ) -> tuple[NDArray[np.float32], int]:
        """Places of all patches in the picture, and which model they were compared with.

        Parameters
        ----------
        frame
            The picture.
        square
            Region upright on the middle of the face, held still while the face is still.
        points
            All mesh points in picture pixels, shape ``(478, 3)``.

        Returns
        -------
        places
            Shape ``(n_patches, 2)``; NaN where a patch does not look like its model.
        model
            Number of the model, counted from 0; -1 where none served.
        """
        anchors = points[MIDDLES, :2].mean(1)
        matrix = crop_matrix(self._hold(square, anchors), _SIZE)
        picture = self._even_out(take_luma(frame, matrix, _SIZE))
        start = (anchors @ matrix[:, :2].T + matrix[:, 2]).astype(np.float32)
        for model in self._models:
            places = _compare(model, picture, start)
            if np.isfinite(places[:INNER, 0]).mean() >= _ENOUGH:
                self._served_at = frame.time
                return _back(matrix, places), model.number
        if frame.time - self._served_at <= PATIENCE_S:
            return np.full(start.shape, np.nan, np.float32), -1
        model = _Model(self._n_taken, picture, start, _tolerance(picture, start))
        self._models = [*self._models[: MAX_MODELS - 1], model]
        self._n_taken += 1
        self._served_at = frame.time
        return _back(matrix, start), model.number

    def lose(self) -> None:
        """Forget the square: the face was lost in between."""
        self._around = None

    def _even_out(self, picture: Plane) -> Plane:
        """The picture in the light of the first one: skin in the shade is the same skin."""
        light = max(mean_of(picture) - VIDEO_BLACK, 1.0)
        if self._light is None:
            self._light = light
        gain = self._light / light
        even = cv2.convertScaleAbs(picture, alpha=gain, beta=VIDEO_BLACK * (1 - gain))
        return np.asarray(even, np.uint8)

    def _hold(self, square: Square, anchors: NDArray[np.float64]) -> Square:
        """Square of the crop; it stays as long as the square around the face does."""
        if self._crop is None or square != self._around:
            x, y = (anchors.min(0) + anchors.max(0)) / 2
            self._crop = Square(float(x), float(y), _SHARE * square.side, square.angle)
            self._around = square
        return self._crop


def _compare(model: _Model, picture: Plane, start: NDArray[np.float32]) -> NDArray[np.float32]:
    """Places of the patches in the crop; NaN where they do not look like the model."""
    found, status, unlike = cv2.calcOpticalFlowPyrLK(
        model.picture,
        picture,
        model.places[:, None],
        start[:, None].copy(),
        winSize=(_PATCH, _PATCH),
        maxLevel=0,
        criteria=STEPS,
        flags=cv2.OPTFLOW_USE_INITIAL_FLOW,
    )
    good = status[:, 0] == 1
    good &= np.linalg.norm(found[:, 0] - start, axis=1) < _REACH
    good &= unlike[:, 0] < model.tolerance
    return np.where(good[:, None], found[:, 0], np.float32(np.nan))


def _tolerance(picture: Plane, places: NDArray[np.float32]) -> NDArray[np.float64]:
    """Largest mean difference in brightness at which each patch is still like itself."""
    patches = [
        cv2.getRectSubPix(picture, (_PATCH, _PATCH), (float(x), float(y))).astype(np.float64)
        for x, y in places
    ]
    contrast = np.array([np.abs(patch - patch.mean()).mean() for patch in patches])
    return np.asarray(_LIKENESS * contrast + NOISE_APART * _noise(picture), np.float64)


def _noise(picture: Plane) -> float:
    """Standard deviation of the noise; the median, for edges that are left over are no noise."""
    rest = cv2.filter2D(picture, cv2.CV_32F, NOISE_MASK)
    return 1.4826 * float(np.median(np.abs(rest))) / 6


def _back(matrix: Matrix, places: NDArray[np.float32]) -> NDArray[np.float32]:
    return to_picture(matrix, places).astype(np.float32)
