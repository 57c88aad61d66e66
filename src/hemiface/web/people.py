"""People: the list, one person, archiving, bringing back, erasing."""

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from hemiface.errors import HemifaceError, RecordInvalidError, RecordNotFoundError
from hemiface.model.actor import Permission
from hemiface.model.record import (
    Condition,
    ConditionKind,
    Consent,
    Recording,
    Visit,
)
from hemiface.operations import patients, roster
from hemiface.operations.course import tell_course
from hemiface.operations.history import tell_history
from hemiface.operations.keeping import date_recording, queue_recording
from hemiface.operations.moving import move_recording
from hemiface.operations.own_zone import own_zone
from hemiface.operations.record_entries import list_values, remove_entry, restore_entry
from hemiface.operations.recordings import KeptRecording, list_recordings
from hemiface.reports.course import draw_course
from hemiface.reports.course_words import list_missing
from hemiface.reports.render import to_markup
from hemiface.web.access import needs
from hemiface.web.dated import NO_VISIT, date_recordings
from hemiface.web.problems import status_of
from hemiface.web.sparkline import draw_sparkline
from hemiface.web.state import app_of, session_of
from hemiface.web.templating import language_of, show

SHOWN = 25
"""People on one screen; typing finds the others."""


Text = Annotated[str, Form(max_length=200)]
Named = Annotated[str, Query(max_length=64)]


@dataclass(frozen=True, slots=True)
class Moved:
    """A recording that was moved just now, whose it was, and of which visit."""

    moved: str
    before: str
    visit: str


router = APIRouter(include_in_schema=False)


@router.get("/people")
@needs(Permission.LIST_PEOPLE)
def list_people(
    request: Request,
    q: Annotated[str, Query(max_length=100)] = "",
    offset: Annotated[int, Query(ge=0, le=10**6)] = 0,
) -> Response:
    """Everybody, or those whose pseudonym holds a text."""
    return _list(request, q, offset)


@router.post("/people")
@needs(Permission.WRITE)
def add_person(
    request: Request,
    *,
    pseudonym: Text = "",
    side: Text = "",
    zone: Text = "",
    birth_year: Text = "",
    onset_year: Text = "",
) -> Response:
    """Add a person."""
    given = {"side": side, "zone": zone, "birth_year": birth_year, "onset_year": onset_year}
    fields = {"pseudonym": pseudonym.strip()} | {
        name: value.strip() for name, value in given.items() if value.strip()
    }
    try:
        entry = patients.add_person(session_of(request), fields)
    except HemifaceError as error:
        return _list(request, "", 0, error)
    return RedirectResponse(f"/people/{entry.value.pseudonym}", 303)


@router.get("/people/{person}")
@needs(Permission.READ, of="person")
def show_person(
    request: Request, person: str, moved: Named = "", before: Named = "", visit: Named = ""
) -> Response:
    """One person, perhaps with a recording that was moved there and can be moved back."""
    return _show(request, person, moved=Moved(moved, before, visit))


@router.post("/people/{person}/about")
@needs(Permission.WRITE, of="person")
def edit_person(
    request: Request,
    person: str,
    *,
    side: Text = "",
    zone: Text = "",
    birth_year: Text = "",
    onset_year: Text = "",
    note: Text = "",
) -> Response:
    """Change what is known of a person; what is left empty is not known, a time zone stays."""
    given = {"side": side, "birth_year": birth_year, "onset_year": onset_year}
    fields: dict[str, object] = {name: value.strip() or None for name, value in given.items()}
    fields |= {"note": note.strip()} | ({"zone": zone.strip()} if zone.strip() else {})
    return change(
        request, person, lambda: patients.edit_person(session_of(request), person, fields)
    )


@router.post("/people/{person}/recordings/{recording}/date")
@needs(Permission.WRITE, of="person")
def date(
    request: Request,
    person: str,
    recording: str,
    *,
    on: Text = "",
    at: Text = "",
    visit: Text = "",
) -> Response:
    """Say when a recording was filmed, and at which visit; that stays where nothing is said."""
    session, name = session_of(request), _theirs(request, person, recording)
    visit_id = {"": None, NO_VISIT: ""}.get(visit, visit)
    return change(
        request, person, lambda: date_recording(session, name, on=on, at=at, visit_id=visit_id)
    )


@router.post("/people/{person}/recordings/{recording}/measure")
@needs(Permission.WRITE, of="person")
def measure(request: Request, person: str, recording: str) -> Response:
    """Measure a recording that nobody has measured."""
    name = _theirs(request, person, recording)
    job = queue_recording(session_of(request), app_of(request).service, name)
    return RedirectResponse(f"/jobs/{job.id}", 303)


@router.post("/people/{person}/recordings/{recording}/move")
@needs(Permission.WRITE, of="person")
def move(
    request: Request, person: str, recording: str, *, to: Text = "", visit: Text = ""
) -> Response:
    """Put a recording to another person, and show that one."""
    name = _theirs(request, person, recording)
    try:
        moved = move_recording(session_of(request), name, to.strip(), visit_id=visit)
    except HemifaceError as error:
        return _show(request, person, error)
    back = Moved(name, moved.before, str(moved.visit_before or ""))
    address = f"/people/{moved.pseudonym}?{urlencode(asdict(back))}#recordings"
    return RedirectResponse(address, 303)


