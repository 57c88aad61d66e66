"""Whether a face that comes back is shaped like the one that was lost."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from hemiface.model.face_mesh import SIDES
from hemiface.model.faces import ALIKE_MM, OTHER_MM, FaceShape, shape_distance_mm
from hemiface.model.landmarks import Landmarks
from hemiface.model.quality import Flaw, QualityFlag, Severity
from hemiface.model.signals import Series
from hemiface.model.timebase import frame_durations_s
from hemiface.signals.headframe import fit_rigid_shape

_LOST_S = 0.3
"""Time without the face after which another one may have taken its place."""

_JUMP = 1.0
"""Way from one frame to the next, in distances of the eyes, that a head does not go."""

_LEAST_S = 0.3
"""Shortest stretch of a face whose shape says something."""

_SAME_DIRECTION_DEG = 5.0
"""Turn within which two faces are compared: the mesh is not rigid when it turns."""

_LEAST_FRAMES = 5
"""Frames below which there is no shape to compare."""

OUTER_CORNERS = tuple(side.outer_corner for side in SIDES.values())


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
        distance = _apart(shape, (yaw_deg, pitch_deg), before, now)
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
    jumped = np.linalg.norm(np.diff(middle, axis=0), axis=1) > _JUMP * distance[:-1]
    cut = np.searchsorted(landmarks.cuts, time[seen], side="right")
    parted = jumped | (np.diff(time[seen]) > _LOST_S) | (np.diff(cut) > 0)
    stretches = np.split(seen, np.flatnonzero(parted) + 1)
    return [frames for frames in stretches if time[frames[-1]] - time[frames[0]] >= _LEAST_S]


def _distance(
    shape: NDArray[np.float64], before: NDArray[np.intp], now: NDArray[np.intp]
) -> float | None:
    """Distance of the median shapes; None with too little to compare."""
    if min(before.size, now.size) < _LEAST_FRAMES:
        return None
    return shape_distance_mm(np.median(shape[now], axis=0), np.median(shape[before], axis=0))


def keep_one_person(landmarks: Landmarks) -> Landmarks:
    """Leave the time out in which somebody else was seen.

    Stretches of the face between losses, leaps and cuts are put together by the proportions
    of the face; the one seen longest stays, the first of them where that is even. Stretches
    of which it cannot be told stay with the nearest.

    Parameters
    ----------
    landmarks
        How the face was read.

    Returns
    -------
    Landmarks
        The same where nobody else was seen.
    """
    stretches = _find_stretches(landmarks)
    if len(stretches) < 2:
        return landmarks
    shape, yaw_deg, pitch_deg = fit_rigid_shape(landmarks)
    people: list[list[NDArray[np.intp]]] = [[stretches[0]]]
    latest = people[0]
    for before, now in pairwise(stretches):
        joined = [np.concatenate(own) for own in people]
        distances = [_apart(shape, (yaw_deg, pitch_deg), frames, now) for frames in joined]
        if _is_cut(landmarks, before, now):
            # A head that turns changes its shape by less than a cut to somebody else does.
            raw = [_distance(shape, frames, now) for frames in joined]
            distances = [
                known if known is not None else any_
                for known, any_ in zip(distances, raw, strict=True)
            ]
        known = [np.inf if apart is None else apart for apart in distances]
        nearest = int(np.argmin(known))
        if known[nearest] < OTHER_MM:
            latest = people[nearest]
        elif np.isfinite(known[nearest]):
            latest = []
            people.append(latest)
        # Where nothing is known it stays with the one just seen, and a flag says so.
        latest.append(now)
    if len(people) < 2:
        return landmarks
    durations = frame_durations_s(landmarks.time)
    length = [sum(float(durations[part].sum()) for part in own) for own in people]
    measured = int(np.argmax(length))
    time, away = landmarks.time, np.zeros(landmarks.time.shape, bool)
    spans = []
    for place, own in enumerate(people):
        for part in own if place != measured else ():
            away[part[0] : part[-1] + 1] = True
            spans.append((float(time[part[0]]), float(time[part[-1]])))
    return _without(landmarks, away, tuple(sorted(spans)))


def _is_cut(landmarks: Landmarks, before: NDArray[np.intp], now: NDArray[np.intp]) -> bool:
    """Whether a stretch of a face follows another at once, or after a cut, and not after a loss."""
    end, onset = landmarks.time[before[-1]], landmarks.time[now[0]]
    cuts = landmarks.cuts
    return bool(onset - end <= _LOST_S or ((cuts > end) & (cuts <= onset)).any())


def _without(
    landmarks: Landmarks, away: NDArray[np.bool_], spans: tuple[tuple[float, float], ...]
) -> Landmarks:
    """Landmarks without the face on some frames."""
    kept = ~away[landmarks.checked]
    points = landmarks.points.copy()
    points[away] = np.nan
    return replace(
        landmarks,
        presence=np.where(away, np.nan, landmarks.presence),
        points=points,
        checked=landmarks.checked[kept],
        mirrored={
            side: rows[kept] if len(rows) else rows for side, rows in landmarks.mirrored.items()
        },
        eyes={
            side: replace(eye, alone_px=np.where(away, np.nan, eye.alone_px))
            for side, eye in landmarks.eyes.items()
        },
        iris_px=np.where(away, np.nan, landmarks.iris_px),
        motion={side: np.where(away, np.nan, row) for side, row in landmarks.motion.items()},
        sharpness=np.where(away, np.nan, landmarks.sharpness),
        others=spans,
    )


def _apart(
    shape: NDArray[np.float64],
    angles: tuple[Series, Series],
    before: NDArray[np.intp],
    now: NDArray[np.intp],
) -> float | None:
    """Distance of two stretches seen in one direction; None with too little to compare."""
    near = np.ones(before.shape, bool)
    for angle in angles:
        near &= np.abs(angle[before] - np.median(angle[now])) < _SAME_DIRECTION_DEG
    return _distance(shape, before[near], now)


def measure_face(landmarks: Landmarks) -> FaceShape | None:
    """Proportions of the face, seen in its usual direction; None with too few frames."""
    shape, yaw_deg, pitch_deg = fit_rigid_shape(landmarks)
    seen = np.isfinite(yaw_deg) & np.isfinite(shape).all((1, 2))
    if seen.sum() < _LEAST_FRAMES:
        return None
    usual = [float(np.median(angle[seen])) for angle in (yaw_deg, pitch_deg)]
    for angle, middle in zip((yaw_deg, pitch_deg), usual, strict=True):
        seen &= np.abs(np.nan_to_num(angle, nan=np.inf) - middle) < _SAME_DIRECTION_DEG
    if seen.sum() < _LEAST_FRAMES:
        return None
    places = np.round(np.median(shape[seen], axis=0), 2)
    return FaceShape(
        tuple((float(x), float(y), float(z)) for x, y, z in places),
        yaw_deg=round(usual[0], 1),
        pitch_deg=round(usual[1], 1),
    )
