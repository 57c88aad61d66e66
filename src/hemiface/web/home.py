"""The first page: drop a video, see what is at work."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from hemiface.model.actor import Permission
from hemiface.web.access import needs
from hemiface.web.pages import show

router = APIRouter(include_in_schema=False)


@router.get("/")
@needs(Permission.ASK)
def home(request: Request) -> Response:
    """The first page."""
    return show(request, "home")
