"""Mouth corners and brows by skin that is followed in the picture."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.unit.signals.faces import PX_PER_CM, build_landmarks, turn_head

from hemiface.model.anatomy import Region, Side
from hemiface.model.face_mesh import FOLLOWED
from hemiface.model.landmarks import Landmarks, Patches
from hemiface.model.signals import Series
from hemiface.settings import SignalSettings
from hemiface.signals.head_pose_by_skin import NOSE_AND_EYES
from hemiface.signals.headframe import HeadFrame, fit_head_frame
from hemiface.signals.lowerface import compute_regions
from hemiface.signals.skin import PATCHES, level_out_pose, steady_head
from hemiface.simulation.simulate import build_times

TIME = build_times(10.0, 30.0)
BUMP = np.exp(-(((TIME - 5.0) / 0.3) ** 2))
MOUTH = PATCHES[Side.LEFT][Region.MOUTH][0]


def face(turns: NDArray[np.float64] | None = None) -> Landmarks:
    """A face whose skin is where its mesh is."""
    landmarks = build_landmarks(TIME, {side: np.ones_like(TIME) for side in Side}, turns=turns)
    places = [landmarks.points[:, landmarks.columns(mesh), :2].mean(1) for mesh in FOLLOWED]
    patches = Patches(np.stack(places, axis=1), np.zeros(TIME.size, np.intp))
    return replace(landmarks, patches=patches)


def places(landmarks: Landmarks) -> NDArray[np.float32]:
    """Places of its patches, to be changed."""
    assert landmarks.patches is not None
    return landmarks.patches.places


def mouth(landmarks: Landmarks, side: Side = Side.LEFT) -> Series:
    """Movement that is read of a mouth corner."""
    regions = compute_regions(landmarks, fit_head_frame(landmarks), SignalSettings())
    return regions[side][Region.MOUTH].movement_mm


def pull_skin(landmarks: Landmarks, patch: int, out_mm: float, up_mm: float) -> None:
    """Move one patch of the left side without its mesh."""
    places(landmarks)[:, patch] += BUMP[:, None] * np.array([out_mm, -up_mm]) * PX_PER_CM / 10


def look(head_deg: Series) -> HeadFrame:
    """Head frame of a head that only turns."""
    landmarks = face(np.stack([turn_head(yaw, 0, 0) for yaw in head_deg]))
    return fit_head_frame(landmarks)


def test_the_skin_counts_where_the_mesh_does_not_go_along() -> None:
    landmarks = face()
    pull_skin(landmarks, MOUTH, 3.0, 3.0)
    assert mouth(landmarks).max() == pytest.approx(3.0 * np.sqrt(2), rel=0.05)
    assert np.abs(mouth(landmarks, Side.RIGHT)).max() < 0.05


def test_a_brow_is_the_mean_of_the_patches_that_were_followed() -> None:
    landmarks = face()
    brow = PATCHES[Side.LEFT][Region.BROW]
    for patch in brow:
        pull_skin(landmarks, patch, 0.0, 2.0)
    places(landmarks)[:, brow[0]] = np.nan
    regions = compute_regions(landmarks, fit_head_frame(landmarks), SignalSettings())
    assert regions[Side.LEFT][Region.BROW].movement_mm.max() == pytest.approx(2.0, rel=0.05)


def test_the_mesh_fills_in_where_skin_was_lost_for_long() -> None:
    landmarks = face()
    pull_skin(landmarks, MOUTH, 3.0, 3.0)
    places(landmarks)[np.abs(TIME - 5.0) < 1.0, MOUTH] = np.nan
    assert np.abs(mouth(landmarks)).max() < 0.1
    places(landmarks)[:, MOUTH] = np.nan
    assert np.abs(mouth(landmarks)).max() < 0.1


def test_places_by_another_model_have_another_zero() -> None:
    landmarks = face()
    later = TIME > 6.0
    places(landmarks)[later] += np.array([4.0, -3.0], np.float32)
    places(landmarks)[later, MOUTH] += np.array([5.0, 5.0], np.float32)
    model = later.astype(np.intp)
    landmarks = replace(landmarks, patches=Patches(places(landmarks), model))
    assert np.abs(mouth(landmarks)).max() < 0.1


def test_a_model_of_a_moment_does_not_count() -> None:
    landmarks = face()
    pull_skin(landmarks, MOUTH, 3.0, 3.0)
    model = (np.abs(TIME - 5.0) < 0.4).astype(np.intp)
    landmarks = replace(landmarks, patches=Patches(places(landmarks), model))
    assert np.abs(mouth(landmarks)).max() < 1.0


def test_a_patch_that_slides_off_the_nose_moves_nothing() -> None:
    landmarks = face()
    pull_skin(landmarks, NOSE_AND_EYES[0], 0.0, 8.0)
    assert np.abs(mouth(landmarks)).max() < 1.0


def test_a_turning_head_moves_no_skin() -> None:
    turns = np.stack([turn_head(15 * np.sin(t), 5 * np.cos(t), 4 * np.sin(2 * t)) for t in TIME])
    landmarks = face(turns)
    for side in Side:
        assert np.abs(mouth(landmarks, side))[(TIME > 0.5) & (TIME < 9.5)].max() < 0.5


def test_a_face_that_was_never_seen_has_no_skin() -> None:
    landmarks = face()
    landmarks.points[:] = np.nan
    places(landmarks)[:] = np.nan
    assert np.isnan(mouth(landmarks)).all()


def test_a_twitch_is_not_taken_for_a_turn_of_the_head() -> None:
    twitch = 1.0 * np.exp(-(((TIME - 3.0) / 0.05) ** 2))
    turn = 18 / (1 + np.exp(-(TIME - 7.0) / 0.04))
    head = look(twitch + turn)
    steady = steady_head(TIME, head)
    assert np.abs(steady.yaw_deg - head.yaw_deg)[TIME > 4].max() < 1.6
    assert steady.yaw_deg[np.abs(TIME - 3.0) < 0.2].max() - steady.yaw_deg[0] < 0.3
    assert steady.yaw_deg[-1] == pytest.approx(head.yaw_deg[-1], abs=0.1)


@pytest.mark.parametrize("share", [0.1, 0.4])
def test_what_goes_along_with_the_head_at_rest_is_taken_out(share: float) -> None:
    head = look(4 * np.sin(TIME))
    yaw = head.yaw_deg - np.median(head.yaw_deg)
    moving = np.mod(TIME, 2.0) < 2 * share
    level = level_out_pose(head, TIME, 0.2 * yaw + 5.0 * moving)
    assert np.std(level[~moving]) < 0.5 * np.std(0.2 * yaw)
    assert np.median(level[moving]) - np.median(level[~moving]) == pytest.approx(5.0, abs=0.5)


def test_a_pull_that_happens_to_go_along_with_the_head_stays() -> None:
    late = np.where(TIME > 5.0, 1.0, 0.0)
    level = level_out_pose(look(2 * late), TIME, 6 * late)
    assert np.median(level[TIME > 6]) - np.median(level[TIME < 4]) > 4.0


def test_a_single_turn_of_the_head_moves_no_skin() -> None:
    turned = np.where(np.abs(TIME - 7.0) < 0.5, 1.0, 0.0)
    jitter = 0.1 * np.sin(40 * TIME)
    pull = 2.0 * (np.abs(TIME - 3.0) < 0.5)
    level = level_out_pose(look(15 * turned), TIME, -0.1 * 15 * turned + jitter + pull)
    assert np.abs(level - np.median(level))[turned > 0].max() < 0.4
    assert np.median((level - np.median(level))[pull > 0]) == pytest.approx(2.0, abs=0.2)
