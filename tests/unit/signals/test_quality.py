"""Every flaw of a face is flagged with a span, and a good recording with none."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.unit.signals.faces import PX_PER_CM, build_landmarks, lose_face, turn_head

from hemiface.model.anatomy import Side
from hemiface.model.landmarks import Landmarks
from hemiface.model.quality import Flaw, QualityFlag, Severity
from hemiface.model.signals import Signals
from hemiface.settings import SignalSettings
from hemiface.signals.compute import compute_signals
from hemiface.signals.quality import assess_face, eye_distance_px
from hemiface.signals.visibility import SLIDING_S
from hemiface.simulation.simulate import build_times

TIME = build_times(12.0, 20.0)
OPENINGS = {side: np.ones_like(TIME) for side in Side}


def face(turns: NDArray[np.float64] | None = None, px_per_cm: float = PX_PER_CM) -> Landmarks:
    return build_landmarks(TIME, OPENINGS, noise_px=0.1, turns=turns, px_per_cm=px_per_cm)


def flags_of(landmarks: Landmarks) -> dict[Flaw, QualityFlag]:
    signals = compute_signals(landmarks, SignalSettings())
    flags = {flag.flaw: flag for flag in assess_face(landmarks, signals)}
    for flag in flags.values():
        assert flag.message.endswith(".")
        assert flag.advice.endswith(".")
    return flags


def with_light(landmarks: Landmarks, left: float, right: float) -> Landmarks:
    level = {Side.LEFT: left, Side.RIGHT: right}
    eyes = {
        side: replace(eye, brightness=np.full_like(TIME, level[side]))
        for side, eye in landmarks.eyes.items()
    }
    return replace(landmarks, eyes=eyes)


def test_a_good_recording_has_no_flag() -> None:
    assert flags_of(face()) == {}


@pytest.mark.parametrize(
    ("left", "right", "flaw", "words"),
    [
        (30, 30, Flaw.DARK, "dark"),
        (230, 230, Flaw.BRIGHT, "bright"),
        (60, 140, Flaw.UNEVEN_LIGHT, "left half"),
        (140, 60, Flaw.UNEVEN_LIGHT, "right half"),
    ],
)
def test_poor_light_is_flagged(left: float, right: float, flaw: Flaw, words: str) -> None:
    flags = flags_of(with_light(face(), left, right))
    assert list(flags) == [flaw]
    assert words in flags[flaw].message


@pytest.mark.parametrize(
    ("px_per_cm", "severity"), [(6.0, Severity.WARNING), (3.0, Severity.SERIOUS)]
)
def test_a_small_face_is_flagged(px_per_cm: float, severity: Severity) -> None:
    landmarks = face(px_per_cm=px_per_cm)
    assert eye_distance_px(landmarks) == pytest.approx(8.9 * px_per_cm, rel=0.02)
    assert flags_of(landmarks)[Flaw.SMALL_FACE].severity is severity


def test_a_blurred_face_is_flagged() -> None:
    blurred = replace(face(), sharpness=np.full_like(TIME, 0.001))
    assert list(flags_of(blurred)) == [Flaw.BLURRED]


def test_a_lost_face_is_flagged_with_its_span() -> None:
    flags = flags_of(lose_face(face(), (TIME >= 4) & (TIME < 6)))
    flag = flags[Flaw.NO_FACE]
    assert flag.onset == pytest.approx(4.0)
    assert flag.duration == pytest.approx(2.0)
    assert flag.severity is Severity.WARNING
    flags = flags_of(lose_face(face(), TIME >= 6))
    assert flags[Flaw.NO_FACE].severity is Severity.SERIOUS
    assert Flaw.LITTLE_VALID_TIME in flags


def test_a_turned_and_a_restless_head_are_flagged() -> None:
    turned = [25.0 if 4 <= t < 6 else 0.0 for t in TIME]
    flags = flags_of(face(turns=np.stack([turn_head(yaw, 0, 0) for yaw in turned])))
    assert flags[Flaw.TURNED].duration == pytest.approx(2.0)
    restless = [18 * np.sin(2 * np.pi * t) for t in TIME]
    flags = flags_of(face(turns=np.stack([turn_head(yaw, 0, 0) for yaw in restless])))
    assert list(flags) == [Flaw.MOVING_HEAD]


@pytest.mark.parametrize(
    ("side", "flaw"),
    [(Side.LEFT, Flaw.LEFT_EYE_COVERED), (Side.RIGHT, Flaw.RIGHT_EYE_COVERED)],
)
def test_a_covered_eye_is_flagged_by_its_side(side: Side, flaw: Flaw) -> None:
    landmarks = face()
    hidden = (TIME >= 4) & (TIME < 5)
    thumbnails = landmarks.eyes[side].thumbnails.copy()
    thumbnails[hidden] = np.random.default_rng(0).integers(0, 255, thumbnails[hidden].shape)
    eyes = dict(landmarks.eyes)
    eyes[side] = replace(eyes[side], thumbnails=thumbnails)
    flags = flags_of(replace(landmarks, eyes=eyes))
    assert list(flags) == [flaw]
    assert side.value in flags[flaw].message
    assert flags[flaw].duration == pytest.approx(1.0 + 2 * SLIDING_S, abs=0.1)


def test_moments_in_doubt_add_up_to_a_flag_each_and_leave_the_valid_time() -> None:
    landmarks = face()
    signals = compute_signals(landmarks, SignalSettings())

    def doubted(*onsets: float) -> tuple[Signals, list[QualityFlag]]:
        hidden = np.any([(onset <= TIME) & (onset + 0.4 > TIME) for onset in onsets], axis=0)
        left = replace(signals.left, eye_visible=signals.left.eye_visible & ~hidden)
        seen = replace(signals, left=left)
        return seen, list(assess_face(landmarks, seen))

    brief, flags = doubted(3.0, 5.0)
    assert flags == []
    assert brief.both_seen.sum() == len(TIME) - 16
    often, flags = doubted(2.0, 4.0, 6.0, 8.0)
    assert [flag.flaw for flag in flags] == [Flaw.LEFT_EYE_COVERED] * 4
    assert [flag.onset for flag in flags] == pytest.approx([2.0, 4.0, 6.0, 8.0], abs=0.06)
    assert often.both_seen.sum() == len(TIME) - 32


def test_a_second_person_is_flagged() -> None:
    assert list(flags_of(replace(face(), n_faces=np.full_like(TIME, 2.0)))) == [Flaw.SECOND_PERSON]


def reshape(landmarks: Landmarks, frames: NDArray[np.bool_], wider: float) -> Landmarks:
    """Another face on some frames: broader and just as high."""
    points = landmarks.points.copy()
    middle = np.nanmean(points[..., 0])
    points[frames, :, 0] = middle + (points[frames, :, 0] - middle) * wider
    return replace(landmarks, points=points)


def test_the_same_face_may_go_and_come_back() -> None:
    flags = flags_of(lose_face(face(), (TIME >= 4) & (TIME < 6)))
    assert Flaw.ANOTHER_PERSON not in flags


@pytest.mark.parametrize(("wider", "severity"), [(1.06, Severity.NOTE), (1.2, Severity.SERIOUS)])
def test_another_face_that_comes_back_is_flagged(wider: float, severity: Severity) -> None:
    other = reshape(face(), TIME >= 6, wider)
    flags = flags_of(lose_face(replace(other, n_faces=other.n_faces + 1), (TIME >= 4) & (TIME < 6)))
    flag = flags[Flaw.ANOTHER_PERSON]
    assert flag.severity is severity
    assert flag.onset == pytest.approx(6.0)
    assert flag.duration == pytest.approx(6.0)
    assert "6.0 s" in flag.message
    assert "throughout" not in flags[Flaw.SECOND_PERSON].message


def test_a_face_that_jumps_to_another_place_is_looked_at() -> None:
    landmarks = reshape(face(), TIME >= 6, 1.2)
    points = landmarks.points.copy()
    points[TIME >= 6] += [300.0, 0.0, 0.0]
    assert Flaw.ANOTHER_PERSON in flags_of(replace(landmarks, points=points))
    same = face()
    points = same.points.copy()
    points[TIME >= 6] += [300.0, 0.0, 0.0]
    assert Flaw.ANOTHER_PERSON not in flags_of(replace(same, points=points))


def test_a_face_that_comes_back_turned_cannot_be_told_for_certain() -> None:
    turns = np.stack([turn_head(0.0 if t < 6 else 14.0, 0, 0) for t in TIME])
    flags = flags_of(lose_face(face(turns=turns), (TIME >= 4) & (TIME < 6)))
    flag = flags[Flaw.ANOTHER_PERSON]
    assert flag.severity is Severity.NOTE
    assert "cannot be told" in flag.message


def test_no_face_has_no_size() -> None:
    assert eye_distance_px(lose_face(face(), np.ones_like(TIME, dtype=bool))) is None


def test_a_stretch_of_another_person_is_told_with_its_span() -> None:
    flags = flags_of(replace(face(), others=((2.0, 3.5),)))
    flag = flags[Flaw.ANOTHER_PERSON]
    assert (flag.onset, flag.duration) == (2.0, 1.5)
    assert flag.severity is Severity.WARNING
    assert "2" in flag.message
    assert "3.5" in flag.message
