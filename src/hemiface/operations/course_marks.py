"""Treatments and side effects as marks on the course."""

from uuid import UUID

from hemiface.model.course import CourseMark, MarkKind
from hemiface.model.record import Entry
from hemiface.model.treatments import (
    BotulinumSession,
    Decompression,
    MedicineCourse,
    OtherTreatment,
    SideEffect,
)
from hemiface.records.transaction import Transaction


def list_marks(work: Transaction, person: UUID) -> tuple[CourseMark, ...]:
    """Treatments and side effects of a person, in order of days.

    Parameters
    ----------
    work
        Open records.
    person
        Whose.
    """
    found = [
        *(_mark_toxin(entry) for entry in work.list(BotulinumSession, person)),
        *(_mark_surgery(entry) for entry in work.list(Decompression, person)),
        *(_mark_medicine(entry) for entry in work.list(MedicineCourse, person)),
        *(_mark_other(entry) for entry in work.list(OtherTreatment, person)),
        *(_mark_effect(entry) for entry in work.list(SideEffect, person)),
    ]
    return tuple(sorted(found, key=lambda mark: (mark.day, mark.kind, mark.title)))


def _mark_toxin(entry: Entry[BotulinumSession]) -> CourseMark:
    given = entry.value
    title = given.brand or given.product.value
    detail = f"{given.face_units:g} U"
    return CourseMark(MarkKind.BOTULINUM, entry.id, given.day, None, title, detail)


def _mark_surgery(entry: Entry[Decompression]) -> CourseMark:
    done = entry.value
    return CourseMark(MarkKind.DECOMPRESSION, entry.id, done.day, None, "", done.side.value)


def _mark_medicine(entry: Entry[MedicineCourse]) -> CourseMark:
    taken = entry.value
    dose = "" if taken.dose_mg is None else f"{taken.dose_mg:g} mg"
    if taken.times_per_day is not None:
        dose = f"{dose} \u00d7 {taken.times_per_day:g}".strip()
    return CourseMark(
        MarkKind.MEDICINE, entry.id, taken.started, taken.stopped, taken.name, dose.strip()
    )


def _mark_other(entry: Entry[OtherTreatment]) -> CourseMark:
    tried = entry.value
    return CourseMark(MarkKind.OTHER, entry.id, tried.started, tried.ended, tried.name)


def _mark_effect(entry: Entry[SideEffect]) -> CourseMark:
    met = entry.value
    detail = met.severity.value if met.severity else ""
    return CourseMark(MarkKind.SIDE_EFFECT, entry.id, met.onset, met.ended, met.kind.value, detail)
