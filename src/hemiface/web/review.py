"""The review page: video and curves locked picture by picture, and a person's corrections."""

from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field

from hemiface.model.actor import Permission
from hemiface.model.anatomy import Side
from hemiface.model.corrections import Correction, CorrectionAction
from hemiface.model.event_pictures import MESH_UNITS
from hemiface.model.events import LONGEST_RECORDING_S, EventSide, EventType
from hemiface.model.face_mesh import DRAWN, MIDLINE, face_lines
from hemiface.operations import jobs
from hemiface.operations.playback import MESH_PICTURES
from hemiface.operations.recordings import name_recording
from hemiface.operations.reporting import FILE_EXPORTS
from hemiface.operations.review import Review, word_correction
from hemiface.reports.render import read_assets
from hemiface.web.access import anybody, needs
from hemiface.web.measured_videos import LooseVideo, MeasuredVideo, RatedVideo, RecordedVideo
from hemiface.web.playable_copies import StandIns
from hemiface.web.state import app_of, session_of
from hemiface.web.streaming import answer_range
from hemiface.web.templating import get_words, language_of, show

ASSETS = {
    "report.css": "text/css",
    "uPlot.min.css": "text/css",
    "uPlot.iife.min.js": "text/javascript",
}
"""Files of the reports that the page loads, with their media types."""


MOST_PICTURES = 2**31
"""No recording has so many."""
MOST_ASIDE = 1000
"""Tiers or behaviors of a file that are told as left aside."""

_DRAWING: Mapping[str, Any] = {
    "units": MESH_UNITS,
    "points": len(DRAWN),
    "pictures": MESH_PICTURES,
    "lines": {
        **{
            side.value: [[DRAWN.index(point) for point in line] for line in face_lines(side)]
            for side in Side
        },
        "middle": [[DRAWN.index(point) for point in MIDLINE]],
    },
}
"""What the page needs to draw the face as lines."""


class EventName(BaseModel):
    """Which event is meant: its onset in seconds, type and side."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    onset: float = Field(ge=0, le=LONGEST_RECORDING_S)
    type: EventType
    side: EventSide


class EventChange(BaseModel):
    """What is new of an event; times in seconds."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    onset: Annotated[float, Field(ge=0, le=LONGEST_RECORDING_S)] | None = None
    duration: Annotated[float, Field(gt=0, le=LONGEST_RECORDING_S)] | None = None
    event_type: EventType | None = None
    side: EventSide | None = None


class Said(BaseModel):
    """One correction: of an event that is there, or a new event."""

    model_config = ConfigDict(extra="forbid")

    action: CorrectionAction
    event: EventName | None = None
    change: EventChange = EventChange()

    def word(self, review: Review, author: str) -> Correction:
        """The same in the words of the log."""
        changes = self.change.model_dump(exclude_none=True)
        meant = (self.event.onset, self.event.type, self.event.side) if self.event else None
        return word_correction(review, self.action, meant, changes, author=author)


STAND_INS = StandIns()


FindVideo = Callable[..., MeasuredVideo] | Callable[..., Awaitable[MeasuredVideo]]
"""What finds the measured video that a request is about; in a thread only where it has to read."""


async def find_recording(request: Request, recording: str) -> MeasuredVideo:
    """A recording in the records."""
    return RecordedVideo(session_of(request), recording)


async def find_rating(request: Request, rating: str) -> MeasuredVideo:
    """A recording that somebody rates blind."""
    return RatedVideo(session_of(request), rating)


def find_results(request: Request, job: str) -> MeasuredVideo:
    """A video that belongs to nobody yet."""
    session, service = session_of(request), app_of(request).service
    folder = jobs.results_of(session, service, job).path
    return LooseVideo(session, folder, jobs.video_of(session, service, job))


def make_router() -> APIRouter:
    """Routes of the review page, for both kinds of measured videos."""
    router = APIRouter()

    @router.get("/report-assets/{name}", include_in_schema=False)
    @anybody
    def get_asset(name: str) -> Response:
        """A style sheet or script of the reports, whose sections the page shows."""
        if name not in ASSETS:
            raise HTTPException(404, "There is no such file.")
        return Response(str(read_assets((name,))), media_type=ASSETS[name])

    _add_routes(
        router,
        "recordings/{recording}",
        find_recording,
        (Permission.READ, Permission.WRITE, Permission.READ_VIDEO),
    )
    _add_routes(router, "ratings/{rating}", find_rating, (Permission.WRITE,) * 3)
    _add_routes(router, "results/{job}", find_results, (Permission.WORK_WITH_FILES,) * 3)
    return router


