"""A drawn face whose muscles can be chosen, by pointer or by keys: the person's left is right."""

from hemiface.model.anatomy import Side
from hemiface.model.treatments import InjectedMuscle
from hemiface.reports.drawing import Element, draw, drawing
from hemiface.reports.facemap import HALF_LINES, IRIS, OUTLINE
from hemiface.reports.language import Language

WIDTH, HEIGHT = 300.0, 392.0
RADIUS = 12.0
"""At 24 units across, a muscle is chosen by a finger on the narrowest screen."""
NECK = "M196 320C196 352 206 372 226 384M150 332V384"

PLACES: dict[InjectedMuscle, tuple[float, float]] = {
    InjectedMuscle.FRONTALIS: (205.0, 72.0),
    InjectedMuscle.CORRUGATOR: (166.0, 106.0),
    InjectedMuscle.ORBICULARIS_OCULI: (240.0, 138.0),
    InjectedMuscle.LEVATOR_LABII: (180.0, 200.0),
    InjectedMuscle.ZYGOMATICUS_MINOR: (206.0, 214.0),
    InjectedMuscle.ZYGOMATICUS_MAJOR: (232.0, 224.0),
    InjectedMuscle.BUCCINATOR: (214.0, 254.0),
    InjectedMuscle.RISORIUS: (238.0, 258.0),
    InjectedMuscle.ORBICULARIS_ORIS: (170.0, 248.0),
    InjectedMuscle.DEPRESSOR_ANGULI_ORIS: (190.0, 292.0),
    InjectedMuscle.MENTALIS: (164.0, 312.0),
    InjectedMuscle.PLATYSMA: (182.0, 364.0),
}
"""Where each muscle is chosen, on the half that lies on the right of the picture."""


def draw_injection_map(language: Language) -> Element:
    """Draw the face; each muscle of each side is a button with its name.

    Parameters
    ----------
    language
        Language of the names.
    """
    halves = [_draw_half(side) for side in Side]
    muscles = [
        _draw_muscle(muscle, side, place, language)
        for side in Side
        for muscle, place in PLACES.items()
    ]
    letters = [_draw_letter(side, language) for side in Side]
    face = drawing(WIDTH, HEIGHT, language("follow.map.face"), [*halves, *letters, *muscles])
    face.set("role", "group")
    return face


def _draw_half(side: Side) -> Element:
    lines = [draw("path", d=path, class_="map-line") for _, path in HALF_LINES]
    x, y, radius = IRIS
    mirror = {} if side is Side.LEFT else {"transform": f"translate({WIDTH:g} 0) scale(-1 1)"}
    return draw(
        "g",
        draw("path", d=OUTLINE, class_="map-line"),
        draw("path", d=NECK, class_="map-line"),
        *lines,
        draw("circle", cx=x, cy=y, r=radius, class_="map-line"),
        **mirror,
    )


def _draw_muscle(
    muscle: InjectedMuscle, side: Side, place: tuple[float, float], language: Language
) -> Element:
    x, y = place
    if side is Side.RIGHT:
        x = WIDTH - x
    name = f"{language(f'follow.muscle.{muscle}')}, {language(f'side.{side}')}"
    return draw(
        "g",
        draw("title", name),
        draw("circle", cx=x, cy=y, r=RADIUS, class_="map-spot"),
        draw("text", "", x=x, y=y + 4, text_anchor="middle", class_="map-units"),
        class_=f"map-muscle {side}",
        role="button",
        tabindex="0",
        aria_label=name,
        data_muscle=muscle.value,
        data_side=side.value,
    )


def _draw_letter(side: Side, language: Language) -> Element:
    x = WIDTH - 16 if side is Side.LEFT else 16.0
    return draw(
        "text",
        language(f"side.letter.{side}"),
        x=x,
        y=30.0,
        text_anchor="middle",
        class_=f"map-letter {side}",
    )
