"""The course of a person over months and years, and what treatments did to it.

What a video shows, what a person notes and what a clinician judges are different things.
Each has its own line; nothing here adds one to another.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from hemiface.model.after_surgery import PUBLISHED_COURSES, PublishedCourse
from hemiface.model.anatomy import Side
from hemiface.model.change import Verdict
from hemiface.model.events import EventSide
from hemiface.model.messages import Message
from hemiface.model.missing_recordings import MissingRecordings
from hemiface.model.study import Estimate
from hemiface.model.tasks import TaskName


class LineKind(StrEnum):
    """Where the values of a line come from."""

    VIDEO = "video"
    DIARY = "diary"
    RATING = "rating"
    QUESTIONNAIRE = "questionnaire"
    WEAKNESS = "weakness"


@dataclass(frozen=True, slots=True)
class CoursePoint:
    """One value on one day, with its interval where there is one."""

    day: date
    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class CourseLine:
    """Values of one kind, in order of days.

    Parameters
    ----------
    kind, name
        Where they come from, and which measure, question or scale it is.
    unit
        Unit of the values.
    points
        In order of days; a day without a value has no point.
    side
        Side of the face, the person's own; None where it belongs to no side.
    task
        What was done in the recordings; None when not said, or where it is no video.
    title
        Name of a scale; empty where the catalogs name the line.
    low, high
        Ends of the scale; None where there is none.
    smallest_change
        Smallest difference that exceeds noise; None where it is not known.
    change_source
        Where that comes from: ``video``, ``diary``, or a published source in words.
    higher_is_worse
        None where the scale has no such direction.
    """

    kind: LineKind
    name: str
    unit: str
    points: tuple[CoursePoint, ...]
    side: EventSide | None = None
    task: TaskName | None = None
    title: str = ""
    low: float | None = None
    high: float | None = None
    smallest_change: float | None = None
    change_source: str = ""
    higher_is_worse: bool | None = True

    @property
    def large_change(self) -> float | None:
        """Half of the scale, where noise is not known; less than that is not judged then.

        None where noise is known, or where the scale has no ends.
        """
        if self.smallest_change is not None or self.low is None or self.high is None:
            return None
        return (self.high - self.low) / 2

    def judge(self, before: float, after: float) -> Verdict:
        """One word for the way from one value of the line to another."""
        if self.higher_is_worse is None:
            return Verdict.NOT_COMPARABLE
        size = abs(after - before)
        if self.smallest_change is None:
            if self.large_change is None or size < self.large_change:
                return Verdict.NOT_COMPARABLE
        elif size < self.smallest_change:
            return Verdict.NO_CHANGE
        worse = (after > before) is self.higher_is_worse
        return Verdict.WORSE if worse else Verdict.BETTER


class MarkKind(StrEnum):
    """What stands on a day of the course."""

    BOTULINUM = "botulinum"
    DECOMPRESSION = "decompression"
    MEDICINE = "medicine"
    OTHER = "other"
    SIDE_EFFECT = "side_effect"


@dataclass(frozen=True, slots=True)
class CourseMark:
    """A treatment or a side effect.

    Parameters
    ----------
    kind, entry
        What it is, and the id of its entry.
    day, ended
        When it began, and when it ended; None where it has no end, or none yet.
    title, detail
        What, and how much of it.
    """

    kind: MarkKind
    entry: UUID
    day: date
    ended: date | None
    title: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class LineChange:
    """How one line moved between two days."""

    line: CourseLine
    before: float
    after: float
    verdict: Verdict

    @property
    def is_by_range(self) -> bool:
        """Whether it is called a change only because it is half of the scale or more."""
        judged = self.verdict in (Verdict.BETTER, Verdict.WORSE)
        return judged and self.line.large_change is not None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two lines that say different things of the same time.

    Parameters
    ----------
    since, until
        The two days.
    first, second
        What each says.
    """

    since: date
    until: date
    first: LineChange
    second: LineChange

    @property
    def is_opposite(self) -> bool:
        """Whether one says better and the other worse; else only one of them has changed."""
        return {self.first.verdict, self.second.verdict} == {Verdict.BETTER, Verdict.WORSE}


