"""Whether a hand lies on one cheek: it has the color of skin, but not the look of this cheek."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from hemiface.model.anatomy import Side
from hemiface.model.landmarks import CheekReadings, Landmarks
from hemiface.model.signals import Mask, Series
from hemiface.model.timebase import find_spans
from hemiface.signals.cover_spans import between_looks, most_of

_UNLIKE = 0.025
"""How far a cheek must be from its usual look."""

_BEYOND_USUAL = 3.0
"""The same in what is usual in this recording: a face that turns in light from a side changes
more."""

_SAME_POSE_DEG = 6.0
"""How far the head may have turned or nodded between two looks that are compared: another light,
hair and a foreshortened cheek come with a turn, on faces never met as far as a hand comes."""

_APART_S = 1.5
"""Time from which two looks are compared: what lies there stays for a moment."""

_LEAST_ALIKE = 4
"""Looks in that pose at a calm face from which the cheek is known there."""

_LOOKS = 5
"""Looks in a row that are decided together: a hand stays for more than a second."""

_CALM_CLOSURE = 0.3
"""Closure from which an eye is not at rest: what closes it wrinkles the cheek as well."""

_LEAST_LOOKS = 12
"""Looks at a calm face from which its cheeks are known."""

_STRETCH_S = 120.0
"""Longest stretch of a recording that is taken for one light."""

_MOST = 0.4
"""Share of a stretch from which it is not known which of the two looks is the cheek's."""


def find_cheeks_covered(
    landmarks: Landmarks,
    closure: Mapping[Side, Series],
    valid: Mask,
    pose_deg: tuple[Series, Series],
) -> dict[Side, Mask]:
    """Frames on which something lies on each cheek, shape ``(n_frames,)`` by side.

    A hand brings edges to where skin is smooth, and lights and shades of its own. So a cheek is
    held against its usual look in this recording while the head is held alike: a hand that lies
    there all the time is not told, nor one under which the head is turned as at no other time.
    A smile and a contraction change a cheek as well. What changes both cheeks at once is taken for
    a movement of the face, and so is what goes along with a closed eye of the same side.

    Parameters
    ----------
    landmarks
        The face.
    closure
        Closure of each eye; NaN where unknown.
    valid
        Frames on which the face was seen, and not from the side.
    pose_deg
        How far the head turns and nods on each frame, in degrees.
    """
    pose = np.column_stack(pose_deg)
    changed = {side: _find_changed(landmarks, side, closure, valid, pose) for side in Side}
    both = changed[Side.LEFT] & changed[Side.RIGHT]
    return {side: _without_contractions(changed[side] & ~both, closure[side]) for side in Side}


def _find_changed(
    landmarks: Landmarks,
    side: Side,
    closure: Mapping[Side, Series],
    valid: Mask,
    pose: NDArray[np.float64],
) -> Mask:
    """Frames on which a cheek does not look as it usually does."""
    changed = np.zeros(landmarks.time.shape, bool)
    cheek = landmarks.cheeks.get(side)
    if cheek is None:
        return changed
    looks = np.flatnonzero(
        valid & np.isfinite(cheek.brightness).all(1) & np.isfinite(cheek.unevenness).all(1)
    )
    most = np.fmax(*(closure[eye][looks] for eye in Side))
    calm = ~(most > _CALM_CLOSURE)
    looked = landmarks.time[looks]
    for part in _stretches(landmarks, looked):
        if calm[part].sum() >= _LEAST_LOOKS:
            alike = _is_alike(landmarks.time[looks[part]], pose[looks[part]]) & calm[part]
            unlike = _is_unlike(cheek, looks[part], calm[part], alike)
            changed |= between_looks(landmarks.time, looked[part], unlike) & _within(
                landmarks, looked[part]
            )
    return changed & valid


def _stretches(landmarks: Landmarks, looked: Series) -> list[NDArray[np.intp]]:
    """Looks of one scene and one light, each as places in the row of looks."""
    scene = np.searchsorted(landmarks.cuts, looked, "right")
    stretches = []
    for number in np.unique(scene):
        own = np.flatnonzero(scene == number)
        pieces = int(np.ceil(max(np.ptp(looked[own]), 1e-9) / _STRETCH_S))
        stretches += np.array_split(own, pieces)
    return stretches


def _is_alike(looked: Series, pose: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which looks show one pose at different times, shape ``(n_looks, n_looks)``."""
    turned = np.linalg.norm(pose[:, None] - pose[None], axis=2)
    apart = np.abs(looked[:, None] - looked[None])
    return np.asarray((turned < _SAME_POSE_DEG) & (apart > _APART_S))


def _is_unlike(
    cheek: CheekReadings, looks: NDArray[np.intp], calm: Mask, alike: NDArray[np.bool_]
) -> Mask:
    """Looks at which both the brightness and the unevenness of a cheek are not the usual ones."""
    known = alike.sum(1) >= _LEAST_ALIKE
    apart = np.sqrt(
        _change(cheek.brightness[looks], alike, known)
        * _change(cheek.unevenness[looks], alike, known)
    )
    usual = float(np.median(apart[calm & known])) if (calm & known).any() else np.inf
    unlike = most_of(apart > max(_UNLIKE, _BEYOND_USUAL * usual), _LOOKS)
    return unlike if unlike.mean() <= _MOST else np.zeros(unlike.shape, bool)


def _change(rows: NDArray[np.float32], alike: NDArray[np.bool_], known: Mask) -> Series:
    """How far most of a cheek is from its usual value in a pose; 0 where that is unknown."""
    change = np.zeros(len(rows))
    if known.any():
        usual = np.array([np.median(rows[near], axis=0) for near in alike[known]])
        change[known] = np.median(np.abs(rows[known] - usual), axis=1)
    return change


def _within(landmarks: Landmarks, looked: Series) -> Mask:
    time = landmarks.time
    return np.asarray((time >= looked[0]) & (time <= looked[-1]))


def _without_contractions(changed: Mask, closure: Series) -> Mask:
    """Without the stretches in which the eye of the same side is mostly closed as well."""
    covered = changed.copy()
    for start, stop in find_spans(changed):
        known = closure[start:stop][np.isfinite(closure[start:stop])]
        if known.size and float(np.median(known)) > _CALM_CLOSURE:
            covered[start:stop] = False
    return covered
