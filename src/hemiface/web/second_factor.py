"""The second step at sign-in: a passkey or a recovery code, after the password."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from hemiface.accounts.doorsteps import WAITS_S
from hemiface.accounts.signins import SignIn
from hemiface.errors import HemifaceError, PasskeyRefusedError
from hemiface.operations import passkeys
from hemiface.operations.service import location_of
from hemiface.operations.session import Session, open_session
from hemiface.web.access import anybody
from hemiface.web.passkeys import Reply, known_party, party_of
from hemiface.web.problems import status_of
from hemiface.web.settings import ServerSettings
from hemiface.web.shell import own_path
from hemiface.web.state import App, app_of
from hemiface.web.templating import show

PAGE = "/sign-in/step"
DOORSTEP = "step"
"""Purpose of the cookie that stands between password and passkey."""

router = APIRouter(prefix=PAGE, include_in_schema=False)


def stand(held: App, account: str, path: str) -> Response:
    """Let whoever knew the password stand at the door."""
    answer = RedirectResponse(f"{PAGE}?{urlencode({'next': path})}", 303)
    token = held.service.doorsteps.begin(account)
    _keep(answer, held.settings, held.settings.cookie(DOORSTEP), token, max_age=int(WAITS_S))
    return answer


def let_in(settings: ServerSettings, token: str, path: str) -> Response:
    """Keep a sign-in in the browser."""
    answer = RedirectResponse(own_path(path), 303)
    _keep(answer, settings, settings.cookie(), token)
    return answer


@router.get("")
@anybody
def ask(request: Request, next: str = "/") -> Response:
    """Ask for a passkey, or a recovery code."""
    doorstep = _find(request)
    if doorstep is None:
        return RedirectResponse(f"/sign-in?{urlencode({'next': own_path(next)})}", 303)
    return _ask(request, doorstep, own_path(next))


@router.post("")
@anybody
def show_passkey(request: Request, reply: Reply, next: Annotated[str, Form()] = "/") -> Response:
    """Let in whoever shows a passkey of the account."""
    doorstep, party = _find(request), party_of(request)
    if doorstep is None:
        return RedirectResponse("/sign-in", 303)
    held = app_of(request)
    held.tries.count(doorstep.account, "passkey")
    try:
        if party is None:
            raise PasskeyRefusedError("host")
        with _session(held, doorstep) as session:
            passkeys.show_passkey(session, held.service, party, doorstep, reply)
    except PasskeyRefusedError as error:
        return _ask(request, doorstep, own_path(next), error)
    return _step_in(held, doorstep, next)


@router.post("/code")
@anybody
def use_code(
    request: Request,
    code: Annotated[str, Form(max_length=200)],
    next: Annotated[str, Form()] = "/",
) -> Response:
    """Let in whoever has a recovery code of the account; it works once."""
    doorstep = _find(request)
    if doorstep is None:
        return RedirectResponse("/sign-in", 303)
    held = app_of(request)
    held.tries.count(doorstep.account, "passkey")
    try:
        with _session(held, doorstep) as session:
            passkeys.use_recovery_code(session, held.service, code)
    except PasskeyRefusedError as error:
        return _ask(request, doorstep, own_path(next), error)
    return _step_in(held, doorstep, next)


def _find(request: Request) -> SignIn | None:
    """Who stands at the door; None for an account that was taken away."""
    held = app_of(request)
    service, token = held.service, request.cookies.get(held.settings.cookie(DOORSTEP), "")
    found = service.doorsteps.find(token) if token else None
    return found if found and service.accounts.find(found.account) else None


@contextmanager
def _session(held: App, doorstep: SignIn) -> Iterator[Session]:
    """A session of whoever stands at the door, for this one step."""
    account = held.service.accounts.find(doorstep.account)
    actor = account.actor if account else None
    with open_session(actor, location=location_of(held.settings.data)) as session:
        yield session


def _ask(
    request: Request, doorstep: SignIn, path: str, error: HemifaceError | None = None
) -> Response:
    held, party = app_of(request), party_of(request)
    options = ""
    if party is not None:
        with _session(held, doorstep) as session:
            options = passkeys.ask_for_passkey(session, held.service, party, doorstep)
    known = known_party(held.settings)
    return show(
        request,
        "step",
        status=status_of(error) if error else 200,
        next=path,
        options=options,
        address=known.origin if known else "",
        error=error,
    )


def _step_in(held: App, doorstep: SignIn, path: str) -> Response:
    if not held.service.doorsteps.leave(doorstep.key):  # one step lets one browser in
        return RedirectResponse("/sign-in", 303)
    answer = let_in(held.settings, held.service.sign_ins.begin(doorstep.account), path)
    answer.delete_cookie(held.settings.cookie(DOORSTEP))
    return answer


def _keep(
    answer: Response, settings: ServerSettings, name: str, token: str, max_age: int | None = None
) -> None:
    answer.set_cookie(
        name,
        token,
        max_age=max_age,
        httponly=True,
        samesite="strict",
        secure=settings.address.startswith("https:"),
    )
