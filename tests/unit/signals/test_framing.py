"""Live help says what to put right, and nothing where all is well."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from tests.unit.signals.faces import PX_PER_CM, build_landmarks, lose_face, turn_head

from hemiface.model.anatomy import Side
from hemiface.model.camera import FramingFault, FramingFlaw
from hemiface.model.landmarks import EyeReadings, Landmarks
from hemiface.signals.framing import judge_framing

TIME = np.zeros(1)


def face(yaw_deg: float = 0.0, px_per_cm: float = PX_PER_CM) -> Landmarks:
    turns = turn_head(yaw_deg, 0.0, 0.0)[None]
    opened = {side: np.ones(1) for side in Side}
    return build_landmarks(TIME, opened, noise_px=0.0, turns=turns, px_per_cm=px_per_cm)


def with_eyes(landmarks: Landmarks, **changes: Mapping[Side, object]) -> Landmarks:
    def changed(side: Side, eye: EyeReadings) -> EyeReadings:
        return replace(eye, **{name: values[side] for name, values in changes.items()})  # type: ignore[arg-type]

    return replace(landmarks, eyes={s: changed(s, eye) for s, eye in landmarks.eyes.items()})


def light(left: float, right: float) -> Landmarks:
    return with_eyes(
        face(), brightness={Side.LEFT: np.array([left]), Side.RIGHT: np.array([right])}
    )


def test_a_face_that_stands_well_has_no_faults() -> None:
    found = judge_framing(light(120.0, 120.0))
    assert found.faults == ()
    assert found.n_faces == 1
    assert found.yaw_deg == pytest.approx(0.0, abs=1.0)


def test_nobody_and_no_picture() -> None:
    for landmarks in (None, lose_face(face(), np.array([True]))):
        assert judge_framing(landmarks).faults == (FramingFault(FramingFlaw.NO_FACE),)


def test_distance_is_judged_in_pixels_of_the_camera() -> None:
    small = with_eyes(
        face(px_per_cm=PX_PER_CM / 3), brightness=dict.fromkeys(Side, np.array([120.0]))
    )
    distance = judge_framing(small).eye_distance_px
    assert distance is not None
    assert FramingFault(FramingFlaw.FAR) in judge_framing(small, 50 / distance).faults
    assert FramingFault(FramingFlaw.FAR) not in judge_framing(small, 70 / distance).faults


@pytest.mark.parametrize("side", Side)
def test_a_turned_head_is_told_with_its_side(side: Side) -> None:
    yaw = 25.0 if side is Side.LEFT else -25.0
    assert FramingFault(FramingFlaw.TURNED, side) in judge_framing(face(yaw)).faults
    assert not judge_framing(face(yaw / 3)).faults


@pytest.mark.parametrize(
    ("left", "right", "fault"),
    [
        (20.0, 20.0, FramingFault(FramingFlaw.DARK)),
        (240.0, 240.0, FramingFault(FramingFlaw.BRIGHT)),
        (150.0, 80.0, FramingFault(FramingFlaw.UNEVEN, Side.RIGHT)),
        (80.0, 150.0, FramingFault(FramingFlaw.UNEVEN, Side.LEFT)),
    ],
)
def test_light_is_judged_on_both_halves(left: float, right: float, fault: FramingFault) -> None:
    assert judge_framing(light(left, right)).faults == (fault,)


@pytest.mark.parametrize("side", Side)
def test_a_half_beyond_the_edge_and_a_lamp_in_the_glasses_are_told_with_their_side(
    side: Side,
) -> None:
    outside = with_eyes(
        light(120.0, 120.0), inside={one: np.array([one is not side]) for one in Side}
    )
    assert judge_framing(outside).faults == (FramingFault(FramingFlaw.OUTSIDE, side),)
    pictures = {one: eye.thumbnails.copy() for one, eye in face().eyes.items()}
    pictures[side][-1, 3:7, 6:12] = 235
    glaring = with_eyes(light(120.0, 120.0), thumbnails=pictures)
    assert judge_framing(glaring).faults == (FramingFault(FramingFlaw.GLARE, side),)


def test_somebody_else_in_the_picture_is_told_first() -> None:
    two = replace(light(20.0, 20.0), n_faces=np.array([2.0]))
    assert judge_framing(two).faults[0] == FramingFault(FramingFlaw.SECOND_PERSON)


@pytest.mark.parametrize(
    ("level", "n_rows", "told"), [(225, 4, True), (224, 4, False), (225, 1, False)]
)
def test_a_lamp_is_as_bright_as_no_skin_and_covers_part_of_an_eye(
    level: int, n_rows: int, told: bool
) -> None:
    pictures = {one: eye.thumbnails.copy() for one, eye in face().eyes.items()}
    pictures[Side.LEFT][-1, 3 : 3 + n_rows, 6:12] = level
    faults = judge_framing(with_eyes(light(120.0, 120.0), thumbnails=pictures)).faults
    assert (FramingFault(FramingFlaw.GLARE, Side.LEFT) in faults) is told
