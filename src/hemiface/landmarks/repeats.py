"""Pictures that only repeat the one before: a call that froze, a converter, a photograph."""

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from hemiface.landmarks.geometry import Square
from hemiface.model.landmarks import CheekReadings, EyeReadings, Landmarks, LipReadings, Patches
from hemiface.model.signals import Mask, Series
from hemiface.model.timebase import Times, find_spans
from hemiface.model.video import Frame

_LOOKED_AT_PX, _BLOCK_PX = 160, 8
"""Pixels along the face that are compared, and side of a block of them."""

_STILL, _USUALLY_STILL = 1.2, 0.4
"""Change of the most changed block, in steps of brightness, below which each picture of a run
stays, and below which the middle one does, where nothing moves: a codec that goes on refining
changes single pictures of a still face by up to 1, its usual ones by less than .3. Every living
face that was tried, real and rendered, changes by more than 1 between almost all pictures."""

_STILL_S = 0.1
"""No living face is still for so long."""

_DIP = 0.3
"""A picture that changes by less than this share of what those around it do repeats one, where
many do: a picture shown twice also changes a little when it is compressed anew."""

_AROUND = 4
"""Pictures to each side that are looked at: a rate of a fifth of the file's is still told."""

_DIP_SHARE, _DIP_DEPTH = 0.25, 0.15
"""Share of such pictures from which they are a pattern and not the course of a movement, and
share of the others' usual change that theirs must stay below as a whole."""


def change_within(before: Frame, now: Frame, square: Square) -> float:
    """How much the most changed small block of a face changed, in steps of brightness.

    Parameters
    ----------
    before, now
        Two pictures of one size.
    square
        Region of the face.
    """
    reach = square.side / 2
    top, left = (int(max(middle - reach, 0)) for middle in (square.y, square.x))
    bottom, right = int(square.y + reach) + 1, int(square.x + reach) + 1
    step = max(int(square.side) // _LOOKED_AT_PX, 1)
    part = (slice(top, bottom, step), slice(left, right, step))
    change = cv2.absdiff(now.luma[part], before.luma[part])
    rows, columns = (length // _BLOCK_PX for length in change.shape)
    if rows == 0 or columns == 0:
        return float("nan")
    # Sums from the corner on, at the corners of the blocks.
    sums = cv2.integral(change)[::_BLOCK_PX, ::_BLOCK_PX]
    blocks = np.diff(np.diff(sums, axis=0), axis=1)
    return float(blocks.max()) / _BLOCK_PX**2


def find_repeats(time: Times, change: Series) -> Mask:
    """Frames that only repeat the one before.

    Parameters
    ----------
    time
        Presentation times in seconds.
    change
        Change of the face from the frame before; NaN where unknown.
    """
    known = np.nan_to_num(change, nan=np.inf)
    repeats = np.zeros(time.shape, bool)
    for start, stop in find_spans(known < _STILL):
        lasts = time[stop - 1] - time[start - 1] >= _STILL_S
        if lasts and float(np.median(known[start:stop])) < _USUALLY_STILL:
            repeats[start:stop] = True
    dips = _find_dips(known) & ~repeats
    others = np.isfinite(known) & ~dips & ~repeats
    if dips.sum() > _DIP_SHARE * (~repeats).sum() and others.any():
        usual = float(np.median(known[others]))
        if float(np.median(known[dips])) < _DIP_DEPTH * usual:
            repeats |= dips
    return repeats


def _find_dips(change: Series) -> Mask:
    """Frames that change much less than others on both sides of them, where there are any."""
    known = np.where(np.isfinite(change), change, -np.inf)
    earlier, later = np.full(change.shape, -np.inf), np.full(change.shape, -np.inf)
    for step in range(1, min(_AROUND, len(change) - 1) + 1):
        earlier[step:] = np.maximum(earlier[step:], known[:-step])
        later[:-step] = np.maximum(later[:-step], known[step:])
    ends = [np.where(np.isfinite(side), side, np.inf) for side in (earlier, later)]
    around = np.minimum(*ends)
    return np.asarray(np.isfinite(around) & (change < _DIP * around))


def without_repeats(landmarks: Landmarks, repeats: Mask) -> Landmarks:
    """Landmarks of the new pictures only."""
    if not repeats.any():
        return landmarks
    new = ~repeats
    time = landmarks.time
    # A movement since the last new picture took longer than since the last shown one.
    stretch = np.ones(int(new.sum()))
    stretch[1:] = np.diff(time, prepend=np.nan)[new][1:] / np.diff(time[new])
    order = np.cumsum(new) - 1
    kept = new[landmarks.checked]
    patches, lips = landmarks.patches, landmarks.lips
    return replace(
        landmarks,
        time=time[new],
        presence=landmarks.presence[new],
        points=landmarks.points[new],
        checked=order[landmarks.checked[kept]],
        mirrored={
            side: points[kept] if len(points) else points
            for side, points in landmarks.mirrored.items()
        },
        eyes={side: _take_eye(eye, new) for side, eye in landmarks.eyes.items()},
        looked_at=landmarks.looked_at[new],
        iris_px=landmarks.iris_px[new],
        motion={side: speed[new] * stretch for side, speed in landmarks.motion.items()},
        sharpness=landmarks.sharpness[new],
        n_faces=landmarks.n_faces[new],
        half_inside={side: inside[new] for side, inside in landmarks.half_inside.items()},
        repeats=np.union1d(landmarks.repeats, time[repeats]),
        lips=lips and LipReadings(lips.color[new], lips.shade[new], lips.line[new]),
        cheeks={
            side: CheekReadings(cheek.brightness[new], cheek.unevenness[new])
            for side, cheek in landmarks.cheeks.items()
        },
        patches=None if patches is None else Patches(patches.places[new], patches.model[new]),
    )


def _take_eye(eye: EyeReadings, frames: NDArray[np.bool_]) -> EyeReadings:
    return EyeReadings(
        alone_px=eye.alone_px[frames],
        thumbnails=eye.thumbnails[frames],
        brightness=eye.brightness[frames],
        color=eye.color[frames],
        flat_share=None if eye.flat_share is None else eye.flat_share[frames],
        inside=None if eye.inside is None else eye.inside[frames],
    )
