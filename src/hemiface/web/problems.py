"""Errors as pages that a person understands, and as problem details (RFC 9457)."""

import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from hemiface.errors import (
    AccountNotFoundError,
    GuideNotFoundError,
    HemifaceError,
    JobNotFoundError,
    NotAllowedError,
    NotSignedInError,
    PasskeyRefusedError,
    RecordConflictError,
    RecordLockedError,
    RecordNotFoundError,
    RecordStorageError,
    ResultsNotFoundError,
    TooManyTriesError,
    UploadOffsetError,
    UploadTooLargeError,
)
from hemiface.reports.language import Language
from hemiface.web.access import iter_routes
from hemiface.web.hints import link_to_unlock, say_error
from hemiface.web.state import identify
from hemiface.web.templating import language_of, show

STATUS: tuple[tuple[type[HemifaceError], int], ...] = (
    (NotSignedInError, 401),
    (TooManyTriesError, 429),
    (NotAllowedError, 403),
    (RecordNotFoundError, 404),
    (JobNotFoundError, 404),
    (AccountNotFoundError, 404),
    (PasskeyRefusedError, 403),
    (GuideNotFoundError, 404),
    (ResultsNotFoundError, 404),
    (RecordConflictError, 409),
    (UploadOffsetError, 409),
    (UploadTooLargeError, 413),
    (RecordLockedError, 423),
    (RecordStorageError, 503),
    (HemifaceError, 422),
)
"""Status of each error; the first that fits."""

LABELS: Mapping[str, str] = {
    "pseudonym": "web.people.pseudonym",
    "person": "web.people.pseudonym",
    "name": "web.sign_in.name",
    "password": "web.sign_in.password",
    "passphrase": "web.encryption.passphrase",
    "role": "web.accounts.role",
    "note": "web.person.note",
    "since": "web.person.since",
    "until": "web.person.until",
    "table": "web.error.file",
    "events": "web.error.file",
    "with": "web.review.compare",
}
"""What forms call the fields of their requests; others go by their own name."""

logger = logging.getLogger("hemiface.web")


def install(app: FastAPI) -> None:
    """Let every error of the app become an answer."""
    for kind in (HemifaceError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, _handle)


async def _handle(request: Request, error: Exception) -> Response:
    return answer_error(request, error)


def status_of(error: HemifaceError) -> int:
    """HTTP status of an error."""
    return next(status for kind, status in STATUS if isinstance(error, kind))


def answer_error(request: Request, error: BaseException) -> Response:
    """An error for whoever asked. No traceback reaches a person, and no content the log."""
    t = language_of(request)
    if isinstance(error, HTTPException) and isinstance(error.__cause__, HemifaceError):
        error = error.__cause__  # refused while the body was read, which a library says anew
    if isinstance(error, HemifaceError):
        status = status_of(error)
        is_page = request.method == "GET" and not request.url.path.startswith("/api/")
        if status == 401 and is_page:
            return RedirectResponse(f"/sign-in?next={quote(request.url.path)}", 303)
        message, hint = say_error(error, t)
        return answer(request, status, error.code, message, hint)
    if isinstance(error, RequestValidationError):
        message = say_unfit(error.errors()[0], t)
        return answer(request, 422, "request.invalid", message, t("web.error.sent_hint"))
    if isinstance(error, HTTPException):
        status = error.status_code
        known = f"web.error.request_{status}"
        message = t(known) if t.has(known) else error.detail
        return answer(request, status, f"request.{status}", message, t("web.error.address_hint"))
    logger.error("%s in an answer to %s", type(error).__name__, request.method)
    logger.debug("where", exc_info=error)
    message = t("web.error.unexpected", fault=type(error).__name__)
    return answer(request, 500, "fault", message, t("web.error.unexpected_hint"))


def say_unfit(problem: Mapping[str, Any], t: Language) -> str:
    """What of a request does not fit, in the reader's words and with the words of the form."""
    name = ".".join(str(part) for part in problem["loc"][1:]) or str(problem["loc"][0])
    label = LABELS.get(name, "")
    field = t(label) if label else name
    if problem["type"] == "string_too_long":
        return t("web.error.too_long", field=field, most=problem["ctx"]["max_length"])
    return t(
        "web.error.missing" if problem["type"] == "missing" else "web.error.unfit", field=field
    )


def answer(request: Request, status: int, code: str, message: str, hint: str) -> Response:
    """An error for whoever asked: a page, or problem details below ``/api/``."""
    if request.url.path.startswith("/api/"):
        problem = {
            "type": f"urn:hemiface:{code}",
            "title": message,
            "status": status,
            "detail": hint,
            "code": code,
        }
        return JSONResponse(problem, status, media_type="application/problem+json")
    if not hasattr(request.state, "actor"):
        with suppress(HemifaceError):  # a page for nobody is better than none
            identify(request)
    is_page = request.method == "GET"
    back = "" if is_page else page_above(request.app, request.url.path)
    query = f"?{request.url.query}" if request.url.query else ""
    return show(
        request,
        "error",
        status=status,
        code=code,
        message=message,
        hint=hint,
        back=back,
        unlock=link_to_unlock(f"{request.url.path}{query}" if is_page else back),
    )


def page_above(app: FastAPI, address: str) -> str:
    """The nearest page from which something was sent: its address, or one above it that is one."""
    pages = [compile_path(path)[0] for method, path, _ in iter_routes(app) if method == "GET"]
    while address and not any(page.match(address) for page in pages):
        address = address.rpartition("/")[0]
    return address
