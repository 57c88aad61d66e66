"""A folder of videos on this machine: looked at first, then taken in, a visit a day."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from hemiface.errors import HemifaceError
from hemiface.model.actor import Permission
from hemiface.operations.intake import ImportedFile, import_folder
from hemiface.operations.stream import outcomes
from hemiface.web.access import needs
from hemiface.web.pages import show
from hemiface.web.problems import status_of
from hemiface.web.state import session_of

Line = Annotated[str, Form(max_length=1000)]

router = APIRouter(include_in_schema=False)


@router.get("/import")
@needs(Permission.MANAGE)
def ask_folder(request: Request) -> Response:
    """Ask for a folder of videos."""
    return _show(request)


@router.post("/import")
@needs(Permission.MANAGE)
def take_folder(
    request: Request, folder: Line, create: bool = Form(False), take: bool = Form(False)
) -> Response:
    """Say what would become of each video of a folder; take them in where that was said."""
    place = Path(folder.strip()).expanduser()
    try:
        stream = import_folder(session_of(request), place, create=create, dry_run=not take)
        files = list(outcomes(stream))
    except HemifaceError as error:
        return _show(request, folder, create=create, error=error)
    return _show(request, folder, create=create, files=files, taken=take)


def _show(
    request: Request,
    folder: str = "",
    *,
    create: bool = True,
    files: list[ImportedFile] | None = None,
    taken: bool = False,
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
        error=error,
    )
