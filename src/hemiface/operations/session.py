"""Who asks, and with what: the first argument of every operation."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Self

from hemiface.model.actor import Actor
from hemiface.operations.blindness import Veil
from hemiface.pipeline.analyzer import Analyzer, VideoAnalyzer

if TYPE_CHECKING:
    from hemiface.records.store import Store, StoreLocation
    from hemiface.records.transaction import Transaction


SQLITE = "sqlite:///"


class LazyRecords:
    """The user's records: opened when they are first needed, closed by whoever made this.

    Parameters
    ----------
    location
        Where they are; the place that the environment names by default.
    who
        Who works with them, for the audit; the name of the login by default.
    passphrase
        Called when something encrypted is met; gives None where nobody can be asked.
    """

    def __init__(
        self,
        location: "StoreLocation | None" = None,
        *,
        who: str = "",
        passphrase: Callable[[], str | None] = lambda: None,
    ) -> None:
        self._location = location
        self._who = who
        self._passphrase = passphrase
        self._store: Store | None = None
        self._lock = Lock()

    @property
    def location(self) -> "StoreLocation":
        """Where they are."""
        from hemiface.records.store import StoreLocation

        return self._location or StoreLocation.from_environment()

    @property
    def exists(self) -> bool:
        """Whether there are any yet; of a database elsewhere its own server knows."""
        url = self.location.database_url
        path = url.removeprefix(SQLITE)
        return self._store is not None or path == url or Path(path).exists()

    @property
    def elsewhere(self) -> "Callable[[], LazyRecords]":
        """What gives the same records to another process, where nobody can be asked."""
        return partial(LazyRecords, self._location, who=self._who)

    def open(self) -> "Store":
        """The open records.

        What killed programs left is deleted: plain copies now, everything else once something
        was written.

        Raises
        ------
        RecordStorageError
            If the place cannot be used.
        """
        # Here and not above: most of what is asked never comes near a database.
        from hemiface.records.store import Store
        from hemiface.records.workspace import sweep_workspaces

        with self._lock:
            if self._store is None:
                sweep_workspaces()
                self._store = Store(
                    self.location, who=self._who, passphrase=self._passphrase, tidy=_tidy
                )
            return self._store

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        error: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:
            store, self._store = self._store, None
        if store is not None:
            store.__exit__(error, value, trace)


def _tidy(store: "Store") -> None:
    # Here and not above: only what has written into the records needs it.
    from hemiface.records.recordings import tidy

    tidy(store)


@dataclass(frozen=True, slots=True)
class Session:
    """What an operation is given: who asks, the records, the analyzer, the language.

    A session costs nothing until it is used. It is left with ``with``, which closes the
    records if they were opened.

    Parameters
    ----------
    actor
        Who asks, and what for.
    records
        The records, not yet open.
    analyzer
        What measures videos.
    language
        Language of pages and sentences. None: a page that is there keeps its own, and a new
        one is English.
    """

    actor: Actor = field(default_factory=Actor)
    records: LazyRecords = field(default_factory=LazyRecords)
    analyzer: Analyzer = field(default_factory=VideoAnalyzer)
    language: str | None = None

    @property
    def store(self) -> "Store":
        """The open records.

        Raises
        ------
        RecordStorageError
            If they cannot be used.
        """
        return self.records.open()

    @property
    def who(self) -> str:
        """Name of whoever asks, as the audit has it."""
        return self.actor.name or self.store.who

    @contextmanager
    def read(self) -> "Iterator[Transaction]":
        """One consistent look at the records, without what is still to be rated blind."""
        with self.store.read() as work:
            work.veil = Veil(work, self.who)
            yield work

    def write(self) -> "AbstractContextManager[Transaction]":
        """One change to the records: all of it, or none if anything is raised."""
        return self.store.write()

    @contextmanager
    def unlocked(self, *, write: bool = False) -> "Iterator[Transaction]":
        """As `read` or `write`, with the passphrase asked for if there is one."""
        with self.store.unlocked(write=write) as work:
            if not write:
                work.veil = Veil(work, self.who)
            yield work

    def unveiled(self) -> "AbstractContextManager[Transaction]":
        """As `unlocked`, with what is still to be rated blind; what it finds must not be told."""
        return self.store.unlocked()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        error: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.records.__exit__(error, value, trace)


def open_session(
    actor: Actor | None = None,
    *,
    location: "StoreLocation | None" = None,
    passphrase: Callable[[], str | None] = lambda: None,
    analyzer: Analyzer | None = None,
    language: str | None = None,
) -> Session:
    """Make a session; nothing is opened or loaded yet.

    Parameters
    ----------
    actor
        Who asks; the owner by default.
    location, passphrase
        See :class:`LazyRecords`.
    analyzer
        What measures videos; the real one by default.
    language
        See :class:`Session`.
    """
    actor = actor or Actor()
    return Session(
        actor,
        LazyRecords(location, who=actor.name, passphrase=passphrase),
        analyzer or VideoAnalyzer(),
        language,
    )
