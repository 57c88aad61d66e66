"""Run the app: listen, print the link, open the browser."""

import socket
import webbrowser
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import uvicorn

from hemiface.errors import SettingsError
from hemiface.errors.faults import find_reason
from hemiface.errors.words import LANGUAGES
from hemiface.operations.accounts import note_proxy
from hemiface.operations.lan import authority_fingerprint
from hemiface.operations.service import location_of
from hemiface.operations.session import Session, open_session
from hemiface.web.app import make_app
from hemiface.web.settings import ServerSettings
from hemiface.web.state import App
from hemiface.web.templating import get_words
from hemiface.web.tls import check_tls


def run_server(
    settings: ServerSettings,
    template: Session,
    *,
    say: Callable[[str], None],
    say_wide: Callable[[Path], None] = lambda _: None,
    browser: bool,
) -> None:
    """Run the app until it is stopped.

    Parameters
    ----------
    settings
        Where it listens, and for whom.
    template
        What every session begins as.
    say
        Prints a line for whoever started it.
    say_wide
        Says that others may enter the folder of the records.
    browser
        Whether to open the browser.

    Raises
    ------
    SettingsError
        If others could reach it and accounts or TLS are missing, if certificate or key cannot be
        used, or the address is taken.
    """

    def say_link(secret: str) -> None:
        words = get_words(template.language or LANGUAGES[0])
        say(words("web.serve.again", link=f"{settings.address}/enter/{secret}"))

    app = make_app(settings, template=template, say_link=say_link)
    held: App = app.state.held
    try:
        settings.check(has_accounts=bool(held.service.accounts.list()))
        check_tls(settings.certificate, settings.key)
        listener = listen(settings)
        if (folder := held.service.wide_folder) is not None:
            say_wide(folder)
        if settings.behind_proxy:
            with open_session(location=location_of(settings.data)) as session:
                note_proxy(session, settings.name)
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,  # addresses hold pseudonyms
            server_header=False,
            date_header=False,
            proxy_headers=False,
            ssl_certfile=_path(settings.certificate),
            ssl_keyfile=_path(settings.key),
            timeout_graceful_shutdown=3,
        )
        link = announce(settings, template, held.links.secret, say=say)
        if browser:
            Thread(target=webbrowser.open, args=(link,), daemon=True).start()
        uvicorn.Server(config).run(sockets=[listener])
    finally:
        app.state.close()


def announce(
    settings: ServerSettings, template: Session, secret: str, *, say: Callable[[str], None]
) -> str:
    """Say where the app is reached, what works everywhere first; give what to open.

    Parameters
    ----------
    settings
        Where it listens.
    template
        What every session begins as; it is said in its language.
    secret
        Of the link that works once.
    say
        Prints a line.
    """
    words = get_words(template.language or LANGUAGES[0])
    if settings.is_local:
        link = f"{settings.address}/enter/{secret}"
        say(words("web.serve.once", link=link))
        return link
    if settings.authority is None:
        say(words("web.serve.at_name", address=settings.address))
        return settings.address
    say(words("web.serve.at", address=settings.numbered_address))
    say(words("web.serve.named", address=settings.address))
    fingerprint = authority_fingerprint(template, settings.authority)
    say(words("web.serve.trust", address=f"{settings.numbered_address}/trust"))
    say(words("web.serve.fingerprint", fingerprint=fingerprint))
    return settings.numbered_address


def listen(settings: ServerSettings) -> socket.socket:
    """Take the address before anything is promised; the browser may then ask at once."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((settings.host.strip("[]"), settings.port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise SettingsError(
            "listen", host=settings.host, port=settings.port, reason=find_reason(error)
        ) from error
    return listener


def _path(file: Path | None) -> str | None:
    return None if file is None else str(file)
