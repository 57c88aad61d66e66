"""How a face stands before the camera, in one picture: mostly by the rules the report goes by."""

from collections.abc import Iterator

import numpy as np

from hemiface.model.anatomy import Side
from hemiface.model.camera import Framing, FramingFault, FramingFlaw
from hemiface.model.landmarks import EyeReadings, Landmarks
from hemiface.signals.headframe import fit_rigid_shape
from hemiface.signals.quality import (
    BRIGHT,
    DARK,
    SMALL_EYES_PX,
    UNEVEN,
    eye_distance_px,
)

_STRAIGHT_DEG = 15.0
"""Turn up to which a head is straight enough: less than what the report flags, because a head
that begins to turn will turn further."""

_GLARING = 225
"""Brightness of a pixel that shows a lamp and no skin; white is 235."""

_GLARE_SHARE = 0.06
"""Share of such pixels over an eye, beyond what its white and the light in it give, from which
a lamp is mirrored in glasses."""


def judge_framing(landmarks: Landmarks | None, scale: float = 1.0) -> Framing:
    """Say how the face stands in the last picture.

    Parameters
    ----------
    landmarks
        What was read of it; None where there was no picture.
    scale
        Pixels of the camera to one of the picture that was looked at.
    """
    n_faces = 0
    if landmarks is not None and landmarks.n_faces.size and np.isfinite(landmarks.n_faces[-1]):
        n_faces = int(landmarks.n_faces[-1])
    if landmarks is None or not np.isfinite(landmarks.presence[-1:]).any():
        return Framing(n_faces, None, None, (FramingFault(FramingFlaw.NO_FACE),))
    _, yaw, _ = fit_rigid_shape(landmarks)
    yaw_deg = float(yaw[-1])
    distance = eye_distance_px(landmarks)
    distance = None if distance is None else distance * scale
    faults = (
        *_company(n_faces),
        *_place(landmarks, distance),
        *_light(landmarks),
        *_turn(yaw_deg),
        *_glare(landmarks),
    )
    return Framing(max(n_faces, 1), distance, yaw_deg, faults)


def _company(n_faces: int) -> Iterator[FramingFault]:
    if n_faces > 1:
        yield FramingFault(FramingFlaw.SECOND_PERSON)


def _place(landmarks: Landmarks, distance_px: float | None) -> Iterator[FramingFault]:
    for side in Side:
        eye = landmarks.eyes[side].inside
        half = landmarks.half_inside.get(side)
        if any(mask is not None and mask.size and not mask[-1] for mask in (eye, half)):
            yield FramingFault(FramingFlaw.OUTSIDE, side)
    if distance_px is not None and distance_px < SMALL_EYES_PX:
        yield FramingFault(FramingFlaw.FAR)


def _light(landmarks: Landmarks) -> Iterator[FramingFault]:
    level = {side: float(landmarks.eyes[side].brightness[-1]) for side in Side}
    mean = sum(level.values()) / 2
    if mean < DARK:
        yield FramingFault(FramingFlaw.DARK)
    elif mean > BRIGHT:
        yield FramingFault(FramingFlaw.BRIGHT)
    if abs(level[Side.LEFT] - level[Side.RIGHT]) > UNEVEN * mean:
        yield FramingFault(FramingFlaw.UNEVEN, min(Side, key=lambda side: level[side]))


def _turn(yaw_deg: float) -> Iterator[FramingFault]:
    if abs(yaw_deg) > _STRAIGHT_DEG:
        yield FramingFault(FramingFlaw.TURNED, Side.LEFT if yaw_deg > 0 else Side.RIGHT)


def _glare(landmarks: Landmarks) -> Iterator[FramingFault]:
    for side in Side:
        if _is_glaring(landmarks.eyes[side]):
            yield FramingFault(FramingFlaw.GLARE, side)


def _is_glaring(eye: EyeReadings) -> bool:
    """Whether part of the eye is white with light while the rest is not."""
    picture = eye.thumbnails[-1]
    white = float(np.mean(picture >= _GLARING))
    return white > _GLARE_SHARE and float(np.median(picture)) < BRIGHT