@router.post("/people/{person}/recordings/{recording}/aside")
@needs(Permission.WRITE, of="person")
def put_recording_aside(request: Request, person: str, recording: str) -> Response:
    """Archive a recording, with what was measured in it."""
    name = _theirs(request, person, recording)
    return change(request, person, lambda: remove_entry(session_of(request), name))


@router.post("/people/{person}/recordings/{recording}/restore")
@needs(Permission.WRITE, of="person")
def bring_recording_back(request: Request, person: str, recording: str) -> Response:
    """Bring a recording back."""
    name = _theirs(request, person, recording)
    return change(request, person, lambda: restore_entry(session_of(request), name))


@router.post("/people/{person}/aside")
@needs(Permission.WRITE, of="person")
def put_aside(request: Request, person: str) -> Response:
    """Archive a person."""
    patients.remove_person(session_of(request), person)
    return RedirectResponse("/people", 303)


@router.post("/people/{person}/restore")
@needs(Permission.WRITE, of="person")
def bring_back(request: Request, person: str) -> Response:
    """Bring a person back."""
    patients.restore_person(session_of(request), person)
    return RedirectResponse(f"/people/{person}", 303)


@router.get("/people/{person}/erase")
@needs(Permission.MANAGE, of="person")
def ask_to_erase(request: Request, person: str) -> Response:
    """Say what will go."""
    return _ask_to_erase(request, person, None)


@router.post("/people/{person}/erase")
@needs(Permission.MANAGE, of="person")
def erase(request: Request, person: str, typed: Text = "") -> Response:
    """Erase a person, whose pseudonym was typed again."""
    if typed.strip() != person:
        error = RecordInvalidError("not_the_pseudonym")
        return _ask_to_erase(request, person, error)
    patients.erase_person(session_of(request), person)
    return RedirectResponse("/people", 303)


def _list(request: Request, text: str, offset: int, error: HemifaceError | None = None) -> Response:
    session = session_of(request)
    found = roster.list_roster(session, text, limit=SHOWN + 1, offset=offset)
    part = "hx-request" in request.headers
    writes = session.actor.may(Permission.WRITE) and not part
    aside = roster.list_archived(session) if writes else ()
    return show(
        request,
        "people_rows" if part else "people",
        status=status_of(error) if error else 200,
        text=text,
        rows=[(row, draw_sparkline(row.burden_percent)) for row in found[:SHOWN]],
        offset=offset,
        more=offset + SHOWN if len(found) > SHOWN else None,
        less=max(0, offset - SHOWN) if offset else None,
        aside=aside,
        zone=own_zone(),
        error=error,
    )


def _show(
    request: Request,
    person: str,
    error: HemifaceError | None = None,
    moved: Moved | None = None,
) -> Response:
    session = session_of(request)
    entry = patients.show_person(session, person)
    kept = Counter(line.kind for line in tell_history(session, person))
    course, words = tell_course(session, person), language_of(request)
    drawn = draw_course(course, words)
    visits = list_values(session, Visit, person)[::-1]
    kept_here = list_recordings(session, person)[::-1]
    archived = list_values(session, Recording, person, removed=True)
    put_aside = [KeptRecording(one, ()) for one in archived]
    return show(
        request,
        "person",
        chart=to_markup(drawn) if drawn is not None else None,
        missing=list(list_missing(course, words)),
        status=status_of(error) if error else 200,
        person=entry.value,
        recordings=date_recordings(kept_here, visits, entry.value),
        aside=date_recordings(put_aside, visits, entry.value),
        visits=visits,
        consents=list_values(session, Consent, person),
        conditions=list_values(session, Condition, person),
        condition_kinds=tuple(ConditionKind),
        kept=sorted(kept.items()),
        moved=moved
        if moved and any(str(one.entry.id) == moved.moved for one in kept_here)
        else None,
        error=error,
    )


def _theirs(request: Request, person: str, recording: str) -> str:
    """A recording of this person, archived or not, and of nobody else."""
    session = session_of(request)
    found = [
        *list_values(session, Recording, person),
        *list_values(session, Recording, person, removed=True),
    ]
    if recording not in {str(one.id) for one in found}:
        raise RecordNotFoundError("page_file")
    return recording


def _ask_to_erase(request: Request, person: str, error: HemifaceError | None) -> Response:
    session = session_of(request)
    try:
        kept = Counter(line.kind for line in tell_history(session, person))
    except RecordNotFoundError:
        # Somebody who was archived; the history of those is not told.
        kept = Counter()
        if not any(one.value.pseudonym == person for one in roster.list_archived(session)):
            raise
    return show(
        request,
        "erase",
        status=status_of(error) if error else 200,
        pseudonym=person,
        kept=sorted(kept.items()),
        error=error,
    )


def change(request: Request, person: str, act: Callable[[], object]) -> Response:
    """Do something to a person and show the person again, with what was wrong if it was."""
    try:
        act()
    except RecordNotFoundError:
        raise
    except HemifaceError as error:
        return _show(request, person, error)
    return RedirectResponse(f"/people/{person}", 303)
