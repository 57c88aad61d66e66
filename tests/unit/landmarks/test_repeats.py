"""Pictures that repeat the one before are told from a living face, and are no frames."""

from dataclasses import replace

import numpy as np
import pytest
from tests.unit.landmarks.walks import RATE_HZ, film, read

from hemiface.landmarks.geometry import Square
from hemiface.landmarks.repeats import change_within, find_repeats
from hemiface.model.anatomy import Side
from hemiface.model.video import Frame
from hemiface.simulation.drawn_face import DrawnFace

ONE = DrawnFace(160, 110)
RANDOM = np.random.default_rng(0)


def moving(n_frames: int) -> np.ndarray:
    """Changes of a living face: never still, seldom calm."""
    changes = 1.2 + RANDOM.gamma(2.0, 1.5, n_frames)
    changes[0] = np.nan
    return changes


def freeze(frames: list[Frame], start: int, stop: int) -> list[Frame]:
    """The same with one picture shown again and again for a while."""
    held = frames[start - 1]
    return [
        replace(held, time=frame.time) if start <= place < stop else frame
        for place, frame in enumerate(frames)
    ]


@pytest.mark.parametrize(("start", "stop"), [(20, 50), (1, 30), (60, 90)])
def test_a_freeze_is_left_out_wherever_it_is(start: int, stop: int) -> None:
    frames = freeze(film(lambda _: [ONE], 3.0), start, stop)
    landmarks = read(frames)
    assert len(landmarks.repeats) == stop - start
    assert len(landmarks.time) == 90 - (stop - start)
    np.testing.assert_allclose(landmarks.shown, [frame.time for frame in frames])
    for side in Side:
        eye = landmarks.eyes[side]
        assert len(eye.thumbnails) == len(eye.brightness) == len(landmarks.time)
        assert np.isfinite(eye.alone_px[landmarks.checked]).all()
        assert len(landmarks.mirrored[side]) == len(landmarks.checked)
        assert len(landmarks.motion[side]) == len(landmarks.time)


def test_a_photograph_is_one_picture() -> None:
    landmarks = read(freeze(film(lambda _: [ONE], 2.0), 1, 60))
    assert len(landmarks.time) == 1


@pytest.mark.parametrize("times", [2, 3, 4])
def test_pictures_shown_several_times_have_the_rate_of_the_new_ones(times: int) -> None:
    changes = moving(300)
    shown_again = np.arange(300) % times != 0
    changes[shown_again] *= 0.05
    repeats = find_repeats(np.arange(300) / 30, changes)
    assert np.mean(repeats == shown_again) > 0.95


def test_a_living_face_repeats_nothing() -> None:
    assert not find_repeats(np.arange(900) / 30, moving(900)).any()
    assert len(read(film(lambda _: [ONE], 1.0)).repeats) == 0


def test_a_single_calm_picture_is_no_freeze() -> None:
    changes = moving(300)
    changes[[50, 120, 121]] = 0.1
    assert not find_repeats(np.arange(300) / 30, changes).any()


def test_movement_since_the_last_new_picture_is_as_quick_as_it_was() -> None:
    frames = film(lambda t: [replace(ONE, closure=dict.fromkeys(Side, abs(np.sin(3 * t))))], 2.0)
    thinned = [frames[place - place % 2] for place in range(len(frames))]
    shown = [replace(one, time=place / RATE_HZ) for place, one in enumerate(thinned)]
    twice, once = read(shown), read(frames[::2])
    assert len(twice.time) == len(once.time) == 30
    for side in Side:
        speeds, wanted = twice.motion[side][2:], once.motion[side][2:]
        assert np.nanmedian(speeds) == pytest.approx(np.nanmedian(wanted), rel=0.2)


def test_a_change_is_that_of_the_most_changed_block() -> None:
    rng = np.random.default_rng(2)
    before, now = (
        replace(one, luma=rng.integers(0, 256, (90, 120)).astype(np.uint8))
        for one in film(lambda _: [ONE], 2 / RATE_HZ)
    )
    change = np.abs(now.luma.astype(float) - before.luma)[10:73, 20:83]
    blocks = [
        change[top : top + 8, left : left + 8].mean()
        for top in range(0, 56, 8)
        for left in range(0, 56, 8)
    ]
    assert change_within(before, now, Square(51.0, 41.0, 62.0, 0.0)) == max(blocks)
