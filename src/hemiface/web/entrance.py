"""In and out: the one-time link, the password, the passkey after it, signing out."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from hemiface.errors import NotAllowedError
from hemiface.web import second_factor
from hemiface.web.access import anybody
from hemiface.web.second_factor import let_in
from hemiface.web.shell import own_path
from hemiface.web.state import app_of
from hemiface.web.templating import show

router = APIRouter(include_in_schema=False)


@router.get("/enter/{secret}")
@anybody
def enter(request: Request, secret: str) -> Response:
    """Let in whoever opens the link that the app printed."""
    held = app_of(request)
    if not held.settings.is_local or not held.links.use(secret):
        raise NotAllowedError("link")
    return let_in(held.settings, held.service.sign_ins.begin(), "/")


@router.get("/sign-in")
@anybody
def ask_for_password(request: Request, next: str = "/") -> Response:
    """Ask who it is."""
    if request.state.actor is not None:
        return RedirectResponse(own_path(next), 303)
    held = app_of(request)
    return show(
        request,
        "sign_in",
        next=own_path(next),
        by_link=held.settings.is_local,
        by_password=bool(held.service.accounts.list()),
        failed=False,
    )


@router.post("/sign-in")
@anybody
def sign_in(
    request: Request,
    name: Annotated[str, Form(max_length=64)] = "",
    password: Annotated[str, Form(max_length=1024)] = "",
    next: Annotated[str, Form()] = "/",
) -> Response:
    """Let in whoever knows the password; five tries a name and minute."""
    held = app_of(request)
    held.tries.count(name)
    account = held.service.accounts.verify(name, password)
    if account is None:
        return show(
            request,
            "sign_in",
            status=401,
            next=own_path(next),
            by_link=held.settings.is_local,
            by_password=True,
            failed=True,
        )
    if held.service.passkeys.list(account.name):
        return second_factor.stand(held, account.name, own_path(next))
    return let_in(held.settings, held.service.sign_ins.begin(account.name), next)


@router.post("/sign-out")
@anybody
def sign_out(request: Request) -> Response:
    """End the sign-in, and close what it had open."""
    held, sign_in = app_of(request), request.state.sign_in
    if sign_in is not None:
        held.service.sign_ins.end(sign_in.key)
        held.forget(sign_in.key)
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(held.settings.cookie())
    return answer
