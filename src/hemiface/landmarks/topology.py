"""Which points of the 478-point face mesh are which part of the face.

Indices are those of MediaPipe's face mesh. Points of the two sides stand in the same
order, so that a row of one side mirrors the row of the other.
"""

from dataclasses import dataclass
from itertools import chain

from hemiface.model.anatomy import Side
from hemiface.model.landmarks import FOLLOWED

N_POINTS = 478


@dataclass(frozen=True, slots=True)
class SideTopology:
    """Points of one side of the face.

    Parameters
    ----------
    outer_corner, inner_corner
        Corners of the eye.
    upper_lid, lower_lid
        Rims of the lids from the outer to the inner corner; a point of one stands above
        the point of the other.
    upper_brow, lower_brow
        Rims of the brow from its outer to its inner end.
    iris
        Left, top, right and bottom of the iris in the picture, any order around it.
    mouth_corner
        Outer and inner corner of the mouth.
    cheek
        Cheek below the lower lid.
    chin
        Chin beside the middle.
    outline
        Outline of the face from the temple to the chin.
    """

    outer_corner: int
    inner_corner: int
    upper_lid: tuple[int, ...]
    lower_lid: tuple[int, ...]
    upper_brow: tuple[int, ...]
    lower_brow: tuple[int, ...]
    iris: tuple[int, ...]
    mouth_corner: tuple[int, int]
    cheek: tuple[int, ...]
    chin: tuple[int, ...]
    outline: tuple[int, ...]

    @property
    def eye(self) -> tuple[int, ...]:
        """Corners and lids of the eye."""
        return (self.outer_corner, self.inner_corner, *self.upper_lid, *self.lower_lid)

    @property
    def all(self) -> tuple[int, ...]:
        """Every point of the side but the iris, in one fixed order."""
        return (
            self.outer_corner,
            self.inner_corner,
            *self.upper_lid,
            *self.lower_lid,
            *self.upper_brow,
            *self.lower_brow,
            *self.mouth_corner,
            *self.cheek,
            *self.chin,
            *self.outline,
        )


SIDES = {
    Side.RIGHT: SideTopology(
        outer_corner=33,
        inner_corner=133,
        upper_lid=(246, 161, 160, 159, 158, 157, 173),
        lower_lid=(7, 163, 144, 145, 153, 154, 155),
        upper_brow=(70, 63, 105, 66, 107),
        lower_brow=(46, 53, 52, 65, 55),
        iris=(469, 470, 471, 472),
        mouth_corner=(61, 78),
        cheek=(117, 118, 101, 50, 205, 36),
        chin=(32, 140, 171, 194),
        outline=(54, 21, 162, 127, 234, 132, 172, 150, 176),
    ),
    Side.LEFT: SideTopology(
        outer_corner=263,
        inner_corner=362,
        upper_lid=(466, 388, 387, 386, 385, 384, 398),
        lower_lid=(249, 390, 373, 374, 380, 381, 382),
        upper_brow=(300, 293, 334, 296, 336),
        lower_brow=(276, 283, 282, 295, 285),
        iris=(474, 475, 476, 477),
        mouth_corner=(291, 308),
        cheek=(346, 347, 330, 280, 425, 266),
        chin=(262, 369, 396, 418),
        outline=(284, 251, 389, 356, 454, 361, 397, 379, 400),
    ),
}

MIDLINE = (10, 151, 9, 8, 168, 6, 197, 195, 5, 4, 1, 2, 164, 0, 13, 14, 17, 18, 200, 199, 175, 152)
"""Middle of the face from the hairline to the chin."""

LIPS = {
    Side.RIGHT: (37, 39, 40, 185, 146, 91, 181, 84),
    Side.LEFT: (267, 269, 270, 409, 375, 321, 405, 314),
}
"""Outer rim of the lips between the middle and the corner, upper then lower."""

KEPT = tuple(
    dict.fromkeys(
        (
            *SIDES[Side.RIGHT].all,
            *LIPS[Side.RIGHT],
            *SIDES[Side.LEFT].all,
            *LIPS[Side.LEFT],
            *MIDLINE,
            *chain.from_iterable(FOLLOWED),
        )
    )
)
"""Points kept for every frame: what the signals and a drawing of the face need."""
