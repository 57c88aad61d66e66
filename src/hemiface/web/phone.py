"""A phone films with its own camera: the code it scans, and the page from which it sends."""

from typing import Annotated

import segno
from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool

from hemiface.accounts.invitations import STAY_S, Invitation
from hemiface.errors import NotAllowedError
from hemiface.jobs.queue import Job, JobState
from hemiface.jobs.uploads import LARGEST_BYTES
from hemiface.model.actor import Permission
from hemiface.operations import jobs, phone
from hemiface.operations.session import Session
from hemiface.reports.headline import summarize_headline
from hemiface.web.access import anybody, needs
from hemiface.web.jobs import JobView, view
from hemiface.web.state import app_of, session_of
from hemiface.web.templating import language_of, show
from hemiface.web.uploads import Announcement, Received, receive_part

PHONE = "phone"
"""Purpose of the cookie of a phone that was let in to send."""

router = APIRouter(include_in_schema=False)


@router.get("/phone")
@needs(Permission.WORK_WITH_FILES)
def explain(request: Request, meant_for: Annotated[str, Query(max_length=64)] = "") -> Response:
    """Say how a phone can film, and offer a code where one can reach the app."""
    return _show(request, meant_for, None, "")


@router.post("/phone")
@needs(Permission.WORK_WITH_FILES)
def invite(request: Request, meant_for: Annotated[str, Form(max_length=64)] = "") -> Response:
    """Show a code for one phone."""
    service = app_of(request).service
    found, secret = phone.invite_phone(session_of(request), service, meant_for.strip())
    return _show(request, meant_for, found, secret)


@router.get("/phone/{key}/state")
@needs(Permission.WORK_WITH_FILES)
def watch(request: Request, key: str) -> Response:
    """What became of the code, as a part of a page."""
    service = app_of(request).service
    found, job = phone.watch_invitation(session_of(request), service, key)
    return show(request, "phone_state", invitation=found, job=job and view(service, job))


@router.get("/p/{secret}")
@anybody
def offer(request: Request, secret: str) -> Response:
    """What a phone sees that scanned the code; looking alone does not use it up."""
    if not app_of(request).service.invitations.is_open(secret):
        raise _too_late()
    return show(request, "phone_accept", secret=secret)


@router.post("/p/{secret}")
@anybody
def accept(request: Request, secret: str) -> Response:
    """Let the phone in, once."""
    held = app_of(request)
    token = held.service.invitations.accept(secret)
    if token is None:
        raise _too_late()
    answer = RedirectResponse("/send", 303)
    answer.set_cookie(
        held.settings.cookie(PHONE),
        token,
        max_age=int(STAY_S),
        httponly=True,
        samesite="strict",
        secure=held.settings.address.startswith("https:"),
    )
    return answer


@router.get("/send")
@anybody
def choose(request: Request) -> Response:
    """The page from which a phone sends."""
    _, found = _phone(request)
    return show(request, "phone_send", invitation=found, largest_gb=LARGEST_BYTES // 10**9)


@router.get("/send/done")
@anybody
def tell(request: Request) -> Response:
    """What became of what the phone sent."""
    return _tell(request, "phone_sent")


@router.get("/send/state")
@anybody
def tell_state(request: Request) -> Response:
    """The same as a part of a page."""
    return _tell(request, "phone_sent_state")


@router.post("/api/phone/uploads")
@anybody
def announce(request: Request, announcement: Announcement) -> Received:
    """Announce a video, and learn how much of it is here."""
    session, found = _phone(request)
    service = app_of(request).service
    upload = phone.announce_from_phone(session, service, found, announcement.video)
    if isinstance(upload, Job):
        said = _view(request, upload)
        return Received(received_bytes=announcement.size_bytes, job=said)
    return Received(upload=upload.id, received_bytes=upload.received_bytes)


@router.put("/api/phone/uploads/{upload}")
@anybody
async def put_part(request: Request, upload: str) -> Received:
    """Take one part."""
    await run_in_threadpool(_phone, request)
    return await receive_part(request, upload)


@router.post("/api/phone/uploads/{upload}/job")
@anybody
def finish(request: Request, upload: str, announcement: Announcement) -> JobView:
    """Compare the whole with what was announced, and queue it."""
    session, found = _phone(request)
    service = app_of(request).service
    job = phone.queue_from_phone(session, service, found, upload, announcement.video)
    return _view(request, job)


def draw_code(address: str) -> Markup:
    """A QR code as a drawing in the page, dark on light in every theme."""
    drawn = segno.make(address, error="m").svg_inline(
        scale=6, border=3, dark="#0b1015", light="#ffffff", omitsize=True
    )
    return Markup(drawn)


def _show(request: Request, meant_for: str, found: Invitation | None, secret: str) -> Response:
    settings = app_of(request).settings
    # Not every phone finds a machine by name.
    base = settings.numbered_address if settings.authority else settings.address
    address = f"{base}/p/{secret}" if secret else ""
    return show(
        request,
        "phone",
        meant_for=meant_for,
        is_local=settings.is_local,
        lan_command=settings.lan_command,
        trusted_here=settings.authority is not None,
        invitation=found,
        address=address,
        code=draw_code(address) if address else "",
        job=None,
    )


def _phone(request: Request) -> tuple[Session, Invitation]:
    """The session of the phone that asks."""
    held = app_of(request)
    token = request.cookies.get(held.settings.cookie(PHONE), "")
    return phone.phone_session(session_of(request), held.service, token)


def _tell(request: Request, template: str) -> Response:
    session, found = _phone(request)
    service = app_of(request).service
    job = phone.job_from_phone(session, service, found)
    headline = None
    if job is not None and job.state is JobState.DONE:
        analysis = jobs.analysis_of(session, service, job.id)
        headline = summarize_headline(analysis, language_of(request), None, ())
    said = None if job is None else view(service, job)
    return show(request, template, job=said, headline=headline)


def _view(request: Request, job: Job) -> JobView:
    """A job as the phone sees it: it has pages of its own."""
    return view(app_of(request).service, job).model_copy(update={"address": "/send/done"})


def _too_late() -> NotAllowedError:
    return NotAllowedError("code")
