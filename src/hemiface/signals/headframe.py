"""The face in a frame of its own head: pose taken out, millimeters put in."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hemiface.model.face_mesh import RIGID
from hemiface.model.landmarks import Landmarks, Points
from hemiface.model.signals import Series

_IRIS_MM = 11.77
"""Mean visible diameter of the iris in adults, as used by Emotrics (Guarin et al. 2018)."""

_IRIS_SPREAD, _HEAD_SPREAD = 0.05, 0.05
"""How much iris and head differ between adults, relative standard deviation: assumed."""

_OWN_SHAPE_ROUNDS = 2
"""How often the pose is found anew by the shape that the poses before gave."""

_SHAPE_FRAMES = 1000
"""Frames, evenly spread, from which a person's own shape is learnt, about."""


@dataclass(frozen=True, slots=True)
class HeadFrame:
    """Pose of the head on every frame, and the way from the picture into its frame.

    Parameters
    ----------
    turn
        Rotation from head to camera, shape ``(n_frames, 3, 3)``.
    origin
        Middle of the rigid points in the picture, shape ``(n_frames, 3)``, pixels.
    mm_per_px
        Size of a pixel on each frame in millimeters, shape ``(n_frames,)``.
    scale_uncertainty
        Relative standard uncertainty of that size.
    """

    turn: NDArray[np.float64]
    origin: NDArray[np.float64]
    mm_per_px: Series
    scale_uncertainty: float

    @property
    def yaw_deg(self) -> Series:
        """Head turned to the person's left, in degrees."""
        return np.asarray(np.degrees(np.arctan2(self.turn[:, 0, 2], self.turn[:, 2, 2])))

    @property
    def pitch_deg(self) -> Series:
        """Head looking up, in degrees."""
        return np.asarray(np.degrees(np.arcsin(np.clip(self.turn[:, 1, 2], -1, 1))))

    @property
    def roll_deg(self) -> Series:
        """Head tilted to the person's left shoulder, in degrees."""
        return np.asarray(np.degrees(np.arctan2(-self.turn[:, 1, 0], self.turn[:, 1, 1])))

    def places_mm(self, points: Points | NDArray[np.float64]) -> NDArray[np.float64]:
        """Bring points into the frame of the head.

        Parameters
        ----------
        points
            Shape ``(n_frames, n_points, 3)``, picture pixels.

        Returns
        -------
        ndarray
            The same shape in millimeters: x to the person's left, y up, z forwards.
        """
        centred = upright(points) - self.origin[:, None]
        turned: NDArray[np.float64] = np.einsum("nij,npi->npj", self.turn, centred)
        return np.asarray(turned * self.mm_per_px[:, None, None], np.float64)

    def to_picture(self, places_mm: NDArray[np.float64]) -> NDArray[np.float64]:
        """Bring places that stay in the frame of the head into the picture.

        Parameters
        ----------
        places_mm
            Shape ``(n_points, 3)``, millimeters.

        Returns
        -------
        ndarray
            Shape ``(n_frames, n_points, 3)``, picture pixels.
        """
        turned = np.einsum("nij,pj->npi", self.turn, places_mm)
        return upright(turned / self.mm_per_px[:, None, None] + self.origin[:, None])


def upright(points: Points | NDArray[np.float64]) -> NDArray[np.float64]:
    """Picture axes (right, down, away) as right, up, towards the camera."""
    return np.asarray(points * np.array([1.0, -1.0, -1.0]), np.float64)


def fit_head_frame(landmarks: Landmarks) -> HeadFrame:
    """Find the pose of the head and the size of a millimeter on every frame.

    Notes
    -----
    The rigid points are fitted by rotation, scale and shift (Umeyama 1991,
    doi:10.1109/34.88573), first to the canonical face, which gives the pose its zero,
    then to this person's own median shape, which takes the misfit of a stranger's face
    out of the movement.
    """
    shape = np.array(list(RIGID.values())) * 10
    columns = landmarks.columns(tuple(RIGID))
    return _fit(upright(landmarks.points[:, columns]), shape, landmarks.iris_px)


