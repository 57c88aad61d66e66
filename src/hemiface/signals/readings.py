"""Independent readings of each eye's opening, in millimeters before calibration."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh

from hemiface.model.anatomy import Side
from hemiface.model.face_mesh import SIDES
from hemiface.model.landmarks import Landmarks, Points, Thumbnails
from hemiface.model.signals import Series
from hemiface.model.timebase import Times
from hemiface.signals.headframe import HeadFrame, fit_like

_N_COMPONENTS = 16
"""Ways in which an eye's own pixels are allowed to vary."""

_FRAMES_PER_COMPONENT = 4
"""Frames needed to learn one of them."""

_BLOCK_FRAMES = 512
"""Frames worked on at once, so that memory does not grow with the recording."""

_RIDGE = 1.0
"""Penalty on slopes (ridge regression), as one frame more with all of them nought."""

_CLOSING_WEIGHT = 4.0
"""How much more a frame counts for each tenth of the aperture that is closed."""


@dataclass(frozen=True, slots=True)
class LidReadings:
    """Opening between the lids by four readings; NaN where a reading was not taken.

    Parameters
    ----------
    direct
        One pass over the whole face: quiet, but leaks from side to side.
    mirrored
        Each half face completed by its mirror image: no leak, checked frames only.
    alone
        A network that sees one eye.
    pixels
        The eye's own pixels, taught by the direct reading with its leak undone.
    pixel_fit
        How well the own pixels follow the eye, as explained share of variance, by side.
    """

    direct: Mapping[Side, Series]
    mirrored: Mapping[Side, Series]
    alone: Mapping[Side, Series]
    pixels: Mapping[Side, Series]
    pixel_fit: Mapping[Side, float]


def lid_gap_mm(points: Points, landmarks: Landmarks, head: HeadFrame, side: Side) -> Series:
    """Gap between the lids across the line through the corners of the eye, in millimeters."""
    upper, lower = SIDES[side].lid_middles
    columns = landmarks.columns((*upper, *lower, *SIDES[side].corners))
    places = head.places_mm(points[:, columns])
    n = len(upper)
    along = places[:, -1] - places[:, -2]
    along = along[:, :2] / np.linalg.norm(along[:, :2], axis=1, keepdims=True)
    gap = (places[:, :n] - places[:, n : 2 * n]).mean(1)
    # The inner corner of the right eye is on the left of the outer one and so on; the
    # sign follows from the upper lid being above.
    across = np.stack([-along[:, 1], along[:, 0]], axis=1)
    across *= np.sign(across[:, 1:])
    return np.asarray((gap[:, :2] * across).sum(1), np.float64)


def eye_width_mm(landmarks: Landmarks, head: HeadFrame, side: Side) -> float:
    """Median distance between the corners of the eye in millimeters."""
    corners = head.places_mm(landmarks.points[:, landmarks.columns(SIDES[side].corners)])
    return float(np.nanmedian(np.linalg.norm(corners[:, 0] - corners[:, 1], axis=1)))


def read_direct(landmarks: Landmarks, head: HeadFrame) -> dict[Side, Series]:
    """Whole-face reading of both eyes."""
    return {side: lid_gap_mm(landmarks.points, landmarks, head, side) for side in Side}


def read_mirrored(landmarks: Landmarks, head: HeadFrame) -> dict[Side, Series]:
    """Half-face reading of both eyes; NaN on frames that were not checked."""
    rows = landmarks.checked
    readings = {}
    for side in Side:
        series = np.full(landmarks.time.shape, np.nan)
        if len(landmarks.mirrored[side]):
            own = fit_like(landmarks.mirrored[side], landmarks, head, rows)
            series[rows] = lid_gap_mm(landmarks.mirrored[side], landmarks, own, side)
        readings[side] = series
    return readings


