"""What the app holds while it runs, and who asks in one request."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from threading import Lock

from fastapi import Request

from hemiface.model.actor import Actor
from hemiface.operations.recent_cache import clear_recent
from hemiface.operations.service import Service, location_of
from hemiface.operations.session import LazyRecords, Session
from hemiface.web.access import enforce
from hemiface.web.errands import Errands
from hemiface.web.links import Links
from hemiface.web.rate_limit import TryLimit
from hemiface.web.settings import ServerSettings
from hemiface.web.templating import language_of

UNLOCKED_S = 30 * 60.0
"""A passphrase is forgotten when its sign-in asked for nothing for that long, in seconds."""


@dataclass
class App:
    """What the app holds while it runs.

    Parameters
    ----------
    settings
        Where it listens.
    service
        Queue, uploads, accounts, sign-ins.
    links
        The one-time links that let in whoever sits at the machine.
    template
        What every session begins as; it says what measures.
    tries
        The passwords that were tried lately.
    errands
        Long work that was begun from pages.
    """

    settings: ServerSettings
    service: Service
    links: Links
    template: Session
    tries: TryLimit = field(default_factory=TryLimit)
    errands: Errands = field(default_factory=Errands)
    _records: dict[str, LazyRecords] = field(default_factory=dict)
    _passphrases: dict[str, str] = field(default_factory=dict)
    _asked: dict[str, float] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def records_of(self, key: str, who: str) -> LazyRecords:
        """The records as one sign-in works with them; open until it signs out."""
        with self._lock:
            self._asked[key] = time.monotonic()
            if key not in self._records:
                self._records[key] = LazyRecords(
                    location_of(self.settings.data), who=who, passphrase=self._ask(key)
                )
            return self._records[key]

    def unlock(self, key: str, passphrase: str) -> None:
        """Keep the passphrase of one sign-in, in memory only, until it signs out or rests."""
        self._passphrases[key] = passphrase

    def has_passphrase(self, key: str) -> bool:
        """Whether a sign-in has unlocked names and recordings, and not locked them since."""
        return key in self._passphrases

    def forget(self, key: str) -> None:
        """Close what one sign-in had open, and stop what it had begun."""
        self.errands.forget(key)
        self._passphrases.pop(key, None)
        with self._lock:
            self._asked.pop(key, None)
            records = self._records.pop(key, None)
        if records is not None:
            records.__exit__(None, None, None)

    def forget_idle(self) -> None:
        """Lock again what nobody has worked with for a while, and what was looked at of it."""
        now = time.monotonic()
        idle = [key for key in list(self._passphrases) if now - self._last(key) > UNLOCKED_S]
        for key in idle:
            self.forget(key)
        if idle:
            clear_recent()

    def _last(self, key: str) -> float:
        return self._asked.get(key, -math.inf)

    def close(self) -> None:
        """Close what everybody had open."""
        self.errands.close()
        for key in list(self._records):
            self.forget(key)

    def _ask(self, key: str) -> Callable[[], str | None]:
        return lambda: self._passphrases.get(key)


def app_of(request: Request) -> App:
    """What the app holds."""
    held = request.app.state.held
    assert isinstance(held, App)
    return held


def session_of(request: Request) -> Session:
    """The session of one request: who asks, and the records; operations take it first."""
    held, actor = app_of(request), request.state.actor or Actor()
    key = request.state.sign_in.key if request.state.sign_in else ""
    return replace(
        held.template,
        actor=actor,
        records=held.records_of(key, actor.name),
        language=language_of(request).code,
    )


def admit(request: Request) -> None:
    """Find out who asks, and refuse whoever the route does not answer, before anything is done.

    Raises
    ------
    NotSignedInError, NotAllowedError
        See :func:`hemiface.web.access.enforce`.
    """
    identify(request)
    enforce(request)


def identify(request: Request) -> None:
    """Find out who asks; where that fails, it is nobody."""
    request.state.sign_in = request.state.actor = None
    held = app_of(request)
    token = request.cookies.get(held.settings.cookie(), "")
    sign_in = held.service.sign_ins.find(token) if token else None
    actor: Actor | None = None
    if sign_in is not None and sign_in.account:
        account = held.service.accounts.find(sign_in.account)
        actor = account.actor if account else None
    elif sign_in is not None and held.settings.is_local:
        actor = Actor()
    request.state.sign_in = sign_in if actor else None
    request.state.actor = actor
