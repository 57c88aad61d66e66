"""What is next, and as a file for a calendar."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from hemiface.model.actor import Permission
from hemiface.operations.patients import show_person
from hemiface.operations.reminders import list_reminders, write_reminders
from hemiface.reports.course_words import say_forecast
from hemiface.web.access import needs
from hemiface.web.state import session_of
from hemiface.web.templating import language_of, show

router = APIRouter(include_in_schema=False)


@router.get("/people/{person}/reminders")
@needs(Permission.READ, of="person")
def show_reminders(request: Request, person: str) -> Response:
    """What is next."""
    session, words = session_of(request), language_of(request)
    entry = show_person(session, person)
    return show(
        request,
        "reminders",
        person=entry.value,
        say_forecast=lambda forecast: say_forecast(forecast, entry.value.today, words),
        reminders=list_reminders(session, person),
    )


@router.get("/people/{person}/reminders/calendar.ics")
@needs(Permission.READ, of="person")
def save_calendar(request: Request, person: str) -> Response:
    """What is next as a calendar file."""
    text = write_reminders(session_of(request), person)
    headers = {"content-disposition": 'attachment; filename="calendar.ics"'}
    return Response(text, media_type="text/calendar; charset=utf-8", headers=headers)
