"""Parts of a file as browsers ask for them (RFC 9110, section 14)."""

import re

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from hemiface.model.playback import RecordingBytes

ONE_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def answer_range(request: Request, footage: RecordingBytes) -> Response:
    """Answer with the part of a recording that was asked for, or with all of it.

    Where several parts are asked for, all of it is a valid answer too.
    """
    size = footage.size_bytes
    headers = {
        "accept-ranges": "bytes",
        "content-type": footage.media_type or "application/octet-stream",
        "etag": f'"{footage.digest}"',
    }
    wanted = ONE_RANGE.fullmatch(request.headers.get("range", ""))
    if request.headers.get("if-range", headers["etag"]) != headers["etag"]:
        wanted = None
    if wanted is None or wanted[0] == "bytes=-":
        headers["content-length"] = str(size)
        return StreamingResponse(footage.read_span(0, size), headers=headers)
    if wanted[1]:
        start, stop = int(wanted[1]), min(int(wanted[2] or size), size - 1) + 1
    else:
        start, stop = max(size - int(wanted[2]), 0), size
    if start >= stop:
        return Response(status_code=416, headers={"content-range": f"bytes */{size}"})
    headers["content-length"] = str(stop - start)
    headers["content-range"] = f"bytes {start}-{stop - 1}/{size}"
    return StreamingResponse(footage.read_span(start, stop), 206, headers)
