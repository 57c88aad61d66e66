"""The lines of a course that recordings show, and the recordings that are in none."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from statistics import median
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from hemiface.model.change import BURDEN
from hemiface.model.course import CourseLine, CoursePoint, LineKind
from hemiface.model.events import EventSide
from hemiface.model.faces import are_alike
from hemiface.model.missing_recordings import MissingRecordings
from hemiface.model.record import Entry, Person, Recording, StoredAnalysis, filmed_at
from hemiface.model.tasks import TaskName
from hemiface.operations.affected_side import choose_side
from hemiface.operations.circumstances import when_visited
from hemiface.operations.corrected_findings import CorrectedFindings
from hemiface.records.transaction import Transaction
from hemiface.results import Summary

OPENING = "residual_opening_mm"
"""How far the eye stays open when it is shut: what weakness a video shows."""
FOLLOWED = ((LineKind.VIDEO, BURDEN, "%"), (LineKind.WEAKNESS, OPENING, "mm"))
ONE_SIDED = (EventSide.LEFT, EventSide.RIGHT)


@dataclass(frozen=True, slots=True)
class VideoCourse:
    """What the recordings of a person show over time.

    Parameters
    ----------
    lines
        Burden and weakness, a line a task: like is compared with like.
    missing
        Recordings that are in no line.
    """

    lines: tuple[CourseLine, ...]
    missing: MissingRecordings


@dataclass(frozen=True, slots=True)
class _Shown:
    """What one recording shows."""

    day: date
    task: TaskName | None
    summary: Summary

    @property
    def side(self) -> EventSide | None:
        """The one side on which there is a spasm; None where there is none, or on both."""
        affected = self.summary.affected_side.value
        return EventSide(affected) if affected in ONE_SIDED else None


def read_video_course(
    work: Transaction, person: Entry[Person], corrected: CorrectedFindings
) -> VideoCourse:
    """Burden and weakness by video, of the affected side; of both where it is not known.

    A recording of which nobody knows the day stands nowhere on a line of time. One that shows the
    spasm on the other side is mirrored, or of somebody else: as a value of the affected side it
    would be a cure.

    Parameters
    ----------
    corrected
        What counts in the place of summaries that were kept; what cannot be read is left out.
    """
    found, n_undated = _list_shown(work, person, corrected)
    affected = choose_side(person.value.side, (one.summary.affected_side for one in found))
    sides = (EventSide(affected.value),) if affected else ONE_SIDED
    groups: dict[TaskName | None, list[_Shown]] = defaultdict(list)
    strange = []
    for one in found:
        if one.side in (None, *sides):
            groups[one.task].append(one)
        else:
            strange.append(one.day)
    drawn = (
        _make_line(measure, side, task, shown)
        for task, shown in groups.items()
        for measure in FOLLOWED
        for side in sides
    )
    return VideoCourse(
        tuple(line for line in drawn if line is not None),
        MissingRecordings(len(corrected.unread), n_undated, tuple(strange)),
    )


def _list_shown(
    work: Transaction, person: Entry[Person], corrected: CorrectedFindings
) -> tuple[list[_Shown], int]:
    """The latest analysis of each recording that this version reads, in order of time.

    With them comes the number of those of which nobody knows the day.
    """
    visits = when_visited(work, person.id)
    latest = {one.value.recording_id: one.value for one in work.list(StoredAnalysis, person.id)}
    zone, n_undated = ZoneInfo(person.value.zone), 0
    found: list[tuple[datetime, TaskName | None, Summary]] = []
    for entry in work.list(Recording, person.id):
        analysis = latest.get(entry.id)
        if analysis is None or entry.id in work.unrated or entry.id in corrected.unread:
            continue
        try:
            summary = corrected.summaries.get(entry.id) or Summary.model_validate(analysis.summary)
        except ValidationError:
            continue  # of a version that this one does not read
        when = filmed_at(entry, visits)
        if when is None:
            n_undated += 1
        else:
            found.append((when.astimezone(zone), entry.value.task, summary))
    found.sort(key=lambda one: one[0])
    return [_Shown(when.date(), task, summary) for when, task, summary in found], n_undated


def _make_line(
    measure: tuple[LineKind, str, str],
    side: EventSide,
    task: TaskName | None,
    found: Sequence[_Shown],
) -> CourseLine | None:
    kind, name, unit = measure
    points = []
    for one in found:
        entry = one.summary.measures.get(f"{name}_{side}")
        if entry is not None and entry.value is not None:
            points.append(CoursePoint(one.day, entry.value, entry.low, entry.high))
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
        smallest_change=_find_noise(name, side, [one.summary for one in found]),
        change_source="video",
    )


def _find_noise(name: str, side: EventSide, summaries: Sequence[Summary]) -> float | None:
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
