"""The expected course after decompression, and the person's own against it."""

from math import log

from hemiface.model.after_surgery import PUBLISHED_COURSES, PublishedCourse
from hemiface.reports.drawing import Element, draw, drawing
from hemiface.reports.language import Language

WIDTH, HEIGHT = 960.0, 244.0
LEFT, RIGHT, TOP, BOTTOM = 56.0, 940.0, 40.0, 206.0
FIRST_D, LAST_D = 1.0, 900.0
TICKS_D = ((7.0, "week"), (30.4, "month"), (91.3, "months_3"), (182.6, "months_6"), (365.2, "year"))


def draw_expected(language: Language, *, free_after: float | None, days_since: float) -> Element:
    """Draw the published share of persons without spasm, and where the person stands.

    Parameters
    ----------
    language
        Language of the words.
    free_after
        Days after which the person was free of spasm; None where that was not seen.
    days_since
        Days since the operation.
    """
    parts = [_text(language("follow.surgery.chart"), LEFT, TOP - 18, "start", "panel-name")]
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = _y(share)
        parts.append(draw("path", d=f"M{LEFT} {y:.1f}H{RIGHT}", class_="course-grid"))
        parts.append(_text(language.percent(share), LEFT - 8, y + 4, "end"))
    for day, name in TICKS_D:
        parts.append(draw("path", d=f"M{_x(day):.1f} {TOP}V{BOTTOM}", class_="course-grid"))
        parts.append(_text(language(f"follow.surgery.{name}"), _x(day), BOTTOM + 18, "middle"))
    for curve in PUBLISHED_COURSES:
        parts += _draw_curve(curve)
    now = _x(max(days_since, FIRST_D))
    parts.append(draw("path", d=f"M{now:.1f} {TOP}V{BOTTOM}", class_="course-likely"))
    parts.append(_text(language("follow.surgery.now"), now - 4, TOP + 12, "end"))
    if free_after is not None:
        x = _x(max(free_after, FIRST_D))
        parts.append(draw("path", d=f"M{x:.1f} {TOP}V{BOTTOM}", class_="course-mark botulinum"))
        parts.append(_text(language("follow.surgery.free"), x + 4, TOP + 24, "start"))
    return drawing(WIDTH, HEIGHT, language("follow.surgery.chart"), parts)


def _draw_curve(curve: PublishedCourse) -> list[Element]:
    path = "L".join(f"{_x(day):.1f} {_y(share):.1f}" for day, share in curve.points)
    dots = [
        draw("circle", cx=_x(day), cy=_y(share), r=3.5, class_="course-point rating")
        for day, share in curve.points
    ]
    return [draw("path", d=f"M{path}", class_="course-line rating"), *dots]


def _x(day: float) -> float:
    share = log(day / FIRST_D) / log(LAST_D / FIRST_D)
    return LEFT + (RIGHT - LEFT) * min(max(share, 0.0), 1.0)


def _y(share: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * share


def _text(text: str, x: float, y: float, anchor: str, kind: str = "tick") -> Element:
    return draw("text", text, x=x, y=y, text_anchor=anchor, class_=f"course-text {kind}")
