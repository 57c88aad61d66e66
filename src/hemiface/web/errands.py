"""Long work that somebody began from a page, which says how far it is until it is done."""

import logging
import time
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, field
from secrets import token_urlsafe
from threading import Event, Lock, Thread
from typing import Any

from hemiface.errors import HemifaceError, JobError
from hemiface.operations.stream import Advance, Left, leave_when

logger = logging.getLogger("hemiface.web")

PATIENCE_S = 1.5
"""Work that takes no longer is waited for, and nothing is said of how far it is, in seconds."""

STOPPED_S = 5.0
"""How long a page waits for work that was stopped, in seconds."""


@dataclass
class Errand:
    """One piece of long work.

    Parameters
    ----------
    key
        Names it in addresses.
    who
        Sign-in that began it; it is nobody else's.
    page
        Address below which it says how far it is.
    begun
        What was asked for, for the page that says what came of it.
    at
        How far it is; None before anything was told.
    given
        What it has given so far.
    error
        Why it ended early; None where it did not.
    """

    key: str
    who: str
    page: str
    begun: dict[str, Any]
    at: Advance | None = None
    given: list[Any] = field(default_factory=list)
    error: HemifaceError | None = None
    _since: float = 0.0
    _stop: Event = field(default_factory=Event)
    _done: Event = field(default_factory=Event)

    @property
    def address(self) -> str:
        """Where it says how far it is."""
        return f"{self.page}/{self.key}"

    @property
    def is_done(self) -> bool:
        """Whether nothing more will come of it."""
        return self._done.is_set()

    @property
    def was_stopped(self) -> bool:
        """Whether somebody stopped it."""
        return self._stop.is_set()

    @property
    def left_s(self) -> float | None:
        """Seconds until the end of what is being done, at the pace so far; None while unknown."""
        at, spent = self.at, time.monotonic() - self._since
        if at is None or not at.total or at.done < 1 or spent < 1:
            return None
        return spent * (at.total - at.done) / at.done

    def wait(self, seconds: float) -> bool:
        """Wait until it is done, or so long; whether it is."""
        return self._done.wait(seconds)

    def stop(self) -> None:
        """Stop it; what was done stays done."""
        self._stop.set()

    def follow(self, stream: Generator[Any, None, None]) -> None:
        """Do the work."""
        leave_when(self._stop)
        try:
            with closing(stream):
                for event in stream:
                    if isinstance(event, Advance):
                        if self.at is None or self.at.of != event.of:
                            self._since = time.monotonic()
                        self.at = event
                    else:
                        self.given.append(event)
                    if self._stop.is_set():
                        break
        except Left:
            pass  # nothing more comes of it
        except HemifaceError as error:
            self.error = error
        except Exception as error:  # noqa: BLE001 - nobody hears of a fault in a thread of its own
            logger.error("%s in work that a page began", type(error).__name__)
            self.error = JobError("unexpected", fault=type(error).__name__)
        finally:
            self._done.set()


class Errands:
    """The long work that was begun from pages, one piece for each sign-in at a time."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Errand, Thread]] = {}
        self._lock = Lock()

    def begin(
        self, who: str, page: str, stream: Generator[Any, None, None], **begun: object
    ) -> Errand:
        """Begin a piece of work in the place of the one before, which is stopped."""
        errand = Errand(token_urlsafe(9), who, page, begun)
        thread = Thread(target=errand.follow, args=(stream,), name="errand")
        with self._lock:
            before = self._known.pop(who, None)
            self._known[who] = (errand, thread)
        if before is not None:
            before[0].stop()
            before[1].join()
        thread.start()
        return errand

    def find(self, who: str, key: str) -> Errand | None:
        """A piece of work of somebody; None where there is none of that name."""
        with self._lock:
            errand, _ = self._known.get(who, (None, None))
        return errand if errand is not None and errand.key == key else None

    def running(self, who: str) -> Errand | None:
        """What somebody began and is not done; None where there is nothing."""
        with self._lock:
            errand, _ = self._known.get(who, (None, None))
        return errand if errand is not None and not errand.is_done else None

    def forget(self, who: str) -> None:
        """Stop what somebody began, and forget what came of it."""
        with self._lock:
            errand, thread = self._known.pop(who, (None, None))
        if errand is not None and thread is not None:
            errand.stop()
            thread.join()

    def close(self) -> None:
        """Stop everything."""
        for who in list(self._known):
            self.forget(who)
