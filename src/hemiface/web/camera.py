"""The page that records with the camera of the browser, and what it asks the app."""

import math
import re
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, RedirectResponse, Response
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from hemiface.errors import UploadInvalidError
from hemiface.model.actor import Permission
from hemiface.model.analysis import Task
from hemiface.model.camera import Arrival, ArrivalFlaw, CameraVerdict, Framing, FramingFlaw
from hemiface.model.protocol import STEPS
from hemiface.model.tasks import TaskName
from hemiface.operations import camera
from hemiface.reports.language import Language
from hemiface.web.access import needs
from hemiface.web.guards import HEADERS
from hemiface.web.jobs import JobView, say_missing, view
from hemiface.web.state import app_of, session_of
from hemiface.web.templating import language_of, show
from hemiface.web.uploads import read_digest

CONTENT_RANGE = re.compile(r"bytes (\d{1,15})-(\d{1,15})/\*")
WITH_CAMERA = HEADERS["permissions-policy"].replace("camera=()", "camera=(self)")
"""Policy of the one page that may use the camera."""
SIDED = frozenset({FramingFlaw.OUTSIDE, FramingFlaw.UNEVEN, FramingFlaw.TURNED, FramingFlaw.GLARE})
BEFORE_CAMERA = (1, 2, 3, 4, 7)
"""What of the protocol's advice is the person's to see to; mirror and rate are the page's."""
QUICK_ENOUGH = 1.15
"""How many times quicker than the file the camera was, from which the computer lost pictures."""

router = APIRouter()
Seconds = Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)]


class AskedTask(BaseModel):
    """What the person was asked to do, in seconds of the recording."""

    onset: Seconds
    duration: Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)]
    name: TaskName

    @property
    def task(self) -> Task:
        """The same as the operations take it."""
        return Task(self.onset, self.duration, self.name)


class BegunTake(BaseModel):
    """A recording that begins."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    pseudonym: Annotated[str, Field(max_length=64)] = ""


class TakeNotes(BaseModel):
    """What the page knows of a recording: what was asked, and how quick the camera is."""

    tasks: Annotated[list[AskedTask], Field(max_length=camera.MOST_TASKS)] = []
    camera_rate_hz: Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)] | None = None


class TakeView(BaseModel):
    """How much of a recording is here."""

    take: str
    received_bytes: int


class ArrivalView(BaseModel):
    """What arrived of a recording, in numbers and in the reader's words."""

    verdict: CameraVerdict
    flaw: ArrivalFlaw | None
    rate_hz: float | None
    length_s: float
    words: str
    advice: str
    missing: str = ""
    job: JobView | None = None


class FaultView(BaseModel):
    """One thing to put right before the camera."""

    flaw: FramingFlaw
    words: str


class FramingView(BaseModel):
    """How a face stands before the camera."""

    n_faces: int
    eye_distance_px: float | None
    yaw_deg: float | None
    faults: list[FaultView]


@router.get("/record", include_in_schema=False)
@needs(Permission.WORK_WITH_FILES)
def record(request: Request, meant_for: Annotated[str, Query(max_length=64)] = "") -> Response:
    """Record with the camera, step by step."""
    t = language_of(request)
    steps = [
        {
            "name": step.name.value,
            "duration_s": step.duration_s,
            "title": t(f"web.camera.step_{step.name.value}"),
            "words": t.sentences[f"protocol.{step.name.value}.words"],
        }
        for step in STEPS
    ]
    takes = camera.list_takes(session_of(request), app_of(request).service)
    answer = show(
        request,
        "record",
        meant_for=meant_for,
        steps=steps,
        before=[t.sentences[f"protocol.before_{place}"] for place in BEFORE_CAMERA],
        words=script_words(t),
        missing={take.id: say_missing(camera.list_missing(take.notes), t) for take, _ in takes},
        takes=[(take, describe_arrival(arrival, t)) for take, arrival in takes],
    )
    answer.headers["permissions-policy"] = WITH_CAMERA
    return answer


@router.post("/api/framing", tags=["camera"])
@needs(Permission.WORK_WITH_FILES)
async def look(
    request: Request, scale: Annotated[float, Query(gt=0, le=100, allow_inf_nan=False)] = 1.0
) -> FramingView:
    """Say how a face stands in a picture, JPEG or PNG; nothing of it is kept."""
    picture, session = await request.body(), session_of(request)
    found = await run_in_threadpool(camera.look_at_picture, session, picture, scale=scale)
    return describe_framing(found, language_of(request))


@router.post("/api/takes", tags=["camera"])
@needs(Permission.WORK_WITH_FILES)
def begin_take(request: Request, begun: BegunTake) -> TakeView:
    """Begin a recording."""
    session, service = session_of(request), app_of(request).service
    take = camera.begin_take(session, service, begun.name, begun.pseudonym.strip())
    return TakeView(take=take.id, received_bytes=0)


@router.get("/api/takes/{take}", tags=["camera"])
@needs(Permission.WORK_WITH_FILES)
def get_take(request: Request, take: str) -> TakeView:
    """How much of a recording is here."""
    found = camera.get_take(session_of(request), app_of(request).service, take)
    return TakeView(take=found.id, received_bytes=found.received_bytes)


