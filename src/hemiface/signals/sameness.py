"""Whether a face that comes back is shaped like the one that was lost."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from hemiface.model.landmarks import Landmarks
from hemiface.model.quality import Flaw, QualityFlag, Severity
from hemiface.model.timebase import frame_durations_s
from hemiface.signals.headframe import fit_rigid_shape
from hemiface.signals.readings import CORNERS

LOST_S = 0.3
"""Time without the face after which another one may have taken its place."""

JUMP = 1.0
"""Way from one frame to the next, in distances of the eyes, that a head does not go."""

LEAST_S = 0.3
"""Shortest stretch of a face whose shape says something."""

SAME_DIRECTION_DEG = 5.0
"""Turn within which two faces are compared: the mesh is not rigid when it turns."""

LEAST_FRAMES = 5

ALIKE_MM, OTHER_MM = 0.9, 2.0
"""Distance of two shapes below which they are one person's, and from which they are two.

Measured on 26 recordings of real and rendered faces, the beginning of each against the end
of it and of all others: one face was 0.4 mm from itself, 0.9 at most; two faces were 2.3 mm
apart, 1 in 100 pairs less than 1. In between nothing can be said.
"""

OUTER_CORNERS = tuple(outer for outer, _ in CORNERS.values())


def compare_returns(landmarks: Landmarks) -> Iterator[QualityFlag]:
    """Flag every return of a face that is not surely the one that was lost.

    Nobody is recognized: only the proportions of eyes, nose, temples and forehead are
    compared, with the head in the same direction.

    Parameters
    ----------
    landmarks
        How the face was read.
    """
    stretches = _find_stretches(landmarks)
    if len(stretches) < 2:
        return
    shape, yaw_deg, pitch_deg = fit_rigid_shape(landmarks)
    time = landmarks.time
    for place in range(1, len(stretches)):
        now, before = stretches[place], np.concatenate(stretches[:place])
        near = np.ones(before.shape, bool)
        for angle in (yaw_deg, pitch_deg):
            near &= np.abs(angle[before] - np.median(angle[now])) < SAME_DIRECTION_DEG
        distance = _distance(shape, before[near], now)
        if distance is not None and distance < ALIKE_MM:
            continue
        since = float(time[now[0]])
        other = distance is not None and distance >= OTHER_MM
        yield QualityFlag.build(
            Flaw.ANOTHER_PERSON,
            Severity.SERIOUS if other else Severity.NOTE,
            since,
            float(frame_durations_s(time)[now].sum()),
            kind="other" if other else "lost",
            since_s=since,
        )


def _find_stretches(landmarks: Landmarks) -> list[NDArray[np.intp]]:
    """Frames of each stretch of a face that cannot have been exchanged."""
    time = landmarks.time
    eyes = landmarks.points[:, landmarks.columns(OUTER_CORNERS), :2].astype(np.float64)
    seen = np.flatnonzero(np.isfinite(eyes[:, 0, 0]))
    if not seen.size:
        return []
    middle = eyes[seen].mean(1)
    distance = np.linalg.norm(eyes[seen, 0] - eyes[seen, 1], axis=1)
    jumped = np.linalg.norm(np.diff(middle, axis=0), axis=1) > JUMP * distance[:-1]
    parted = jumped | (np.diff(time[seen]) > LOST_S)
    stretches = np.split(seen, np.flatnonzero(parted) + 1)
    return [frames for frames in stretches if time[frames[-1]] - time[frames[0]] >= LEAST_S]


def _distance(
    shape: NDArray[np.float64], before: NDArray[np.intp], now: NDArray[np.intp]
) -> float | None:
    """Distance of the median shapes; None with too little to compare."""
    if min(before.size, now.size) < LEAST_FRAMES:
        return None
    apart = np.median(shape[now], axis=0) - np.median(shape[before], axis=0)
    return float(np.sqrt((apart**2).sum(1).mean()))
