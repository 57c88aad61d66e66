"""The lines of a course, read from the records, and where they contradict each other."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import combinations, pairwise
from statistics import mean, median
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
from pydantic import ValidationError

from hemiface.errors import HemifaceError
from hemiface.model.change import BURDEN, Verdict
from hemiface.model.course import (
    CourseLine,
    CoursePoint,
    Disagreement,
    LineChange,
    LineKind,
)
from hemiface.model.diary import DiaryEntry
from hemiface.model.events import EventSide
from hemiface.model.faces import are_alike
from hemiface.model.questionnaires import QuestionnaireResponse, Rating, Scale
from hemiface.model.record import Entry, Person, Recording, StoredAnalysis, Visit
from hemiface.model.tasks import TaskName
from hemiface.operations.corrected_findings import CorrectedFindings
from hemiface.operations.ratings import get_questionnaire, get_rating_scale
from hemiface.records.transaction import Transaction
from hemiface.research.detectable import find_smallest_change
from hemiface.results import Summary

OPENING = "residual_opening_mm"
"""How far the eye stays open when it is shut: what weakness a video shows."""
FOLLOWED = ((LineKind.VIDEO, BURDEN, "%"), (LineKind.WEAKNESS, OPENING, "mm"))
HIGHER_IS_BETTER = frozenset(
    {"benefit-percent", "benefit-duration-weeks", "sunnybrook", "eface", "hfs-36"}
)
NO_DIRECTION = frozenset({"benefit-peak-weeks", "smc"})
NEAR_D = 7
"""Days around a day from which entries of a diary stand for it."""
NEAR_SCALE_D = 14
FEWEST_NEAR = 2
SAID = frozenset({Verdict.BETTER, Verdict.WORSE, Verdict.NO_CHANGE})


def read_video_lines(
    work: Transaction, person: Entry[Person], corrected: CorrectedFindings
) -> Iterable[CourseLine]:
    """Burden and weakness by video, a line a task: like is compared with like.

    Parameters
    ----------
    corrected
        What counts in the place of summaries that were kept; what cannot be read is left out.
    """
    groups: dict[TaskName | None, list[tuple[date, Summary]]] = defaultdict(list)
    for day, task, summary in _list_summaries(work, person, corrected):
        groups[task].append((day, summary))
    for task, found in groups.items():
        for measure in FOLLOWED:
            for side in _choose_sides(person.value.side, measure[1], [one for _, one in found]):
                line = _make_video_line(measure, side, task, found)
                if line is not None:
                    yield line


def _list_summaries(
    work: Transaction, person: Entry[Person], corrected: CorrectedFindings
) -> list[tuple[date, TaskName | None, Summary]]:
    """The latest analysis of each recording that this version reads, in order of time."""
    visits: dict[UUID | None, datetime] = {
        entry.id: entry.value.at for entry in work.list(Visit, person.id)
    }
    latest = {one.value.recording_id: one.value for one in work.list(StoredAnalysis, person.id)}
    zone, found = ZoneInfo(person.value.zone), []
    for entry in work.list(Recording, person.id):
        analysis = latest.get(entry.id)
        if analysis is None or entry.id in work.unrated or entry.id in corrected.unread:
            continue
        try:
            summary = corrected.summaries.get(entry.id) or Summary.model_validate(analysis.summary)
        except ValidationError:
            continue  # of a version that this one does not read
        when = entry.value.recorded_at or visits.get(entry.value.visit_id) or entry.created_at
        found.append((when.astimezone(zone), entry.value.task, summary))
    found.sort(key=lambda one: one[0])
    return [(when.date(), task, summary) for when, task, summary in found]


def _choose_sides(
    said: EventSide | None, name: str, summaries: Sequence[Summary]
) -> tuple[EventSide, ...]:
    """The affected side; where nobody has said it, the one with more in all recordings."""
    one_sided = (EventSide.LEFT, EventSide.RIGHT)
    if said in one_sided:
        return (said,)
    if said is EventSide.BOTH:
        return one_sided
    totals = {
        side: sum(_value(summary, name, side) or 0.0 for summary in summaries) for side in one_sided
    }
    return (max(one_sided, key=totals.__getitem__),)


def _value(summary: Summary, name: str, side: EventSide) -> float | None:
    entry = summary.measures.get(f"{name}_{side}")
    return None if entry is None else entry.value


def _make_video_line(
    measure: tuple[LineKind, str, str],
    side: EventSide,
    task: TaskName | None,
    found: Sequence[tuple[date, Summary]],
) -> CourseLine | None:
    kind, name, unit = measure
    points = []
    for day, summary in found:
        entry = summary.measures.get(f"{name}_{side}")
        if entry is not None and entry.value is not None:
            points.append(CoursePoint(day, entry.value, entry.low, entry.high))
    if not points:
        return None
    return CourseLine(
        kind,
        name,
        unit,
        tuple(points),
        side,
        task,
        low=0.0,
        smallest_change=_find_video_noise(name, side, [summary for _, summary in found]),
        change_source="video",
    )


def _find_video_noise(name: str, side: EventSide, summaries: Sequence[Summary]) -> float | None:
    """Median of the smallest changes between recordings that follow each other."""
    # Here and not above: who has no recording does without the stage.
    from hemiface.assessment.change import compare_assessments

    sizes = []
    for before, after in pairwise(summaries):
        alike = are_alike(before.quality.face, after.quality.face)
        changes = compare_assessments(before.assessment(), after.assessment(), alike=alike)
        sizes += [
            change.smallest_change
            for change in changes
            if (change.name, change.side) == (name, side) and change.smallest_change is not None
        ]
    return median(sizes) if sizes else None


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
