"""A second rater, blind; how far raters agree; and what is settled."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from hemiface.errors import HemifaceError, RecordNotFoundError
from hemiface.model.actor import Permission
from hemiface.model.record import Entry, EventRating
from hemiface.operations import event_ratings as ratings
from hemiface.operations.rater_comparison import (
    MEASURED,
    compare_raters,
    settle_disagreements,
)
from hemiface.web.access import needs
from hemiface.web.problems import status_of
from hemiface.web.state import app_of, session_of
from hemiface.web.templating import show

Choice = Annotated[str, Query(max_length=64)]
Chosen = Annotated[str, Form(max_length=64)]

router = APIRouter(include_in_schema=False)


@router.get("/ratings")
@needs(Permission.WRITE)
def list_asked(request: Request) -> Response:
    """What whoever asks was asked to rate."""
    return show(request, "asked_ratings", asked=ratings.list_asked(session_of(request)))


@router.post("/ratings/{rating}/finish")
@needs(Permission.WRITE)
def finish(request: Request, rating: str) -> Response:
    """Say that a rating is done."""
    ratings.finish_rating(session_of(request), rating)
    return RedirectResponse("/ratings", 303)


@router.post("/ratings/{rating}/file")
@needs(Permission.WRITE)
def take_file(request: Request, rating: str, events: UploadFile) -> Response:
    """Take the events of a file of ELAN or BORIS."""
    suffix = "." + (events.filename or "").lower().rpartition(".")[2]
    aside = ratings.import_rated(session_of(request), rating, events.file.read(), suffix)
    said = f"?aside={len(aside)}" if aside else ""
    return RedirectResponse(f"/ratings/{rating}{said}", 303)


@router.get("/recordings/{recording}/raters")
@needs(Permission.READ)
def show_raters(
    request: Request, recording: str, first: Choice = "", second: Choice = ""
) -> Response:
    """Who rated a recording, and how far two of them agree."""
    return _show(request, recording, first, second)


@router.post("/recordings/{recording}/raters")
@needs(Permission.WRITE)
def ask(request: Request, recording: str, rater: Chosen) -> Response:
    """Ask an account to rate it."""
    try:
        if rater not in _list_raters(request):
            raise RecordNotFoundError("rater")
        ratings.ask_rating(session_of(request), recording, rater)
    except RecordNotFoundError:
        raise
    except HemifaceError as error:
        return _show(request, recording, "", "", error)
    return RedirectResponse(f"/recordings/{recording}/raters", 303)


@router.post("/recordings/{recording}/settle")
@needs(Permission.WRITE)
def settle(
    request: Request,
    recording: str,
    first: Chosen,
    second: Chosen,
    kept: Annotated[list[int] | None, Form()] = None,
) -> Response:
    """Settle what two raters disagree on."""
    session = session_of(request)
    settled = settle_disagreements(session, recording, first, second, kept or [])
    return RedirectResponse(
        f"/recordings/{recording}/raters?first={MEASURED}&second={settled.id}", 303
    )


@router.get("/recordings/{recording}/raters/{rating}/{ending}")
@needs(Permission.READ)
def save(request: Request, recording: str, rating: str, ending: str) -> Response:
    """The events of a rating for ELAN or BORIS."""
    found = ratings.list_ratings(session_of(request), recording)
    chosen = next((one for one in found if str(one.id) == rating and one.value.finished), None)
    if chosen is None or ending not in ratings.ENDINGS:
        raise RecordNotFoundError("page_file")
    headers = {"content-disposition": f'attachment; filename="rating.{ending}"'}
    content = ratings.write_rating(chosen.value, ending)
    return Response(content, media_type="application/octet-stream", headers=headers)


def _show(
    request: Request, recording: str, first: str, second: str, error: HemifaceError | None = None
) -> Response:
    session = session_of(request)
    found = ratings.list_ratings(session, recording)
    done = [str(one.id) for one in found if one.value.finished and not one.value.settled]
    if not first and not second and done:
        first, second = (done[0], done[1]) if len(done) > 1 else (MEASURED, done[0])
    values: dict[str, Any] = {"compared": None, "first": first, "second": second}
    if first and second:
        values["compared"] = compare_raters(session, recording, first, second)
        values["names"] = [_name(found, one) for one in (first, second)]
    asked = {one.value.rater for one in found if not one.value.settled}
    return show(
        request,
        "raters",
        status=status_of(error) if error else 200,
        recording=recording,
        ratings=found,
        raters=[name for name in _list_raters(request) if name not in asked],
        measured=MEASURED,
        error=error,
        endings=ratings.ENDINGS,
        **values,
    )


def _list_raters(request: Request) -> Sequence[str]:
    """Accounts that may watch a recording and write."""
    accounts = app_of(request).service.accounts.list()
    may = (Permission.WRITE, Permission.READ_VIDEO)
    return [one.name for one in accounts if all(one.actor.may(each) for each in may)]


def _name(found: Sequence[Entry[EventRating]], rating: str) -> str | None:
    """Who gave a rating; None for what was measured."""
    return next((one.value.rater for one in found if str(one.id) == rating), None)
