"""A year of a person who does not exist, to look at: diary, injections, a side effect, a rating."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from hemiface.errors import RecordConflictError
from hemiface.model.actor import Permission
from hemiface.model.anatomy import Side
from hemiface.model.diary import DiaryEntry
from hemiface.model.events import EventSide
from hemiface.model.questionnaires import QuestionnaireResponse, Rating
from hemiface.model.record import Person, Sex, Visit
from hemiface.model.treatments import (
    BotulinumSession,
    InjectedMuscle,
    Injection,
    MedicineCourse,
    SideEffect,
    SideEffectKind,
    SideEffectSeverity,
    Toxin,
)
from hemiface.operations.permission import needs
from hemiface.operations.session import LazyRecords, Session
from hemiface.operations.visit_summary import write_visit_page
from hemiface.records.store import StoreLocation
from hemiface.research.autoregression import draw_noise
from hemiface.research.response_curve import shape_effect

PSEUDONYM = "DEMO-1"
ZONE = "Europe/Berlin"
LEVEL, DEPTH, SPREAD = 6.4, 5.2, 0.18
SESSIONS = ((24, 84.0, 20.0, 5.0), (126, 92.0, 25.0, 5.0), (234, 79.0, 22.5, 7.5))
"""Day, days until half of the effect has gone, and units around the eye and at the cheek."""
ONSET_D = 4.5
DAYS = 320
EVERY_D = 3


@dataclass(frozen=True, slots=True)
class DemoCourse:
    """What was made.

    Parameters
    ----------
    pseudonym
        Of the person who does not exist.
    folder
        Records of its own, apart from those of the user.
    page
        The page for the visit.
    """

    pseudonym: str
    folder: Path
    page: Path


@needs(Permission.WORK_WITH_FILES)
def make_demo_course(session: Session, output: Path, *, seed: int = 7) -> DemoCourse:
    """Write a year of a simulated person into records of its own, and the page for the visit.

    Parameters
    ----------
    session
        Who asks, and the language.
    output
        Where to; the records lie in its folder ``course``.
    seed
        Draws the noise.

    Raises
    ------
    RecordConflictError
        If there is such a folder already.
    RecordStorageError
        If it cannot be written.
    """
    folder = output / "course"
    if folder.exists():
        raise RecordConflictError("folder_there", folder=folder)
    with LazyRecords(StoreLocation.in_folder(folder)) as records:
        own = replace(session, records=records)
        add_demo_course(own, seed=seed)
        page = output / "visit.html"
        write_visit_page(own, PSEUDONYM, page)
    return DemoCourse(PSEUDONYM, folder, page)


@needs(Permission.WRITE)
def add_demo_course(session: Session, *, seed: int = 7) -> None:
    """Write the simulated person into the records of a session; the year ends today.

    Raises
    ------
    RecordConflictError
        If the person is there already.
    """
    person = Person(
        pseudonym=PSEUDONYM,
        zone=ZONE,
        side=EventSide.LEFT,
        sex=Sex.FEMALE,
        birth_year=1968,
        onset_year=2019,
        note="Simulated: nobody real.",
    )
    first = person.today - timedelta(days=DAYS)
    with session.write() as work:
        entry = work.add(person)
        for value in _list_values(first, np.random.default_rng(seed)):
            work.add(value, entry.id)


def _list_values(first: date, rng: np.random.Generator) -> Iterator[Any]:
    yield from _write_diary(first, rng)
    for place, (day, _, eye, cheek) in enumerate(SESSIONS):
        at = first + timedelta(days=day)
        yield BotulinumSession(
            day=at,
            product=Toxin.ONA,
            brand="Botox",
            lot=f"SIM{place + 1:03d}",
            vial_units=100,
            diluent_ml=4.0,
            first_treatment=place == 0,
            injections=(
                Injection(
                    muscle=InjectedMuscle.ORBICULARIS_OCULI, side=Side.LEFT, units=eye, sites=5
                ),
                Injection(
                    muscle=InjectedMuscle.ZYGOMATICUS_MAJOR, side=Side.LEFT, units=cheek, sites=2
                ),
            ),
        )
        yield Visit(at=datetime.combine(at, time(10), ZoneInfo(ZONE)))
        yield _rate(at, 3)
        yield _answer(at, 7)
        yield _rate(at + timedelta(days=28), 1)
        yield _answer(at + timedelta(days=28), 2)
    droop = first + timedelta(days=SESSIONS[1][0] + 6)
    yield SideEffect(
        kind=SideEffectKind.EYELID_DROOP,
        onset=droop,
        ended=droop + timedelta(days=17),
        side=EventSide.LEFT,
        severity=SideEffectSeverity.MILD,
    )
    yield MedicineCourse(
        name="clonazepam",
        started=first,
        stopped=first + timedelta(days=40),
        dose_mg=0.5,
        times_per_day=1,
        why_stopped="tired, no effect",
    )


def _write_diary(first: date, rng: np.random.Generator) -> Iterator[DiaryEntry]:
    days = np.arange(0, DAYS, EVERY_D, dtype=np.float64)
    effect = np.zeros(len(days))
    for injected, returned, _, _ in SESSIONS:
        since = days - injected
        current = shape_effect(since, ONSET_D, returned, SPREAD)
        effect = np.where(since > 0, current, effect)
    noise = 0.9 * draw_noise(rng, days, 0.75, 1)[:, 0]
    spasm = np.clip(np.round(LEVEL - DEPTH * effect + noise), 0, 10)
    kept = rng.random(len(days)) > 0.12
    kept[(days > 175) & (days < 197)] = False  # three weeks in which nothing was noted
    sleep = np.round(rng.normal(6.9, 0.8, len(days)) * 2) / 2
    for day, value, slept, said in zip(days, spasm, sleep, kept, strict=True):
        if said:
            yield DiaryEntry(
                day=first + timedelta(days=int(day)),
                spasm=float(value),
                sleep_h=float(slept),
                eye_shut_min=float(np.round(6 * value)),
                triggers={
                    "talking on the phone": float(np.clip(value + rng.integers(-1, 2), 0, 10))
                },
            )


def _rate(day: date, grade: int) -> Rating:
    levels: Mapping[str, int] = {"severity": grade, "frequency": grade}
    return Rating(scale="jrs", day=day, rater="A", levels=levels, total=2.0 * grade, blinded=False)


def _answer(day: date, value: int) -> QuestionnaireResponse:
    return QuestionnaireResponse(
        scale="severity-0-10", day=day, answers={"severity": value}, total=float(value)
    )
