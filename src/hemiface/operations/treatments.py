"""Write down treatments and side effects, and see what stands out."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from hemiface.errors import RecordInvalidError
from hemiface.formats.diary_heads import read_choice
from hemiface.formats.written_numbers import with_point
from hemiface.model.actor import Permission
from hemiface.model.anatomy import Side
from hemiface.model.record import Condition, Entry, Person
from hemiface.model.treatments import (
    BRANDS,
    Alert,
    BotulinumSession,
    Decompression,
    InjectedMuscle,
    Injection,
    MedicineCourse,
    OtherTreatment,
    SideEffect,
)
from hemiface.operations.affected_side import find_side
from hemiface.operations.fields import (
    change_value,
    make_past,
    read_day,
    refuse_future,
    refuse_unborn,
)
from hemiface.operations.permission import needs, open_to_all
from hemiface.operations.session import Session
from hemiface.records.alerts import find_alerts
from hemiface.records.doses import check_medicine, check_units
from hemiface.records.entry_types import read_id
from hemiface.records.transaction import Transaction

T = TypeVar("T")
Word = TypeVar("Word", bound=StrEnum)

DAY_FIELDS: Mapping[type[Any], str] = {
    BotulinumSession: "day",
    MedicineCourse: "started",
    Decompression: "day",
    OtherTreatment: "started",
    SideEffect: "onset",
}
"""Field that says when, for each class of this module; today if it is not given."""

COURSES = (BotulinumSession, MedicineCourse, Decompression, OtherTreatment)


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry that was written down, and what stands out since."""

    entry: Entry[Any]
    alerts: tuple[Alert, ...]


@needs(Permission.WRITE, of="pseudonym")
def record_treatment(
    session: Session, pseudonym: str, noun: type[Any], fields: Mapping[str, object]
) -> Recorded:
    """Write down a treatment or a side effect of a class in `DAY_FIELDS`.

    Returns
    -------
    The entry, with the alerts that it brought about.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    RecordInvalidError
        If a field does not fit, the person was not born yet, more units are given than any vial
        holds, or the treatment of a side effect is somebody else's.
    """
    with session.write() as work:
        person = work.find_person(pseudonym)
        today = person.value.today
        value = make_past(noun, {DAY_FIELDS[noun]: today, **with_brand(fields)}, today)
        refuse_unborn(value.occurred, person.value)
        if isinstance(value, SideEffect):
            _check_treatment(work, person.id, value)
        if isinstance(value, BotulinumSession):
            check_units(value)
        if isinstance(value, MedicineCourse):
            check_medicine(value)
        before = _alerts(work, person.id)
        entry = work.add(value, person.id)
        new = tuple(alert for alert in _alerts(work, person.id) if alert not in before)
    return Recorded(entry, new)


@needs(Permission.WRITE, of="entry_id")
def end_treatment(session: Session, entry_id: str, fields: Mapping[str, object]) -> Entry[Any]:
    """Write down that a medicine, another treatment or a side effect came to an end.

    Parameters
    ----------
    fields
        ``on`` for the day (else today), ``why`` for the reason of stopping a medicine.

    Raises
    ------
    RecordInvalidError
        If it is something that has no end, or the day does not fit or is still to come.
    """
    with session.write() as work:
        entry = work.find(read_id(entry_id))
        if not isinstance(entry.value, MedicineCourse | OtherTreatment | SideEffect):
            raise RecordInvalidError("no_end")
        today = work.get(Person, entry.person_id).value.today
        day = read_day(str(fields["on"]), today) if fields.get("on") else today
        refuse_future(day, today)
        if isinstance(entry.value, MedicineCourse):
            change = {"stopped": day, "why_stopped": fields.get("why") or ""}
        else:
            change = {"ended": day}
        return work.change(entry, change_value(entry.value, change))


