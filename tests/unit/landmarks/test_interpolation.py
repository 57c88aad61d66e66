"""Frames that the network does not look at get their face from those before and after."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.landmarks.walks import RATE_HZ, film, read, seen_at

from hemiface.landmarks import follow_face
from hemiface.landmarks.tracking import TrackedFrame
from hemiface.model.anatomy import Side
from hemiface.model.video import Frame
from hemiface.settings import LandmarkSettings
from hemiface.simulation.drawn_face import DrawnFace
from hemiface.simulation.fake_engine import FakeEngine

ONE = DrawnFace(160, 110)


def track_some(frames: list[Frame], interval_s: float) -> list[TrackedFrame]:
    """Follow a drawn face on some of the frames."""
    settings = LandmarkSettings(mesh_interval_s=interval_s)
    return list(follow_face(frames, FakeEngine(), settings))


def test_every_second_frame_is_looked_at() -> None:
    tracked = track_some(film(lambda _: [ONE], 0.5), 0.035)
    assert [frame.looked_at for frame in tracked] == [k % 2 == 0 for k in range(15)]


def test_a_slow_film_is_looked_at_on_every_frame() -> None:
    tracked = track_some(film(lambda _: [ONE], 0.5), 0.9 / RATE_HZ)
    assert all(frame.looked_at for frame in tracked)


def test_a_face_that_moves_evenly_is_where_it_must_be() -> None:
    tracked = track_some(film(lambda t: [replace(ONE, x=100 + 60 * t)], 2.05), 0.05)
    assert seen_at(tracked) == pytest.approx(
        [100 + 60 * k / RATE_HZ for k in range(len(tracked))], abs=0.7
    )


def test_a_face_lost_on_one_side_of_a_frame_is_not_made_up() -> None:
    tracked = track_some(film(lambda t: [ONE] if t < 0.5 else [], 1.0), 0.035)
    lost = [frame.points is None for frame in tracked]
    assert lost == [False] * 15 + [True] * 15
    assert [frame.presence for frame in tracked if frame.points is None] == [0.0] * 15


def test_the_last_frames_keep_the_face_of_the_last_look() -> None:
    *_, looked, after = track_some(film(lambda _: [ONE], 12 / RATE_HZ), 0.035)
    assert (looked.looked_at, after.looked_at) == (True, False)
    assert looked.points is not None
    np.testing.assert_array_equal(after.points, looked.points)


@given(steps=st.lists(st.floats(0.001, 0.4), min_size=1, max_size=12), interval_s=st.floats(0, 0.2))
def test_no_frame_is_lost_and_their_order_stays(steps: list[float], interval_s: float) -> None:
    still = film(lambda _: [ONE], 1 / RATE_HZ)[0]
    times = [0.0, *itertools.accumulate(steps)]
    tracked = track_some([replace(still, time=time) for time in times], interval_s)
    assert [frame.frame.time for frame in tracked] == times
    looked = [frame.frame.time for frame in tracked if frame.looked_at]
    assert all(gap >= interval_s for gap in np.diff(looked))


def test_landmarks_say_where_the_network_looked() -> None:
    landmarks = read(film(lambda _: [ONE], 0.5), mesh_interval_s=0.035, halves_alone=False)
    assert landmarks.looked_at.tolist() == [k % 2 == 0 for k in range(15)]
    assert np.isfinite(landmarks.points).all()
    for side in Side:
        assert len(landmarks.mirrored[side]) == 0
        assert np.isfinite(landmarks.eyes[side].alone_px).all()
