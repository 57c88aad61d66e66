"""Each eye's opening from readings that leak, are covered, or are missing."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.unit.signals.faces import build_landmarks, lose_face, turn_head

from hemiface.model.anatomy import Side
from hemiface.model.landmarks import EyeReadings, Landmarks
from hemiface.model.signals import SignalName, Signals
from hemiface.model.timebase import bridge
from hemiface.settings import SignalSettings
from hemiface.signals import compute
from hemiface.signals.compute import compute_signals
from hemiface.signals.eyelid import SPREAD_RANGE, USUAL_SPREAD, Lids, _leak_spread, compute_lids
from hemiface.signals.headframe import fit_head_frame
from hemiface.signals.readings import normalize_looks, read_pixels
from hemiface.signals.visibility import SLIDING_S, find_visible
from hemiface.simulation.simulate import build_times

SETTINGS = SignalSettings()
TIME = build_times(12.0, 30.0)
BLINKS_S, SPASMS_S = (1.2, 5.2, 9.2), (3.2, 7.2, 10.8)


def bump(middle: float, width: float = 0.15) -> NDArray[np.float64]:
    return np.asarray(np.exp(-(((TIME - middle) / width) ** 2)))


def closures(blink: float = 1.0, spasm: float = 0.6) -> dict[Side, NDArray[np.float64]]:
    """Both eyes blink; the left one twitches."""
    both = blink * sum(bump(middle) for middle in BLINKS_S)
    alone = spasm * sum(bump(middle, 0.25) for middle in SPASMS_S)
    return {Side.LEFT: np.maximum(both, alone), Side.RIGHT: np.asarray(both)}


def face(
    shut: Mapping[Side, NDArray[np.float64]],
    leak: float = 0.0,
    turns: NDArray[np.float64] | None = None,
) -> Landmarks:
    openings = {side: 1 - row for side, row in shut.items()}
    return build_landmarks(TIME, openings, leak=leak, noise_px=0.1, turns=turns)


def unchecked(landmarks: Landmarks) -> Landmarks:
    """The same without what each half shows alone."""
    nothing = {side: rows[:0] for side, rows in landmarks.mirrored.items()}
    return replace(landmarks, checked=landmarks.checked[:0], mirrored=nothing)


def lids_of(landmarks: Landmarks) -> Lids:
    return compute_lids(landmarks, fit_head_frame(landmarks), SETTINGS)


def measure(landmarks: Landmarks) -> Signals:
    return compute_signals(landmarks, SETTINGS)


@pytest.mark.parametrize("leak", [0.0, 0.2, 0.3])
def test_a_known_leak_is_taken_out(leak: float) -> None:
    shut = closures()
    lids = lids_of(face(shut, leak=leak))
    for side in Side:
        assert np.corrcoef(lids.closure[side], shut[side])[0, 1] > 0.99
    twitch = np.argmin(np.abs(TIME - SPASMS_S[1]))
    assert lids.closure[Side.LEFT][twitch] == pytest.approx(0.6, abs=0.06)
    assert abs(lids.closure[Side.RIGHT][twitch]) < 0.06
    direct = lids.readings.direct
    leaked = 1 - direct[Side.RIGHT][twitch] / np.median(direct[Side.RIGHT])
    assert leaked == pytest.approx(0.6 * leak, abs=0.04)


def test_without_half_faces_the_usual_leak_is_assumed() -> None:
    lids = lids_of(unchecked(face(closures(), leak=0.25)))
    assert np.isnan(lids.readings.mirrored[Side.LEFT]).all()
    twitch = np.argmin(np.abs(TIME - SPASMS_S[1]))
    assert lids.closure[Side.LEFT][twitch] > 0.5
    assert abs(lids.closure[Side.RIGHT][twitch]) < 0.1


def test_the_eyes_own_pixels_follow_it() -> None:
    shut = closures()
    lids = lids_of(face(shut, leak=0.3))
    for side in Side:
        assert lids.readings.pixel_fit[side] > 0.9
        assert np.corrcoef(lids.readings.pixels[side], 1 - shut[side])[0, 1] > 0.97


def test_between_looks_the_own_pixels_say_how_the_lids_moved() -> None:
    quick = sum(bump(middle, 0.06) for middle in np.arange(1.0, 11.5, 1.07))
    shut = dict.fromkeys(Side, np.asarray(quick))
    full = unchecked(face(shut))
    blind = np.full(TIME.shape, np.nan)
    full = replace(full, eyes={side: replace(full.eyes[side], alone_px=blind) for side in Side})
    looked_at = np.arange(TIME.size) % 3 == 0
    columns = full.points.reshape(TIME.size, -1)
    drawn = [np.interp(TIME, TIME[looked_at], column[looked_at]) for column in columns.T]
    points = np.stack(drawn, axis=1).reshape(full.points.shape).astype(np.float32)
    sparse = replace(full, points=points, looked_at=looked_at)
    straight = replace(full, points=points)
    for side in Side:
        error = {
            name: np.abs(lids_of(landmarks).closure[side] - shut[side])[~looked_at].mean()
            for name, landmarks in (("filled", sparse), ("straight", straight))
        }
        assert error["filled"] < 0.6 * error["straight"]


def test_pixels_say_nothing_when_there_is_too_little_to_learn_from() -> None:
    thumbnails = np.zeros((3, 13, 20), np.uint8)
    reading, fit = read_pixels(thumbnails, np.ones(3), np.ones(3, bool))
    assert np.isnan(reading).all()
    assert np.isnan(fit)


def test_looks_do_not_depend_on_light_or_contrast() -> None:
    random = np.random.default_rng(0)
    look = random.integers(20, 100, (1, 13, 20)).astype(np.uint8)
    brighter = (look * 2 + 30).astype(np.uint8)
    assert normalize_looks(brighter) == pytest.approx(normalize_looks(look), abs=1e-5)


def test_the_readings_agree_on_the_sign_of_a_difference() -> None:
    lids = lids_of(face(closures(), leak=0.3))
    twitch = np.argmin(np.abs(TIME - SPASMS_S[0]))
    blink = np.argmin(np.abs(TIME - BLINKS_S[0]))
    assert lids.asymmetry[twitch] > 0.4
    assert abs(lids.asymmetry[blink]) < 0.1
    assert {"direct", "mirrored", "alone", "pixels"} == set(lids.by_reading)
    for row in lids.by_reading.values():
        known = row[np.isfinite(row)]
        assert known[np.argmax(np.abs(known))] > 0


def test_one_reading_that_contradicts_silences_the_others() -> None:
    landmarks = face(closures())
    eyes = {
        side: replace(landmarks.eyes[side], alone_px=landmarks.eyes[side.opposite].alone_px)
        for side in Side
    }
    lids = lids_of(replace(landmarks, eyes=eyes))
    twitch = np.argmin(np.abs(TIME - SPASMS_S[0]))
    assert lids.asymmetry[twitch] == 0


def test_a_full_closure_that_was_seen_is_the_persons_own_and_takes_the_whole_opening() -> None:
    lids = lids_of(face(closures(blink=0.8)))
    opening = 10.0 * SETTINGS.aperture_calibration
    for side in Side:
        # Read as 8 mm; a little less, for few frames show the very lowest lid.
        assert np.nanmax(lids.closure[side]) == pytest.approx(1.0, abs=0.08)
        assert lids.full_mm[side] == pytest.approx(opening, rel=0.03)
        assert np.nanmin(lids.aperture_mm[side]) == pytest.approx(0, abs=0.08 * opening)
        assert np.median(lids.aperture_mm[side]) == pytest.approx(opening, rel=0.03)


def test_what_the_weaker_eye_leaves_open_stays_in_sight() -> None:
    both = sum(bump(middle) for middle in BLINKS_S)
    shut = {Side.LEFT: np.asarray(0.65 * both), Side.RIGHT: np.asarray(0.85 * both)}
    lids = lids_of(face(shut))
    opening = 10.0 * SETTINGS.aperture_calibration
    assert np.nanmin(lids.aperture_mm[Side.RIGHT]) == pytest.approx(0, abs=0.08 * opening)
    left_open = 1 - 0.65 / 0.85
    assert np.nanmin(lids.aperture_mm[Side.LEFT]) == pytest.approx(left_open * opening, rel=0.25)


def test_a_full_closure_that_was_never_seen_is_assumed() -> None:
    lids = lids_of(face(closures(blink=0.3, spasm=0.2)))
    for side in Side:
        assert lids.full_mm[side] == pytest.approx(10.0 * SETTINGS.aperture_calibration, rel=0.03)
    assert np.nanmax(lids.closure[Side.RIGHT]) == pytest.approx(0.3 / 0.9, abs=0.05)


@pytest.mark.parametrize("cover", ["noise", "flat", "stripes"])
def test_a_covered_eye_is_not_seen_and_the_other_one_is(cover: str) -> None:
    landmarks = face(closures())
    hidden = (TIME > 6) & (TIME < 8.5)
    # While the cover comes and goes, the eye is half covered.
    left_out = bridge(hidden, TIME, SLIDING_S)
    thumbnails = landmarks.eyes[Side.LEFT].thumbnails.copy()
    shape = (int(hidden.sum()), *thumbnails.shape[1:])
    random = np.random.default_rng(0)
    stripes = np.resize(np.array([90, 160], np.uint8), shape)
    covers = {
        "noise": random.integers(0, 255, shape).astype(np.uint8),
        "flat": random.integers(118, 122, shape).astype(np.uint8),
        "stripes": stripes,
    }
    thumbnails[hidden] = covers[cover]
    eyes = dict(landmarks.eyes)
    eyes[Side.LEFT] = replace(eyes[Side.LEFT], thumbnails=thumbnails)
    signals = measure(replace(landmarks, eyes=eyes))
    assert not signals.left.eye_visible[left_out].any()
    assert signals.left.eye_visible[~left_out].all()
    assert signals.right.eye_visible.all()
    for name in (SignalName.EYELID_APERTURE, SignalName.EYELID_CLOSURE):
        np.testing.assert_array_equal(np.isnan(signals.left.get(name)), left_out)
        assert np.isfinite(signals.right.get(name)).all()
    np.testing.assert_array_equal(np.isnan(signals.closure_asymmetry), left_out)


@pytest.mark.parametrize("side", [*Side])
def test_an_eye_under_hair_all_along_is_never_seen(side: Side) -> None:
    landmarks = face(closures())
    eyes = dict(landmarks.eyes)
    random = np.random.default_rng(0)
    for name in ("thumbnails", "color"):
        shape = getattr(eyes[side], name).shape
        strands = random.integers(40, 90, shape[1:]) + random.integers(-3, 4, shape)
        eyes[side] = replace(eyes[side], **{name: strands.astype(np.uint8)})
    signals = measure(replace(landmarks, eyes=eyes))
    assert not signals.side(side).eye_visible.any()
    assert np.isnan(signals.side(side).eyelid_closure).all()
    assert np.isnan(signals.closure_asymmetry).all()
    assert signals.side(side.opposite).eye_visible.all()
    assert np.isfinite(signals.side(side.opposite).eyelid_aperture_mm).all()


def test_a_short_cover_is_a_blink_seen_badly() -> None:
    landmarks = face(closures())
    eye = landmarks.eyes[Side.RIGHT]
    hidden = (TIME > 6) & (TIME < 6.15)
    thumbnails = eye.thumbnails.copy()
    thumbnails[hidden] = np.random.default_rng(0).integers(0, 255, thumbnails[hidden].shape)
    assert find_visible(replace(eye, thumbnails=thumbnails), np.ones_like(TIME), TIME).all()


@cache
def lit_eye() -> EyeReadings:
    return face(closures()).eyes[Side.RIGHT]


@settings(max_examples=20)
@given(gain=st.floats(0.2, 1.0))
def test_a_lamp_that_goes_out_covers_no_eye(gain: float) -> None:
    eye = lit_eye()
    light = np.where((TIME > 4) & (TIME < 9), gain, 1.0)
    dimmed = 16 + light[:, None, None] * (eye.thumbnails.astype(float) - 16)
    eye = replace(eye, thumbnails=dimmed.astype(np.uint8), brightness=light * eye.brightness)
    assert find_visible(eye, np.ones_like(TIME), TIME).all()


def test_what_was_hardly_seen_is_taken_as_it_is() -> None:
    landmarks = face(closures())
    aperture = np.full_like(TIME, np.nan)
    aperture[:10] = 1.0
    seen = find_visible(landmarks.eyes[Side.LEFT], aperture, TIME)
    np.testing.assert_array_equal(seen, np.isfinite(aperture))


def test_frames_without_a_face_are_missing_in_every_row() -> None:
    lost = (TIME > 6) & (TIME < 8)
    signals = measure(lose_face(face(closures()), lost))
    np.testing.assert_array_equal(signals.valid, ~lost)
    for side in Side:
        own = signals.side(side)
        assert not own.eye_visible[lost].any()
        for name in (
            SignalName.EYELID_APERTURE,
            SignalName.EYELID_CLOSURE,
            SignalName.BROW_HEIGHT,
            SignalName.MOUTH_CORNER_EXCURSION,
            SignalName.CHEEK_RAISE,
            SignalName.CHIN_RAISE,
        ):
            np.testing.assert_array_equal(np.isnan(own.get(name)), lost, name.value)
    np.testing.assert_array_equal(np.isnan(signals.head_yaw_deg), lost)


def test_a_head_turned_far_is_not_valid() -> None:
    yaw = np.where((TIME > 6) & (TIME < 8), 40.0, 0.0)
    turns = np.stack([turn_head(angle, 0, 0) for angle in yaw])
    signals = measure(face(closures(), turns=turns))
    np.testing.assert_array_equal(signals.valid, yaw == 0)


def test_a_turning_head_closes_no_eye() -> None:
    turns = np.stack([turn_head(15 * np.sin(0.7 * t), 0, 0) for t in TIME])
    signals = measure(face(closures(), turns=turns))
    calm = np.all([np.abs(TIME - t) > 0.7 for t in BLINKS_S + SPASMS_S], axis=0)
    for side in Side:
        assert np.abs(signals.side(side).eyelid_closure[calm]).max() < 0.08
    assert np.abs(signals.closure_asymmetry[calm]).max() < 0.05


def test_the_width_of_an_eye_is_read_in_millimetres() -> None:
    signals = measure(face(closures()))
    for side in Side:
        assert signals.side(side).eye_width_mm == pytest.approx(26.6, rel=0.02)
        assert signals.full_closure_mm[side] > 8
        assert all(np.isfinite(level) for level in signals.side(side).noise.values())


def test_mirrored_landmarks_give_mirrored_signals() -> None:
    shut = closures()
    there = measure(face(shut, leak=0.3))
    here = measure(face({side: shut[side.opposite] for side in Side}, leak=0.3))
    for side in Side:
        own = there.side(side).eyelid_closure
        assert np.corrcoef(own, here.side(side.opposite).eyelid_closure)[0, 1] > 0.99


@pytest.mark.parametrize(
    ("times", "expected"), [(10.0, SPREAD_RANGE[1]), (0.1, SPREAD_RANGE[0]), (2.2, 2.2)]
)
def test_the_spread_of_a_leak_is_its_slope_within_what_is_known(
    times: float, expected: float
) -> None:
    difference = 40 * np.sin(TIME)
    mirrored = {Side.LEFT: times * difference / 2 + 3, Side.RIGHT: -times * difference / 2}
    assert _leak_spread(difference + 1, mirrored) == pytest.approx(expected, rel=0.01)
    nothing = np.full_like(TIME, np.nan)
    assert _leak_spread(nothing, mirrored) == USUAL_SPREAD
    half = np.where(TIME < 6, difference, np.nan)
    assert _leak_spread(half, mirrored) == pytest.approx(expected, rel=0.01)


def test_the_head_turned_as_far_as_trusted_is_valid(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = np.stack([turn_head(angle, 0, 0) for angle in np.linspace(0, 25, TIME.size)])
    landmarks = face(closures(), turns=turns)
    furthest = float(np.abs(measure(landmarks).head_yaw_deg).max())
    monkeypatch.setattr(compute, "TRUSTED_YAW_DEG", furthest)
    assert measure(landmarks).valid.all()
    monkeypatch.setattr(compute, "TRUSTED_YAW_DEG", np.nextafter(furthest, 0))
    assert np.count_nonzero(~measure(landmarks).valid) == 1