@router.put("/api/takes/{take}", tags=["camera"])
@needs(Permission.WORK_WITH_FILES)
async def put_take_part(request: Request, take: str) -> TakeView:
    """Take the next part: ``Content-Range: bytes 0-99/*`` and ``Content-Digest`` (RFC 9530)."""
    takes = app_of(request).service.takes
    span = CONTENT_RANGE.fullmatch(request.headers.get("content-range", ""))
    if span is None:
        raise UploadInvalidError("take_range")
    digest = read_digest(request)
    found = await run_in_threadpool(takes.get, take)
    start, last = map(int, span.groups())
    end = await takes.take_part(found, start, last + 1, digest, request.stream())
    return TakeView(take=found.id, received_bytes=end)


@router.post("/api/takes/{take}/notes", tags=["camera"])
@needs(Permission.WORK_WITH_FILES)
def note_take(request: Request, take: str, notes: TakeNotes) -> ArrivalView:
    """Keep what was asked so far, and say what arrived so far."""
    session, service = session_of(request), app_of(request).service
    arrival = camera.note_take(session, service, take, [one.task for one in notes.tasks])
    return describe_arrival(arrival, language_of(request), notes.camera_rate_hz)


@router.post("/api/takes/{take}/job", tags=["camera"])
@needs(Permission.WORK_WITH_FILES)
def finish_take(request: Request, take: str, notes: TakeNotes) -> ArrivalView:
    """Count what arrived, and queue it unless it is too poor."""
    session, service = session_of(request), app_of(request).service
    found = camera.finish_take(session, service, take, [one.task for one in notes.tasks])
    said = describe_arrival(found.arrival, language_of(request), notes.camera_rate_hz)
    said.missing = say_missing(found.missing, language_of(request))
    said.job = None if found.job is None else view(service, found.job)
    return said


@router.get("/takes/{take}/file", include_in_schema=False)
@needs(Permission.WORK_WITH_FILES)
def save_take(request: Request, take: str) -> Response:
    """The file of a recording that was not measured."""
    place = camera.take_place(session_of(request), app_of(request).service, take)
    return FileResponse(place, filename=place.name)


@router.post("/takes/{take}/measure", include_in_schema=False)
@needs(Permission.WORK_WITH_FILES)
def measure_take(request: Request, take: str) -> Response:
    """Measure what is here of a recording that broke off."""
    found = camera.finish_take(session_of(request), app_of(request).service, take)
    return RedirectResponse("/record" if found.job is None else f"/jobs/{found.job.id}", 303)


@router.post("/takes/{take}/forget", include_in_schema=False)
@needs(Permission.WORK_WITH_FILES)
def forget_take(request: Request, take: str) -> Response:
    """Delete a recording that was not measured."""
    camera.drop_take(session_of(request), app_of(request).service, take)
    return RedirectResponse("/record", 303)


def describe_framing(found: Framing, t: Language) -> FramingView:
    """How a face stands, in the reader's words."""

    def words(flaw: FramingFlaw, side: str) -> str:
        return t(f"web.camera.help_{flaw.value}" + (f"_{side}" if flaw in SIDED else ""))

    return FramingView(
        n_faces=found.n_faces,
        eye_distance_px=_finite(found.eye_distance_px),
        yaw_deg=_finite(found.yaw_deg),
        faults=[
            FaultView(flaw=fault.flaw, words=words(fault.flaw, fault.side or ""))
            for fault in found.faults
        ],
    )


def describe_arrival(
    arrival: Arrival, t: Language, camera_rate_hz: float | None = None
) -> ArrivalView:
    """What arrived, and what to do about it.

    Parameters
    ----------
    arrival
        What arrived.
    t
        The reader's language.
    camera_rate_hz
        Pictures a second that the page saw of the camera; None where it could not count.
    """
    values = {
        "rate": t.number(arrival.rate_hz or 0.0, 0),
        "length": t.number(arrival.length_s, 0),
        "lost": t.number(arrival.lost_s, 1),
        "longest": t.number(arrival.longest_gap_s, 1),
    }
    advice = ""
    if arrival.flaw is not None:
        quick = (camera_rate_hz or 0.0) > QUICK_ENOUGH * (arrival.rate_hz or math.inf)
        cause = "computer" if quick or arrival.flaw is ArrivalFlaw.GAPS else "light"
        short = arrival.flaw in (ArrivalFlaw.SHORT, ArrivalFlaw.EMPTY)
        advice = t(f"web.camera.advice_{'again' if short else cause}")
    words = f"arrived_{arrival.flaw.value}" if arrival.flaw else "arrived"
    return ArrivalView(
        verdict=arrival.verdict,
        flaw=arrival.flaw,
        rate_hz=arrival.rate_hz,
        length_s=arrival.length_s,
        words=t(f"web.camera.{words}", **values),
        advice=advice,
    )


def script_words(t: Language) -> dict[str, str]:
    """Words that the page's program says; it fills their places itself."""
    prefix = "web.camera.js."
    return {
        key.removeprefix(prefix): text for key, text in t.words.items() if key.startswith(prefix)
    }


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
