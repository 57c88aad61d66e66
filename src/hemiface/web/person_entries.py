"""What is written down about a person beside recordings: visits, consents, conditions."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from hemiface.errors import RecordNotFoundError
from hemiface.model.actor import Permission
from hemiface.model.record import Consent
from hemiface.operations import patients
from hemiface.operations.record_entries import list_values
from hemiface.web.access import needs
from hemiface.web.people import change
from hemiface.web.state import session_of

Text = Annotated[str, Form(max_length=200)]

router = APIRouter(include_in_schema=False)


@router.post("/people/{person}/visits")
@needs(Permission.WRITE, of="person")
def add_visit(
    request: Request,
    person: str,
    *,
    at: Text = "",
    kind: Text = "clinic",
    label: Text = "",
    note: Text = "",
) -> Response:
    """Add a visit."""
    fields = {"kind": kind, "label": label.strip(), "note": note.strip()}
    fields |= {"at": at} if at else {}
    return change(request, person, lambda: patients.add_visit(session_of(request), person, fields))


@router.post("/people/{person}/consents")
@needs(Permission.WRITE, of="person")
def add_consent(
    request: Request, person: str, kind: Text, document: Text = "", on: Text = ""
) -> Response:
    """Write down what a person agreed to."""
    fields = {"kind": kind, "document": document.strip(), **({"given_on": on} if on else {})}
    return change(
        request, person, lambda: patients.add_consent(session_of(request), person, fields)
    )


@router.post("/people/{person}/consents/{consent}/withdraw")
@needs(Permission.WRITE, of="person")
def withdraw_consent(request: Request, person: str, consent: str, on: Text = "") -> Response:
    """Write down from when a consent holds no longer; without a day it stands again."""
    session = session_of(request)
    if consent not in {str(one.id) for one in list_values(session, Consent, person)}:
        raise RecordNotFoundError("page_file")
    return change(request, person, lambda: patients.withdraw_consent(session, consent, on))


@router.post("/people/{person}/conditions")
@needs(Permission.WRITE, of="person")
def add_condition(
    request: Request,
    person: str,
    kind: Text,
    *,
    since: Text = "",
    until: Text = "",
    note: Text = "",
) -> Response:
    """Write down a condition that bears on treatment."""
    days = {name: day for name, day in (("since", since), ("until", until)) if day}
    fields = {"kind": kind, "note": note.strip(), **days}
    return change(
        request, person, lambda: patients.add_condition(session_of(request), person, fields)
    )