def read_pixels(
    thumbnails: Thumbnails, target: Series, usable: NDArray[np.bool_]
) -> tuple[Series, float]:
    """Let an eye's own pixels say how far it is open.

    The pixels are reduced to their main ways of varying and fitted to the target by ridge
    regression over the whole recording. Since they show this eye only, whatever they
    explain of the target cannot come from the other eye.

    Parameters
    ----------
    thumbnails
        Shape ``(n_frames, height, width)``.
    target
        Opening to be explained, shape ``(n_frames,)``.
    usable
        Frames to learn from.

    Returns
    -------
    reading
        Shape ``(n_frames,)``; NaN where the target is NaN.
    fit
        Explained share of the target's variance, 0..1; NaN with too little to learn from.
    """
    known = usable & np.isfinite(target)
    n_components = min(_N_COMPONENTS, int(known.sum()) // _FRAMES_PER_COMPONENT)
    if n_components < 1:
        return np.full(target.shape, np.nan), float("nan")
    looks = normalize_looks(thumbnails)
    middle, axes, strength = principal_components(looks, known, n_components)
    scores = project(looks, middle, axes) * np.sqrt(known.sum()) / max(strength, 1e-9)
    usual = float(np.percentile(target[known], 75))
    weight = 1 + _CLOSING_WEIGHT * np.clip(1 - target[known] / max(usual, 1e-6), 0, 1) * usual
    columns = np.column_stack([scores, np.ones(len(scores))])
    gram = (columns[known] * weight[:, None]).T @ columns[known]
    gram += _RIDGE * np.diag([1.0] * (columns.shape[1] - 1) + [0.0])
    slopes = np.linalg.solve(gram, (columns[known] * weight[:, None]).T @ target[known])
    reading = columns @ slopes
    rest = float(np.average((target[known] - reading[known]) ** 2, weights=weight))
    centre = float(np.average(target[known], weights=weight))
    whole = float(np.average((target[known] - centre) ** 2, weights=weight))
    reading[~np.isfinite(target)] = np.nan
    return reading, 1 - rest / max(whole, 1e-12)


def fill_between(
    time: Times, reading: Series, pixels: Series, looked_at: NDArray[np.bool_]
) -> Series:
    """Let the own pixels say how an eye moved between the frames of another reading.

    Parameters
    ----------
    time
        Presentation times in seconds.
    reading
        Opening by that reading, drawn in a straight line where it was not taken.
    pixels
        Opening by the own pixels on all frames.
    looked_at
        Frames on which the reading was taken.
    """
    known = looked_at & np.isfinite(pixels)
    if not known.any():
        return reading
    moved = pixels - np.interp(time, time[known], pixels[known])
    return np.where(np.isfinite(moved), reading + moved, reading)


def principal_components(
    looks: NDArray[np.float32], chosen: NDArray[np.bool_], n_components: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Find the principal components of looks: the main ways in which they vary.

    Parameters
    ----------
    looks
        Shape ``(n_frames, n_pixels)``.
    chosen
        Frames to learn from, shape ``(n_frames,)``; at least one.
    n_components
        How many ways.

    Returns
    -------
    middle
        Mean look, shape ``(n_pixels,)``.
    axes
        Shape ``(n_pixels, n_components)``, the strongest first.
    strength
        Length of all looks along the strongest.
    """
    # The pixels are few and the frames many: their products say it all, a block at a time.
    rows = np.flatnonzero(chosen)
    blocks = [rows[start : start + _BLOCK_FRAMES] for start in range(0, len(rows), _BLOCK_FRAMES)]
    middle = sum(looks[block].sum(0, dtype=np.float64) for block in blocks) / len(rows)
    products = np.zeros((looks.shape[1], looks.shape[1]))
    for block in blocks:
        apart = looks[block] - middle
        products += apart.T @ apart
    size = len(products)
    strengths, axes = eigh(products, subset_by_index=(max(size - n_components, 0), size - 1))
    return middle, axes[:, ::-1], float(np.sqrt(max(strengths[-1], 0.0)))


def project(
    looks: NDArray[np.float32], middle: NDArray[np.float64], axes: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How far looks lie from their middle along some axes, shape ``(n_frames, n_axes)``.

    In double precision, for single sums depend on the processor; a block at a time, so that no
    wider copy of all looks is needed.

    Parameters
    ----------
    looks
        Shape ``(n_frames, n_pixels)``.
    middle
        Shape ``(n_pixels,)``.
    axes
        Shape ``(n_pixels, n_axes)``.
    """
    starts = range(0, len(looks), _BLOCK_FRAMES)
    return np.concatenate([(looks[one : one + _BLOCK_FRAMES] - middle) @ axes for one in starts])


def normalize_looks(thumbnails: Thumbnails) -> NDArray[np.float32]:
    """Thumbnails as rows with brightness and contrast taken out, ``(n_frames, n_pixels)``."""
    looks = thumbnails.reshape(len(thumbnails), -1).astype(np.float32)
    looks -= looks.mean(1, keepdims=True)
    contrast = np.sqrt(np.einsum("np,np->n", looks, looks) / looks.shape[1])
    looks /= np.maximum(contrast, 1.0)[:, None]
    return looks