@dataclass(frozen=True, slots=True)
class Course:
    """Everything that is drawn of a person.

    Parameters
    ----------
    pseudonym, side
        Whose, and the affected side.
    today
        Day on which it is told, where the person lives.
    lines, marks
        Values, and treatments.
    disagreements
        Where the lines contradict each other.
    missing
        Recordings that are in no line.
    """

    pseudonym: str
    side: EventSide | None
    today: date
    lines: tuple[CourseLine, ...]
    marks: tuple[CourseMark, ...]
    disagreements: tuple[Disagreement, ...] = ()
    missing: MissingRecordings = field(default_factory=MissingRecordings)

    @property
    def days(self) -> tuple[date, ...]:
        """Every day on which there is something."""
        found = {point.day for line in self.lines for point in line.points}
        return tuple(sorted(found | {mark.day for mark in self.marks}))


@dataclass(frozen=True, slots=True)
class InjectionEffect:
    """What one session of injections did.

    Parameters
    ----------
    day, units, product
        When, and what was given into the face.
    onset, peak, plateau, returned, duration
        Days, with intervals; None where ``silent`` says why.
    depth
        How much lower the value was at the full effect.
    failed, is_worse
        Whether it did less than half of what was to be expected, None where nobody can tell; and
        whether it was even worse at the usual height of the effect than without effect.
    silent
        Why there is no number; None where there is.
    """

    day: date
    units: float
    product: str
    onset: Estimate | None
    peak: Estimate | None
    plateau: Estimate | None
    returned: Estimate | None
    duration: Estimate | None
    depth: Estimate | None
    failed: bool | None
    is_worse: bool
    silent: Message | None


@dataclass(frozen=True, slots=True)
class ReturnForecast:
    """When half of the effect of the last injection will have gone.

    Parameters
    ----------
    day, earliest, latest
        Likeliest day, and the interval.
    level
        Share of such intervals that hold the truth.
    """

    day: date
    earliest: date
    latest: date
    level: float


@dataclass(frozen=True, slots=True)
class TreatmentResponse:
    """What injections do to a person, by one kind of value.

    Parameters
    ----------
    kind
        Which values: the diary's or the video's; never both in one curve.
    responds
        Whether an effect of the injections can be told from chance.
    injections
        Each session, in order of days.
    forecast
        When the effect of the last one is likely to go; None where ``silent`` says why.
    silent
        Why there is no forecast; None where there is.
    has_lost_response
        Whether earlier sessions worked and the last two did not.
    n_others
        Persons of these records from whom was learned what is usual; 0 where published
        durations were taken.
    products
        What was injected; sessions of several products rest on one another all the same.
    """

    kind: LineKind
    responds: bool
    injections: tuple[InjectionEffect, ...]
    forecast: ReturnForecast | None
    silent: Message | None
    has_lost_response: bool
    n_others: int
    products: tuple[str, ...] = ()

    @property
    def n_failed_last(self) -> int:
        """Sessions in a row that failed, up to the last one that can be judged."""
        judged = [one.failed for one in self.injections if one.failed is not None]
        return next((n for n, failed in enumerate(reversed(judged)) if not failed), len(judged))

    @property
    def is_failing(self) -> bool:
        """Whether the last session failed, or the response was lost before it."""
        return self.has_lost_response or bool(self.injections and self.injections[-1].failed)


def choose_forecast(responses: Sequence[TreatmentResponse]) -> ReturnForecast | None:
    """The one forecast for chart, reminders and calendar.

    None where any kind of value shows that the last injection failed: what did not come cannot go.

    Parameters
    ----------
    responses
        What injections did, by each kind of value; the first that foretells is taken.
    """
    if any(one.is_failing for one in responses):
        return None
    return next((one.forecast for one in responses if one.forecast is not None), None)


@dataclass(frozen=True, slots=True)
class AfterSurgery:
    """What the diary says of the time after a decompression.

    Parameters
    ----------
    day, side
        When, and on which side.
    days_since
        Days from it until now, or until the next operation.
    n_entries
        Entries of the diary since.
    free_after
        Days until free of spasm; None where that was not seen.
    back_after
        Days until spasm came back after that; None where it did not.
    expected
        Published courses.
    """

    day: date
    side: Side
    days_since: int
    n_entries: int
    free_after: int | None
    back_after: int | None
    expected: tuple[PublishedCourse, ...] = PUBLISHED_COURSES
