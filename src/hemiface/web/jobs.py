"""Videos at work: their page, how far they are, and what can be done with them."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import FileResponse, RedirectResponse, Response
from pydantic import BaseModel

from hemiface.errors import (
    HemifaceError,
    RecordConflictError,
    RecordError,
    RecordNotFoundError,
)
from hemiface.jobs.queue import Job, JobState
from hemiface.model.actor import Permission
from hemiface.model.tasks import TaskName
from hemiface.operations import jobs, patients
from hemiface.operations.camera import list_missing
from hemiface.operations.keeping import keep_job
from hemiface.operations.own_zone import own_zone
from hemiface.operations.service import Service
from hemiface.reports.headline import summarize_headline
from hemiface.reports.language import Language
from hemiface.web.access import needs
from hemiface.web.problems import status_of
from hemiface.web.state import app_of, session_of
from hemiface.web.templating import language_of, show

router = APIRouter()

FEW, MOST = 20, 1000
"""How many videos a list shows at first, and at the most."""

BLANK = dict.fromkeys(("pseudonym", "zone", "on", "at", "visit", "label"), "")
"""The form that keeps a video with a person, before anything is typed."""

Day = Annotated[str, Form(max_length=20)]

Shown = Annotated[int, Query(ge=1, le=MOST)]

SHEET = "default-src 'none'; sandbox"
"""Policy of a file to be kept: a browser that opens it all the same runs nothing."""


class JobProblem(BaseModel):
    """Why a video could not be measured: in English, and by what it can be said."""

    code: str
    message: str
    hint: str
    key: str = ""
    values: dict[str, object] = {}


class JobView(BaseModel):
    """A video at work, as the pages and the API show it."""

    id: str
    title: str
    state: JobState
    progress: float
    place: int
    left_s: float | None
    side: str | None
    pattern: str | None
    error: JobProblem | None
    address: str
    mirrored: bool = False


def view(service: Service, job: Job) -> JobView:
    """A job as the pages and the API show it."""
    outcome = job.outcome or {}
    error = outcome.get("error")
    return JobView(
        id=job.id,
        title=job.title,
        state=job.state,
        progress=round(job.progress, 4),
        place=service.queue.place(job) if job.state is JobState.WAITING else 0,
        left_s=job.left_s,
        side=outcome.get("side"),
        pattern=outcome.get("pattern"),
        error=None if error is None else JobProblem(**error),
        address=f"/jobs/{job.id}",
        mirrored=bool(job.request.get("mirrored", False)),
    )


def say_missing(steps: Sequence[TaskName], t: Language) -> str:
    """Which steps of the protocol were not done; nothing where all were."""
    if not steps:
        return ""
    titles = ", ".join(t(f"web.camera.step_{name.value}") for name in steps)
    return t("web.camera.steps_missing", steps=titles)


def list_shown(request: Request, shown: int) -> dict[str, Any]:
    """The newest videos for a list, and whether there are more."""
    session, service = session_of(request), app_of(request).service
    found = jobs.list_jobs(session, service, limit=shown + 1)
    listed = [view(service, one) for one in found[:shown]]
    return {"jobs": listed, "shown": shown, "most": MOST, "has_more": len(found) > shown}


@router.get("/api/jobs", tags=["jobs"])
@needs(Permission.WORK_WITH_FILES)
def list_jobs(request: Request) -> list[JobView]:
    """Videos at work and those that are done, the newest first."""
    return _views(request)


@router.get("/api/jobs/{job}", tags=["jobs"])
@needs(Permission.WORK_WITH_FILES)
def get_job(request: Request, job: str) -> JobView:
    """One video, and how far it is."""
    return _view(request, job)


@router.post("/api/jobs/{job}/cancel", tags=["jobs"])
@needs(Permission.WORK_WITH_FILES)
def cancel_job(request: Request, job: str) -> JobView:
    """Stop measuring a video."""
    service = app_of(request).service
    return view(service, jobs.cancel_job(session_of(request), service, job))


@router.get("/jobs/list", include_in_schema=False)
@needs(Permission.WORK_WITH_FILES)
def show_list(request: Request, shown: Shown = FEW) -> Response:
    """The list of videos as a part of a page."""
    return show(request, "job_list", **list_shown(request, shown))


@router.get("/jobs/{job}", include_in_schema=False)
@needs(Permission.WORK_WITH_FILES)
def show_job(request: Request, job: str) -> Response:
    """Page of one video."""
    return _show(request, "job", job)


@router.get("/jobs/{job}/state", include_in_schema=False)
@needs(Permission.WORK_WITH_FILES)
def show_state(request: Request, job: str) -> Response:
    """How far a video is, as a part of a page."""
    return _show(request, "job_state", job)


@router.post("/jobs/{job}/cancel", include_in_schema=False)
@needs(Permission.WORK_WITH_FILES)
def cancel(request: Request, job: str) -> Response:
    """Stop measuring a video."""
    jobs.cancel_job(session_of(request), app_of(request).service, job)
    return RedirectResponse(f"/jobs/{job}", 303)


@router.post("/jobs/{job}/retry", include_in_schema=False)
@needs(Permission.WORK_WITH_FILES)
def retry(request: Request, job: str) -> Response:
    """Measure again what failed or was canceled."""
    jobs.retry_job(session_of(request), app_of(request).service, job)
    return RedirectResponse(f"/jobs/{job}", 303)


@router.post("/jobs/{job}/forget", include_in_schema=False)
@needs(Permission.WORK_WITH_FILES)
def forget(request: Request, job: str) -> Response:
    """Delete a video that belongs to nobody, with its results."""
    jobs.forget_job(session_of(request), app_of(request).service, job)
    return RedirectResponse("/", 303)


@router.post("/jobs/{job}/keep", include_in_schema=False)
@needs(Permission.WRITE)
def keep(
    request: Request,
    job: str,
    *,
    pseudonym: Annotated[str, Form(max_length=64)] = "",
    zone: Annotated[str, Form(max_length=64)] = "",
    on: Day = "",
    at: Day = "",
    visit: Day = "",
    label: Annotated[str, Form(max_length=200)] = "",
    new: Annotated[bool, Form()] = False,
) -> Response:
    """Put a measured video into a person's records; what does not fit can be mended."""
    session, service, person = session_of(request), app_of(request).service, pseudonym.strip()
    when = {"on": on, "at": at, "visit": visit, "label": label.strip()}
    try:
        if new:
            lives = {"zone": zone.strip()} if zone.strip() else {}
            patients.add_person(session, {"pseudonym": person, **lives})
            new = False
        keep_job(session, service, job, person, **when)
    except RecordError as error:
        typed = {"pseudonym": person, "zone": zone, **when}
        is_new = isinstance(error, RecordNotFoundError)
        is_new |= new and not isinstance(error, RecordConflictError)
        return _show(request, "job", job, typed=typed, error=error, is_new=is_new)
    return RedirectResponse(f"/people/{person}", 303)


