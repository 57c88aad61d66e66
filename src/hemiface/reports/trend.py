"""One measure over several visits: values with intervals, noise band, treatments."""

from collections.abc import Sequence
from dataclasses import dataclass

from hemiface.model.assessment import Measure
from hemiface.model.events import EventSide
from hemiface.reports.definitions import define
from hemiface.reports.drawing import Element, draw, drawing
from hemiface.reports.language import Language
from hemiface.reports.visits import ComparedRecording, Treatment, find_change, place_visits

WIDTH, HEIGHT = 340, 190
LEFT_EDGE, RIGHT_EDGE, TOP, BOTTOM = 44, 326, 26, 160


@dataclass(frozen=True, slots=True)
class TrendAxes:
    """Where visits and values stand in a drawing."""

    first: float
    last: float
    low: float
    high: float

    def x(self, place: float) -> float:
        """Across; a lone place stands in the middle."""
        span = self.last - self.first
        share = (place - self.first) / span if span else 0.5
        return LEFT_EDGE + 14 + (RIGHT_EDGE - LEFT_EDGE - 28) * share

    def y(self, value: float) -> float:
        """Up."""
        share = (value - self.low) / (self.high - self.low)
        return BOTTOM - (BOTTOM - TOP) * min(max(share, 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class Point:
    """One measure at one visit."""

    place: float
    value: float
    measure: Measure


def draw_trend(
    name: str,
    visits: Sequence[ComparedRecording],
    treatments: Sequence[Treatment],
    language: Language,
) -> Element | None:
    """Both sides of a measure over the visits; None unless two visits have a value."""
    found = {side: collect(name, side, visits) for side in (*EventSide, None)}
    rows = {side: points for side, points in found.items() if len(points) > 1}
    if not rows:
        return None
    scale = _fit(list(rows.values()), visits, treatments)
    parts = _draw_frame(scale, visits, language)
    for side, points in rows.items():
        parts += _draw_band(name, side, points, scale, visits)
    parts += [_draw_treatment(treatment, scale) for treatment in treatments]
    for side, points in rows.items():
        parts += _draw_points(side, points, scale)
    return drawing(WIDTH, HEIGHT, define(name, language).title, parts)


def collect(name: str, side: EventSide | None, visits: Sequence[ComparedRecording]) -> list[Point]:
    """Value at every visit that has one."""
    return [
        Point(place, measure.value, measure)
        for place, visit in zip(place_visits(visits), visits, strict=True)
        for measure in visit.analysis.assessment.measures
        if (measure.name, measure.side) == (name, side) and measure.value is not None
    ]


def _fit(
    rows: Sequence[Sequence[Point]],
    visits: Sequence[ComparedRecording],
    treatments: Sequence[Treatment],
) -> TrendAxes:
    places = place_visits(visits) + [float(found.day.toordinal()) for found in treatments]
    ends = [0.0]
    for point in (point for row in rows for point in row):
        measure = point.measure
        ends += [point.value, *(end for end in (measure.low, measure.high) if end is not None)]
    low, high = min(ends), max(ends)
    return TrendAxes(min(places), max(places), low, high if high > low else low + 1.0)


def _draw_frame(
    scale: TrendAxes, visits: Sequence[ComparedRecording], language: Language
) -> list[Element]:
    parts = []
    for value in (scale.low, (scale.low + scale.high) / 2, scale.high):
        y = scale.y(value)
        parts.append(draw("path", d=f"M{LEFT_EDGE} {y:.1f}H{RIGHT_EDGE}", class_="grid"))
        parts.append(_text(language.quantity(value), LEFT_EDGE - 6, y + 4, "end"))
    taken = -100.0
    for number, (place, visit) in enumerate(zip(place_visits(visits), visits, strict=True), 1):
        x = scale.x(place)
        if x - taken > 84:
            anchor = "end" if x > RIGHT_EDGE - 40 else "middle"
            parts.append(_text(name_visit(visit, number, language), x, BOTTOM + 18, anchor))
            taken = x
    return parts


def name_visit(visit: ComparedRecording, number: int, language: Language) -> str:
    """Day of a visit, or its number where the day is not known."""
    return language.day(visit.day) if visit.day else language("compare.visit", number=number)


def _draw_band(
    name: str,
    side: EventSide | None,
    points: Sequence[Point],
    scale: TrendAxes,
    visits: Sequence[ComparedRecording],
) -> list[Element]:
    """Around the first value: what the noise of both recordings could make of it."""
    sizes = []
    for place, visit in zip(place_visits(visits), visits, strict=True):
        change = find_change(visit.changes, name, side)
        if change is not None and change.smallest_change is not None:
            sizes.append((place, change.smallest_change))
    if not sizes:
        return []
    first = points[0]
    edge = [(first.place, sizes[0][1]), *sizes]
    upper = [f"{scale.x(at):.1f} {scale.y(first.value + size):.1f}" for at, size in edge]
    lower = [f"{scale.x(at):.1f} {scale.y(first.value - size):.1f}" for at, size in edge]
    path = "M" + "L".join([*upper, *reversed(lower)]) + "Z"
    return [draw("path", d=path, class_=f"noise {side or 'both'}")]


def _draw_treatment(treatment: Treatment, scale: TrendAxes) -> Element:
    x = scale.x(float(treatment.day.toordinal()))
    anchor = "end" if x > (LEFT_EDGE + RIGHT_EDGE) / 2 else "start"
    shift = -5 if anchor == "end" else 5
    return draw(
        "g",
        draw("path", d=f"M{x:.1f} {TOP - 12}V{BOTTOM}", class_="treatment"),
        _text(treatment.title, x + shift, TOP - 12, anchor),
    )


def _draw_points(
    side: EventSide | None, points: Sequence[Point], scale: TrendAxes
) -> list[Element]:
    kind = side or "both"
    spots = [(scale.x(point.place), scale.y(point.value), point.measure) for point in points]
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y, _ in spots)
    parts = [draw("path", d=path, class_=f"trace {kind}")]
    for x, y, measure in spots:
        if measure.low is not None and measure.high is not None:
            whisker = f"M{x:.1f} {scale.y(measure.low):.1f}V{scale.y(measure.high):.1f}"
            parts.append(draw("path", d=whisker, class_=f"whisker {kind}"))
        parts.append(draw("circle", cx=x, cy=y, r=4.5, class_=f"point {kind}"))
    return parts


def _text(text: str, x: float, y: float, anchor: str) -> Element:
    return draw("text", text, x=x, y=y, text_anchor=anchor, class_="label tick")
