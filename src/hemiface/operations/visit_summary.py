"""One page for the visit, from whatever there is."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from statistics import mean
from zoneinfo import ZoneInfo

from hemiface.model.actor import Permission
from hemiface.model.course import (
    AfterSurgery,
    Course,
    CourseLine,
    LineChange,
    LineKind,
    MarkKind,
    TreatmentResponse,
    choose_forecast,
)
from hemiface.model.questionnaires import QuestionnaireResponse
from hemiface.model.record import Visit
from hemiface.model.treatments import BotulinumSession
from hemiface.model.visit_summary import Question, QuestionName, SessionRow, VisitSummary
from hemiface.operations.after_surgery import tell_after_surgery
from hemiface.operations.course import tell_course
from hemiface.operations.permission import needs, require
from hemiface.operations.ratings import find_unknown
from hemiface.operations.responses import tell_responses
from hemiface.operations.session import Session
from hemiface.operations.treatments import list_alerts
from hemiface.records.files import storage_errors
from hemiface.reports.visit_page import render_visit_page

MOST_SESSIONS = 12
PRICE_D = 84
"""Days after an injection in which a side effect may be put down to it."""
WINDOW_D = 14
"""Days of a diary that stand for the time before a day."""
FILM_D = 120
"""Days without a recording after which another one is asked for."""
RECENT_D = 180
"""Days in which a side effect or a questionnaire is asked about."""
GOING_ON = frozenset({MarkKind.MEDICINE, MarkKind.OTHER, MarkKind.SIDE_EFFECT})


@needs(Permission.READ, of="pseudonym")
def summarize_visit(session: Session, pseudonym: str) -> VisitSummary:
    """Gather what is worth knowing at a visit.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    """
    course = tell_course(session, pseudonym)
    responses = tell_responses(session, pseudonym)
    surgeries = tell_after_surgery(session, pseudonym)
    with session.read() as work:
        person = work.find_person(pseudonym)
        zone = ZoneInfo(person.value.zone)
        visits = [entry.value.at.astimezone(zone).date() for entry in work.list(Visit, person.id)]
        given = [entry.value for entry in work.list(BotulinumSession, person.id)]
        answered = [entry.value for entry in work.list(QuestionnaireResponse, person.id)]
    since = _find_since(visits, [one.day for one in given], course.today)
    sessions = sorted(given, key=lambda one: one.day, reverse=True)[:MOST_SESSIONS]
    diary = [line for line in course.lines if line.kind is LineKind.DIARY]
    entries = [point.day for line in diary for point in line.points]
    return VisitSummary(
        course,
        responses,
        surgeries,
        since,
        tuple(_find_changes(course, since)) if since else (),
        tuple(_describe(one, responses, course) for one in sessions),
        tuple(mark for mark in course.marks if mark.kind in GOING_ON and mark.ended is None),
        list_alerts(session, pseudonym),
        (*_ask_unknown(answered, course.today), *_ask(course, responses, surgeries)),
        sum(since is None or day > since for day in entries),
        len(given),
    )


@needs(Permission.READ, of="pseudonym")
def render_visit(session: Session, pseudonym: str) -> str:
    """The page for the visit as one text that asks nothing of the network.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    SettingsError
        If pages do not exist in the language of the session.
    """
    return render_visit_page(summarize_visit(session, pseudonym), session.language or "en")


@needs(Permission.READ, of="pseudonym")
def write_visit_page(session: Session, pseudonym: str, file: Path) -> Path:
    """Write the page for the visit into a file; one that is there is replaced as a whole.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    RecordStorageError
        If it cannot be written.
    """
    require(session.actor, Permission.WORK_WITH_FILES)
    page = render_visit(session, pseudonym)
    with storage_errors():
        file.parent.mkdir(parents=True, exist_ok=True)
        partial = file.with_name(f".{file.name}.partial")
        partial.write_text(page, encoding="utf-8")
        partial.replace(file)
    return file


def _find_since(visits: Sequence[date], injected: Sequence[date], today: date) -> date | None:
    """Day of the last visit before today, else of the last injection."""
    for days in (visits, injected):
        earlier = [day for day in days if day < today]
        if earlier:
            return max(earlier)
    return None


def _find_changes(course: Course, since: date) -> Iterator[LineChange]:
    for line in course.lines:
        before, after = _stand(line, since), _stand(line, course.today)
        newer = any(point.day > since for point in line.points)
        if before is not None and after is not None and newer:
            yield LineChange(line, before, after, line.judge(before, after))


def _stand(line: CourseLine, day: date) -> float | None:
    """What a line says of a day: its last value until then, the last fortnight of a diary."""
    until = [point for point in line.points if point.day <= day]
    if line.kind is LineKind.DIARY:
        until = [point for point in until if (day - point.day).days <= WINDOW_D]
        return mean(point.value for point in until) if until else None
    return until[-1].value if until else None


def _describe(
    one: BotulinumSession, responses: Sequence[TreatmentResponse], course: Course
) -> SessionRow:
    effects = (
        effect for found in responses for effect in found.injections if effect.day == one.day
    )
    price = tuple(
        mark
        for mark in course.marks
        if mark.kind is MarkKind.SIDE_EFFECT
        and one.day <= mark.day <= one.day + timedelta(days=PRICE_D)
    )
    return SessionRow(
        one.day,
        one.brand or one.product.value,
        one.face_units,
        one.injections,
        next(effects, None),
        price,
    )


def _ask_unknown(answered: Sequence[QuestionnaireResponse], today: date) -> Iterator[Question]:
    """What a questionnaire of the last months leaves open although it could call for help."""
    for one in find_unknown(answered):
        if (today - one.day).days <= RECENT_D:
            values: dict[str, date | float | str] = {"scale": one.scale, "title": one.title}
            values |= {"item": one.item, "day": one.day}
            yield Question(QuestionName.ITEM_UNKNOWN, values)


def _ask(
    course: Course, responses: Sequence[TreatmentResponse], surgeries: Sequence[AfterSurgery]
) -> Iterator[Question]:
    """What to ask, the most pressing first."""
    failing = [found for found in responses if found.is_failing]
    for found in sorted(failing, key=lambda one: not one.has_lost_response)[:1]:
        if found.has_lost_response:
            yield Question(QuestionName.LOST, {"n": found.n_failed_last})
        else:
            yield Question(QuestionName.FAILED, {"day": found.injections[-1].day})
    forecast = choose_forecast(responses)
    if forecast is not None and forecast.latest >= course.today:
        begun = forecast.earliest <= course.today
        name = QuestionName.RETURN_NOW if begun else QuestionName.RETURN
        yield Question(name, {"day": forecast.earliest})
    for one in [one for one in surgeries if one.back_after is not None][-1:]:
        back = one.day + timedelta(days=one.back_after or 0)
        yield Question(QuestionName.RECURRENCE, {"day": back, "surgery": one.day})
    yield from _ask_of_course(course, _are_injections_going_on(responses, surgeries))
    if any(one.n_entries and one.free_after is None for one in surgeries):
        yield Question(QuestionName.SURGERY)
    yield Question(QuestionName.CHANGE)


def _are_injections_going_on(
    responses: Sequence[TreatmentResponse], surgeries: Sequence[AfterSurgery]
) -> bool:
    """Whether there were injections, and none but before a decompression."""
    last = max((one.day for found in responses for one in found.injections), default=None)
    return last is not None and all(one.day < last for one in surgeries)


def _ask_of_course(course: Course, is_injected: bool) -> Iterator[Question]:
    """What the lines and marks give rise to, or their absence."""
    recent = course.today - timedelta(days=RECENT_D)
    for mark in course.marks:
        if mark.kind is MarkKind.SIDE_EFFECT and mark.day >= recent:
            yield Question(QuestionName.SIDE_EFFECT, {"effect": mark.title, "day": mark.day})
    if course.disagreements:
        yield Question(QuestionName.DISAGREE)
    filmed = [
        point.day for line in course.lines if line.kind is LineKind.VIDEO for point in line.points
    ]
    if not filmed or (course.today - max(filmed)).days > FILM_D:
        yield Question(QuestionName.FILM if is_injected else QuestionName.FILM_AGAIN)
    if not any(line.kind is LineKind.DIARY for line in course.lines):
        yield Question(QuestionName.DIARY)