@router.get("/jobs/{job}/report", include_in_schema=False)
@needs(Permission.WORK_WITH_FILES)
def download_report(request: Request, job: str) -> Response:
    """The report as one file that opens anywhere."""
    results = jobs.results_of(session_of(request), app_of(request).service, job)
    return FileResponse(
        results.shown,
        filename="report.html",
        headers={"content-security-policy": SHEET},
        media_type="text/html",
    )


@router.post("/demo", include_in_schema=False)
@needs(Permission.WORK_WITH_FILES)
def measure_demo(request: Request) -> Response:
    """Measure the clip that comes along."""
    job = jobs.queue_demo(session_of(request), app_of(request).service)
    return RedirectResponse(f"/jobs/{job.id}", 303)


def _view(request: Request, job: str) -> JobView:
    service = app_of(request).service
    return view(service, jobs.get_job(session_of(request), service, job))


def _views(request: Request) -> list[JobView]:
    service = app_of(request).service
    return [view(service, one) for one in jobs.list_jobs(session_of(request), service)]


def _show(
    request: Request,
    template: str,
    job: str,
    *,
    typed: Mapping[str, str] | None = None,
    error: HemifaceError | None = None,
    is_new: bool = False,
) -> Response:
    found = _view(request, job)
    t, headline, pattern, filmed = language_of(request), None, "", None
    asked = jobs.get_job(session_of(request), app_of(request).service, job).request
    recorded = bool(asked.get("recorded"))
    missing = say_missing(list_missing(asked), t) if recorded else ""
    if found.state is JobState.DONE:
        analysis = jobs.analysis_of(session_of(request), app_of(request).service, job)
        headline = summarize_headline(analysis, t, None, (), steps_named=bool(missing))
        pattern = analysis.assessment.pattern.label
        filmed = analysis.video.filmed_at
    face = jobs.face_of(session_of(request), app_of(request).service, job)
    return show(
        request,
        template,
        job=found,
        missing=missing,
        face=b64encode(face).decode(),
        headline=headline,
        pattern=pattern,
        typed=BLANK | {"pseudonym": asked.get("pseudonym", "")} | dict(typed or {}),
        filmed=filmed,
        is_new=is_new,
        zone=own_zone(),
        status=status_of(error) if error else 200,
        error=error,
        recorded=recorded,
    )
