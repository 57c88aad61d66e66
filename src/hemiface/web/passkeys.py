"""Passkeys of one's own: add, name, list, remove; codes for whoever loses the device."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from hemiface.accounts.passkeys import Passkey
from hemiface.accounts.relying_party import RelyingParty
from hemiface.errors import AccountInvalidError, HemifaceError, PasskeyRefusedError
from hemiface.model.actor import Permission
from hemiface.operations import passkeys
from hemiface.web.access import needs
from hemiface.web.problems import status_of
from hemiface.web.settings import ServerSettings
from hemiface.web.state import app_of, session_of
from hemiface.web.templating import show

PAGE = "/settings/passkeys"

Secret = Annotated[str, Form(max_length=1024)]
Name = Annotated[str, Form(max_length=200)]
Reply = Annotated[str, Form(max_length=65536)]

router = APIRouter(prefix=PAGE, include_in_schema=False)


def party_of(request: Request) -> RelyingParty | None:
    """The app as passkeys know it; None where this page was not opened by the app's name."""
    settings = app_of(request).settings
    by_name = request.headers.get("host", "") == settings.address.partition("://")[2]
    return known_party(settings) if by_name else None


def known_party(settings: ServerSettings) -> RelyingParty | None:
    """The app as passkeys know it; None where it has no name."""
    host = settings.passkey_host
    return RelyingParty(host, settings.address) if host else None


@router.get("")
@needs(Permission.ASK)
def list_passkeys(request: Request) -> Response:
    """The passkeys of whoever asks."""
    return _show(request)


@router.post("")
@needs(Permission.ASK)
def propose(request: Request, name: Name, password: Secret) -> Response:
    """Have the browser make a passkey, once the password is right."""
    _count(request)
    try:
        party, session = _party(request), session_of(request)
        options = passkeys.propose_passkey(
            session, app_of(request).service, party, request.state.sign_in, password
        )
    except (AccountInvalidError, PasskeyRefusedError) as error:
        return _show(request, error)
    return _show(request, options=options, name=name.strip())


@router.post("/reply")
@needs(Permission.ASK)
def add(request: Request, name: Name, reply: Reply) -> Response:
    """Take in the passkey that the browser made; recovery codes are shown with the first one."""
    try:
        codes = passkeys.add_own_passkey(
            session_of(request),
            app_of(request).service,
            _party(request),
            request.state.sign_in,
            name=name.strip(),
            reply=reply,
        )
    except PasskeyRefusedError as error:
        return _show(request, error)
    return _show(request, codes=codes) if codes else RedirectResponse(PAGE, 303)


@router.post("/remove")
@needs(Permission.ASK)
def remove(request: Request, passkey: Annotated[str, Form()], password: Secret) -> Response:
    """Take a passkey of one's own away."""
    _count(request)
    try:
        service = app_of(request).service
        passkeys.remove_own_passkey(session_of(request), service, passkey, password)
    except (AccountInvalidError, PasskeyRefusedError) as error:
        return _show(request, error)
    return RedirectResponse(PAGE, 303)


@router.post("/codes")
@needs(Permission.ASK)
def make_codes(request: Request, password: Secret) -> Response:
    """Show new recovery codes, once."""
    _count(request)
    try:
        service = app_of(request).service
        codes = passkeys.make_own_codes(session_of(request), service, password)
    except (AccountInvalidError, PasskeyRefusedError) as error:
        return _show(request, error)
    return _show(request, codes=codes)


def _count(request: Request) -> None:
    app_of(request).tries.count(request.state.actor.name)


def _party(request: Request) -> RelyingParty:
    found = party_of(request)
    if found is None:
        raise PasskeyRefusedError("host")
    return found


def _day(passkey: Passkey) -> date | None:
    """Day on which a passkey last answered, by this machine's clock."""
    used = passkey.used_at
    return None if used is None else datetime.fromtimestamp(used, UTC).astimezone().date()


def _show(
    request: Request,
    error: HemifaceError | None = None,
    *,
    options: str = "",
    name: str = "",
    codes: Sequence[str] = (),
) -> Response:
    session, held = session_of(request), app_of(request)
    known = known_party(held.settings)
    return show(
        request,
        "passkeys",
        status=status_of(error) if error else 200,
        passkeys=[(one, _day(one)) for one in passkeys.list_own_passkeys(session, held.service)],
        codes_left=passkeys.count_own_codes(session, held.service),
        here_by_name=party_of(request) is not None,
        address=known.origin if known else "",
        options=options,
        name=name,
        codes=codes,
        error=error,
    )
