"""Whoever does the work: takes jobs, each in a child process that can be killed.

The child measures; the worker only watches it. So a decoder that dies, hangs or eats the memory
takes nothing with it, and a canceled job stops at once.
"""

import os
import signal
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Event
from typing import Any, TypeAlias
from uuid import uuid4

from hemiface.errors import HemifaceError, JobError, WorkerStoppedError
from hemiface.jobs.job import describe_error
from hemiface.jobs.parent import end_with
from hemiface.jobs.queue import Job, JobState, Lease, Queue

JobFunction: TypeAlias = Callable[[Job, Callable[[float], None]], Mapping[str, Any]]
"""What to do with a job; the second argument takes how much is done, 0..1."""

WATCH_S = 0.25
"""How often the child is looked at, in seconds."""
SIGNS_A_LEASE = 20
"""How often within its lease a job is held anew, and a wish to cancel is seen."""
IDLE_S = 0.5
"""How often an idle worker looks for work, in seconds."""
LOOKS_PATIENT = 4
"""After how many looks it is said that another worker is silent; one that lives is heard sooner."""


LAST_S = 5.0
"""How long a child that closed its pipe may take to be gone, in seconds."""

JOBS_A_CHILD = 64
"""After how many jobs a child is replaced, so that what it hoards is given back."""


@dataclass(frozen=True, slots=True)
class ProcessLimits:
    """What a child process may take.

    Parameters
    ----------
    memory_bytes
        Resident memory; watched where the system tells it (Linux).
    silence_s
        Time without progress, in seconds.
    """

    memory_bytes: int = 6 * 2**30
    silence_s: float = 900.0


@dataclass(frozen=True, slots=True)
class _Answer:
    state: JobState
    outcome: Mapping[str, Any]
    lost: bool = False


class Worker:
    """One place of work: one job at a time.

    Parameters
    ----------
    queue
        Where jobs come from.
    work
        What to do with each; a function of a module, for it travels to the child process.
    limits
        What a child process may take.
    after
        Called when nobody works on a job any more, whatever became of it.
    for_others
        Whether what is written may be read by others, as far as the system's mask lets them; else
        it is for its owner alone.
    """

    def __init__(
        self,
        queue: Queue,
        work: JobFunction,
        limits: ProcessLimits | None = None,
        after: Callable[[Job], None] = lambda _: None,
        *,
        for_others: bool = False,
    ) -> None:
        self._queue = queue
        self._work = work
        self._limits = limits or ProcessLimits()
        self._after = after
        self._for_others = for_others
        self._child: _Child | None = None
        self.name = f"{socket.gethostname()[:40]}-{os.getpid()}-{uuid4().hex[:8]}"

    def run(
        self,
        stop: Event,
        *,
        until_empty: bool = False,
        when_silent: Callable[[float], None] = lambda _: None,
    ) -> None:
        """Work until told to stop.

        Parameters
        ----------
        stop
            When set, the job at hand is given back and taken up by whoever comes next.
        until_empty
            Whether to end when no job waits, and all that are worked on are held anew meanwhile:
            one whose worker is silent is waited for, and taken when its lease is over.
        when_silent
            Called with the seconds that this can take, when another worker has been silent.
        """
        silent = _Silence(when_silent, self._queue.lease_s)
        try:
            while not stop.is_set():
                hold = self._queue.claim(self.name)
                if hold is not None:
                    self._do(hold, stop)
                    silent = _Silence(when_silent, self._queue.lease_s)
                elif until_empty and not silent.lasts(self._queue.leases()):
                    return
                else:
                    self._drop_child()  # what it holds is given back while nothing is to do
                    stop.wait(IDLE_S)
        finally:
            self._drop_child()

    def _do(self, hold: Lease, stop: Event) -> None:
        child = self._child = self._child or _Child(self._work, self._for_others)
        answer = None
        try:
            child.begin(hold.job)
            answer = self._watch(hold, stop, child.connection, child.process)
        finally:
            if answer is None or answer.lost or not child.is_fit:
                self._drop_child()
            self._after(hold.job)
        if answer is not None:
            self._queue.end(hold, answer.state, answer.outcome)
        elif stop.is_set():
            self._queue.let_go(hold)
        else:
            self._queue.end(hold, JobState.CANCELED, None)

    def _drop_child(self) -> None:
        if self._child is not None:
            self._child.drop()
            self._child = None

    def _watch(
        self, hold: Lease, stop: Event, receiver: Connection, child: BaseProcess
    ) -> _Answer | None:
        """What the child answers; None where it was told to stop."""
        progress, renewed, heard = 0.0, time.monotonic(), time.monotonic()
        while not stop.is_set():
            if receiver.poll(WATCH_S):
                try:
                    message = receiver.recv()
                except (EOFError, OSError):
                    child.join(LAST_S)  # so that it says how it ended
                    return _stopped(WorkerStoppedError("ended_with", exit_code=child.exitcode))
                if isinstance(message, _Answer):
                    return message
                progress, heard = message, time.monotonic()
            now = time.monotonic()
            if now - renewed > self._queue.lease_s / SIGNS_A_LEASE:
                if not self._queue.renew(hold, progress):
                    return None
                renewed = now
            if now - heard > self._limits.silence_s:
                return _stopped(WorkerStoppedError("hung"))
            if _resident_bytes(child) > self._limits.memory_bytes:
                return _stopped(WorkerStoppedError("memory"))
        return None


