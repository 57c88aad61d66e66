"""The two sides of the mesh are each other's mirror image, and no point is on both."""

from dataclasses import fields

from hemiface.model import face_mesh
from hemiface.model.anatomy import Side
from hemiface.model.face_mesh import FOLLOWED, KEPT, LIPS, MIDLINE, N_POINTS, RIGID, SIDES


def test_the_sides_have_the_same_parts() -> None:
    left, right = SIDES[Side.LEFT], SIDES[Side.RIGHT]
    for field in fields(face_mesh.SideTopology):
        ours, theirs = getattr(left, field.name), getattr(right, field.name)
        assert type(ours) is type(theirs)
        if isinstance(ours, tuple):
            assert len(ours) == len(theirs)


def test_no_point_is_on_two_sides_or_in_the_middle() -> None:
    left, right = (set(SIDES[side].all) | set(LIPS[side]) for side in Side)
    assert not left & right
    assert not (left | right) & set(MIDLINE)


def test_all_that_is_named_is_kept_and_in_the_mesh() -> None:
    assert len(set(KEPT)) == len(KEPT)
    assert all(0 <= point < N_POINTS for point in KEPT)
    assert {point for patch in FOLLOWED for point in patch} <= set(KEPT)
    assert set(RIGID) <= set(KEPT)


def test_rigid_points_mirror_each_other() -> None:
    left, right = SIDES[Side.LEFT].all, SIDES[Side.RIGHT].all
    opposite = dict(zip(left, right, strict=True)) | dict(zip(right, left, strict=True))
    for point, (x, y, z) in RIGID.items():
        assert RIGID[opposite.get(point, point)] == (-x, y, z)


def test_the_middle_of_the_lids_leaves_out_their_corners() -> None:
    for side in Side:
        upper, lower = SIDES[side].lid_middles
        assert len(upper) == len(lower) == len(SIDES[side].upper_lid) - 2
