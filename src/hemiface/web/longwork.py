"""Long work of the settings: how far it is, after a reload too, and how to leave it."""

from collections.abc import Callable, Generator
from typing import Any, TypeAlias

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from hemiface.errors import RecordNotFoundError
from hemiface.model.actor import Permission
from hemiface.web.access import needs
from hemiface.web.errands import PATIENCE_S, STOPPED_S, Errand
from hemiface.web.state import app_of
from hemiface.web.templating import show

PAGE = "/settings/errands"

Then: TypeAlias = Callable[[Request, Errand], Response]
"""What shows what came of it."""

router = APIRouter(prefix=PAGE, include_in_schema=False)


def carry_out(
    request: Request,
    stream: Generator[Any, None, None],
    then: Then,
    *,
    title: str,
    can_stop: bool = True,
    made: str = "",
) -> Response:
    """Begin long work, and show what came of it, or else how far it is.

    Work that the same sign-in began before goes on, and is shown instead.

    Parameters
    ----------
    stream
        The work.
    then
        Shows what came of it.
    title
        Key of the words for what is done.
    can_stop
        Whether leaving it half done does no harm.
    made
        A passphrase that was made for it, to be written down in any case.
    """
    if (before := find_running(request)) is not None:
        return before
    errand = app_of(request).errands.begin(
        request.state.sign_in.key,
        PAGE,
        stream,
        then=then,
        title=title,
        can_stop=can_stop,
        made=made,
    )
    errand.wait(PATIENCE_S)
    return then(request, errand) if errand.is_done else show_work(errand)


def find_running(request: Request, page: str = "") -> Response | None:
    """Where to look at work that this sign-in began and must not be left; None where there is none.

    Parameters
    ----------
    page
        Address below which it says how far it is; any, where that is empty.
    """
    found = app_of(request).errands.running(request.state.sign_in.key)
    if found is None or not found.begun.get("taken", True) or page not in ("", found.page):
        return None
    return show_work(found)


def show_work(errand: Errand) -> Response:
    """Lead to the page that says how far a piece of work is; a reload of it asks nothing anew."""
    return RedirectResponse(errand.address, 303)


@router.get("/{errand}")
@needs(Permission.MANAGE)
def tell_how_far(request: Request, errand: str) -> Response:
    """How far it is, or what came of it."""
    found = _find(request, errand)
    if found.is_done:
        then: Then = found.begun["then"]
        return then(request, found)
    return show(request, "work", errand=found, error=None, **found.begun)


@router.post("/{errand}/stop")
@needs(Permission.MANAGE)
def stop(request: Request, errand: str) -> Response:
    """Stop it, where that does no harm."""
    found = _find(request, errand)
    if found.begun["can_stop"]:
        found.stop()
        found.wait(STOPPED_S)
    return show_work(found)


def _find(request: Request, key: str) -> Errand:
    found = app_of(request).errands.find(request.state.sign_in.key, key)
    if found is None or "then" not in found.begun:
        raise RecordNotFoundError("page_file")
    return found
