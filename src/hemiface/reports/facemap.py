"""A drawn face on which the regions that moved are filled in."""

from collections.abc import Sequence

from hemiface.model.anatomy import Region, Side
from hemiface.reports.drawing import Element, draw, drawing
from hemiface.reports.involvement import Involvement
from hemiface.reports.language import Language

WIDTH, HEIGHT = 300, 352
MIDLINE = WIDTH / 2

# One half of the face, the one on the right of the picture; the other is its mirror image.
OUTLINE = "M150 14C212 14 262 62 262 140C262 170 256 200 246 228C236 268 200 332 150 332"
HALF_LINES = (
    ("ear", "M261 146C274 136 284 150 279 172C275 192 266 206 255 202"),
    ("brow", "M172 122C186 110 216 108 236 124"),
    ("lid", "M176 154C188 138 220 137 234 155C220 168 190 169 176 154Z"),
    ("nose", "M150 216C160 220 168 218 170 208C171 198 161 186 158 160"),
    (
        "lip",
        "M150 258C160 252 174 256 188 262C178 280 166 284 150 284M150 266C164 267 176 265 188 262",
    ),
)
IRIS = (205.0, 153.0, 10.5)
PATCHES = {
    Region.BROW: (
        "M160 126C170 98 218 86 246 118C248 128 240 134 230 131"
        "C208 120 186 122 172 131C164 134 158 133 160 126Z"
    ),
    Region.EYELID: "M168 154C178 134 226 128 244 154C232 178 182 178 168 154Z",
    Region.CHEEK: (
        "M180 192C198 178 240 178 250 194C250 218 236 240 216 244C196 238 180 218 180 192Z"
    ),
    Region.MOUTH: (
        "M154 250C172 240 198 244 208 260C204 284 180 294 154 292C152 278 152 264 154 250Z"
    ),
    Region.CHIN: "M154 302C170 300 190 294 204 286C198 308 178 328 154 330Z",
}


def draw_face_map(involvement: Sequence[Involvement], language: Language) -> Element:
    """The face as seen in the picture: the person's left on the right.

    The stronger a region is filled, the more of the events it took part in.
    """
    halves = [_draw_half(side, involvement) for side in Side]
    letters = [_draw_letter(side, language) for side in Side]
    return drawing(WIDTH, HEIGHT, describe(involvement, language), [*halves, *letters])


def describe(involvement: Sequence[Involvement], language: Language) -> str:
    """The drawing in one sentence, for those who do not see it."""
    moved = [part for part in involvement if part.share]
    if not moved:
        return language("facemap.nothing")
    parts = [
        language(
            "facemap.part",
            side=language(f"side.{part.side}"),
            region=language(f"region.{part.region}"),
            share=language.percent(part.share),
        )
        for part in moved
    ]
    return language("facemap.moved", parts="; ".join(parts))


def _draw_half(side: Side, involvement: Sequence[Involvement]) -> Element:
    shares = {part.region: part.share or 0.0 for part in involvement if part.side is side}
    patches = [
        draw("path", d=path, class_=f"patch {side}", fill_opacity=0.16 + 0.74 * shares[region])
        for region, path in PATCHES.items()
        if shares.get(region)
    ]
    lines = [draw("path", d=path, class_=f"face {name}") for name, path in HALF_LINES]
    x, y, radius = IRIS
    iris = draw("circle", cx=x, cy=y, r=radius, class_="face iris")
    outline = draw("path", d=OUTLINE, class_="face outline")
    mirror = {} if side is Side.LEFT else {"transform": f"translate({WIDTH} 0) scale(-1 1)"}
    return draw("g", outline, *patches, *lines, iris, **mirror)


def _draw_letter(side: Side, language: Language) -> Element:
    x = WIDTH - 16 if side is Side.LEFT else 16
    letter = language(f"side.letter.{side}")
    return draw(
        "g",
        draw("circle", cx=x, cy=24, r=14, class_=f"letter-ground {side}"),
        draw("text", letter, x=x, y=29.5, text_anchor="middle", class_="letter"),
    )