class _Silence:
    """Jobs of other workers that were not held anew since somebody began to look.

    Parameters
    ----------
    tell
        Called once, with the length of a lease, when a silence is no short one.
    lease_s
        How long a job is held without a sign of life.
    """

    def __init__(self, tell: Callable[[float], None], lease_s: float) -> None:
        self._tell, self._lease_s = tell, lease_s
        self._unheard: dict[str, float] | None = None
        self._looks = 0

    def lasts(self, leases: Mapping[str, float]) -> bool:
        """Whether somebody is still silent."""
        before = self._unheard
        self._unheard = {
            name: until
            for name, until in leases.items()
            if before is None or before.get(name) == until
        }
        self._looks += bool(self._unheard)
        if self._looks == LOOKS_PATIENT:
            self._tell(self._lease_s)
        return bool(self._unheard)


class _Child:
    """A child process, which does job after job: loading what measures takes a while."""

    def __init__(self, work: JobFunction, for_others: bool) -> None:
        context = get_context("spawn")
        self.connection, other = context.Pipe()
        arguments = (work, other, os.getpid(), for_others)
        self.process: BaseProcess = context.Process(target=_serve, args=arguments, daemon=True)
        # Ctrl-C reaches every process of a terminal, and one that is only just starting would
        # die of it: born while the signal is blocked, it never sees it.
        resource_tracker.ensure_running()  # its start would open the ears of the first one
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            self.process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        other.close()  # so that the death of the child closes the pipe
        self._begun = 0

    @property
    def is_fit(self) -> bool:
        """Whether it can do another job."""
        return self._begun < JOBS_A_CHILD and self.process.is_alive()

    def begin(self, job: Job) -> None:
        """Hand it a job; one that is dead by now is found out by its silence."""
        self._begun += 1
        with suppress(BrokenPipeError):
            self.connection.send(job)

    def drop(self) -> None:
        """End it."""
        self.process.kill()
        self.process.join()
        self.connection.close()


def _serve(work: JobFunction, connection: Connection, parent: int, for_others: bool) -> None:
    if not for_others:
        os.umask(0o077)
    end_with(parent)
    with suppress(BrokenPipeError, EOFError):  # the worker is gone, and nobody listens
        while True:
            connection.send(_answer(work, connection.recv(), connection))


def _answer(work: JobFunction, job: Job, connection: Connection) -> _Answer:
    try:
        return _Answer(JobState.DONE, work(job, connection.send))
    except HemifaceError as error:
        return _failed(error)
    except Exception as error:  # noqa: BLE001 - the last door: a fault ends one job only
        return _failed(JobError("unexpected", fault=type(error).__name__), code="fault")


def _failed(error: HemifaceError, code: str = "") -> _Answer:
    return _Answer(JobState.FAILED, describe_error(error, code))


def _stopped(error: WorkerStoppedError) -> _Answer:
    return replace(_failed(error), lost=True)


def _resident_bytes(child: BaseProcess) -> int:
    """Memory that a process holds; 0 where the system does not say."""
    try:
        pages = int(Path(f"/proc/{child.pid}/statm").read_text().split()[1])
    except (OSError, IndexError, ValueError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
