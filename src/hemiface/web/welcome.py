"""The first run: afresh or from a backup, where everything lies, try it."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from hemiface.errors import HemifaceError
from hemiface.model.actor import Permission
from hemiface.operations import camera, jobs, roster, safekeeping
from hemiface.web.access import needs
from hemiface.web.errands import Errand
from hemiface.web.longwork import carry_out
from hemiface.web.problems import status_of
from hemiface.web.state import app_of, session_of
from hemiface.web.templating import show
from hemiface.web.typed_paths import read_place
from hemiface.web.upkeep import encrypt_with, make_passphrase

WELCOMED = "welcomed"
"""Purpose of the cookie of a browser that has seen these pages."""

router = APIRouter(prefix="/welcome", include_in_schema=False)


def is_first_run(request: Request) -> bool:
    """Whether the owner is here for the first time, and nothing is kept yet."""
    session, welcomed = session_of(request), app_of(request).settings.cookie(WELCOMED)
    if welcomed in request.cookies or not session.actor.may(Permission.MANAGE):
        return False
    service = app_of(request).service
    begun = jobs.list_jobs(session, service, limit=1) or jobs.list_unfinished(session, service)
    return not (begun or camera.count_takes(session, service)) and not roster.list_roster(
        session, limit=1
    )


@router.get("")
@needs(Permission.MANAGE)
def begin(request: Request) -> Response:
    """Start afresh or from a backup."""
    return _step(request, 1)


@router.post("/restore")
@needs(Permission.MANAGE)
def restore(request: Request, source: Annotated[str, Form(max_length=1000)] = "") -> Response:
    """Start from a backup."""

    def show_outcome(request: Request, errand: Errand) -> Response:
        if errand.error is not None or not errand.given:
            return _step(request, 1, error=errand.error)
        return RedirectResponse("/welcome/place", 303)

    try:
        place = read_place(source)
    except HemifaceError as error:
        return _step(request, 1, error=error)
    stream = safekeeping.restore_backup(session_of(request), place)
    return carry_out(request, stream, show_outcome, title="web.backup.restore")


@router.get("/place")
@needs(Permission.MANAGE)
def place(request: Request) -> Response:
    """Where everything lies, and whether it is encrypted."""
    return _step(request, 2)


@router.post("/encrypt")
@needs(Permission.MANAGE)
def encrypt(request: Request) -> Response:
    """Encrypt with a passphrase that is shown once."""
    made = make_passphrase()
    return encrypt_with(request, made, partial(_step, number=2), made=made)


@router.get("/try")
@needs(Permission.MANAGE)
def try_it(request: Request) -> Response:
    """Try the demo clip, or go on."""
    answer = _step(request, 3)
    welcomed = app_of(request).settings.cookie(WELCOMED)
    answer.set_cookie(welcomed, "yes", max_age=10**8, samesite="strict", httponly=True)
    return answer


def _step(
    request: Request, number: int, *, made: str = "", error: HemifaceError | None = None
) -> Response:
    vault = safekeeping.encryption_state(session_of(request)).value
    return show(
        request,
        "welcome",
        status=status_of(error) if error else 200,
        number=number,
        folder=app_of(request).service.folder.parent,
        vault=vault,
        made=made,
        error=error,
    )
