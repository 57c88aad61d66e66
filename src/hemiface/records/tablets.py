"""What a record of tablets can show a clinician: dangers that a tablet has by itself."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from hemiface.model.alert_words import ALERT_SOURCES
from hemiface.model.record import Condition, ConditionKind
from hemiface.model.treatments import Alert, AlertLevel, MedicineCourse
from hemiface.records.concomitant_medicines import make_alert
from hemiface.records.medicines import find_medicines


class _Note(NamedTuple):
    """What is noted: its code, its source, and its sentence where that is another one's."""

    code: str
    source: str
    sentence: str = ""


FIRST_NOTES: Mapping[str, tuple[_Note, ...]] = {
    "carbamazepine": (_Note("hla_test", "hla"), _Note("low_sodium", "sodium")),
    "oxcarbazepine": (_Note("hla_test", "hla_oxcarbazepine"), _Note("low_sodium", "sodium")),
    "eslicarbazepine": (
        _Note("rash", "eslicarbazepine", "rash_any"),
        _Note("low_sodium", "eslicarbazepine", "low_sodium_can"),
    ),
    "lamotrigine": (_Note("rash", "rash"),),
}
"""What is noted at the first course: who has taken it for months is at low risk of the rash."""

IN_PREGNANCY: Mapping[str, _Note] = {
    **dict.fromkeys(
        ("carbamazepine", "topiramate", "phenytoin", "phenobarbital"),
        _Note("in_pregnancy", "unborn", "in_pregnancy"),
    ),
    "valproate": _Note("in_pregnancy", "unborn_valproate", "in_pregnancy"),
    "pregabalin": _Note("in_pregnancy", "unborn_pregabalin", "in_pregnancy"),
    **dict.fromkeys(
        ("clonazepam", "diazepam", "lorazepam"), _Note("in_pregnancy", "newborn", "newborn")
    ),
}
"""Medicines that a text says to harm an unborn or a newborn child."""


def find_tablet_alerts(
    courses: Iterable[MedicineCourse], conditions: Iterable[Condition]
) -> list[Alert]:
    """Alerts about medicines by themselves.

    The blood test before the first tablet of carbamazepine or oxcarbazepine, low sodium, a severe
    rash, and a pregnancy on what can harm the child.

    Parameters
    ----------
    courses, conditions
        Everything that is kept of one person, in any order.
    """
    taken: dict[str, list[MedicineCourse]] = {}
    for course in sorted(courses, key=lambda course: course.started):
        for medicine in find_medicines(course.name):
            taken.setdefault(medicine.id, []).append(course)
    pregnancies = [one for one in conditions if one.kind is ConditionKind.PREGNANCY]
    firsts = [
        _note_first(taken[name][0], note)
        for name in FIRST_NOTES
        if name in taken
        for note in FIRST_NOTES[name]
    ]
    return [
        *firsts,
        *(
            alert
            for name, note in IN_PREGNANCY.items()
            for alert in _find_pregnant(name, note, taken.get(name, []), pregnancies)
        ),
    ]


def _note_first(course: MedicineCourse, note: _Note) -> Alert:
    return make_alert(
        note.code,
        course.started,
        ALERT_SOURCES[f"alert_source.{note.source}"],
        level=AlertLevel.NOTE,
        sentence=note.sentence,
        medicine=course.name,
    )


def _find_pregnant(
    name: str, note: _Note, taken: Sequence[MedicineCourse], pregnancies: Sequence[Condition]
) -> list[Alert]:
    return [
        make_alert(
            f"{name}_{note.code}",
            max(course.started, pregnancy.since),
            ALERT_SOURCES[f"alert_source.{note.source}"],
            sentence=note.sentence,
            medicine=course.name,
        )
        for pregnancy in pregnancies
        for course in taken
        if course.started <= (pregnancy.until or date.max)
        and pregnancy.since <= (course.stopped or date.max)
    ]
