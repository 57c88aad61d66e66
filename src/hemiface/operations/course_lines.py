"""The lines of a course that people said, and where lines contradict each other."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import combinations
from statistics import mean
from uuid import UUID

import numpy as np

from hemiface.errors import HemifaceError
from hemiface.model.change import Verdict
from hemiface.model.course import (
    CourseLine,
    CoursePoint,
    Disagreement,
    LineChange,
    LineKind,
)
from hemiface.model.diary import DiaryEntry
from hemiface.model.questionnaires import QuestionnaireResponse, Rating, Scale
from hemiface.operations.ratings import get_questionnaire, get_rating_scale
from hemiface.records.transaction import Transaction
from hemiface.research.detectable import find_smallest_change

HIGHER_IS_BETTER = frozenset(
    {"benefit-percent", "benefit-duration-weeks", "sunnybrook", "eface", "eq-vas", "hfs-36"}
)
NO_DIRECTION = frozenset({"benefit-peak-weeks", "smc"})
NEAR_D = 7
"""Days around a day from which entries of a diary stand for it."""
NEAR_SCALE_D = 14
FEWEST_NEAR = 2
SAID = frozenset({Verdict.BETTER, Verdict.WORSE, Verdict.NO_CHANGE})


def read_diary_line(work: Transaction, person: UUID) -> Iterable[CourseLine]:
    """How bad a person noted it was; no line where nothing was noted."""
    entries = sorted(work.list(DiaryEntry, person), key=lambda entry: entry.value.day)
    kept = [(entry.value.day, entry.value.spasm) for entry in entries]
    points = tuple(CoursePoint(day, value) for day, value in kept if value is not None)
    if points:
        days = np.array([point.day.toordinal() for point in points], dtype=np.float64)
        values = np.array([point.value for point in points])
        smallest = find_smallest_change(days, values)
        yield CourseLine(
            LineKind.DIARY,
            "spasm",
            "",
            points,
            low=0.0,
            high=10.0,
            smallest_change=smallest,
            change_source="diary",
        )


def read_scale_lines(work: Transaction, person: UUID) -> Iterable[CourseLine]:
    """Totals of ratings and of questionnaires, a line a scale."""
    answers: dict[str, list[CoursePoint]] = defaultdict(list)
    for entry in work.list(QuestionnaireResponse, person):
        if entry.value.total is not None:
            answers[entry.value.scale].append(CoursePoint(entry.value.day, entry.value.total))
    ratings: dict[str, list[CoursePoint]] = defaultdict(list)
    for rated in work.list(Rating, person):
        if rated.value.total is not None:
            ratings[rated.value.scale].append(CoursePoint(rated.value.day, rated.value.total))
    for kind, found in ((LineKind.RATING, ratings), (LineKind.QUESTIONNAIRE, answers)):
        for name in sorted(found):
            yield _make_scale_line(kind, name, found[name])


def _make_scale_line(kind: LineKind, name: str, points: Iterable[CoursePoint]) -> CourseLine:
    scale: Scale | None
    try:
        scale = (get_rating_scale if kind is LineKind.RATING else get_questionnaire)(name)
    except HemifaceError:
        scale = None  # of a version that this one does not know
    change = scale.important_change if scale else None
    direction = None if name in NO_DIRECTION else name not in HIGHER_IS_BETTER
    return CourseLine(
        kind,
        name,
        "",
        tuple(sorted(points, key=lambda point: point.day)),
        title=scale.title if scale else name,
        low=(scale.minimum if scale else None) or 0.0,
        high=scale.maximum if scale else None,
        smallest_change=None if change is None else abs(change),
        change_source=scale.important_change_source if scale else "",
        higher_is_worse=direction,
    )


def find_disagreements(lines: Sequence[CourseLine]) -> Iterable[Disagreement]:
    """Lines that say different things of the time between the last two values of one.

    A diary stands for a day with the mean of its entries within a week.

    Parameters
    ----------
    lines
        Lines about the spasm.
    """
    for one, two in combinations(lines, 2):
        first, second = (two, one) if one.kind is LineKind.DIARY else (one, two)
        if len(first.points) < 2 or first.kind is LineKind.DIARY:
            continue
        since, until = first.points[-2], first.points[-1]
        before, after = _value_near(second, since.day), _value_near(second, until.day)
        if before is None or after is None:
            continue
        said = (
            LineChange(first, since.value, until.value, first.judge(since.value, until.value)),
            LineChange(second, before, after, second.judge(before, after)),
        )
        verdicts = {change.verdict for change in said}
        if verdicts <= SAID and len(verdicts) == 2:
            yield Disagreement(since.day, until.day, *said)


def _value_near(line: CourseLine, day: date) -> float | None:
    """What a line says of a day."""
    reach = NEAR_D if line.kind is LineKind.DIARY else NEAR_SCALE_D
    near = [point for point in line.points if abs((point.day - day).days) <= reach]
    if line.kind is LineKind.DIARY:
        return mean(point.value for point in near) if len(near) >= FEWEST_NEAR else None
    return min(near, key=lambda point: abs((point.day - day).days)).value if near else None
