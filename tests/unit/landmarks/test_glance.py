"""The small picture of the face for whoever waits."""

from dataclasses import replace
from io import BytesIO

import numpy as np
from PIL import Image
from tests.unit.landmarks.walks import film, track

from hemiface.landmarks import draw_glance
from hemiface.landmarks.drawing import COLORS
from hemiface.landmarks.glance import SIDE_PX
from hemiface.model.anatomy import Side
from hemiface.simulation.drawn_face import DrawnFace


def test_the_face_stands_in_the_middle_with_the_lines_of_both_sides_on_their_own() -> None:
    (tracked, *_) = track(film(lambda _: [DrawnFace(160, 120)], 0.1))
    picture = Image.open(BytesIO(draw_glance(tracked)))
    assert (picture.format, picture.size) == ("WEBP", (SIDE_PX, SIDE_PX))
    seen = np.asarray(picture.convert("RGB")).astype(float)
    across = {
        side: np.nonzero(np.abs(seen - color).sum(-1) < 90)[1].mean()
        for side, color in COLORS.items()
    }
    # The person's right is on the left of the picture.
    assert across[Side.RIGHT] < SIDE_PX / 2 < across[Side.LEFT]


def test_without_a_face_there_is_nothing_to_show() -> None:
    (tracked, *_) = track(film(lambda _: [DrawnFace(160, 120)], 0.1))
    assert draw_glance(replace(tracked, points=None)) == b""
