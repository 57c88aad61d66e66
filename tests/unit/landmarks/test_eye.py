"""What is cut out of a frame for each eye alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from tests.unit.landmarks.walks import film, read

from hemiface.landmarks import geometry
from hemiface.landmarks.eye import flat_share
from hemiface.landmarks.geometry import VIDEO_BLACK, mean_of
from hemiface.landmarks.skin import median_of
from hemiface.model.video import Plane
from hemiface.simulation.drawn_face import DrawnFace

planes = arrays(
    np.uint8, st.tuples(st.integers(2, 40), st.integers(2, 40)), elements=st.integers(0, 255)
)


@given(planes)
def test_the_flat_share_is_that_of_the_textbook(luma: Plane) -> None:
    down, across = np.gradient(luma.astype(float))
    light = float(np.percentile(luma, 75)) - VIDEO_BLACK
    step = min(max(0.01 * light, 0.25), 1.0)
    assert flat_share(luma) == (down**2 + across**2 <= step**2).mean()


@given(planes)
def test_the_mean_and_the_median_of_bytes_are_those_of_numpy(luma: Plane) -> None:
    assert mean_of(luma) == luma.mean()
    for part in (luma, luma[1:], luma[:, :-1]):
        assert median_of(part) == np.median(part)
    assert np.isnan(median_of(luma[:0]))


def test_an_eye_is_cut_out_of_a_frame_once(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    warp = geometry._warp

    def noted(plane: Plane, matrix: NDArray[np.float64], size: int, outside: int | None) -> Plane:
        sizes.append(size)
        return warp(plane, matrix, size, outside)

    monkeypatch.setattr(geometry, "_warp", noted)
    frames = film(lambda _: [DrawnFace(160, 110)], 0.5)
    read(frames)
    # Both color differences of both eyes: for the network and for all else that looks at them.
    assert sizes.count(32) == 4 * len(frames)
