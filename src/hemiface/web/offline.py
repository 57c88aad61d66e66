"""What a device shows where the app is not reached: a page that says what waits, and nothing else.

The worker keeps the app's own files that this page needs. No page with anybody's data is kept.
"""

import json
from functools import cache
from hashlib import sha256
from importlib.resources import files

from fastapi import APIRouter, Request
from fastapi.responses import Response

from hemiface.version import __version__
from hemiface.web.access import anybody
from hemiface.web.shell import write_colors
from hemiface.web.templating import show

OFFLINE = "/offline"
KEPT = (
    "/palette.css",
    "/static/app.css",
    "/static/follow.css",
    "/static/app.js",
    "/static/offline.js",
    "/static/diary/outbox.js",
    "/static/icon.svg",
)
"""Files that the page needs."""

router = APIRouter(include_in_schema=False)


@router.get("/worker.js")
@anybody
def worker() -> Response:
    """What runs beside the pages and answers where the app does not."""
    return Response(
        write_worker(), media_type="text/javascript", headers={"cache-control": "no-cache"}
    )


@cache
def write_worker() -> str:
    """The worker, with the files that it keeps, and a name that changes with them."""
    folder = files("hemiface.web") / "static"
    own = [name.removeprefix("/static/") for name in KEPT if name.startswith("/static/")]
    texts = [(folder / name).read_bytes() for name in (*own, "worker.js")]
    content = b"\0".join([__version__.encode(), write_colors().encode(), *texts])
    said = {
        "cache": f"hemiface-{sha256(content).hexdigest()[:16]}",
        "page": OFFLINE,
        "files": list(KEPT),
    }
    code = (folder / "worker.js").read_text(encoding="utf-8")
    return f"const KEPT = {json.dumps(said)};\n{code}"


@router.get(OFFLINE)
@anybody
def offline(request: Request) -> Response:
    """What the worker shows: nothing of anybody; the device says itself what waits on it."""
    return show(request, "offline")
