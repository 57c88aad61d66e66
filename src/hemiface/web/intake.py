"""A folder of videos on this machine: looked at first, then taken in, a visit a day."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from hemiface.errors import HemifaceError, RecordNotFoundError
from hemiface.model.actor import Permission
from hemiface.operations.intake import ImportedFile, import_folder
from hemiface.web.access import needs
from hemiface.web.errands import PATIENCE_S, STOPPED_S, Errand
from hemiface.web.longwork import find_running, show_work
from hemiface.web.problems import status_of
from hemiface.web.state import app_of, session_of
from hemiface.web.templating import show
from hemiface.web.typed_paths import read_place

Line = Annotated[str, Form(max_length=1000)]

PAGE = "/import"

router = APIRouter(include_in_schema=False)


@router.get("/import")
@needs(Permission.MANAGE)
def ask_folder(request: Request) -> Response:
    """Ask for a folder of videos, or say how far the one is that is being taken in."""
    return find_running(request, PAGE) or _show(request)


@router.post("/import")
@needs(Permission.MANAGE)
def take_folder(
    request: Request, folder: Line = "", create: bool = Form(False), take: bool = Form(False)
) -> Response:
    """Say what would become of each video of a folder; take them in where that was said.

    Other work is not left for this, and shown instead.
    """
    if (before := find_running(request)) is not None:
        return before
    try:
        place = read_place(folder)
    except HemifaceError as error:
        return _show(request, folder, create=create, error=error)
    stream = import_folder(session_of(request), place, create=create, dry_run=not take)
    errand = app_of(request).errands.begin(
        request.state.sign_in.key, PAGE, stream, folder=folder, create=create, taken=take
    )
    return _tell(request, errand) if errand.wait(PATIENCE_S) else show_work(errand)


@router.get("/import/{errand}")
@needs(Permission.MANAGE)
def tell_how_far(request: Request, errand: str) -> Response:
    """How far it is, or what became of each video."""
    return _tell(request, _find(request, errand))


@router.post("/import/{errand}/stop")
@needs(Permission.MANAGE)
def stop(request: Request, errand: str) -> Response:
    """Stop it; what was taken in stays."""
    found = _find(request, errand)
    found.stop()
    found.wait(STOPPED_S)
    return show_work(found)


def _find(request: Request, key: str) -> Errand:
    found = app_of(request).errands.find(request.state.sign_in.key, key)
    if found is None:
        raise RecordNotFoundError("page_file")
    return found


def _tell(request: Request, errand: Errand) -> Response:
    begun: dict[str, Any] = errand.begun
    if errand.error is not None:
        return _show(request, begun["folder"], create=begun["create"], error=errand.error)
    if errand.is_done:
        return _show(request, **begun, files=list(errand.given), stopped=errand.was_stopped)
    return _show(request, **begun, errand=errand)


def _show(
    request: Request,
    folder: str = "",
    *,
    create: bool = True,
    files: list[ImportedFile] | None = None,
    taken: bool = False,
    stopped: bool = False,
    errand: Errand | None = None,
    error: HemifaceError | None = None,
) -> Response:
    new = [one for one in files or () if one.outcome in ("added", "would be added")]
    return show(
        request,
        "folder_import",
        status=status_of(error) if error else 200,
        folder=folder,
        create=create,
        files=files,
        n_new=len(new),
        taken=taken,
        stopped=stopped,
        errand=errand,
        error=error,
    )