def _add_routes(
    router: APIRouter,
    place: str,
    find: FindVideo,
    permissions: tuple[Permission, Permission, Permission],
) -> None:
    """Add page and data of one kind of measured video."""
    read, write, watch = permissions
    name = place.partition("/")[0]
    Found = Annotated[MeasuredVideo, Depends(find)]
    _add_pictures(router, place, find, watch)

    @router.get(f"/{place}", response_class=HTMLResponse, include_in_schema=False)
    @needs(read)
    def page(
        request: Request, video: Found, aside: Annotated[int, Query(ge=0, le=MOST_ASIDE)] = 0
    ) -> HTMLResponse:
        """The review page."""
        review = video.review()
        words = language_of(request)
        parts = video.parts(review, words.code)
        may = permitted(request, review)
        recording = request.path_params.get("recording")
        has_mesh = may["watch"] and review.has_mesh and find is not find_rating
        return show(
            request,
            "review",
            parts=parts,
            rating=request.path_params.get("rating"),
            recording=recording,
            known=name_recording(session_of(request), recording) if recording else None,
            panels=parts.data["panels"],
            state=_write_state(
                {**pack_review(review, may), "mesh": has_mesh and _DRAWING},
                parts.data_json,
                words.code,
            ),
            has_mesh=has_mesh,
            name=review.analysis.video.name,
            address=f"/api{request.url.path}",
            formats=tuple(FILE_EXPORTS),
            others=video.others(),
            finished=review.finished,
            aside=aside,
            may=may,
        )

    @router.get(f"/api/{place}/review", operation_id=f"get_{name}_review")
    @needs(read)
    def get_review(request: Request, video: Found) -> dict[str, Any]:
        """What was found, as it was corrected, with the report in parts."""
        return answer(request, video, video.review())

    @router.post(f"/api/{place}/corrections", operation_id=f"correct_{name}")
    @needs(write)
    def correct(request: Request, video: Found, said: Said) -> dict[str, Any]:
        """Say more of the events."""
        word = said.word(video.review(), session_of(request).actor.name)
        return answer(request, video, video.correct([word]))

    @router.post(f"/api/{place}/undo", operation_id=f"undo_{name}")
    @needs(write)
    def undo(request: Request, video: Found) -> dict[str, Any]:
        """Take back what was said last."""
        return answer(request, video, video.undo())

    @router.post(f"/api/{place}/redo", operation_id=f"redo_{name}")
    @needs(write)
    def redo(request: Request, video: Found) -> dict[str, Any]:
        """Say again what was taken back last."""
        return answer(request, video, video.redo())

    def permitted(request: Request, review: Review) -> dict[str, bool]:
        writes = _may(request, write) and not review.finished
        return {"write": writes, "watch": _may(request, watch)}

    def answer(request: Request, video: MeasuredVideo, review: Review) -> dict[str, Any]:
        parts = video.parts(review, language_of(request).code)
        may = permitted(request, review)
        return {
            **pack_review(review, may),
            "data": parts.data,
            "answer": str(parts.answer),
            "findings": str(parts.findings),
            "details": str(parts.details),
        }


def _add_pictures(router: APIRouter, place: str, find: FindVideo, watch: Permission) -> None:
    """Add what is watched of one kind of measured video."""
    name = place.partition("/")[0]
    Found = Annotated[MeasuredVideo, Depends(find)]

    @router.get(f"/api/{place}/frames", operation_id=f"get_{name}_frames")
    @needs(watch)
    def get_frames(video: Found) -> Response:
        """Times, curves and face squares of every frame, for typed arrays."""
        return Response(video.pack(video.review()), media_type="application/octet-stream")

    @router.get(f"/api/{place}/mesh", operation_id=f"get_{name}_mesh")
    @needs(watch)
    def get_mesh(
        video: Found, first: Annotated[int, Query(ge=0, le=MOST_PICTURES)] = 0
    ) -> Response:
        """The face as lines on the pictures from one on, for typed arrays."""
        packed = video.pack_mesh(video.review(), first)
        return Response(packed, media_type="application/octet-stream")

    @router.get(f"/api/{place}/video", operation_id=f"get_{name}_video")
    @needs(watch)
    def get_video(request: Request, video: Found) -> Response:
        """The recording, or the part of it that was asked for."""
        return answer_range(request, video.footage())

    @router.post(f"/api/{place}/playable", operation_id=f"make_{name}_playable")
    @needs(watch)
    def make_playable(video: Found, every_frame: bool = False) -> dict[str, bool]:
        """Begin to make what the browser can play; whether it is there.

        Where it plays the recording, but never shows some of its frames, that is said by
        ``every_frame``: a stand-in is made then too.
        """
        footage = video.footage()
        played = footage.stands_in if every_frame else footage.is_ready
        ready = played or STAND_INS.is_made(footage.digest, video.make_playable)
        return {"ready": ready}


def pack_review(review: Review, may: dict[str, bool]) -> dict[str, Any]:
    """What the page's modules work with, as plain values."""
    return {
        "mirrored": review.analysis.mirrored,
        "may": may,
        "undo": len(review.log.standing),
        "redo": len(review.log.undone),
        "lost": len(review.lost),
    }


def _write_state(page: Mapping[str, Any], data: Markup, code: str) -> Markup:
    """What the page's script reads; what is long was written before."""
    head = htmlsafe_json_dumps(page).removesuffix("}")
    return Markup('{},"data":{},"words":{}}}').format(head, data, _own_words(code))


@cache
def _own_words(code: str) -> Markup:
    """What the page's modules say, in one language, to stand in a page's script."""
    prefix, words = "web.review.", get_words(code).words
    own = {key.removeprefix(prefix): word for key, word in words.items() if key.startswith(prefix)}
    return htmlsafe_json_dumps(own)


def _may(request: Request, permission: Permission) -> bool:
    return session_of(request).actor.may(permission)


router = make_router()
