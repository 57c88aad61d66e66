"""Measure a batch through a queue, by workers on any number of machines."""

import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import Any, TypeVar

from pydantic import TypeAdapter

from hemiface.errors import JobNotFoundError, RecordStorageError, WorkerStoppedError
from hemiface.jobs.job import Job, JobState
from hemiface.jobs.opening import open_queue
from hemiface.jobs.queue import Queue
from hemiface.jobs.worker import Worker
from hemiface.model.actor import Permission
from hemiface.model.batch import BatchPlan, Ended, EndState, PlannedRecording, name_work
from hemiface.operations.batch_folder import BatchFolder
from hemiface.operations.batch_plan import BatchRequest
from hemiface.operations.batch_work import BatchWork, note, try_planned
from hemiface.operations.pace import Attendance, BatchProgress, Pace
from hemiface.operations.permission import needs
from hemiface.operations.session import Session
from hemiface.operations.split import Split
from hemiface.operations.stream import Advance
from hemiface.pipeline.analyzer import Analyzer
from hemiface.records.engine import database_errors, find_file, make_engine
from hemiface.settings import AnalysisSettings

T = TypeVar("T")

LOOK_S = 0.5
"""How often the queue is looked at, in seconds."""

AWAY_S = 600.0
"""How long a database of a server may be away, in seconds: it is restarted, or a cable is moved."""

PATIENCE_S = 5.0
"""How long work waits without a worker until that is said; a worker looks every half second."""

_PLANNED = TypeAdapter(PlannedRecording)
_ENDED = TypeAdapter(Ended)


@needs(Permission.WORK_WITH_FILES)
def queue_batch(
    session: Session, plan: BatchPlan, request: BatchRequest, address: str
) -> Generator[BatchProgress | Ended, None, None]:
    """Queue the recordings of a batch and wait until workers have measured them.

    Whoever waits may be killed: the workers go on, and the same call waits again. Workers see
    videos and output under the same paths. Each recording is queued once; what failed before
    is tried again, and what is measured already is kept by whoever takes it.

    Parameters
    ----------
    plan, request
        As for `hemiface.operations.batches.run_batch`.
    address
        The database, such as ``postgresql://USER@HOST/NAME``.

    Yields
    ------
    BatchProgress or Ended
        How far all of it is, and what became of each recording.

    Raises
    ------
    RecordStorageError
        If the database cannot be used.
    JobError
        If another run waits for the same batch.
    OutputNotWritableError
        If the folder cannot be written.
    """
    folder = BatchFolder(request.output)
    with _opened(address) as queue:
        folder.write_plan(plan)  # not before: a wrong address leaves no folder
        with folder.ledger("queue") as ledger:
            jobs = {}
            for planned in plan.work:
                jobs[_queue_one(session, queue, planned, request)] = planned
            pace = Pace(plan.work)
            yield pace.progress  # the queue is open, and all recordings are in it
            yield from note(_wait(_Steady(queue, address), jobs), ledger, pace)


@needs(Permission.WORK_WITH_FILES)
def work_on_batches(
    session: Session,
    address: str,
    stop: Event,
    *,
    workers: int | None = None,
    until_empty: bool = False,
    when_open: Callable[[], None] = lambda: None,
    when_silent: Callable[[float], None] = lambda _: None,
) -> None:
    """Measure recordings of queued batches until told to stop; gives back when all have.

    Parameters
    ----------
    address
        The database.
    stop
        When set, what is at work is given back, and taken up by another worker.
    workers
        How many at the same time; as many as go quickest on this machine by default.
    until_empty
        Whether to end when nothing waits.
    when_open
        Called once the database is open and nothing is measured yet.
    when_silent
        Called with the seconds that it can take when all that is left is held by a silent worker.

    Raises
    ------
    RecordStorageError
        If the database cannot be used.
    """
    _check_there(address, until_empty=until_empty)
    split = Split.choose(2**16, processes=workers)
    work = partial(_measure_queued, session.analyzer.with_threads(split.threads))
    failed: list[Exception] = []

    def serve(queue: Queue) -> None:
        worker = Worker(queue, work, for_others=True)
        steady = _Steady(queue, address, stop)
        try:
            steady.try_on(
                lambda: worker.run(stop, until_empty=until_empty, when_silent=when_silent)
            )
        except RecordStorageError as error:
            failed.append(error)

    with _opened(address) as queue:
        when_open()
        threads = [Thread(target=serve, args=(queue,)) for _ in range(split.processes)]
        for thread in threads:
            thread.start()
        for thread in threads:
            while thread.is_alive():
                thread.join(0.2)  # so that signals are heard meanwhile
    if failed:
        raise failed[0]


@dataclass(frozen=True, slots=True)
class _Order:
    """What a job says."""

    recording: PlannedRecording
    output: str
    settings: Mapping[str, Any]
    language: str


_ORDER = TypeAdapter(_Order)


