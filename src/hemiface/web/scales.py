"""Questionnaires that a person answers, and scales that a clinician rates on, also blind."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from hemiface.errors import HemifaceError, RecordInvalidError, RecordSafetyError
from hemiface.formats.written_numbers import with_point
from hemiface.model.actor import Permission
from hemiface.model.questionnaires import (
    QuestionnaireResponse,
    Rating,
    SafetyRule,
    Scale,
)
from hemiface.model.record import Visit
from hemiface.operations import ratings
from hemiface.operations.blind_rating import next_blind
from hemiface.operations.country import list_crisis_contacts
from hemiface.operations.patients import show_person
from hemiface.operations.record_entries import list_values
from hemiface.operations.recordings import list_recordings
from hemiface.reports.scale_words import name_scales, word_scale
from hemiface.web.access import needs
from hemiface.web.dated import date_recordings
from hemiface.web.problems import status_of
from hemiface.web.state import session_of
from hemiface.web.templating import language_of, show

LATEST = 12

Rater = Annotated[str, Query(max_length=40)]

router = APIRouter(include_in_schema=False)


@router.get("/people/{person}/questionnaires")
@needs(Permission.KEEP_DIARY, of="person")
def list_questionnaires(request: Request, person: str, kept: str = "") -> Response:
    """Which questionnaires there are, and what was answered."""
    session = session_of(request)
    words = language_of(request)
    answered = list_values(session, QuestionnaireResponse, person)
    return show(
        request,
        "questionnaires",
        person=show_person(session, person).value,
        scales=[word_scale(one, words) for one in ratings.list_questionnaires()],
        answered=sorted(answered, key=lambda one: one.value.day, reverse=True)[:LATEST],
        titles=name_scales(ratings.list_questionnaires(), words),
        unknown={one.scale: one for one in ratings.find_unknown(one.value for one in answered)},
        kept=kept,
    )


@router.get("/people/{person}/questionnaires/{scale}")
@needs(Permission.KEEP_DIARY, of="person")
def show_questionnaire(request: Request, person: str, scale: str) -> Response:
    """One questionnaire."""
    return _show_questionnaire(request, person, ratings.get_questionnaire(scale), {})


@router.post("/people/{person}/questionnaires/{scale}")
@needs(Permission.KEEP_DIARY, of="person")
async def answer_questionnaire(request: Request, person: str, scale: str) -> Response:
    """Keep what was answered; a text that an answer calls for is shown first."""
    form = await request.form(max_fields=100)
    words = {name: str(form[name]).strip() for name in form}
    chosen = ratings.get_questionnaire(scale)
    try:
        answers, total = _read_answers(words)
        ratings.answer_questionnaire(
            session_of(request),
            person,
            scale,
            answers,
            total=total,
            fields=_keep(words, "day", "note", "language"),
            safety_read=bool(words.get("safety_read")),
        )
    except RecordSafetyError:
        return _show_questionnaire(request, person, chosen, words)
    except HemifaceError as error:
        return _show_questionnaire(request, person, chosen, words, error=error)
    return RedirectResponse(f"/people/{person}/questionnaires?kept={scale}", 303)


@router.get("/people/{person}/ratings")
@needs(Permission.WRITE, of="person")
def list_ratings(request: Request, person: str, kept: str = "") -> Response:
    """Which scales there are, and what was rated."""
    session = session_of(request)
    words = language_of(request)
    rated = list_values(session, Rating, person)
    return show(
        request,
        "ratings",
        person=show_person(session, person).value,
        scales=[word_scale(one, words) for one in ratings.list_rating_scales()],
        rated=sorted(rated, key=lambda one: one.value.day, reverse=True)[:LATEST],
        titles=name_scales(ratings.list_rating_scales(), words),
        n_recordings=len(list_recordings(session, person)),
        kept=kept,
    )


@router.get("/people/{person}/ratings/{scale}")
@needs(Permission.WRITE, of="person")
def show_rating(
    request: Request, person: str, scale: str, blind: bool = False, rater: Rater = ""
) -> Response:
    """One scale; blind, beside a recording of which nothing else is said."""
    chosen = ratings.get_rating_scale(scale)
    return _show_rating(request, person, chosen, {"rater": rater}, blind=blind)


@router.post("/people/{person}/ratings/{scale}")
@needs(Permission.WRITE, of="person")
async def rate(request: Request, person: str, scale: str) -> Response:
    """Keep a rating."""
    form = await request.form(max_fields=100)
    words = {name: str(form[name]).strip() for name in form}
    chosen, blind = ratings.get_rating_scale(scale), bool(words.get("blind"))
    try:
        levels, total = _read_answers(words)
        fields = _keep(words, "day", "note", "rater", "recording_id")
        if not fields.get("rater"):
            raise RecordInvalidError("no_rater")
        fields["blinded"] = blind
        ratings.rate(session_of(request), person, scale, levels, total=total, fields=fields)
    except HemifaceError as error:
        return _show_rating(request, person, chosen, words, blind=blind, error=error)
    if blind:
        rater = quote(words["rater"], safe="")
        return RedirectResponse(f"/people/{person}/ratings/{scale}?blind=true&rater={rater}", 303)
    return RedirectResponse(f"/people/{person}/ratings?kept={scale}", 303)


def _show_questionnaire(
    request: Request,
    person: str,
    scale: Scale,
    words: Mapping[str, str],
    *,
    error: HemifaceError | None = None,
) -> Response:
    entry = show_person(session_of(request), person)
    called = _find_called(scale, words)
    return show(
        request,
        "questionnaire",
        status=status_of(error) if error else 409 if called else 200,
        person=entry.value,
        today=entry.value.today,
        scale=word_scale(scale, language_of(request)),
        words=words,
        called=called,
        contacts=list_crisis_contacts(language_of(request).code) if scale.safety else (),
        error=error,
    )


def _show_rating(
    request: Request,
    person: str,
    scale: Scale,
    words: Mapping[str, str],
    *,
    blind: bool,
    error: HemifaceError | None = None,
) -> Response:
    session = session_of(request)
    entry = show_person(session, person)
    rater = words.get("rater", "")
    kept = list_recordings(session, person)[::-1]
    visits = list_values(session, Visit, person)[::-1]
    return show(
        request,
        "rating",
        status=status_of(error) if error else 200,
        person=entry.value,
        today=entry.value.today,
        scale=word_scale(scale, language_of(request)),
        words=words,
        blind=blind,
        rater=rater,
        task=next_blind(session, person, scale.id, rater) if blind and rater else None,
        recordings=date_recordings(kept, visits, entry.value),
        error=error,
    )


def _read_answers(words: Mapping[str, str]) -> tuple[dict[str, int], float | None]:
    """Answers by item, and a total that was obtained elsewhere."""
    try:
        answers = {
            name.removeprefix("item:"): int(value)
            for name, value in words.items()
            if name.startswith("item:") and value
        }
        total = with_point(words.get("total", ""))
        return answers, float(total) if total else None
    except ValueError as error:
        raise RecordInvalidError("no_number") from error


def _find_called(scale: Scale, words: Mapping[str, str]) -> tuple[SafetyRule, ...]:
    """Texts that the answers call for, also beside an error of another field."""
    try:
        return scale.safety_notices(_read_answers({**words, "total": ""})[0])
    except RecordInvalidError:
        return ()


def _keep(words: Mapping[str, str], *names: str) -> dict[str, object]:
    return {name: words[name] for name in names if words.get(name)}
