"""One measure over several visits: values with intervals, noise band, treatments."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from hemiface.model.assessment import Measure
from hemiface.model.events import EventSide
from hemiface.reports.definitions import define
from hemiface.reports.drawing import Element, draw, drawing
from hemiface.reports.language import Language
from hemiface.reports.visits import Treatment, Visit, find_change

WIDTH, HEIGHT = 340, 190
LEFT_EDGE, RIGHT_EDGE, TOP, BOTTOM = 44, 326, 26, 160


@dataclass(frozen=True, slots=True)
class Scale:
    """Where days and values stand in a drawing."""

    first: date
    last: date
    low: float
    high: float

    def x(self, day: date) -> float:
        """Place of a day; a lone day stands in the middle."""
        span = (self.last - self.first).days
        share = (day - self.first).days / span if span else 0.5
        return LEFT_EDGE + 14 + (RIGHT_EDGE - LEFT_EDGE - 28) * share

    def y(self, value: float) -> float:
        """Place of a value."""
        share = (value - self.low) / (self.high - self.low)
        return BOTTOM - (BOTTOM - TOP) * min(max(share, 0.0), 1.0)


def draw_trend(
    name: str, visits: Sequence[Visit], treatments: Sequence[Treatment], language: Language
) -> Element | None:
    """Both sides of a measure over the visits; None unless two visits have a value."""
    rows = {side: collect(name, side, visits) for side in (*EventSide, None)}
    rows = {side: row for side, row in rows.items() if len(row) > 1}
    if not rows:
        return None
    scale = _fit(rows.values(), visits, treatments)
    parts = _draw_frame(scale, visits, language)
    for side, row in rows.items():
        parts += _draw_band(name, side, row, scale, visits)
    parts += [_draw_treatment(treatment, scale) for treatment in treatments]
    for side, row in rows.items():
        parts += _draw_row(side, row, scale)
    return drawing(WIDTH, HEIGHT, define(name, language).title, parts)


def collect(
    name: str, side: EventSide | None, visits: Sequence[Visit]
) -> list[tuple[date, Measure, float]]:
    """Day, measure and value of every visit that has one."""
    found = []
    for visit in visits:
        measures = visit.analysis.assessment.measures
        for measure in measures:
            if (measure.name, measure.side) == (name, side) and measure.value is not None:
                found.append((visit.day, measure, measure.value))
    return found


Row = list[tuple[date, Measure, float]]


def _fit(rows: Iterable[Row], visits: Sequence[Visit], treatments: Sequence[Treatment]) -> Scale:
    days = [visit.day for visit in visits] + [treatment.day for treatment in treatments]
    ends = [0.0]
    for row in rows:
        for _, measure, value in row:
            ends += [value, measure.low or value, measure.high or value]
    low, high = min(ends), max(ends)
    return Scale(min(days), max(days), low, high if high > low else low + 1.0)


def _draw_frame(scale: Scale, visits: Sequence[Visit], language: Language) -> list[Element]:
    parts = []
    for value in (scale.low, (scale.low + scale.high) / 2, scale.high):
        y = scale.y(value)
        parts.append(draw("path", d=f"M{LEFT_EDGE} {y:.1f}H{RIGHT_EDGE}", class_="grid"))
        parts.append(_text(language.quantity(value), LEFT_EDGE - 6, y + 4, "end"))
    taken = -100.0
    for visit in visits:
        x = scale.x(visit.day)
        if x - taken > 84:
            anchor = "end" if x > RIGHT_EDGE - 40 else "middle"
            parts.append(_text(language.day(visit.day), x, BOTTOM + 18, anchor))
            taken = x
    return parts


def _draw_band(
    name: str, side: EventSide | None, row: Row, scale: Scale, visits: Sequence[Visit]
) -> list[Element]:
    """Around the first value: what the noise of both recordings could make of it."""
    first_day, _, first = row[0]
    edge = [(first_day, 0.0)]
    for visit in visits:
        change = find_change(visit.changes, name, side)
        if change is not None and change.smallest_change is not None:
            edge.append((visit.day, change.smallest_change))
    if len(edge) < 2:
        return []
    edge[0] = (first_day, edge[1][1])
    upper = [f"{scale.x(day):.1f} {scale.y(first + size):.1f}" for day, size in edge]
    lower = [f"{scale.x(day):.1f} {scale.y(first - size):.1f}" for day, size in reversed(edge)]
    path = "M" + "L".join([*upper, *lower]) + "Z"
    return [draw("path", d=path, class_=f"noise {side or 'both'}")]


def _draw_treatment(treatment: Treatment, scale: Scale) -> Element:
    x = scale.x(treatment.day)
    anchor = "end" if x > (LEFT_EDGE + RIGHT_EDGE) / 2 else "start"
    shift = -5 if anchor == "end" else 5
    return draw(
        "g",
        draw("path", d=f"M{x:.1f} {TOP - 12}V{BOTTOM}", class_="treatment"),
        _text(treatment.title, x + shift, TOP - 12, anchor),
    )


def _draw_row(side: EventSide | None, row: Row, scale: Scale) -> list[Element]:
    kind = side or "both"
    points = [(scale.x(day), scale.y(value)) for day, _, value in row]
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    parts = [draw("path", d=path, class_=f"trace {kind}")]
    for (x, y), (_, measure, _) in zip(points, row, strict=True):
        if measure.low is not None and measure.high is not None:
            whisker = f"M{x:.1f} {scale.y(measure.low):.1f}V{scale.y(measure.high):.1f}"
            parts.append(draw("path", d=whisker, class_=f"whisker {kind}"))
        parts.append(draw("circle", cx=x, cy=y, r=4.5, class_=f"point {kind}"))
    return parts


def _text(text: str, x: float, y: float, anchor: str) -> Element:
    return draw("text", text, x=x, y=y, text_anchor=anchor, class_="label tick")
