"""All readings of both eyes put together."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from tests.unit.signals.faces import build_landmarks, turn_head

from hemiface.model.anatomy import Side
from hemiface.settings import SignalSettings
from hemiface.signals.fusion import Gaps, fuse_readings
from hemiface.signals.headframe import HeadFrame, fit_head_frame
from hemiface.signals.readings import LidReadings
from hemiface.simulation.simulate import build_times

SETTINGS = SignalSettings()
TIME = build_times(12.0, 30.0)
OPENINGS_MM = {Side.LEFT: 8.0, Side.RIGHT: 9.0}


def read_all(seed: int = 0, noise_mm: float = 0.05) -> LidReadings:
    """Four readings of open eyes that differ by their noise only."""
    random = np.random.default_rng(seed)

    def read() -> dict[Side, NDArray[np.float64]]:
        return {
            side: mm + random.normal(0, noise_mm, TIME.size) for side, mm in OPENINGS_MM.items()
        }

    return LidReadings(read(), read(), read(), read(), dict.fromkeys(Side, 0.9))


def hold_head(pitch_deg: NDArray[np.float64] | None = None) -> HeadFrame:
    pitch_deg = np.zeros(TIME.size) if pitch_deg is None else pitch_deg
    openings = dict.fromkeys(Side, np.ones(TIME.size))
    turns = np.stack([turn_head(0, angle, 0) for angle in pitch_deg])
    return fit_head_frame(build_landmarks(TIME, openings, turns=turns))


def fuse(readings: LidReadings, head: HeadFrame | None = None) -> Gaps:
    seen = dict.fromkeys(Side, np.ones(TIME.shape, bool))
    head = head or hold_head()
    return fuse_readings(
        TIME, readings.direct, readings, visible=seen, head=head, settings=SETTINGS
    )


def sides_of(gaps: Gaps) -> dict[Side, NDArray[np.float64]]:
    return {
        Side.LEFT: gaps.mean + gaps.difference / 2,
        Side.RIGHT: gaps.mean - gaps.difference / 2,
    }


def test_open_eyes_keep_their_own_opening() -> None:
    for side, row in sides_of(fuse(read_all())).items():
        expected = OPENINGS_MM[side] * SETTINGS.aperture_calibration
        assert np.abs(row - expected).max() < 0.3


def test_no_reading_of_one_eye_enters_the_other() -> None:
    readings = read_all()
    odd = np.where((TIME > 6) & (TIME < 6.5), 3.0, 0.0)
    for name in ("pixels", "alone"):
        rows = getattr(readings, name)
        changed = replace(readings, **{name: {**rows, Side.LEFT: rows[Side.LEFT] + odd}})
        there, here = sides_of(fuse(readings)), sides_of(fuse(changed))
        moved = {side: np.abs(here[side] - there[side]).max() for side in Side}
        assert moved[Side.LEFT] > 0.1, name
        assert moved[Side.RIGHT] < 0.1 * moved[Side.LEFT], name


def test_a_reading_that_was_not_taken_leaves_it_to_the_others() -> None:
    readings = read_all()
    nothing = dict.fromkeys(Side, np.full(TIME.shape, np.nan))
    gaps = fuse(replace(readings, alone=nothing, mirrored=nothing))
    assert np.isfinite(gaps.mean).all()
    assert np.isnan(gaps.by_reading["alone"]).all()


def test_looking_down_further_than_ever_parts_no_eyes() -> None:
    """What small nods do to the difference must not be drawn on to a deep one."""
    nod = np.sin(2 * np.pi * TIME / 3)
    down = (TIME > 6) & (TIME < 7.5)
    # While the head nods, the left eye narrows a little; while it looks down, both do alike.
    lost = {Side.LEFT: np.where(down, 3.0, 0.15 * nod), Side.RIGHT: np.where(down, 3.0, 0.0)}
    readings = read_all()
    rows = {
        name: {side: getattr(readings, name)[side] - lost[side] for side in Side}
        for name in ("direct", "mirrored", "alone", "pixels")
    }
    gaps = fuse(replace(readings, **rows), hold_head(np.where(down, -25.0, 2.0 * nod)))
    inside = (TIME > 6.2) & (TIME < 7.3)
    assert np.abs(gaps.unusual[inside]).max() < 0.5


def test_what_no_reading_saw_is_missing() -> None:
    lost = (TIME > 6) & (TIME < 6.5)
    readings = read_all()
    rows = {
        name: {side: np.where(lost, np.nan, row) for side, row in getattr(readings, name).items()}
        for name in ("direct", "mirrored", "alone", "pixels")
    }
    kept = LidReadings(
        rows["direct"], rows["mirrored"], rows["alone"], rows["pixels"], dict.fromkeys(Side, 0.9)
    )
    gaps = fuse(kept)
    for row in (gaps.mean, gaps.difference, gaps.unusual):
        np.testing.assert_array_equal(np.isnan(row), lost)


def test_eyes_that_are_never_alike_are_read_as_they_are() -> None:
    """Nothing can be learnt of the head where one lid is always lower than its own usual."""
    readings = read_all()
    turns = np.arange(TIME.size) % 2 == 0
    lost = {Side.LEFT: np.where(turns, 0.0, 5.0), Side.RIGHT: np.where(turns, 5.0, 0.0)}
    rows = {
        name: {side: getattr(readings, name)[side] - lost[side] for side in Side}
        for name in ("direct", "mirrored", "alone", "pixels")
    }
    gaps = fuse(replace(readings, **rows))
    assert np.isfinite(gaps.unusual).all()
