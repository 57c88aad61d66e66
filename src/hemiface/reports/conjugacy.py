"""How alike the two eyes closed in every event: blinks on the diagonal, spasms off it."""

from dataclasses import dataclass

import numpy as np

from hemiface.model.analysis import Analysis
from hemiface.model.anatomy import Side
from hemiface.model.events import Event, EventType
from hemiface.reports.drawing import Element, draw, drawing, short
from hemiface.reports.language import Language

WIDTH, HEIGHT = 360, 340
LEFT_EDGE, BOTTOM, SPAN = 58, 296, 276
MOST = 1.1
"""Closure at the end of the axes: a little over full, for noise and forced closure."""


@dataclass(frozen=True, slots=True)
class EyePair:
    """How far each eye closed in one event, as share of full closure."""

    index: int
    event: Event
    left: float
    right: float


def find_eye_pairs(analysis: Analysis) -> list[EyePair]:
    """Events in which both eyes were seen."""
    pairs = []
    for index, event in enumerate(analysis.events):
        left, right = (_peak_closure(analysis, event, side) for side in (Side.LEFT, Side.RIGHT))
        if np.isfinite(left) and np.isfinite(right):
            pairs.append(EyePair(index, event, left, right))
    return pairs


def _peak_closure(analysis: Analysis, event: Event, side: Side) -> float:
    signals = analysis.signals
    row = signals.side(side).eyelid_closure
    inside = (signals.time >= event.onset) & (signals.time <= event.offset) & np.isfinite(row)
    return float(row[inside].max()) if inside.any() else float("nan")


def draw_conjugacy(pairs: list[EyePair], language: Language) -> Element:
    """Right eye up, left eye across; one mark an event."""
    band = draw(
        "path",
        d=f"M{_x(0)} {_y(0)}L{_x(MOST)} {_y(0.7 * MOST):.1f}V{_y(MOST)}H{_x(0.7 * MOST):.1f}Z",
        class_="band",
    )
    marks = [_draw_mark(pair, language) for pair in pairs]
    labels = [
        _label(language("conjugacy.right_only"), LEFT_EDGE, BOTTOM - SPAN - 7, "start", "right"),
        _turned(language("conjugacy.left_only"), LEFT_EDGE + SPAN + 7, BOTTOM - 40, 90, "left"),
        _turned(language("conjugacy.both"), _x(0.5), _y(0.5) + 4, -45),
    ]
    return drawing(
        WIDTH, HEIGHT, _describe(pairs, language), [band, *_axes(language), *labels, *marks]
    )


def _x(closure: float) -> float:
    return LEFT_EDGE + SPAN * min(max(closure, 0.0), MOST) / MOST


def _y(closure: float) -> float:
    return BOTTOM - SPAN * min(max(closure, 0.0), MOST) / MOST


def _axes(language: Language) -> list[Element]:
    parts = [
        draw("path", d=f"M{LEFT_EDGE} {BOTTOM - SPAN}V{BOTTOM}H{LEFT_EDGE + SPAN}", class_="axis")
    ]
    for closure in (0.0, 0.5, 1.0):
        text = language.percent(closure)
        parts.append(_label(text, _x(closure), BOTTOM + 17, "middle", "tick"))
        parts.append(_label(text, LEFT_EDGE - 7, _y(closure) + 4, "end", "tick"))
    across = _label(
        language("conjugacy.left_eye"), LEFT_EDGE + SPAN / 2, HEIGHT - 8, "middle", "left"
    )
    up = _turned(language("conjugacy.right_eye"), 10, BOTTOM - SPAN / 2, -90, "right")
    return [*parts, across, up]


def _label(text: str, x: float, y: float, anchor: str, kind: str) -> Element:
    return draw("text", text, x=x, y=y, text_anchor=anchor, class_=f"label {kind}")


def _turned(text: str, x: float, y: float, angle: int, kind: str = "muted") -> Element:
    label = _label(text, 0, 0, "middle", kind)
    label.set("transform", f"translate({short(x)} {short(y)}) rotate({angle})")
    return label


def _draw_mark(pair: EyePair, language: Language) -> Element:
    """A ring for a blink, a filled diamond for a spasm, a square for anything else."""
    x, y = _x(pair.left), _y(pair.right)
    kind = f"mark {pair.event.event_type} {pair.event.side}"
    title = draw("title", describe_pair(pair, language))
    if pair.event.event_type is EventType.BLINK:
        return draw("circle", title, cx=x, cy=y, r=5.0, class_=kind)
    if pair.event.event_type is EventType.SPASM:
        path = f"M{x:.1f} {y - 6.5:.1f}l6.5 6.5l-6.5 6.5l-6.5 -6.5Z"
        return draw("path", title, d=path, class_=kind)
    return draw("rect", title, x=x - 4.5, y=y - 4.5, width=9, height=9, class_=kind)


def describe_pair(pair: EyePair, language: Language) -> str:
    """One event in words."""
    return language(
        "conjugacy.mark",
        kind=language(f"event.{pair.event.event_type}"),
        time=language.number(pair.event.onset),
        left=language.percent(pair.left),
        right=language.percent(pair.right),
    )


def _describe(pairs: list[EyePair], language: Language) -> str:
    def count(kind: EventType) -> int:
        return sum(pair.event.event_type is kind for pair in pairs)

    return language("conjugacy.title", blinks=count(EventType.BLINK), spasms=count(EventType.SPASM))
