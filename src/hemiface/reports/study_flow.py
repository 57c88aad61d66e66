"""The flow diagram: who was looked at, who was left out and why, who is analyzed."""

from collections.abc import Sequence
from textwrap import wrap

from hemiface.model.study_plan import Rank
from hemiface.reports.drawing import Element, draw, drawing
from hemiface.reports.language import Language
from hemiface.reports.study_axes import CHARACTER, text
from hemiface.reports.study_rows import say_persons
from hemiface.research.study_results import StudyResults

WIDTH, MARGIN, GAP, LINE, PAD = 760.0, 10.0, 34.0, 17.0, 11.0
MAIN, ASIDE = 360.0, 320.0
MOST_BOXES = 6
"""Groups beside one another; more stand in one box, a line each."""


def draw_flow(results: StudyResults, language: Language) -> Element:
    """Boxes from everybody to each group, exclusions beside."""
    flow = results.flow
    parts: list[Element] = []
    y = MARGIN
    first = [_count(language, "flow.assessed", flow.persons, flow.rows)]
    y = _box(parts, first, MARGIN, y, MAIN)
    middle = MARGIN + MAIN / 2
    for step in flow.steps:
        lines = [_count(language, "flow.excluded", step.persons, step.rows), step.reason]
        if step.unknown:
            rows = language("study.rows", n=step.unknown)
            lines.append(language("study.flow.unknown", rows=rows))
        top = y + GAP / 2
        end = _box(parts, lines, MARGIN + MAIN + 60, top, ASIDE, classes="box out")
        parts.append(_path(f"M{middle:g} {y:g}V{end + GAP / 2:g}"))
        level = (top + end) / 2
        parts.append(_path(f"M{middle:g} {level:g}H{MARGIN + MAIN + 60:g}"))
        parts.append(_arrow_right(MARGIN + MAIN + 60, level))
        y = end + GAP / 2
    if not flow.steps:
        parts.append(_path(f"M{middle:g} {y:g}V{y + GAP:g}"))
        y += GAP
    parts.append(_arrow_down(middle, y))
    kept = [_count(language, "flow.included", flow.kept_persons, flow.kept_rows)]
    y = _box(parts, kept, MARGIN, y, MAIN)
    y = _draw_groups(parts, results, language, y)
    primary = [one for one in results.endpoints if one.endpoint.rank is Rank.PRIMARY]
    if primary:
        lines = [language("study.flow.analyzed")]
        lines += [
            language(
                "study.flow.endpoint",
                title=one.endpoint.title,
                persons=say_persons(one, language),
            )
            for one in primary
        ]
        for across in _centers(len(flow.groups)) or [middle]:
            parts.append(_path(f"M{across:g} {y:g}V{y + GAP:g}"))
            parts.append(_arrow_down(across, y + GAP))
        y = _box(parts, lines, MARGIN, y + GAP, WIDTH - 2 * MARGIN)
    return drawing(WIDTH, y + MARGIN, language("study.flow.title"), parts)


def _draw_groups(
    parts: list[Element], results: StudyResults, language: Language, y: float
) -> float:
    groups = results.flow.groups
    if not groups:
        return y
    if len(groups) > MOST_BOXES:
        middle = MARGIN + MAIN / 2
        parts.append(_path(f"M{middle:g} {y:g}V{y + GAP:g}"))
        parts.append(_arrow_down(middle, y + GAP))
        lines = [language("study.flow.groups", n=len(groups))]
        for one in groups:
            count = _count(language, "flow.group", one.persons, one.rows)
            lines.append(f"{one.name or language('study.no_group')}: {count}")
        return _box(parts, lines, MARGIN, y + GAP, WIDTH - 2 * MARGIN)
    room = _room(len(groups))
    ends = []
    middle = MARGIN + MAIN / 2
    bar = y + GAP / 2
    parts.append(_path(f"M{middle:g} {y:g}V{bar:g}"))
    for across, group in zip(_centers(len(groups)), groups, strict=True):
        x = across - room / 2
        parts.append(_path(f"M{middle:g} {bar:g}H{across:g}V{y + GAP:g}"))
        parts.append(_arrow_down(across, y + GAP))
        name = group.name or language("study.no_group")
        lines = [name, _count(language, "flow.group", group.persons, group.rows)]
        ends.append(_box(parts, lines, x, y + GAP, room))
    return max(ends)


def _room(n_groups: int) -> float:
    """Width of a group's box."""
    return (WIDTH - 2 * MARGIN - 20 * (n_groups - 1)) / n_groups


def _centers(n_groups: int) -> list[float]:
    """Middle of each group's box."""
    if not n_groups or n_groups > MOST_BOXES:
        return []
    room = _room(n_groups)
    return [MARGIN + place * (room + 20) + room / 2 for place in range(n_groups)]


def _count(language: Language, key: str, persons: int, rows: int) -> str:
    return language(
        f"study.{key}",
        persons=language("study.persons", n=persons),
        rows=language("study.rows", n=rows),
    )


def _box(
    parts: list[Element],
    lines: Sequence[str],
    x: float,
    y: float,
    width: float,
    *,
    classes: str = "box",
) -> float:
    """A box with wrapped lines, the first one strong; gives its lower edge."""
    room = int((width - 2 * PAD) / CHARACTER)
    wrapped = [(part, not place) for place, line in enumerate(lines) for part in wrap(line, room)]
    height = 2 * PAD + LINE * len(wrapped) - 3
    parts.append(draw("rect", x=x, y=y, width=width, height=height, rx=6, class_=classes))
    for place, (words, strong) in enumerate(wrapped):
        look = "label strong" if strong else "label"
        parts.append(text(words, x + PAD, y + PAD + 11 + LINE * place, "start", look))
    return y + height


def _path(d: str) -> Element:
    return draw("path", d=d, class_="axis")


def _arrow_down(x: float, y: float) -> Element:
    return _path(f"M{x - 4:g} {y - 6:g}L{x:g} {y:g}L{x + 4:g} {y - 6:g}")


def _arrow_right(x: float, y: float) -> Element:
    return _path(f"M{x - 6:g} {y - 4:g}L{x:g} {y:g}L{x - 6:g} {y + 4:g}")
