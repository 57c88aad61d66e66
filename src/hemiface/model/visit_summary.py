"""What is worth knowing at a visit, from whatever there is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from hemiface.model.course import (
    AfterSurgery,
    Course,
    CourseMark,
    InjectionEffect,
    LineChange,
    TreatmentResponse,
)
from hemiface.model.treatments import Alert, Injection


class QuestionName(StrEnum):
    """What a person may want to ask, or what is to be asked."""

    ITEM_UNKNOWN = "item_unknown"
    RETURN = "return"
    RETURN_NOW = "return_now"
    FAILED = "failed"
    LOST = "lost"
    SIDE_EFFECT = "side_effect"
    DISAGREE = "disagree"
    FILM = "film"
    FILM_AGAIN = "film_again"
    DIARY = "diary"
    SURGERY = "surgery"
    RECURRENCE = "recurrence"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Question:
    """A question, with what it speaks of."""

    name: QuestionName
    values: Mapping[str, date | float | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session of injections: what was given, what it did, and at what price.

    Parameters
    ----------
    day, product, units
        When, what, and how much into the face.
    injections
        Units by muscle and side.
    effect
        What it did; None where nothing is told.
    price
        Side effects that began within twelve weeks of it.
    """

    day: date
    product: str
    units: float
    injections: tuple[Injection, ...]
    effect: InjectionEffect | None
    price: tuple[CourseMark, ...]


@dataclass(frozen=True, slots=True)
class VisitSummary:
    """Everything on the page for the visit.

    Parameters
    ----------
    course, responses, surgeries
        The curve, what injections did, and the time after operations.
    since
        Day of the last visit or injection before today; None where there is none.
    changes
        How each line moved since then.
    sessions
        The last sessions of injections, the newest first.
    current
        Medicines and other treatments that go on, and side effects that have not ended.
    alerts
        What stands out, with sources.
    questions
        What to ask.
    n_entries
        Days with an entry of the diary since then.
    n_sessions
        Sessions of injections, those that are not shown too.
    """

    course: Course
    responses: tuple[TreatmentResponse, ...]
    surgeries: tuple[AfterSurgery, ...]
    since: date | None
    changes: tuple[LineChange, ...]
    sessions: tuple[SessionRow, ...]
    current: tuple[CourseMark, ...]
    alerts: tuple[Alert, ...]
    questions: tuple[Question, ...]
    n_entries: int
    n_sessions: int

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to bring along yet."""
        return not (self.course.lines or self.course.marks or self.course.missing)
