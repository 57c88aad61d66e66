"""The diary for the phone: a day in three taps, an outbox that loses nothing, tables in and out."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field

from hemiface.errors import HemifaceError
from hemiface.formats.written_numbers import with_point
from hemiface.model.actor import Permission
from hemiface.model.anatomy import Region
from hemiface.model.diary import DIARY_FIELDS, Trigger
from hemiface.operations import diary
from hemiface.operations.patients import show_person
from hemiface.operations.record_entries import list_values
from hemiface.operations.reminders import DIARY_EVERY_D
from hemiface.web.access import needs
from hemiface.web.problems import status_of
from hemiface.web.state import session_of
from hemiface.web.templating import show

MOST_OWN = 3
"""Things of one's own that the page asks for beside the standard ones."""
RECENT = 14
MOST_TABLE = 900_000
"""Bytes of a table that a page takes, below what a form may hold; the command takes more."""

Text = Annotated[str, Form(max_length=200)]
Table = Annotated[str, Form(max_length=MOST_TABLE)]

router = APIRouter()


class DayMessage(BaseModel):
    """What a device has to say about a day."""

    id: UUID
    day: date
    fields: dict[str, float | str | bool | list[str]] = Field(max_length=40)
    own: dict[str, float] = Field(default={}, max_length=40)


class Receipt(BaseModel):
    """What the device may forget now."""

    id: UUID
    is_new: bool


@router.post("/api/people/{person}/diary", tags=["diary"])
@needs(Permission.KEEP_DIARY, of="person")
def receive_day(request: Request, person: str, message: DayMessage) -> Receipt:
    """Keep what a device says about a day; said again under the same id, nothing is added."""
    fields: dict[str, object] = {**message.fields, "day": message.day}
    if message.own:
        fields["triggers"] = dict(message.own)
    kept = diary.receive_day(session_of(request), person, message.id, fields)
    return Receipt(id=kept.message, is_new=kept.is_new)


@router.get("/people/{person}/diary", include_in_schema=False)
@needs(Permission.KEEP_DIARY, of="person")
def show_diary(request: Request, person: str, saved: str = "") -> Response:
    """The page of the diary."""
    return _show(request, person, saved=bool(saved))


@router.post("/people/{person}/diary", include_in_schema=False)
@needs(Permission.KEEP_DIARY, of="person")
async def write_day(request: Request, person: str) -> Response:
    """Keep a day from the form, for browsers without scripts."""
    form = await request.form(max_fields=100)
    given = {name: form.getlist(name) for name in form}
    try:
        message_id, fields = _read_form(given)
        diary.receive_day(session_of(request), person, message_id, fields)
    except HemifaceError as error:
        return _show(request, person, error, given=given)
    return RedirectResponse(f"/people/{person}/diary?saved=1", 303)


@router.post("/people/{person}/diary/own", include_in_schema=False)
@needs(Permission.KEEP_DIARY, of="person")
def add_own(request: Request, person: str, name: Text = "", question: Text = "") -> Response:
    """Watch something of one's own."""
    try:
        fields = {"name": name.strip(), "question": question.strip()}
        diary.add_trigger(session_of(request), person, fields)
    except HemifaceError as error:
        return _show(request, person, error)
    return RedirectResponse(f"/people/{person}/diary", 303)


@router.get("/people/{person}/diary/table", include_in_schema=False)
@needs(Permission.KEEP_DIARY, of="person")
def save_table(request: Request, person: str) -> Response:
    """The diary as CSV."""
    text = diary.export_diary(session_of(request), person)
    headers = {"content-disposition": 'attachment; filename="diary.csv"'}
    return Response("\ufeff" + text, media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/people/{person}/diary/preview", include_in_schema=False)
@needs(Permission.KEEP_DIARY, of="person")
def preview_table(request: Request, person: str, table: Annotated[UploadFile, File()]) -> Response:
    """What would be taken from a table; nothing is written yet."""
    try:
        text = diary.decode_table(table.file.read(MOST_TABLE + 1), MOST_TABLE)
        preview = diary.preview_diary(session_of(request), person, text)
    except HemifaceError as error:
        return _show(request, person, error)
    entry = show_person(session_of(request), person)
    return show(request, "diary_preview", person=entry.value, preview=preview, text=text)


@router.post("/people/{person}/diary/import", include_in_schema=False)
@needs(Permission.KEEP_DIARY, of="person")
def import_table(request: Request, person: str, text: Table = "", replace: Text = "") -> Response:
    """Take a table in that was looked at: all of it or nothing."""
    try:
        diary.import_diary(session_of(request), person, text, replace=bool(replace))
    except HemifaceError as error:
        return _show(request, person, error)
    return RedirectResponse(f"/people/{person}/diary?saved=1", 303)


def _show(
    request: Request,
    person: str,
    error: HemifaceError | None = None,
    *,
    saved: bool = False,
    given: Mapping[str, Sequence[object]] | None = None,
) -> Response:
    typed = given or {}
    session = session_of(request)
    entry = show_person(session, person)
    days = diary.list_days(session, person)
    last = days[-1].value.day if days else None
    today = entry.value.today
    watched = [one.value for one in list_values(session, Trigger, person)]
    return show(
        request,
        "diary",
        status=status_of(error) if error else 200,
        person=entry.value,
        today=today,
        yesterday=today - timedelta(days=1),
        due=max(last + timedelta(days=DIARY_EVERY_D), today) if last else today,
        recent=[day.value for day in days[-RECENT:]][::-1],
        questions=DIARY_FIELDS[1:],
        own=watched[:MOST_OWN],
        may_add=len(watched) < MOST_OWN,
        regions=tuple(Region),
        message_id=uuid4(),
        saved=saved,
        given={name: str(values[0]) for name, values in typed.items() if values},
        felt=[str(value) for value in typed.get("felt", ())],
        error=error,
    )


def _read_form(given: Mapping[str, Sequence[object]]) -> tuple[UUID, dict[str, object]]:
    """Id and fields of a day; what was left empty stays unsaid."""
    said = {
        name: [str(value).strip() for value in values if str(value).strip()]
        for name, values in given.items()
    }
    said = {name: values for name, values in said.items() if values}
    ids = said.pop("id", [""])
    try:
        message_id = UUID(ids[0])
    except ValueError:
        message_id = uuid4()
    fields: dict[str, object] = {}
    own: dict[str, object] = {}
    numbers = {field.name for field in DIARY_FIELDS}
    for name, values in said.items():
        if name.startswith("own:"):
            own[name.removeprefix("own:")] = with_point(values[0])
        elif name in numbers:
            fields[name] = with_point(values[0])
        else:
            fields[name] = values if name == "felt" else values[0]
    if own:
        fields["triggers"] = own
    return message_id, fields
