"""Who is measured, and whether two recordings show one face."""

from dataclasses import replace

import numpy as np
import pytest
from tests.unit.signals.faces import build_landmarks, lose_face

from hemiface.model.anatomy import Side
from hemiface.model.faces import FaceShape, are_alike
from hemiface.model.landmarks import Landmarks
from hemiface.model.quality import Flaw
from hemiface.settings import SignalSettings
from hemiface.signals import assess_face, compute_signals, keep_one_person, measure_face

TIME = np.arange(240) / 20
OPENINGS = {side: np.ones_like(TIME) for side in Side}
OTHER = np.array([1.25, 1.0, 1.0])
"""How much wider another person's face is than it is high."""


def face() -> Landmarks:
    return build_landmarks(TIME, OPENINGS, noise_px=0.1)


def swapped(start: int, stop: int, *, cut: bool = True) -> Landmarks:
    """A face in whose place another one is seen for a while."""
    landmarks = face()
    points = landmarks.points.copy()
    middle = np.nanmean(points[:, :, :2], axis=(0, 1))
    points[start:stop, :, :2] = middle + (points[start:stop, :, :2] - middle) * OTHER[:2]
    points[start:stop, :, 2] *= OTHER[2]
    cuts = TIME[[place for place in (start, stop) if place < len(TIME)]] if cut else np.zeros(0)
    return replace(landmarks, points=points.astype(np.float32), cuts=cuts)


@pytest.mark.parametrize(("start", "stop"), [(160, 240), (0, 90), (80, 160)])
def test_after_a_cut_the_one_seen_longest_is_measured(start: int, stop: int) -> None:
    kept = keep_one_person(swapped(start, stop))
    away = np.isnan(kept.presence)
    assert away[start:stop].all()
    assert away.sum() == stop - start
    assert kept.others == ((TIME[start], TIME[stop - 1]),)
    assert not np.isin(kept.checked, np.flatnonzero(away)).any()
    signals = compute_signals(kept, SignalSettings())
    assert not signals.valid[start:stop].any()
    flags = {flag.flaw: flag for flag in assess_face(kept, signals)}
    assert "another person is seen" in flags[Flaw.ANOTHER_PERSON].message
    assert Flaw.NO_FACE not in flags


def test_a_cut_to_the_same_face_leaves_nothing_out() -> None:
    cut = replace(face(), cuts=TIME[[100]])
    assert keep_one_person(cut) is cut


def test_a_face_lost_and_back_stays() -> None:
    lost = np.zeros(240, bool)
    lost[100:120] = True
    landmarks = lose_face(face(), lost)
    assert keep_one_person(landmarks) is landmarks


def test_one_face_is_like_itself_and_not_like_another() -> None:
    one, again = measure_face(face()), measure_face(face())
    other = measure_face(swapped(0, 240, cut=False))
    assert are_alike(one, again) is True
    assert are_alike(one, other) is False
    assert are_alike(other, one) is False


def test_without_a_shape_or_in_another_direction_nothing_is_said() -> None:
    one = measure_face(face())
    assert one is not None
    assert are_alike(one, None) is None
    assert are_alike(None, one) is None
    assert are_alike(one, replace(one, yaw_deg=one.yaw_deg + 20)) is None
    assert are_alike(one, FaceShape(one.places_mm[:-1], 0.0, 0.0)) is None
    assert measure_face(lose_face(face(), np.ones(240, bool))) is None
