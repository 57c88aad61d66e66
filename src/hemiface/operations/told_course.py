"""The course of a person as lines and a table of words, in the language of the session."""

from dataclasses import dataclass

from hemiface.model.actor import Permission
from hemiface.model.course import Course, InjectionEffect, TreatmentResponse
from hemiface.operations.course import tell_course
from hemiface.operations.patients import show_person
from hemiface.operations.permission import needs
from hemiface.operations.responses import tell_responses
from hemiface.operations.session import Session
from hemiface.reports.course_words import (
    list_missing,
    name_line,
    say_days,
    say_effect,
    say_return,
)
from hemiface.reports.language import Language, get_language

COLUMNS = ("session", "given", "onset", "duration")


@dataclass(frozen=True, slots=True)
class ToldCourse:
    """What happened over months, and the words for it.

    Parameters
    ----------
    course, responses
        What is told of.
    lines
        How many values each line has, then what is said of each kind of value.
    heading, rows
        A row a session of injections; no rows where there was none.
    """

    course: Course
    responses: tuple[TreatmentResponse, ...]
    lines: tuple[str, ...]
    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@needs(Permission.READ, of="pseudonym")
def put_course_into_words(session: Session, pseudonym: str) -> ToldCourse:
    """Tell what each injection did, and when the effect of the last one is likely to go.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    """
    words = get_language(session.language or "en")
    course = tell_course(session, pseudonym)
    responses = tuple(tell_responses(session, pseudonym))
    today = show_person(session, pseudonym).value.today
    lines = [f"{name_line(one, words)}: {len(one.points)}" for one in course.lines]
    lines += list_missing(course, words)
    for found in responses:
        by = words(f"follow.response.{found.kind}")
        lines.append(f"{by}: {say_return(found, today, words)}")
        if found.has_lost_response:
            lines.append(f"{by}: {words('follow.response.lost', n=found.n_failed_last)}")
    return ToldCourse(
        course=course,
        responses=responses,
        lines=tuple(lines or [words("follow.nothing")]),
        heading=("", *(words(f"follow.response.{name}") for name in COLUMNS), ""),
        rows=tuple(_row(found, one, words) for found in responses for one in found.injections),
    )


def _row(found: TreatmentResponse, one: InjectionEffect, words: Language) -> tuple[str, ...]:
    known = not one.failed and one.silent is None
    return (
        words(f"follow.response.{found.kind}"),
        words.day(one.day),
        f"{one.product}, {words.amount(one.units)} U",
        *(say_days(part, words) if known else "" for part in (one.onset, one.duration)),
        say_effect(one, words),
    )
