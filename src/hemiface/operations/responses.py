"""What injections did to a person, and when the effect of the last one is likely to go."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from threading import Lock
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from hemiface.model.actor import Permission
from hemiface.model.change import BURDEN
from hemiface.model.course import (
    CourseLine,
    CoursePoint,
    InjectionEffect,
    LineKind,
    ReturnForecast,
    TreatmentResponse,
)
from hemiface.model.diary import DiaryEntry
from hemiface.model.messages import Message
from hemiface.model.record import Entry, Person
from hemiface.model.study import Estimate, Study
from hemiface.model.treatments import BotulinumSession, Toxin
from hemiface.operations.corrected_findings import find_corrected
from hemiface.operations.course_video import read_video_course
from hemiface.operations.permission import needs
from hemiface.operations.session import Session
from hemiface.records.audit import head
from hemiface.records.doses import is_far_beyond
from hemiface.records.transaction import Transaction
from hemiface.research.response import PersonResponse, SessionResponse, estimate_responses
from hemiface.research.response_failure import (
    find_failures,
    has_lost_response,
    measure_effects,
)
from hemiface.research.response_population import FEWEST_PERSONS, PUBLISHED, Population

MOST_OTHERS = 60
"""Persons from whom is learned what is usual; more would add little and take long."""
FEWEST_ENTRIES = 8


@dataclass(frozen=True, slots=True)
class _Learned:
    """What is usual in some records, as long as they hold no more."""

    n_injections: int
    n_lines: int
    population: Population | None


_LEARNED: dict[tuple[str, UUID], _Learned] = {}
_LOCK = Lock()


@needs(Permission.READ, of="pseudonym")
def tell_responses(session: Session, pseudonym: str) -> tuple[TreatmentResponse, ...]:
    """Tell what injections did to a person: by the diary, and by video.

    What is usual is learned from the other persons of the same records where ten of them have
    two injections, else taken from published durations.

    Returns
    -------
    tuple of TreatmentResponse
        One a kind of value; empty for somebody who was never injected.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    RecordLockedError
        If a corrected recording is encrypted and the passphrase was not given.
    """
    with session.read() as work:
        person = work.find_person(pseudonym)
        given = _list_injections(work, person.id)
        if not given:
            return ()
        diary = _list_entries(work, person.id)
    corrected = find_corrected(session, person)
    with session.read() as work:
        video = _choose_video(read_video_course(work, person, corrected).lines)
        population = _learn(work, person, session.store.location.database_url)
    sources = ((LineKind.DIARY, diary, population), (LineKind.VIDEO, video, population))
    kept = [source for source in sources if source[1]] or sources[:1]
    return tuple(_respond(kind, given, points, learned) for kind, points, learned in kept)


def _list_injections(work: Transaction, person: UUID) -> list[BotulinumSession]:
    found = [entry.value for entry in work.list(BotulinumSession, person)]
    return sorted(found, key=lambda one: one.day)


def _list_entries(work: Transaction, person: UUID) -> list[CoursePoint]:
    entries = sorted(work.list(DiaryEntry, person), key=lambda entry: entry.value.day)
    said = [(entry.value.day, entry.value.spasm) for entry in entries]
    return [CoursePoint(day, value) for day, value in said if value is not None]


def _choose_video(lines: Iterable[CourseLine]) -> list[CoursePoint]:
    """The points of the burden in the task that was filmed most often."""
    found = [line for line in lines if line.name == BURDEN]
    return list(max(found, key=lambda line: len(line.points)).points) if found else []


def _respond(
    kind: LineKind,
    given: Sequence[BotulinumSession],
    points: Sequence[CoursePoint],
    population: Population | None,
) -> TreatmentResponse:
    study = _tabulate([("p", given, points)])
    (found,) = estimate_responses(study, population=population or PUBLISHED)
    days = np.array(sorted({float(one.day.toordinal()) for one in given}))
    worked, failed, lost = _judge(days, points, found.population)
    effects = []
    for place, told in enumerate(found.sessions):
        day = date.fromordinal(int(told.injected))
        same_day = [one for one in given if one.day == day]
        effects.append(_describe(day, same_day, told, worked[place], failed[place]))
    response = TreatmentResponse(
        kind,
        found.responds,
        tuple(effects),
        _date_forecast(found),
        found.silent,
        lost,
        found.population.n_persons,
        tuple(dict.fromkeys(_name(one) for one in given)),
    )
    if not points:
        silent = Message("response.nothing_kept")
        unseen = tuple(replace(one, silent=silent) for one in effects)
        return replace(response, injections=unseen, silent=silent)
    reason = _find_failure(response)
    if reason is None and response.forecast is not None:
        reason = _find_obstacle(given)
    return response if reason is None else replace(response, forecast=None, silent=reason)


def _find_failure(told: TreatmentResponse) -> Message | None:
    """Why nothing is foretold of an injection without an effect that could go."""
    if not told.is_failing:
        return None
    n_failed = told.n_failed_last
    if n_failed < 2:
        return Message("response.failed_last")
    return Message("response.failed_row", {"n": float(n_failed)})


def _find_obstacle(given: Sequence[BotulinumSession]) -> Message | None:
    """Why the sessions so far say nothing of the last: a product of its own, or units in doubt."""
    last = max(one.day for one in given)
    now = [one for one in given if one.day == last]
    if doubtful := next((one for one in given if is_far_beyond(one)), None):
        return Message(
            "response.doubtful_units",
            {"day": doubtful.day.isoformat(), "units": doubtful.face_units},
        )
    before = {_name(one) for one in given if one.day < last}
    new = next((_name(one) for one in now if before and _name(one) not in before), None)
    return Message("response.new_product", {"product": new}) if new else None


def _name(one: BotulinumSession) -> str:
    """Product; one without a name of ours by its brand."""
    return one.brand or one.product.value if one.product is Toxin.OTHER else one.product.value


def _judge(
    days: NDArray[np.float64],
    points: Sequence[CoursePoint],
    population: Population,
) -> tuple[tuple[Estimate | None, ...], tuple[bool | None, ...], bool]:
    """What each session did, whether it failed, and whether the response was lost."""
    if len(points) < FEWEST_ENTRIES:
        return (None,) * len(days), (None,) * len(days), False
    at = np.array([float(point.day.toordinal()) for point in points])
    values = np.array([point.value for point in points])
    effects = measure_effects(days, at, values, population)
    failed = find_failures(effects, float(np.percentile(values, 90)), population)
    return effects, failed, has_lost_response(effects, failed)


def _describe(
    day: date,
    given: Sequence[BotulinumSession],
    told: SessionResponse,
    worked: Estimate | None,
    failed: bool | None,
) -> InjectionEffect:
    products = dict.fromkeys(one.brand or one.product.value for one in given)
    return InjectionEffect(
        day,
        sum(one.face_units for one in given),
        ", ".join(products),
        told.onset,
        told.peak,
        told.plateau,
        told.returned,
        told.duration,
        told.depth,
        failed,
        worked is not None and worked.high < 0,
        told.silent,
    )


def _date_forecast(found: PersonResponse) -> ReturnForecast | None:
    if found.forecast is None:
        return None
    last = date.fromordinal(int(found.sessions[-1].injected))
    middle, low, high = (
        last + timedelta(days=round(part))
        for part in (found.forecast.value, found.forecast.low, found.forecast.high)
    )
    return ReturnForecast(middle, low, high, found.forecast.level)


def _tabulate(
    persons: Sequence[tuple[str, Sequence[BotulinumSession], Sequence[CoursePoint]]],
) -> Study:
    """One row an entry or an injection."""
    names: list[str] = []
    rows: list[tuple[float, float, float]] = []
    for name, given, points in persons:
        days = sorted({float(one.day.toordinal()) for one in given})
        own = [(day, np.nan, 1.0) for day in days]
        own += [(float(point.day.toordinal()), point.value, 0.0) for point in points]
        rows += own
        names += [name] * len(own)
    table = np.array(rows)
    return Study.of(names, day=table[:, 0], value=table[:, 1], injected=table[:, 2])


def _learn(work: Transaction, person: Entry[Person], place: str) -> Population | None:
    """What is usual among the others of these records; None where they are too few."""
    injections = work.list(BotulinumSession)
    n_lines, _ = head(work.connection)
    key = (place, person.id)
    with _LOCK:
        known = _LEARNED.get(key)
    # A clinic's diaries grow by the day, and what is usual there does not change by that.
    if known and known.n_injections == len(injections) and n_lines < 1.2 * known.n_lines + 200:
        return known.population
    others = dict.fromkeys(
        one.person_id for one in reversed(injections) if one.person_id != person.id
    )
    courses = []
    for other in list(others):
        given = _list_injections(work, other)
        if len({one.day for one in given}) < 2:
            continue
        points = _list_entries(work, other)
        if len(points) >= 2 * FEWEST_ENTRIES:
            courses.append((str(other), given, points))
        if len(courses) == MOST_OTHERS:
            break
    population = None
    if len(courses) >= FEWEST_PERSONS:
        learned = estimate_responses(_tabulate(courses))[0].population
        population = learned if learned.n_persons else None
    with _LOCK:
        _LEARNED[key] = _Learned(len(injections), n_lines, population)
    return population
