"""Clinicians' ratings and people's questionnaires, each under its own name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hemiface.errors import RecordInvalidError, RecordSafetyError
from hemiface.model.actor import Permission
from hemiface.model.questionnaires import (
    QuestionnaireResponse,
    Rating,
    SafetyRule,
    Scale,
    ScaleKind,
)
from hemiface.model.record import Entry
from hemiface.operations.country import crisis_contacts
from hemiface.operations.fields import make_past
from hemiface.operations.permission import needs, open_to_all
from hemiface.operations.session import Session
from hemiface.records.questionnaires import get_scale, list_scales
from hemiface.records.transaction import Transaction


@dataclass(frozen=True, slots=True)
class TotalChange:
    """How a total moved since the time before.

    Parameters
    ----------
    before, now
        Totals.
    difference
        Now minus before; below 0 is better on every scale of complaints.
    important
        Whether people would notice; None where no limit is published.
    source
        Where the limit comes from.
    """

    before: float
    now: float
    difference: float
    important: bool | None
    source: str


@dataclass(frozen=True, slots=True)
class AnsweredQuestionnaire:
    """A filled-in questionnaire, and what it says.

    Parameters
    ----------
    entry
        What is kept.
    band
        How bad the total is, in the scale's own words; empty without a total or bands.
    safety
        Safety texts that the answers call for.
    change
        How the total moved since the time before; None before there are two.
    unknown
        Items that could call for a safety text and were not answered.
    without
        Title of the scale that it belongs to and that nobody answered on that day; else empty.
    """

    entry: Entry[QuestionnaireResponse]
    band: str
    safety: tuple[str, ...]
    change: TotalChange | None
    unknown: tuple[str, ...] = ()
    without: str = ""


@dataclass(frozen=True, slots=True)
class UnknownItem:
    """An item that could call for a safety text and was not answered on a day."""

    scale: str
    title: str
    item: str
    day: date


@open_to_all
def list_questionnaires() -> Sequence[Scale]:
    """Questionnaires that people fill in."""
    return list_scales(ScaleKind.SELF)


@open_to_all
def list_rating_scales() -> Sequence[Scale]:
    """Scales that clinicians rate on."""
    return list_scales(ScaleKind.CLINICIAN)


@open_to_all
def get_questionnaire(name: str, language: str = "en") -> Scale:
    """Questionnaire of the given name, in `en` or `de` as far as it may be said in it.

    Raises
    ------
    RecordInvalidError
        If there is none.
    """
    found = get_scale(name, ScaleKind.SELF)
    if language == "en":
        return found
    # Here and not above: other commands on ratings do without catalogs.
    from hemiface.reports.language import get_language
    from hemiface.reports.scale_words import word_scale

    return word_scale(found, get_language(language))


@open_to_all
def get_rating_scale(name: str) -> Scale:
    """Clinicians' scale of the given name.

    Raises
    ------
    RecordInvalidError
        If there is none.
    """
    return get_scale(name, ScaleKind.CLINICIAN)


@needs(Permission.KEEP_DIARY, of="pseudonym")
def answer_questionnaire(
    session: Session,
    pseudonym: str,
    name: str,
    answers: Mapping[str, int],
    *,
    total: float | None = None,
    fields: Mapping[str, object] | None = None,
    safety_read: bool = False,
) -> AnsweredQuestionnaire:
    """Keep a filled-in questionnaire.

    Parameters
    ----------
    answers
        Answer by item. Answers may be missing; then there is no total.
    total
        Total obtained elsewhere, for questionnaires without items here.
    fields
        ``day`` (else today), ``visit_id``, ``note`` and ``language``, in which the questions
        were shown.
    safety_read
        Whether every safety text of `Scale.safety_notices` was shown to the person.

    Raises
    ------
    RecordSafetyError
        If an answer calls for a safety text that was not shown; it is the message.
    RecordInvalidError
        If an answer or the total does not fit.
    """
    language = session.language or "en"
    scale = get_questionnaire(name, language)
    whole = _total(scale, answers, total)
    notices = scale.safety_notices(answers)
    if notices and not safety_read:
        raise RecordSafetyError("notice", text=notices[0].text, contacts=crisis_contacts(language))
    with session.write() as work:
        person = work.find_person(pseudonym)
        given = {
            "day": person.value.today,
            **(fields or {}),
            "scale": name,
            "answers": answers,
            "total": whole,
            "safety_shown": bool(notices),
        }
        entry = work.add(make_past(QuestionnaireResponse, given, person.value.today), person.id)
        change = _latest_change(work, person.id, scale)
        without = _find_missing(work, person.id, scale, entry.value.day)
    return AnsweredQuestionnaire(
        entry,
        scale.band_of(entry.value.total) if entry.value.total is not None else "",
        tuple(say_notice(rule, language) for rule in notices),
        change,
        scale.unknown_safety(answers),
        without,
    )


@open_to_all
def find_unknown(responses: Iterable[QuestionnaireResponse]) -> tuple[UnknownItem, ...]:
    """Items that could call for a safety text and that the last response of a scale leaves open.

    Parameters
    ----------
    responses
        Those of one person, in any order; of one day the one that stands last counts.
    """
    last = {one.scale: one for one in sorted(responses, key=lambda one: one.day)}
    return tuple(
        UnknownItem(scale.id, scale.title, item, last[scale.id].day)
        for scale in list_questionnaires()
        if scale.id in last
        for item in scale.unknown_safety(last[scale.id].answers)
    )


@needs(Permission.WRITE, of="pseudonym")
def rate(
    session: Session,
    pseudonym: str,
    name: str,
    levels: Mapping[str, int],
    *,
    total: float | None = None,
    fields: Mapping[str, object] | None = None,
) -> Entry[Rating]:
    """Keep a clinician's rating.

    Parameters
    ----------
    levels
        Level by item.
    total
        Grade or total, for scales without items here.
    fields
        ``rater``, ``day`` (else today), ``visit_id``, ``recording_id``, ``blinded``, ``note``.

    Raises
    ------
    RecordInvalidError
        If a level or the total does not fit.
    """
    scale = get_rating_scale(name)
    whole = _total(scale, levels, total)
    with session.write() as work:
        person = work.find_person(pseudonym)
        given = {
            "day": person.value.today,
            "rater": session.store.who,
            **(fields or {}),
            "scale": name,
            "levels": levels,
            "total": whole,
        }
        return work.add(make_past(Rating, given, person.value.today), person.id)


@open_to_all
def safety_notices(name: str, answers: Mapping[str, int]) -> Sequence[SafetyRule]:
    """Texts to show at once, before anything else is asked.

    Raises
    ------
    RecordInvalidError
        If there is no such questionnaire.
    """
    return get_questionnaire(name).safety_notices(answers)


@open_to_all
def say_notice(rule: SafetyRule, language: str = "en") -> str:
    """A safety text with the crisis line of the chosen country, as the guide shows it."""
    line = "Crisis line" if language == "en" else "Krisentelefon"
    return f"{rule.text} {line}: {crisis_contacts(language)}"


def _find_missing(work: Transaction, person_id: UUID, scale: Scale, day: date) -> str:
    """Title of the scale that this one belongs to, if nobody answered that on the day."""
    kept = (entry.value for entry in work.list(QuestionnaireResponse, person_id))
    there = any(one.scale == scale.belongs_to and one.day == day for one in kept)
    return "" if not scale.belongs_to or there else get_questionnaire(scale.belongs_to).title


def _latest_change(work: Transaction, person_id: UUID, scale: Scale) -> TotalChange | None:
    entries = work.list(QuestionnaireResponse, person_id)
    ordered = sorted(entries, key=lambda entry: entry.value.day)
    totals = [
        entry.value.total
        for entry in ordered
        if entry.value.scale == scale.id and entry.value.total is not None
    ]
    if len(totals) < 2:
        return None
    before, now = totals[-2:]
    limit = scale.important_change
    important = None if limit is None else abs(now - before) >= abs(limit)
    return TotalChange(before, now, now - before, important, scale.important_change_source)


def _total(scale: Scale, answers: Mapping[str, int], total: float | None) -> float | None:
    """Sum of the answers, or the total that came from elsewhere."""
    scale.check_total(total)
    score = scale.score(answers)
    if not scale.items:
        if total is None:
            raise RecordInvalidError("total_only", scale=scale.title)
        return total
    if not answers and total is not None:
        return total
    if not answers:
        raise RecordInvalidError("no_answer", scale=scale.title)
    if total is not None and total != score.total:
        raise RecordInvalidError("total")
    return score.total
