"""What is next, and as a file for a calendar."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from hemiface.model.actor import Permission
from hemiface.operations.patients import show_person
from hemiface.operations.reminders import list_reminders, write_reminders
from hemiface.web.access import needs
from hemiface.web.pages import show
from hemiface.web.state import session_of

router = APIRouter(include_in_schema=False)


@router.get("/people/{person}/reminders")
@needs(Permission.READ, of="person")
def show_reminders(request: Request, person: str) -> Response:
    """What is next."""
    session = session_of(request)
    return show(
        request,
        "reminders",
        person=show_person(session, person).value,
        reminders=list_reminders(session, person),
    )


@router.get("/people/{person}/reminders/calendar.ics")
@needs(Permission.READ, of="person")
def save_calendar(request: Request, person: str) -> Response:
    """What is next as a calendar file."""
    text = write_reminders(session_of(request), person)
    headers = {"content-disposition": 'attachment; filename="calendar.ics"'}
    return Response(text, media_type="text/calendar; charset=utf-8", headers=headers)
