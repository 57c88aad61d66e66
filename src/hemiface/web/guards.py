"""What every request must be, and every answer carries, whatever the route.

Browsers say where a request comes from. A page of another origin may not post (Origin,
Sec-Fetch-Site: OWASP Cross-Site Request Forgery Prevention), may not read, and may not reach
this machine under a name of its own (Host: DNS rebinding).
"""

from collections.abc import Mapping
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hemiface.errors import NotAllowedError, UploadTooLargeError
from hemiface.jobs.uploads import PART_BYTES
from hemiface.web.problems import answer_error
from hemiface.web.settings import ServerSettings

POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "connect-src 'self'",
        "font-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""Nothing but the app's own files; no inline script, no inline style, no eval."""

HEADERS: Final[Mapping[str, str]] = {
    "content-security-policy": POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    # The page that records says otherwise for itself.
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "referrer-policy": "same-origin",  # `no-referrer` makes browsers post without their origin
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
SAFE_METHODS = frozenset({"GET", "HEAD"})
MOST_BODY_BYTES = 2**20
"""Longest body of anything but a part of a file."""
MOST_EMG_BYTES = 2**26
"""Longest file of EMG that is looked at beside a video; it is held in memory and not kept."""


class Guards:
    """Middleware that refuses what no page of the app sends, and hardens every answer.

    Parameters
    ----------
    app
        What answers.
    settings
        Under which names the app is reached.
    """

    def __init__(self, app: ASGIApp, settings: ServerSettings) -> None:
        self._app = app
        self._origins = settings.origins
        self._hosts = {origin.partition("://")[2] for origin in self._origins}
        self._headers = dict(HEADERS)
        if any(origin.startswith("https:") for origin in self._origins):
            self._headers["strict-transport-security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand why it is refused to the pages of errors."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        begun = False

        async def harden(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                answer = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    answer.setdefault(name, value)
                # The app's own files hold nobody's data, and are only asked whether they changed.
                is_own_file = scope["path"].startswith("/static/")
                answer.setdefault("cache-control", "no-cache" if is_own_file else "no-store")
            await send(message)

        bounded = _bounded(receive, headers, scope["path"])
        try:
            refusal = self._refuse(scope["method"], headers)
            if refusal is not None:
                raise refusal
            await self._app(scope, bounded, harden)
        except ClientDisconnect:  # whoever left wants no answer, and it is no fault
            return
        except Exception as error:
            if begun:
                raise
            await answer_error(Request(scope, bounded), error)(scope, bounded, harden)

    def _refuse(self, method: str, headers: Headers) -> NotAllowedError | None:
        if headers.get("host", "") not in self._hosts:
            return NotAllowedError("host")
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        own_site = site in (None, "same-origin", "none")
        if method in SAFE_METHODS:
            # Following a link from elsewhere is fine; reading from elsewhere is not.
            follows = headers.get("sec-fetch-mode") == "navigate"
            return None if own_site or follows else NotAllowedError("foreign_read")
        if origin is None and site is None:
            return NotAllowedError("no_origin")
        if (origin is not None and origin not in self._origins) or not own_site:
            return NotAllowedError("foreign_write")
        return None


def _bounded(receive: Receive, headers: Headers, path: str) -> Receive:
    """Stop reading a body that is longer than any the app takes."""
    most = PART_BYTES if "content-range" in headers else MOST_BODY_BYTES
    if path.endswith("/emg"):
        most = MOST_EMG_BYTES
    read = 0

    async def bounded() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > most:
            raise UploadTooLargeError("body", most_mb=most >> 20)
        return message

    return bounded
