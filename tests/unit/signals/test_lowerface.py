"""Movement of brow, cheek, mouth and chin in millimetres of a face that may turn."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.unit.signals.faces import PX_PER_CM, build_landmarks, turn_head

from hemiface.model.anatomy import Region, Side
from hemiface.model.face_mesh import SIDES
from hemiface.model.landmarks import Landmarks
from hemiface.settings import SignalSettings
from hemiface.signals.flutter import compute_flutter
from hemiface.signals.headframe import fit_head_frame
from hemiface.signals.lowerface import compute_regions
from hemiface.simulation.simulate import build_times

SETTINGS = SignalSettings()
TIME = build_times(4.0, 30.0)
BUMP = np.exp(-(((TIME - 2.0) / 0.3) ** 2))


def face(turns: NDArray[np.float64] | None = None) -> Landmarks:
    return build_landmarks(TIME, {side: np.ones_like(TIME) for side in Side}, turns=turns)


def pull(landmarks: Landmarks, side: Side, region: Region, mm: tuple[float, float]) -> Landmarks:
    """Move a region outwards and up by so many millimetres."""
    points = landmarks.points.copy()
    outwards = 1 if side is Side.LEFT else -1
    shift = np.array([outwards * mm[0], -mm[1], 0.0]) * PX_PER_CM / 10
    columns = landmarks.columns(SIDES[side].regions[region])
    points[:, columns] += (BUMP[:, None, None] * shift).astype(np.float32)
    return replace(landmarks, points=points)


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("region", [Region.BROW, Region.CHEEK, Region.CHIN])
def test_up_is_positive_on_the_side_that_moves_only(side: Side, region: Region) -> None:
    landmarks = pull(face(), side, region, (0.0, 4.0))
    regions = compute_regions(landmarks, fit_head_frame(landmarks), SETTINGS)
    moved = regions[side][region].movement_mm
    assert moved.max() == pytest.approx(4.0, rel=0.05)
    assert np.abs(regions[side.opposite][region].movement_mm).max() < 0.2


@pytest.mark.parametrize("side", Side)
def test_a_mouth_corner_is_pulled_outwards_and_up(side: Side) -> None:
    landmarks = pull(face(), side, Region.MOUTH, (3.0, 3.0))
    regions = compute_regions(landmarks, fit_head_frame(landmarks), SETTINGS)
    row = regions[side][Region.MOUTH].movement_mm
    assert row.max() == pytest.approx(3.0 * np.sqrt(2), rel=0.05)
    inwards = pull(face(), side, Region.MOUTH, (-3.0, 0.0))
    towards = compute_regions(inwards, fit_head_frame(inwards), SETTINGS)[side][Region.MOUTH]
    assert towards.movement_mm.min() == pytest.approx(-3.0 / np.sqrt(2), rel=0.05)


def test_a_turning_head_moves_no_region() -> None:
    turns = np.stack([turn_head(18 * np.sin(t), 6 * np.cos(t), 5 * np.sin(2 * t)) for t in TIME])
    landmarks = face(turns)
    regions = compute_regions(landmarks, fit_head_frame(landmarks), SETTINGS)
    for side in Side:
        for region, movement in regions[side].items():
            assert np.abs(movement.movement_mm).max() < 0.3, region


def test_a_resting_corner_that_hangs_is_lower() -> None:
    landmarks = face()
    mouth = landmarks.columns(SIDES[Side.LEFT].regions[Region.MOUTH])
    landmarks.points[:, mouth, 1] += 3 * PX_PER_CM / 10
    regions = compute_regions(landmarks, fit_head_frame(landmarks), SETTINGS)
    drop = (
        regions[Side.RIGHT][Region.MOUTH].resting_mm - regions[Side.LEFT][Region.MOUTH].resting_mm
    )
    assert drop == pytest.approx(3.0, rel=0.05)


def test_a_region_that_was_never_seen_is_missing() -> None:
    landmarks = face()
    landmarks.points[:] = np.nan
    regions = compute_regions(landmarks, fit_head_frame(landmarks), SETTINGS)
    assert np.isnan(regions[Side.LEFT][Region.CHIN].movement_mm).all()
    assert np.isnan(regions[Side.LEFT][Region.CHIN].resting_mm)


def test_flutter_is_what_two_readings_share() -> None:
    time = build_times(12.0, 60.0)
    random = np.random.default_rng(0)
    swing = 0.2 * np.sin(2 * np.pi * 5 * time) * ((time > 4) & (time < 8))
    still = np.zeros_like(time)
    noise = [random.normal(0, 0.1, time.size) for _ in range(4)]
    rows = compute_flutter(
        time,
        {
            Side.LEFT: (swing + noise[0], swing + noise[1]),
            Side.RIGHT: (still + noise[2], still + noise[3]),
        },
        dict.fromkeys(Side, still),
        np.full_like(time, 0.5),
        SETTINGS,
    )
    inside = (time > 4.7) & (time < 7.3)
    assert rows[Side.LEFT][inside].mean() == pytest.approx(0.2, abs=0.04)
    assert rows[Side.RIGHT].mean() < 0.06
    assert rows[Side.LEFT][(time < 3) | (time > 9)].mean() < 0.06


def test_a_blink_is_no_flutter() -> None:
    time = build_times(6.0, 60.0)
    blink = np.exp(-(((time - 3.0) / 0.1) ** 2))
    closure = dict.fromkeys(Side, blink)
    lids = dict.fromkeys(Side, (-9 * blink, -9 * blink))
    rows = compute_flutter(time, lids, closure, np.full_like(time, 0.5), SETTINGS)
    near = np.abs(time - 3.0) < 0.25
    assert np.isnan(rows[Side.LEFT][near]).all()
    assert np.nanmax(rows[Side.LEFT]) < 0.1


@pytest.mark.parametrize(("mm_per_px", "shown"), [(0.5, True), (2.0, False)])
def test_flutter_finer_than_the_picture_is_none(mm_per_px: float, shown: bool) -> None:
    time = build_times(8.0, 60.0)
    swing = 0.12 * np.sin(2 * np.pi * 5 * time)
    still = np.zeros_like(time)
    rows = compute_flutter(
        time,
        {Side.LEFT: (swing, swing), Side.RIGHT: (still, still)},
        dict.fromkeys(Side, still),
        np.full_like(time, mm_per_px),
        SETTINGS,
    )
    inside = (time > 1) & (time < 7)
    assert (rows[Side.LEFT][inside] > 0).all() == shown
    assert (rows[Side.LEFT][inside] == 0).all() != shown
