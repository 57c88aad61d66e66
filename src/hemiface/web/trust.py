"""The pages by which a phone comes to trust this app, checks that it does, and forgets it again.

What they give away is public: the certificate of the authority, never a key.
"""

from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import Response

from hemiface.errors import ResultsNotFoundError
from hemiface.operations import lan
from hemiface.web.access import anybody
from hemiface.web.phone import draw_code
from hemiface.web.state import app_of, session_of
from hemiface.web.templating import show

router = APIRouter(prefix="/trust", include_in_schema=False)


@router.get("")
@anybody
def lead(request: Request) -> Response:
    """Lead through installing, checking and removing."""
    settings = app_of(request).settings
    address = f"{settings.numbered_address}/trust"
    return show(
        request,
        "trust",
        fingerprint=lan.authority_fingerprint(session_of(request), _folder(request)),
        name=settings.name,
        address=address,
        code=draw_code(address),
    )


@router.get("/hemiface.mobileconfig")
@anybody
def profile(request: Request) -> Response:
    """The profile for iOS."""
    content = lan.authority_profile(session_of(request), _folder(request))
    return _download(content, "hemiface.mobileconfig", "application/x-apple-aspen-config")


@router.get("/hemiface.crt")
@anybody
def certificate(request: Request) -> Response:
    """The certificate for everything else."""
    content = lan.authority_certificate(session_of(request), _folder(request))
    return _download(content, "hemiface.crt", "application/x-x509-ca-cert")


@router.get("/worker.js")
@anybody
def worker(request: Request) -> Response:
    """A program that does nothing: browsers take it where they trust the certificate, only."""
    _folder(request)
    text = (files("hemiface.web") / "static" / "camera" / "worker.js").read_text()
    return Response(text, media_type="text/javascript")


def _download(content: bytes, name: str, kind: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers=headers)


def _folder(request: Request) -> Path:
    folder = app_of(request).settings.authority
    if folder is None:
        raise ResultsNotFoundError("no_certificate")
    return folder
