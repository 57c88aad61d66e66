"""A forest: numbers of an endpoint below one another, each with its interval."""

from math import exp, isfinite, log

from hemiface.model.study import Estimate
from hemiface.model.study_plan import StudyPlan
from hemiface.reports.drawing import Element, draw, drawing
from hemiface.reports.language import Language, sensible_digits
from hemiface.reports.study_axes import CHARACTER, find_ticks, text, widen
from hemiface.reports.study_rows import SHARES, name_line, write_estimate
from hemiface.research.study_results import EndpointResult, ResultLine

WIDTH, ROW, TOP = 760.0, 30.0, 40.0
NAMES, LEFT_EDGE, RIGHT_EDGE = 10.0, 270.0, 560.0
RATIOS = frozenset({"hazard_ratio", "odds_ratio", "positive_ratio", "negative_ratio"})
DIFFERENCES = frozenset(
    {"difference", "share_difference", "delta", "trigger", "area_difference", "bias"}
)


def draw_forest(result: EndpointResult, plan: StudyPlan, language: Language) -> Element | None:
    """Names, intervals on one axis, and numbers; None where nothing has an interval."""
    chart = result.chart
    rows = [
        (line, line.estimate)
        for line in result.lines
        if chart and line.code in chart.codes and line.estimate and _is_finite(line.estimate)
    ]
    if not rows:
        return None
    code = rows[0][0].code
    scale = _Scale(rows, logarithmic=code in RATIOS, zero=code in DIFFERENCES)
    bottom = TOP + ROW * len(rows)
    several = len({line.code for line, _ in rows}) > 1
    title = language("study.axis.shares" if several else f"study.line.{code}")
    parts = [text(title, LEFT_EDGE, 20, "start", "label strong")]
    for value in scale.ticks:
        x = scale.x(value)
        parts.append(draw("path", d=f"M{x:.1f} {TOP - 8:g}V{bottom:g}", class_="grid"))
        digits = max(sensible_digits(value) if value % 1 else 0, 0)
        words = language.percent(value) if code in SHARES else language.number(value, digits)
        parts.append(text(words, x, bottom + 18, "middle"))
    if scale.reference is not None:
        x = scale.x(scale.reference)
        parts.append(draw("path", d=f"M{x:.1f} {TOP - 8:g}V{bottom:g}", class_="reference"))
    for place, row in enumerate(rows):
        parts += _draw_row(row, scale, TOP + ROW * (place + 0.5), plan, language)
    parts.append(draw("path", d=f"M{LEFT_EDGE:g} {bottom:g}H{RIGHT_EDGE:g}", class_="axis"))
    return drawing(WIDTH, bottom + 30, result.endpoint.title, parts)


class _Scale:
    """Where numbers stand, evenly or by their logarithm."""

    def __init__(
        self, rows: list[tuple[ResultLine, Estimate]], *, logarithmic: bool, zero: bool
    ) -> None:
        self._log = logarithmic
        self.reference = 1.0 if logarithmic else 0.0 if zero else None
        ends = [end for _, one in rows for end in (one.low, one.high)]
        if self.reference is not None:
            ends.append(self.reference)
        if logarithmic:
            kept = [log(end) for end in ends if end > 0]
            self._low, self._high = widen(min(kept), max(kept))
            steps = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
            self.ticks = [one for one in steps if self._low <= log(one) <= self._high]
            if len(self.ticks) < 2:
                self.ticks = find_ticks(exp(self._low), exp(self._high), 3)
        else:
            self._low, self._high = widen(min(ends), max(ends))
            self.ticks = find_ticks(self._low, self._high, 4)

    def x(self, value: float) -> float:
        """Across; what lies beyond an end stands at it."""
        if self._log:
            value = log(value) if value > 0 else self._low
        share = min(max((value - self._low) / (self._high - self._low), 0.0), 1.0)
        return LEFT_EDGE + (RIGHT_EDGE - LEFT_EDGE) * share


def _draw_row(
    row: tuple[ResultLine, Estimate],
    scale: _Scale,
    y: float,
    plan: StudyPlan,
    language: Language,
) -> list[Element]:
    line, estimate = row
    name = name_line(line, plan, language)
    if line.code in ("sensitivity", "specificity", "positive_value", "negative_value"):
        name = language(f"study.line.{line.code}")
    room = int((LEFT_EDGE - NAMES - 14) / CHARACTER)
    shown = name if len(name) <= room else f"{name[: room - 1]}…"
    value, interval = write_estimate(line.code, estimate, language)
    words = f"{value} ({interval})"
    x = scale.x(estimate.value)
    d = f"M{scale.x(estimate.low):.1f} {y:.1f}H{scale.x(estimate.high):.1f}"
    return [
        text(shown, NAMES, y + 4),
        draw("path", d=d, class_="whisker s0"),
        draw("rect", x=x - 4.5, y=y - 4.5, width=9, height=9, class_="dot s0"),
        text(words, RIGHT_EDGE + 14, y + 4, "start", "label strong"),
    ]


def _is_finite(estimate: Estimate) -> bool:
    return all(isfinite(one) for one in (estimate.value, estimate.low, estimate.high))