def fit_rigid_shape(landmarks: Landmarks) -> tuple[NDArray[np.float64], Series, Series]:
    """Shape of the bones on every frame, freed of place, turn and size.

    Returns
    -------
    shape
        Places of the rigid points in the canonical face's millimeters, shape
        ``(n_frames, n_points, 3)``.
    yaw_deg, pitch_deg
        Direction of the head on each frame.
    """
    canonical = np.array(list(RIGID.values())) * 10
    canonical -= canonical.mean(0)
    points = upright(landmarks.points[:, landmarks.columns(tuple(RIGID))])
    seen = np.isfinite(points[:, 0, 0])
    turn, scale = np.full((len(points), 3, 3), np.nan), np.full(len(points), np.nan)
    turn[seen], scale[seen] = _rotations(points[seen], canonical)
    head = HeadFrame(turn, points.mean(1), 1 / scale, float("nan"))
    return (
        head.places_mm(landmarks.points[:, landmarks.columns(tuple(RIGID))]),
        head.yaw_deg,
        head.pitch_deg,
    )


def fit_like(
    points: Points, landmarks: Landmarks, like: HeadFrame, rows: NDArray[np.intp]
) -> HeadFrame:
    """Head frame of other readings of some frames, with the pixel size known already.

    Parameters
    ----------
    points
        Other readings, shape ``(n_rows, n_points, 3)``.
    landmarks
        Says which points these are.
    like
        Head frame of the whole recording.
    rows
        Frames to which the readings belong, shape ``(n_rows,)``.
    """
    shape = np.array(list(RIGID.values())) * 10
    rigid = upright(points[:, landmarks.columns(tuple(RIGID))])
    turn, _ = _rotations(rigid, shape - shape.mean(0))
    return HeadFrame(turn, rigid.mean(1), like.mm_per_px[rows], like.scale_uncertainty)


def _fit(rigid: NDArray[np.float64], shape: NDArray[np.float64], iris_px: Series) -> HeadFrame:
    seen = np.isfinite(rigid[:, 0, 0])
    turn = np.full((len(rigid), 3, 3), np.nan)
    scale = np.full(len(rigid), np.nan)
    origin = rigid.mean(1)
    if not seen.any():
        return HeadFrame(turn, origin, scale, float("nan"))
    shape = shape - shape.mean(0)
    canonical_scale = 0.0
    frames = np.flatnonzero(seen)
    some = frames[:: max(len(frames) // _SHAPE_FRAMES, 1)]
    for _ in range(1 + _OWN_SHAPE_ROUNDS):
        turn[seen], scale[seen] = _rotations(rigid[seen], shape)
        if canonical_scale == 0:
            canonical_scale = float(np.median(scale[seen]))
        own = np.einsum("nij,npi->npj", turn[some], rigid[some] - origin[some, None])
        own = np.median(own / scale[some, None, None], axis=0)
        # Its own shape must not turn or grow: only how it differs from the average face counts.
        back, size = _rotations(own[None], shape)
        shape = own @ back[0] / size[0]
    return HeadFrame(turn, origin, *_pixel_size(scale, canonical_scale, iris_px))


def _pixel_size(scale: Series, canonical_scale: float, iris_px: Series) -> tuple[Series, float]:
    """Millimeters a pixel on each frame, and how uncertain that is.

    Two rulers that err independently: the iris, which hardly differs between people but
    spans few pixels, and the head, which spans many pixels but differs between people.
    Their geometric mean is used, and how far they are apart counts as uncertainty.
    """
    by_iris = _IRIS_MM / float(np.nanmedian(iris_px))
    by_head = 1 / canonical_scale
    usual = float(np.sqrt(by_iris * by_head))
    spread = float(np.hypot(_IRIS_SPREAD, _HEAD_SPREAD)) / 2
    apart = abs(float(np.log(by_iris / by_head))) / 2 / np.sqrt(3)
    return usual * float(np.nanmedian(scale)) / scale, float(np.hypot(spread, apart))


def _rotations(
    points: NDArray[np.float64], shape: NDArray[np.float64]
) -> tuple[NDArray[np.float64], Series]:
    """Rotations and scales that bring a centred shape onto each frame's points.

    The points need not be centred: their middle drops out against a shape that is.
    """
    u, s, vt = np.linalg.svd(np.einsum("npi,pj->nij", points, shape))
    signs = np.ones((len(points), 3))
    signs[:, 2] = np.sign(np.linalg.det(u @ vt))
    turn = u @ (signs[:, :, None] * vt)
    return turn, (s * signs).sum(1) / (shape**2).sum()
