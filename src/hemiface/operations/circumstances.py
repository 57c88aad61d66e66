"""What the records know of a recording apart from what it shows."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from hemiface.errors import HemifaceError
from hemiface.model.circumstances import Beside, BesideKind, Circumstances
from hemiface.model.questionnaires import QuestionnaireResponse, Rating, ScaleKind
from hemiface.model.record import Entry, Person, Recording, Visit, filmed_at, what_is_known
from hemiface.model.treatments import (
    BotulinumSession,
    Decompression,
    MedicineCourse,
    OtherTreatment,
)
from hemiface.operations.ratings import get_questionnaire, get_rating_scale
from hemiface.records.questionnaires import find_scale
from hemiface.records.transaction import Transaction


def tell_circumstances(
    work: Transaction, person: Entry[Person], recording: Entry[Recording]
) -> Circumstances:
    """When a recording was filmed, whose it is, and what was known on that day.

    Parameters
    ----------
    work
        Open records.
    person, recording
        Whose recording, and which.
    """
    visits = {entry.id: entry.value for entry in work.list(Visit, person.id)}
    visit = visits.get(recording.value.visit_id) if recording.value.visit_id else None
    filmed = filmed_at(recording, when_visited(work, person.id))
    local = filmed.astimezone(ZoneInfo(person.value.zone)) if filmed else None
    return Circumstances(
        filmed=what_is_known(local) if local else None,
        pseudonym=person.value.pseudonym,
        task=recording.value.task,
        visit=(visit.label or visit.kind.value) if visit else "",
        beside=_find_beside(work, person.id, local.date() if local else None),
    )


def when_visited(work: Transaction, person: UUID) -> dict[UUID | None, datetime]:
    """When each visit of a person was, by its id."""
    return {entry.id: entry.value.at for entry in work.list(Visit, person)}


def _find_beside(work: Transaction, person: UUID, until: date | None) -> tuple[Beside, ...]:
    """Treatments, ratings and questionnaires up to a day, in order of time."""
    found = [
        *(_say_toxin(entry.value) for entry in work.list(BotulinumSession, person)),
        *(_say_surgery(entry.value) for entry in work.list(Decompression, person)),
        *(_say_medicine(entry.value) for entry in work.list(MedicineCourse, person)),
        *(_say_other(entry.value) for entry in work.list(OtherTreatment, person)),
        *(_say_answers(entry.value) for entry in work.list(QuestionnaireResponse, person)),
    ]
    for entry in work.list(Rating, person):
        found += _say_rating(entry.value)
    known = (one for one in found if until is None or one.day <= until)
    return tuple(sorted(known, key=lambda one: (one.day, one.kind, one.title)))


def _say_toxin(session: BotulinumSession) -> Beside:
    title = session.brand or session.product.value
    return Beside(BesideKind.TREATMENT, session.day, title, f"{session.face_units:g} U")


def _say_surgery(surgery: Decompression) -> Beside:
    return Beside(BesideKind.TREATMENT, surgery.day, "decompression", surgery.side.value)


def _say_medicine(course: MedicineCourse) -> Beside:
    dose = "" if course.dose_mg is None else f"{course.dose_mg:g} mg"
    if course.times_per_day is not None:
        dose += f" \u00d7 {course.times_per_day:g}"
    return Beside(BesideKind.TREATMENT, course.started, course.name, dose.strip())


def _say_other(other: OtherTreatment) -> Beside:
    return Beside(BesideKind.TREATMENT, other.started, other.name)


def _say_answers(response: QuestionnaireResponse) -> Beside:
    value = "" if response.total is None else f"{response.total:g}"
    title = _title(response.scale, questionnaire=True)
    return Beside(BesideKind.QUESTIONNAIRE, response.day, title, value, response.scale)


def _say_rating(rating: Rating) -> Iterable[Beside]:
    """One line an item where the items are known, else the total.

    An item whose levels an estimate has too goes by the name of the estimate.
    """
    title = _title(rating.scale, questionnaire=False)
    known = find_scale(rating.scale, ScaleKind.CLINICIAN)
    estimates = {item.id: item.levels for item in (known.items if known else ())}
    for item, level in rating.levels.items():
        scale = estimates.get(item) or rating.scale
        yield Beside(BesideKind.RATING, rating.day, f"{title}, {item}", f"{level}", scale)
    if not rating.levels and rating.total is not None:
        yield Beside(BesideKind.RATING, rating.day, title, f"{rating.total:g}", rating.scale)


def _title(name: str, *, questionnaire: bool) -> str:
    """Title of a scale; its name where this version no longer knows it."""
    try:
        return (get_questionnaire if questionnaire else get_rating_scale)(name).title
    except HemifaceError:
        return name