def _measure_queued(
    analyzer: Analyzer, job: Job, progress: Callable[[float], None]
) -> Mapping[str, Any]:
    """Do one job; runs in a process of its own."""
    order = _ORDER.validate_python(job.request)
    settings = AnalysisSettings.model_validate(order.settings)
    work = BatchWork(BatchRequest(Path(order.output), settings), analyzer, order.language)

    def tell(now: Advance) -> None:
        progress(min(1.0, now.done / now.total) if now.total else 0.0)

    return asdict(try_planned(order.recording, tell, work))


@contextmanager
def _opened(address: str) -> Iterator[Queue]:
    with _queue_errors():
        engine = make_engine(address)
        try:
            yield open_queue(engine)
        finally:
            engine.dispose()


def _check_there(address: str, *, until_empty: bool) -> None:
    """Refuse a file that is not there: whoever waits in a wrong place waits for ever.

    Raises
    ------
    RecordStorageError
        If a worker can only have been given a wrong address.
    """
    place = find_file(address)
    # A worker may be there before the batch is; not where it would end at once.
    if place and not place.exists() and (until_empty or not place.parent.is_dir()):
        raise RecordStorageError("queue_absent", path=place)


@contextmanager
def _queue_errors() -> Iterator[None]:
    """Turn a database's errors into those of the queue: it is not where the records are."""
    try:
        with database_errors():
            yield
    except RecordStorageError as error:
        if error.case == "database":
            raise RecordStorageError("queue") from error
        if error.case in ("unusable", "folder"):
            raise RecordStorageError("queue_unreached", reason=error.values["reason"]) from error
        raise


class _Steady:
    """A queue whose database may be away for a while, as at a restart.

    Parameters
    ----------
    queue
        The queue.
    address
        Where it is; a file is never away.
    stop
        When set, nobody waits any longer.
    """

    def __init__(self, queue: Queue, address: str, stop: Event | None = None) -> None:
        self.queue = queue
        self._stop = stop or Event()
        self._away_s = 0.0 if address.startswith("sqlite") else AWAY_S

    def try_on(self, act: Callable[[], T]) -> T:
        """Do something with the queue, and again whenever its database has come back.

        Raises
        ------
        RecordStorageError
            If it stays away.
        """
        while True:
            try:
                with _queue_errors():
                    return act()
            except RecordStorageError:
                if not self._comes_back():
                    raise

    def _comes_back(self) -> bool:
        until = time.monotonic() + self._away_s
        while time.monotonic() < until and not self._stop.is_set():
            with suppress(RecordStorageError), _queue_errors():
                self.queue.leases()
                return True
            self._stop.wait(LOOK_S)
        return False


def _queue_one(
    session: Session, queue: Queue, planned: PlannedRecording, request: BatchRequest
) -> str:
    """Queue one recording, again where it is over; the id of its job."""
    output = str(request.output.resolve())
    name = name_work(output, planned.name)
    order = {
        "recording": _PLANNED.dump_python(planned, mode="json"),
        "output": output,
        "settings": request.settings.model_dump(mode="json"),
        "language": session.language or "en",
    }
    try:
        known = queue.get(name)
    except JobNotFoundError:
        known = None
    if known is not None and (known.state.is_over or known.request != order):
        queue.cancel(name)
        queue.remove(name)
    queue.add(name, name, planned.name, session.actor.name, order)
    return name


def _wait(
    steady: _Steady, jobs: Mapping[str, PlannedRecording]
) -> Iterator[Advance | Attendance | Ended]:
    """How far each job is, until all are over; one whose process died is tried once more."""
    queue, open_ids, died = steady.queue, list(jobs), set[str]()
    heard = time.monotonic()
    while open_ids:
        found = steady.try_on(partial(queue.several, open_ids))
        for name in found.keys() - died:
            if _process_died(found[name]):
                died.add(name)
                found[name] = steady.try_on(partial(queue.retry, name))
        for name in open_ids:
            job = found.get(name)
            if job is None or job.state.is_over:
                yield _read(job, jobs[name])
            elif job.progress:
                yield Advance(jobs[name].name, job.progress, 1.0, "share")
        open_ids = [name for name in open_ids if name in found and not found[name].state.is_over]
        if steady.try_on(queue.is_attended):
            heard = time.monotonic()
        if open_ids:
            yield Attendance(time.monotonic() - heard < PATIENCE_S)
            time.sleep(LOOK_S)


def _process_died(job: Job) -> bool:
    error = (job.outcome or {}).get("error", {})
    return job.state is JobState.FAILED and error.get("code") == WorkerStoppedError.code


def _read(job: Job | None, planned: PlannedRecording) -> Ended:
    """The line of the ledger that a job comes to."""
    if job is not None and job.state is JobState.DONE:
        return _ENDED.validate_python(job.outcome)
    said = (job.outcome or {}).get("error", {}) if job is not None else {}
    canceled = JobNotFoundError("canceled")
    return Ended(
        planned.name,
        EndState.FAILED,
        code=said.get("key") or said.get("code", canceled.key),
        message=said.get("message", canceled.message),
        hint=said.get("hint", canceled.hint),
        values=said.get("values", {}),
        ended_at=round((job.ended_at if job else None) or time.time(), 3),
    )
