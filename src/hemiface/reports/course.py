"""The course of a person as one chart: a lane a line, treatments through all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from hemiface.model.course import (
    Course,
    CourseLine,
    CourseMark,
    CoursePoint,
    LineKind,
    MarkKind,
    ReturnForecast,
)
from hemiface.reports.course_words import name_line, name_mark
from hemiface.reports.drawing import Element, draw, drawing
from hemiface.reports.language import Language, sensible_digits

WIDTH = 960.0
EDGE, RIGHT_EDGE = 62.0, 18.0
LANE, LANE_GAP = 92.0, 34.0
TOP = 26.0
BAR = 15.0
GAP_D = {LineKind.DIARY: 14}
"""Days without an entry after which a line is broken, by kind; others after `LONG_GAP_D`."""
LONG_GAP_D = 200
MOST_BARS = {MarkKind.SIDE_EFFECT: 6, MarkKind.MEDICINE: 6, MarkKind.OTHER: 4}
"""Bars of a kind that are drawn: those that lasted until last. Of more, how many there are."""
LONGEST_LABEL = 48
LETTER = 6.6
ORDER = (
    LineKind.VIDEO,
    LineKind.DIARY,
    LineKind.RATING,
    LineKind.QUESTIONNAIRE,
    LineKind.WEAKNESS,
)
MOMENTS = (MarkKind.BOTULINUM, MarkKind.DECOMPRESSION)


@dataclass(frozen=True, slots=True)
class DayAxis:
    """Days from the left edge to the right."""

    first: date
    last: date

    def x(self, day: date) -> float:
        """Across."""
        share = (day - self.first).days / max((self.last - self.first).days, 1)
        return EDGE + (WIDTH - EDGE - RIGHT_EDGE) * min(max(share, 0.0), 1.0)


def draw_course(
    course: Course, language: Language, forecast: ReturnForecast | None = None
) -> Element | None:
    """Draw the course; None where there is nothing to draw.

    Parameters
    ----------
    course
        Lines and marks.
    language
        Language of the words.
    forecast
        When the effect of the last injection is likely to go.
    """
    if not course.lines:
        return None
    span = _find_span(course, forecast)
    lines = sorted(course.lines, key=lambda line: (ORDER.index(line.kind), line.name))
    bars, more = choose_bars(course.marks, course.today)
    bottom = TOP + len(lines) * (LANE + LANE_GAP)
    parts = _draw_moments(course.marks, span, bottom, language)
    if forecast is not None:
        parts = [*_draw_forecast(forecast, span, bottom), *parts]
    for place, line in enumerate(lines):
        parts += _draw_lane(line, span, TOP + 22 + place * (LANE + LANE_GAP), language)
    for place, mark in enumerate(bars):
        parts.append(_draw_bar(mark, span, bottom + place * (BAR + 4), course.today, language))
    below = bottom + len(bars) * (BAR + 4)
    for place, kind in enumerate(more):
        text = language(f"follow.more.{kind}", n=more[kind])
        parts.append(_text(text, EDGE, below + place * (BAR + 4) + 11.5, "start", "bar-name"))
    height = below + len(more) * (BAR + 4) + 24
    parts += _draw_months(span, height - 20, language)
    return drawing(WIDTH, height, language("follow.chart.title"), parts)


def choose_bars(
    marks: Sequence[CourseMark], today: date
) -> tuple[list[CourseMark], dict[MarkKind, int]]:
    """What lasts for a time and fits into the chart, and how many more there are of each kind.

    Parameters
    ----------
    marks
        In order of days.
    today
        Until when what has not ended has lasted.
    """
    shown: set[UUID] = set()
    more: dict[MarkKind, int] = {}
    for kind, most in MOST_BARS.items():
        found = [mark for mark in marks if mark.kind is kind]
        found.sort(key=lambda mark: (mark.ended or max(today, mark.day), mark.day))
        shown.update(mark.entry for mark in found[-most:])
        if len(found) > most:
            more[kind] = len(found) - most
    return [mark for mark in marks if mark.entry in shown], more


def _find_span(course: Course, forecast: ReturnForecast | None) -> DayAxis:
    last = max(*course.days, course.today) if course.days else course.today
    if forecast is not None:
        last = max(last, min(forecast.latest, course.today + timedelta(days=365)))
    first = min(course.days, default=course.today)
    return DayAxis(first - timedelta(days=3), max(last, first + timedelta(days=28)))


def _draw_lane(line: CourseLine, span: DayAxis, top: float, language: Language) -> list[Element]:
    low, high = _find_range(line)
    bottom = top + LANE

    def y(value: float) -> float:
        share = (value - low) / (high - low)
        return bottom - LANE * min(max(share, 0.0), 1.0)

    # A window that shows the end of the chart alone shows the name and the numbers there.
    end = WIDTH - RIGHT_EDGE
    parts = [
        _text(name_line(line, language), EDGE, top - 7, "start", "panel-name"),
        _text(name_line(line, language), end, top - 7, "end", "panel-name far"),
    ]
    shown = (low, (low + high) / 2, high)
    whole = high >= 10 or (not line.unit and all(value % 1 == 0 for value in shown))
    digits = 0 if whole else sensible_digits(high)
    numbers = []
    for value in shown:
        parts.append(draw("path", d=f"M{EDGE} {y(value):.1f}H{end}", class_="course-grid"))
        text = language.quantity(value, line.unit, digits)
        parts.append(_text(text, EDGE - 8, y(value) + 4, "end", "tick"))
        numbers.append(
            _text(text, end, y(value) + (13 if value == high else -4), "end", "tick far")
        )
    if line.smallest_change is not None and len(line.points) > 1:
        first = line.points[0].value
        upper, lower = y(first + line.smallest_change), y(first - line.smallest_change)
        parts.append(
            draw(
                "rect",
                x=EDGE,
                y=upper,
                width=end - EDGE,
                height=max(lower - upper, 1.0),
                class_="course-band",
            )
        )
    for run in find_runs(line):
        path = "M" + "L".join(f"{span.x(one.day):.1f} {y(one.value):.1f}" for one in run)
        if len(run) > 1:
            parts.append(draw("path", d=path, class_=f"course-line {line.kind}"))
    radius = 2.2 if line.kind is LineKind.DIARY else 4.0
    for point in line.points:
        x = span.x(point.day)
        if point.low is not None and point.high is not None:
            whisker = f"M{x:.1f} {y(point.low):.1f}V{y(point.high):.1f}"
            parts.append(draw("path", d=whisker, class_="course-whisker"))
        parts.append(
            draw("circle", cx=x, cy=y(point.value), r=radius, class_=f"course-point {line.kind}")
        )
    return [*parts, *numbers]


def find_runs(line: CourseLine) -> list[list[CoursePoint]]:
    """Points that may be joined: where nothing is known for long, the line is broken."""
    longest = GAP_D.get(line.kind, LONG_GAP_D)
    runs: list[list[CoursePoint]] = []
    for point in line.points:
        if runs and (point.day - runs[-1][-1].day).days <= longest:
            runs[-1].append(point)
        else:
            runs.append([point])
    return runs


def _find_range(line: CourseLine) -> tuple[float, float]:
    values = [point.value for point in line.points]
    values += [point.high for point in line.points if point.high is not None]
    low = min(line.low if line.low is not None else min(values), *values)
    top = max(values)
    high = line.high if line.high is not None else 1.1 * top
    high = max(high, top)
    return low, high if high > low else low + 1.0


def _draw_moments(
    marks: Sequence[CourseMark], span: DayAxis, bottom: float, language: Language
) -> list[Element]:
    """Draw each treatment of one day, and name those that have room, the latest first."""
    parts, taken = [], WIDTH + LETTER
    for mark in reversed([mark for mark in marks if mark.kind in MOMENTS]):
        x = span.x(mark.day)
        parts.append(
            draw(
                "path", d=f"M{x:.1f} {TOP - 8}V{bottom - 8:.1f}", class_=f"course-mark {mark.kind}"
            )
        )
        label = _label(mark, language)
        width = LETTER * len(label)
        anchor = "end" if x + width > WIDTH else "start"
        left = x - width if anchor == "end" else x
        if left >= 0 and left + width < taken:
            parts.append(_text(label, x + (-3 if anchor == "end" else 3), TOP - 12, anchor, "mark"))
            taken = left - 8
    return parts


def _draw_forecast(forecast: ReturnForecast, span: DayAxis, bottom: float) -> list[Element]:
    left, right = span.x(forecast.earliest), span.x(forecast.latest)
    middle = span.x(forecast.day)
    return [
        draw(
            "rect",
            x=left,
            y=TOP - 8,
            width=max(right - left, 2.0),
            height=bottom - TOP,
            class_="course-forecast",
        ),
        draw("path", d=f"M{middle:.1f} {TOP - 8}V{bottom - 8:.1f}", class_="course-likely"),
    ]


def _draw_bar(
    mark: CourseMark, span: DayAxis, top: float, today: date, language: Language
) -> Element:
    left = span.x(mark.day)
    width = max(span.x(mark.ended or max(today, mark.day)) - left, 3.0)
    label = _label(mark, language)
    inside = left + LETTER * len(label) < WIDTH - RIGHT_EDGE
    anchor, at = ("start", left + 4) if inside else ("end", left - 4)
    return draw(
        "g",
        draw(
            "rect", x=left, y=top, width=width, height=BAR, rx=3, class_=f"course-bar {mark.kind}"
        ),
        _text(label, at, top + 11.5, anchor, "bar-name"),
    )


def _draw_months(span: DayAxis, y: float, language: Language) -> list[Element]:
    months = (span.last.year - span.first.year) * 12 + span.last.month - span.first.month
    step = next(step for step in (1, 2, 3, 6, 12, 24, 60, 1200) if months / step <= 12)
    parts = []
    place = span.first.year * 12 + span.first.month - 1
    for number in range(place - place % step, place + months + 1, step):
        day = date(number // 12, number % 12 + 1, 1)
        if span.first <= day <= span.last:
            x = span.x(day)
            parts.append(draw("path", d=f"M{x:.1f} {y - 8}V{y - 2}", class_="course-grid"))
            text = language("follow.chart.month", month=f"{day.month:02d}", year=day.year)
            anchor = "end" if x + LETTER * len(text) / 2 > WIDTH else "middle"
            parts.append(_text(text, x if anchor == "middle" else WIDTH, y + 12, anchor, "tick"))
    return parts


def _label(mark: CourseMark, language: Language) -> str:
    """What a mark is called, no longer than it can be drawn; the table says all of it."""
    label = name_mark(mark, language)
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}\u2026"


def _text(text: str, x: float, y: float, anchor: str, kind: str) -> Element:
    return draw("text", text, x=x, y=y, text_anchor=anchor, class_=f"course-text {kind}")