@needs(Permission.READ, of="pseudonym")
def list_treatments(session: Session, pseudonym: str) -> list[Entry[Any]]:
    """Treatments and side effects in order of time.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    """
    with session.read() as work:
        person = work.find_person(pseudonym)
        entries = [entry for noun in DAY_FIELDS for entry in work.list(noun, person.id)]
    return sorted(entries, key=lambda entry: (entry.value.occurred, entry.created_at))


@needs(Permission.READ, of="pseudonym")
def list_alerts(session: Session, pseudonym: str) -> tuple[Alert, ...]:
    """What stands out in a person's treatments, with sources. Never an order.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    """
    with session.read() as work:
        return _alerts(work, work.find_person(pseudonym).id)


@open_to_all
def say_alert(alert: Alert, language: str = "en") -> str:
    """One line of what stands out, with its source.

    Raises
    ------
    SettingsError
        If pages do not exist in this language.
    """
    from hemiface.reports.language import get_language

    words = get_language(language)
    level = words(f"follow.visit.level.{alert.level}")
    said = words.say(alert.message, str(alert.message))
    return f"{level}: {said} [{words.cite(alert.source)}]"


@open_to_all
def say_no_alert(language: str = "en") -> str:
    """That nothing stands out."""
    from hemiface.reports.language import get_language

    return get_language(language)("follow.visit.no_alert")


@open_to_all
def read_injection(text: str) -> Injection:
    """Injection from ``MUSCLE:SIDE:UNITS``, ``MUSCLE:SIDE:UNITSxSITES`` and a last ``:POINT``.

    ``orbicularis_oculi:left:10x4:pretarsal`` is 10 units in all, in 4 punctures.

    Raises
    ------
    RecordInvalidError
        If it is something else.
    """
    parts = text.split(":", 3)
    if len(parts) < 3:
        raise RecordInvalidError("injection", text=text)
    dose, _, sites = parts[2].partition("x")
    try:
        numbers = float(with_point(dose)), int(sites or 1)
    except ValueError as error:
        raise RecordInvalidError("injection_units", text=parts[2]) from error
    muscle = _known(InjectedMuscle, parts[0], "muscle that is injected")
    side = _known(Side, read_choice(parts[1]), "side")
    point = parts[3] if len(parts) > 3 else ""
    return Injection(muscle=muscle, side=side, units=numbers[0], sites=numbers[1], point=point)


def _known(kind: type[Word], text: str, what: str) -> Word:
    try:
        return kind(text.strip().lower())
    except ValueError as error:
        also = InjectedMuscle.other_names() if kind is InjectedMuscle else ()
        near = get_close_matches(text.strip().lower(), [*map(str, kind), *also], n=1)
        names = ", ".join(kind)
        if near:
            raise RecordInvalidError(
                "word_near", text=text, what=what, near=near[0], names=names
            ) from error
        raise RecordInvalidError("word", text=text, what=what, names=names) from error


@open_to_all
def with_brand(fields: Mapping[str, object]) -> Mapping[str, object]:
    """Fields of a treatment; a brand in the place of the product is also the brand."""
    product = str(fields.get("product", "")).strip()
    given = dict(fields)
    if product.lower() in BRANDS:
        given = {"brand": product.capitalize(), **given, "product": BRANDS[product.lower()]}
    return given


def _alerts(work: Transaction, person_id: UUID) -> tuple[Alert, ...]:
    sessions = [entry.value for entry in work.list(BotulinumSession, person_id)]
    effects = [entry.value for entry in work.list(SideEffect, person_id)]
    courses = [entry.value for entry in work.list(MedicineCourse, person_id)]
    conditions = [entry.value for entry in work.list(Condition, person_id)]
    operations = [entry.value for entry in work.list(Decompression, person_id)]
    affected = find_side(work, work.get(Person, person_id))
    return find_alerts(sessions, effects, courses, affected, conditions, operations=operations)


def _check_treatment(work: Transaction, person_id: UUID, effect: SideEffect) -> None:
    if effect.treatment_id is None:
        return
    entry = work.find(effect.treatment_id)
    if entry.person_id != person_id or not isinstance(entry.value, COURSES):
        raise RecordInvalidError("treatment")
