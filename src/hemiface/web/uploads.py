"""Addresses by which a video comes in, part by part."""

import re
from base64 import b64decode
from binascii import Error
from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from hemiface.errors import UploadInvalidError
from hemiface.jobs.queue import Job
from hemiface.jobs.uploads import LARGEST_BYTES, PART_BYTES
from hemiface.model.actor import Permission
from hemiface.operations.jobs import DroppedVideo, announce_video, queue_video
from hemiface.web.access import needs
from hemiface.web.jobs import JobView, view
from hemiface.web.state import app_of, session_of

CONTENT_RANGE = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15})")
CONTENT_DIGEST = re.compile(r"sha-256=:([A-Za-z0-9+/]{43}=):")

router = APIRouter(prefix="/api/uploads", tags=["uploads"])


class Announcement(BaseModel):
    """A video that is to come in."""

    name: Annotated[str, Field(min_length=1, max_length=1000)]
    size_bytes: Annotated[int, Field(ge=1, le=2**50)]
    fingerprint: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    mirrored: bool = False
    person: Literal["largest", "left", "right"] = "largest"
    pseudonym: Annotated[str, Field(max_length=64)] = ""

    @property
    def video(self) -> DroppedVideo:
        """The same as the operations take it."""
        return DroppedVideo(**self.model_dump())


class Received(BaseModel):
    """How much of a video is here, or the job that it is already."""

    upload: str | None = None
    received_bytes: int = 0
    part_bytes: int = PART_BYTES
    largest_bytes: int = LARGEST_BYTES
    job: JobView | None = None


@router.post("")
@needs(Permission.WORK_WITH_FILES)
def announce_upload(request: Request, announcement: Announcement) -> Received:
    """Announce a video, and learn how much of it is here."""
    held = app_of(request)
    found = announce_video(session_of(request), held.service, announcement.video)
    if isinstance(found, Job):
        return Received(received_bytes=announcement.size_bytes, job=view(held.service, found))
    return Received(upload=found.id, received_bytes=found.received_bytes)


@router.put("/{upload}")
@needs(Permission.WORK_WITH_FILES)
async def put_part(request: Request, upload: str) -> Received:
    """Take one part: ``Content-Range`` says which, ``Content-Digest`` (RFC 9530) its SHA-256."""
    return await receive_part(request, upload)


@router.post("/{upload}/job")
@needs(Permission.WORK_WITH_FILES)
def finish_upload(request: Request, upload: str, announcement: Announcement) -> JobView:
    """Compare the whole with what was announced, and queue it."""
    held = app_of(request)
    job = queue_video(session_of(request), held.service, upload, announcement.video)
    return view(held.service, job)


async def receive_part(request: Request, upload: str) -> Received:
    """Write one part of a file that comes in.

    Raises
    ------
    UploadInvalidError, UploadOffsetError
        If it is not what its headers say, or not the next one.
    JobNotFoundError
        If the file was never announced.
    """
    uploads = app_of(request).service.uploads
    span = CONTENT_RANGE.fullmatch(request.headers.get("content-range", ""))
    if span is None:
        raise UploadInvalidError("file_range")
    digest = read_digest(request)
    start, last, total = map(int, span.groups())
    found = await run_in_threadpool(uploads.get, upload)
    if total != found.size_bytes:
        raise UploadInvalidError("other_part")
    await uploads.take_part(found, start, last + 1, digest, request.stream())
    found = await run_in_threadpool(uploads.get, upload)
    return Received(upload=found.id, received_bytes=found.received_bytes)


def read_digest(request: Request) -> str:
    """SHA-256 of a part as its header says it, in hexadecimal digits.

    Raises
    ------
    UploadInvalidError
        If it says none.
    """
    said = CONTENT_DIGEST.fullmatch(request.headers.get("content-digest", ""))
    if said is None:
        raise UploadInvalidError("digest_missing")
    try:
        return b64decode(said[1], validate=True).hex()
    except Error as error:
        raise UploadInvalidError("digest") from error
