"""The first page: drop a video, see what is at work."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from hemiface.jobs.uploads import LARGEST_BYTES
from hemiface.model.actor import Permission
from hemiface.operations.camera import count_takes
from hemiface.operations.jobs import drop_unfinished, list_unfinished
from hemiface.web.access import needs
from hemiface.web.jobs import FEW, Shown, list_shown
from hemiface.web.state import app_of, session_of
from hemiface.web.templating import show
from hemiface.web.welcome import is_first_run

router = APIRouter(include_in_schema=False)


@router.get("/")
@needs(Permission.ASK)
def home(request: Request, meant_for: str = "", shown: Shown = FEW) -> Response:
    """The first page; a patient's is the patient's own."""
    actor = request.state.actor
    if actor.only_own:
        return RedirectResponse(f"/people/{actor.pseudonym}", 303)
    if not actor.may(Permission.WORK_WITH_FILES):
        return RedirectResponse("/people", 303)
    service = app_of(request).service
    if is_first_run(request):
        return RedirectResponse("/welcome", 303)
    return show(
        request,
        "home",
        **list_shown(request, shown),
        largest_gb=LARGEST_BYTES // 10**9,
        meant_for=meant_for,
        n_takes=count_takes(session_of(request), service),
        unfinished=list_unfinished(session_of(request), service),
    )


@router.post("/uploads/{upload}/forget")
@needs(Permission.WORK_WITH_FILES)
def forget_upload(request: Request, upload: str) -> Response:
    """Delete what came of a video that was not sent to its end."""
    drop_unfinished(session_of(request), app_of(request).service, upload)
    return RedirectResponse("/", 303)
