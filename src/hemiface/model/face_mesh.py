"""The face mesh: which of its 478 points are which part of the face.

Indices are those of MediaPipe's face mesh. Points of the two sides stand in the same
order, so that a row of one side mirrors the row of the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

from hemiface.model.anatomy import Region, Side

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
    def corners(self) -> tuple[int, int]:
        """Outer and inner corner of the eye."""
        return (self.outer_corner, self.inner_corner)

    @property
    def lid_middles(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Upper and lower rim of the lids around their middle, where the eye opens."""
        return self.upper_lid[1:-1], self.lower_lid[1:-1]

    @property
    def regions(self) -> Mapping[Region, tuple[int, ...]]:
        """Points whose mean place stands for a region; the eyelid is measured by its rims."""
        return {
            Region.BROW: self.upper_brow + self.lower_brow,
            Region.CHEEK: self.cheek,
            Region.MOUTH: self.mouth_corner,
            Region.CHIN: self.chin,
        }

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

INNER_LIPS = (13, 14)
"""Middle of the inner rim of the upper and the lower lip."""

NOSE_BRIDGE = (168, 6, 197, 195, 5)
"""Bridge of the nose: it stays when the face moves, and lies near what is measured."""

RIGID = {
    10: (0.0, 8.26, 4.48),
    151: (0.0, 6.55, 5.03),
    9: (0.0, 4.89, 5.39),
    8: (0.0, 4.02, 5.28),
    168: (0.0, 3.27, 5.24),
    6: (0.0, 2.47, 5.79),
    197: (0.0, 1.73, 6.32),
    195: (0.0, 1.06, 6.77),
    5: (0.0, 0.37, 7.24),
    33: (-4.45, 2.66, 3.17),
    133: (-1.86, 2.59, 3.76),
    362: (1.86, 2.59, 3.76),
    263: (4.45, 2.66, 3.17),
    127: (-7.74, 2.36, -2.01),
    356: (7.74, 2.36, -2.01),
    234: (-7.66, 0.67, -2.44),
    454: (7.66, 0.67, -2.44),
    162: (-7.56, 4.11, -0.99),
    389: (7.56, 4.11, -0.99),
    54: (-6.28, 6.62, 1.43),
    284: (6.28, 6.62, 1.43),
    21: (-7.09, 5.43, 0.10),
    251: (7.09, 5.43, 0.10),
}
"""Points that hardly move with the face's muscles, with their places in centimetres on the
canonical face of MediaPipe (Apache-2.0): x to the person's left, y up, z forwards."""

MOUTH_PATCHES = {Side.RIGHT: ((61,),), Side.LEFT: ((291,),)}
BROW_PATCHES = {Side.RIGHT: ((63,), (105,), (66,)), Side.LEFT: ((293,), (334,), (296,))}
NOSE_PATCHES = ((4,), (1,), (2,), (5,), (195,), (6,), (168,), (8,), (9,))
EYE_CORNER_PATCHES = ((133,), (362,), (33,), (263,))
EDGE_PATCHES = (
    *((54,), (284,), (127,), (356,), (227,), (447,)),
    *((234,), (454,), (116,), (345,), (123,), (352,)),
)
"""Patches of skin that are followed in the picture, each by the mesh points in its middle: corners
of the mouth (their outer end, which parting lips move least), brows, the nose up to the forehead,
corners of the eyes, and temples and cheekbones along the edge of the face."""

FOLLOWED = (
    *(MOUTH_PATCHES[Side.RIGHT] + MOUTH_PATCHES[Side.LEFT]),
    *(BROW_PATCHES[Side.RIGHT] + BROW_PATCHES[Side.LEFT]),
    *(NOSE_PATCHES + EYE_CORNER_PATCHES + EDGE_PATCHES),
)
"""All of them, in the order in which they are kept."""

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


def patch_places(patches: tuple[tuple[int, ...], ...]) -> tuple[int, ...]:
    """Where patches stand in `FOLLOWED`."""
    return tuple(FOLLOWED.index(patch) for patch in patches)


def face_lines(side: Side) -> tuple[tuple[int, ...], ...]:
    """Mesh points of one side as lines: lids, brow, half of the lips, outline."""
    topology = SIDES[side]
    upper, lower = LIPS[side][:4], LIPS[side][4:]
    corner = topology.mouth_corner[0]
    return (
        (topology.outer_corner, *topology.upper_lid, topology.inner_corner),
        (topology.outer_corner, *topology.lower_lid, topology.inner_corner),
        topology.upper_brow,
        topology.lower_brow,
        (0, *upper, corner),
        (17, *reversed(lower), corner),
        (10, *topology.outline, 152),
    )


DRAWN = tuple(
    sorted({*MIDLINE, *chain.from_iterable(line for side in Side for line in face_lines(side))})
)
"""Points that lie on a line of the face as it is drawn."""
