"""What a person takes along from the review page."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from hemiface.errors import RecordNotFoundError
from hemiface.model.actor import Permission
from hemiface.operations.handouts import compare_reviews, pack_export, write_handout
from hemiface.operations.reporting import FILE_EXPORTS, ExportFormat
from hemiface.operations.review import list_earlier, review_recording
from hemiface.web.access import needs
from hemiface.web.measured_videos import MeasuredVideo
from hemiface.web.review import FindVideo, find_recording, find_results
from hemiface.web.state import session_of
from hemiface.web.templating import language_of

SHEET = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
"""Policy of a page that is saved: it holds all it needs, and reaches nothing."""

FORMATS = tuple(FILE_EXPORTS)
"""What the page offers."""

router = APIRouter()


def _add_routes(place: str, find: FindVideo, needed: Permission) -> None:
    """Add what is taken along of one kind of measured video."""
    Found = Annotated[MeasuredVideo, Depends(find)]
    name = place.partition("/")[0]

    @router.get(f"/{place}/report", include_in_schema=False)
    @needs(needed)
    def get_report(request: Request, video: Found, face: bool = True) -> Response:
        """The report as one file, with the face or without."""
        page = write_handout(video.review(), language_of(request).code, with_face=face)
        return _save(page.encode(), "report.html", "text/html; charset=utf-8")

    @router.get(f"/api/{place}/export/{{kind}}", operation_id=f"export_{name}")
    @needs(needed)
    def get_export(video: Found, kind: ExportFormat) -> Response:
        """Events and signals for another program."""
        return _save(pack_export(video.review(), kind), f"{kind}.zip", "application/zip")


_add_routes("recordings/{recording}", find_recording, Permission.READ_VIDEO)
_add_routes("results/{job}", find_results, Permission.WORK_WITH_FILES)


@router.get("/recordings/{recording}/comparison", include_in_schema=False)
@needs(Permission.READ)
def get_comparison(
    request: Request, recording: str, other: Annotated[str, Query(alias="with", max_length=64)] = ""
) -> Response:
    """Compare a recording with another of the same person; without one, lead to the choice."""
    session = session_of(request)
    others = {str(entry.id) for entry, _ in list_earlier(session, recording)}
    if not other:
        return RedirectResponse(f"/recordings/{recording}#along", 303)
    if other not in others:
        raise RecordNotFoundError("other_recording")
    earlier, later = review_recording(session, other), review_recording(session, recording)
    page = compare_reviews(earlier, later, language_of(request).code)
    return _save(page.encode(), "comparison.html", "text/html; charset=utf-8")


def _save(content: bytes, name: str, media_type: str) -> Response:
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "content-security-policy": f"sandbox; {SHEET}",
    }
    return Response(content, media_type=media_type, headers=headers)
