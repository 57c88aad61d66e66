"""Figures of the endpoints of a study."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from hemiface.model.study_plan import StudyPlan
from hemiface.reports.drawing import Element, Row, draw, drawing, line_path
from hemiface.reports.language import Language
from hemiface.reports.study_axes import (
    LEFT_EDGE,
    RIGHT_EDGE,
    WIDTH,
    Axes,
    choose_ticks,
    draw_axes,
    draw_key,
    find_ticks,
    series_class,
    text,
    widen,
    write_value,
)
from hemiface.reports.study_forest import draw_forest
from hemiface.research.study_results import Chart, ChartKind, EndpointResult, Series


def draw_endpoint(result: EndpointResult, plan: StudyPlan, language: Language) -> Element | None:
    """The figure of an endpoint; None where it has none."""
    chart = result.chart
    if chart is None:
        return None
    title = result.endpoint.title
    try:
        with np.errstate(all="ignore"):
            if chart.kind is ChartKind.FOREST:
                return draw_forest(result, plan, language)
            return DRAW[chart.kind](title, chart, plan, language)
    except (ArithmeticError, LookupError, ValueError):
        # Numbers may be as far apart as no axis is long; the rest of the report stands.
        return drawing(WIDTH, 40.0, title, [text(language("study.axis.none"), 10, 24)])


def name_axis(column: str, plan: StudyPlan) -> str:
    """Title of a column with its unit."""
    unit = plan.column_units.get(column, "")
    title = plan.title_of(column)
    title = title[:1].upper() + title[1:]
    return title if not unit or unit in title.casefold() else f"{title}, {unit}"


def _draw_steps(title: str, chart: Chart, plan: StudyPlan, language: Language) -> Element:
    """Curves of survival or incidence, with the number still followed below."""
    end = max(float(one.x[-1]) for one in chart.series)
    axes = Axes(0.0, end or 1.0, 0.0, 1.0)
    x_ticks = choose_ticks(axes, chart.marks)
    parts = draw_axes(
        axes,
        language,
        x_ticks=x_ticks,
        y_ticks=[0, 0.25, 0.5, 0.75, 1],
        x_title=name_axis(chart.x, plan),
        y_title=language("study.axis.share"),
        percent=True,
    )
    for place, one in enumerate(chart.series):
        if one.low is not None and one.high is not None:
            d = _step_path(axes, one.x, one.high) + _step_back(axes, one.x, one.low)
            parts.append(draw("path", d=d, class_=f"band {series_class(place)}"))
    for place, one in enumerate(chart.series):
        look = series_class(place)
        parts.append(draw("path", d=_step_path(axes, one.x, one.y), class_=f"trace {look}"))
        if lost := _lost_path(axes, one):
            parts.append(draw("path", d=lost, class_=f"whisker {look}"))
    height = axes.bottom + 48
    if all(one.at_risk is None for one in chart.series):
        parts += draw_key([one.name for one in chart.series])
    else:
        parts.append(text(language("study.axis.at_risk"), 8, height + 14, "start", "label strong"))
        if any(one.censored is not None and len(one.censored) for one in chart.series):
            words = language("study.axis.censored")
            parts.append(text(words, RIGHT_EDGE, height + 14, "end"))
        for place, one in enumerate(chart.series):
            parts += _draw_risk(
                one, place, x_ticks, axes, y=height + 22 + 38 * place, language=language
            )
        height += 30 + 38 * len(chart.series)
    return drawing(WIDTH, height, title, parts)


def _draw_risk(
    one: Series, place: int, ticks: Sequence[float], axes: Axes, *, y: float, language: Language
) -> list[Element]:
    """Which line it is, and how many were still followed at each tick."""
    look = series_class(place)
    parts = [
        draw("path", d=f"M8 {y + 8:.1f}H36", class_=f"trace {look}"),
        text(one.name or language("study.everybody"), 42, y + 12, "start", f"label {look}"),
    ]
    if one.at_risk is not None:
        # Nobody is followed beyond the last time of the line.
        counts = [*one.at_risk.tolist(), 0.0][: len(one.x) + 1]
        for tick, left in zip(ticks, np.searchsorted(one.x, ticks), strict=True):
            parts.append(text(f"{counts[left]:.0f}", axes.x(tick), y + 29, "middle"))
    return parts


def _draw_course(title: str, chart: Chart, plan: StudyPlan, language: Language) -> Element:
    """Means of groups over time, with their intervals."""
    ends = [value for one in chart.series for value in (_least(one), _largest(one))]
    y_low, y_high = widen(min(ends), max(ends))
    x_low, x_high = widen(
        min(float(one.x[0]) for one in chart.series), max(float(one.x[-1]) for one in chart.series)
    )
    axes = Axes(x_low, x_high, y_low, y_high)
    places = sorted({float(x) for one in chart.series for x in one.x})
    parts = draw_axes(
        axes,
        language,
        x_ticks=places if len(places) < 9 else find_ticks(x_low, x_high),
        y_ticks=find_ticks(y_low, y_high),
        x_title=name_axis(chart.x, plan),
        y_title=language("study.axis.mean", name=name_axis(chart.y, plan)),
    )
    for place, one in enumerate(chart.series):
        look, shift = series_class(place), 4.0 * (place - (len(chart.series) - 1) / 2)
        x = np.array([axes.x(value) for value in one.x]) + shift
        y = np.array([axes.y(value) for value in one.y])
        parts.append(draw("path", d=line_path(x, y), class_=f"trace {look}"))
        if one.low is not None and one.high is not None:
            for at, low, high in zip(x, one.low, one.high, strict=True):
                d = f"M{at:.1f} {axes.y(low):.1f}V{axes.y(high):.1f}"
                parts.append(draw("path", d=d, class_=f"whisker {look}"))
        parts += [_mark(float(a), float(b), place) for a, b in zip(x, y, strict=True)]
    parts += draw_key([one.name for one in chart.series])
    return drawing(WIDTH, axes.bottom + 50, title, parts)


def _draw_operating(title: str, chart: Chart, plan: StudyPlan, language: Language) -> Element:
    """Sensitivity against what is told wrongly, over all cut-offs."""
    del plan
    axes = Axes(0.0, 1.0, 0.0, 1.0, bottom=470.0)
    ticks = [0, 0.25, 0.5, 0.75, 1]
    parts = draw_axes(
        axes,
        language,
        x_ticks=ticks,
        y_ticks=ticks,
        x_title=language("study.axis.false_positive"),
        y_title=language("study.axis.sensitivity"),
        percent=True,
        x_percent=True,
    )
    d = f"M{axes.x(0):.1f} {axes.y(0):.1f}L{axes.x(1):.1f} {axes.y(1):.1f}"
    parts.append(draw("path", d=d, class_="reference"))
    for place, one in enumerate(chart.series):
        x = np.array([axes.x(value) for value in one.x])
        y = np.array([axes.y(value) for value in one.y])
        parts.append(draw("path", d=line_path(x, y), class_=f"trace {series_class(place)}"))
    for across, up, name in chart.points:
        parts.append(_mark(axes.x(across), axes.y(up), 0))
        parts.append(text(name, axes.x(across) + 10, axes.y(up) + 16, classes="label strong"))
    parts += draw_key([one.name for one in chart.series])
    return drawing(WIDTH, axes.bottom + 50, title, parts)


def _draw_scatter(title: str, chart: Chart, plan: StudyPlan, language: Language) -> Element:
    """Differences over means, with the limits of agreement and their intervals."""
    (cloud,) = chart.series
    heights = [*cloud.y.tolist(), *(end for level in chart.levels for end in level)]
    y_low, y_high = widen(min(heights), max(heights))
    x_low, x_high = widen(float(cloud.x.min()), float(cloud.x.max()))
    axes = Axes(x_low, x_high, y_low, y_high)
    first, second = name_axis(chart.x, plan), name_axis(chart.y, plan)
    parts = draw_axes(
        axes,
        language,
        x_ticks=find_ticks(x_low, x_high),
        y_ticks=find_ticks(y_low, y_high),
        x_title=language("study.axis.both_mean", first=first, second=second),
        y_title=language("study.axis.difference", first=first, second=second),
    )
    for low, value, high in chart.levels:
        top, bottom, y = axes.y(high), axes.y(low), axes.y(value)
        d = f"M{LEFT_EDGE:g} {top:.1f}H{RIGHT_EDGE:g}V{bottom:.1f}H{LEFT_EDGE:g}Z"
        parts.append(draw("path", d=d, class_="band s0"))
        parts.append(draw("path", d=f"M{LEFT_EDGE:g} {y:.1f}H{RIGHT_EDGE:g}", class_="reference"))
        words = write_value(value, language)
        parts.append(text(words, RIGHT_EDGE - 4, y - 5, "end", "label strong"))
    for x, y in zip(cloud.x, cloud.y, strict=True):
        parts.append(draw("circle", cx=axes.x(x), cy=axes.y(y), r=3.5, class_="ring s0"))
    return drawing(WIDTH, axes.bottom + 50, title, parts)


DRAW: Mapping[ChartKind, Callable[[str, Chart, StudyPlan, Language], Element]] = {
    ChartKind.STEPS: _draw_steps,
    ChartKind.COURSE: _draw_course,
    ChartKind.OPERATING: _draw_operating,
    ChartKind.SCATTER: _draw_scatter,
}


def _step_path(axes: Axes, x: Row, y: Row) -> str:
    """A curve of steps; nothing where there is no value."""
    d = ""
    for at, value in zip(x, y, strict=True):
        if np.isnan(value):
            break
        d += (
            f"H{axes.x(at):.1f}V{axes.y(value):.1f}"
            if d
            else f"M{axes.x(at):.1f} {axes.y(value):.1f}"
        )
    return d


def _lost_path(axes: Axes, one: Series) -> str:
    """A short stroke on the line wherever somebody was followed no longer."""
    d = ""
    for at in one.censored if one.censored is not None else ():
        value = one.y[int(np.searchsorted(one.x, at, side="right")) - 1]
        if not np.isnan(value):
            y = axes.y(value)
            d += f"M{axes.x(at):.1f} {y - 5:.1f}V{y + 5:.1f}"
    return d


def _step_back(axes: Axes, x: Row, y: Row) -> str:
    """The same from right to left, to close a band."""
    known = ~np.isnan(y)
    steps = list(zip(x[known], y[known], strict=True))
    d = ""
    for place in range(len(steps) - 1, -1, -1):
        at, value = steps[place]
        d += f"V{axes.y(value):.1f}H{axes.x(at):.1f}"
    return d + "Z"


def _mark(x: float, y: float, place: int) -> Element:
    """A mark whose shape tells lines apart."""
    look = series_class(place)
    if place % 3 == 0:
        return draw("circle", cx=x, cy=y, r=4.5, class_=f"dot {look}")
    if place % 3 == 1:
        return draw("rect", x=x - 4, y=y - 4, width=8, height=8, class_=f"dot {look}")
    return draw(
        "path",
        d=f"M{x:.1f} {y - 5:.1f}L{x + 5:.1f} {y + 4:.1f}L{x - 5:.1f} {y + 4:.1f}Z",
        class_=f"dot {look}",
    )


def _least(one: Series) -> float:
    return float(np.nanmin(one.y if one.low is None else one.low))


def _largest(one: Series) -> float:
    return float(np.nanmax(one.y if one.high is None else one.high))
