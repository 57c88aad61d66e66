"""Measure many recordings: on this machine, a share of them, or through a queue."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

from hemiface.errors import SettingsError, WorkerStoppedError
from hemiface.model.actor import Permission
from hemiface.model.batch import BatchPlan, Ended, PlannedRecording
from hemiface.operations.batch_folder import BatchFolder
from hemiface.operations.batch_names import earlier_plan, find_dropped
from hemiface.operations.batch_plan import BatchRequest, make_plan
from hemiface.operations.batch_results import BatchReport, bring_together, gather, write_batch
from hemiface.operations.batch_work import BatchWork, measure_planned, note, say_failed
from hemiface.operations.pace import BatchProgress, Pace
from hemiface.operations.permission import needs
from hemiface.operations.session import Session
from hemiface.operations.split import Split
from hemiface.operations.stream import Advance
from hemiface.operations.workers import run_in_processes

__all__ = [
    "BatchProgress",
    "BatchReport",
    "BatchRequest",
    "Part",
    "Share",
    "merge_batches",
    "plan_batch",
    "run_batch",
]


@dataclass(frozen=True, slots=True)
class Share:
    """One of several equal shares of a batch, for a scheduler.

    Parameters
    ----------
    index, count
        Which, from 1, and of how many.

    Raises
    ------
    SettingsError
        If there is no such share.
    """

    index: int = 1
    count: int = 1

    def __post_init__(self) -> None:
        """Refuse a share that there is not."""
        if not 1 <= self.index <= self.count:
            raise SettingsError("shard", index=self.index, count=self.count)

    @property
    def name(self) -> str:
        """What its ledger is called."""
        return "all" if self.count == 1 else f"shard-{self.index:04d}-of-{self.count:04d}"

    def of(self, plan: BatchPlan) -> tuple[PlannedRecording, ...]:
        """The recordings of it."""
        return plan.shard(self.index, self.count)


class Part(Protocol):
    """Some of the recordings of a batch, which one driver measures."""

    @property
    def name(self) -> str:
        """What its ledger is called."""
        ...

    def of(self, plan: BatchPlan) -> tuple[PlannedRecording, ...]:
        """The recordings of it."""
        ...


@needs(Permission.WORK_WITH_FILES)
def plan_batch(session: Session, source: Path, request: BatchRequest) -> BatchPlan:
    """Find the recordings of a batch.

    Parameters
    ----------
    source
        A folder, whose videos are taken with those of the folders in it, or a manifest.
    request
        How they are to be measured, and where the results go.

    Raises
    ------
    VideoNotFoundError
        If there is no video, or no such place.
    SettingsError
        If the manifest cannot be read, or two recordings would share a folder.
    """
    return make_plan(session, source, request)


@needs(Permission.WORK_WITH_FILES)
def run_batch(
    session: Session,
    plan: BatchPlan,
    request: BatchRequest,
    *,
    share: Part | None = None,
    processes: int | None = None,
) -> Generator[BatchProgress | Ended, None, None]:
    """Measure the recordings of a batch that have no results of the same key.

    A recording that fails, and a process that dies, stop nobody else. Recordings whose process
    died are tried once more in the end, one at a time. Closing the generator stops what runs;
    whatever ended is in the ledger and is kept by the next run.

    Parameters
    ----------
    plan
        Recordings of the batch.
    request
        How, and where to.
    share
        Which part of them; all by default.
    processes
        How many at the same time; as many as go quickest by default.

    Yields
    ------
    BatchProgress or Ended
        How far all of it is, and what became of each recording.

    Raises
    ------
    JobError
        If another run writes the same ledger.
    OutputNotWritableError
        If the folder cannot be written.
    """
    share = share or Share()
    folder = BatchFolder(request.output)
    recordings = share.of(plan)
    split = Split.choose(len(recordings), processes=processes)
    work = BatchWork(
        request,
        session.analyzer.with_threads(split.threads),
        session.language or "en",
        session.records.elsewhere,
    )
    folder.write_plan(plan)
    pace = Pace(recordings)
    with folder.ledger(share.name) as ledger:
        stopped: list[PlannedRecording] = []
        first = _measure(recordings, work, split.processes, again=stopped)
        yield from note(first, ledger, pace)
        yield from note(_measure(stopped, work, 1), ledger, pace)


@needs(Permission.WORK_WITH_FILES)
def merge_batches(
    session: Session, parts: Sequence[Path], output: Path | None = None
) -> Generator[Advance | BatchReport, None, None]:
    """Write tables and page of a batch, and look whether every recording is there.

    Parameters
    ----------
    parts
        The folder of the batch, or several of one plan that were written apart.
    output
        Where several are brought together; the first of them by default.

    Yields
    ------
    Advance or BatchReport
        How far it is, and last what came of the batch.

    Raises
    ------
    ResultsNotFoundError
        If a folder holds no batch.
    SettingsError
        If they are not of one plan.
    OutputNotWritableError
        If the folder cannot be written.
    """
    folder = BatchFolder(output or parts[0])
    plan = BatchFolder(parts[0]).plan()
    dropped = find_dropped(earlier_plan(folder.path), plan.recordings)
    plan = replace(
        plan, dropped=tuple(one for one in dropped if folder.recording(one).path.is_dir())
    )
    yield from bring_together([BatchFolder(part) for part in parts], plan, folder)
    recordings = yield from gather(folder, plan)
    report = write_batch(folder, recordings, session.language or "en")
    yield replace(report, without=plan.without, dropped=plan.dropped)


def _measure(
    recordings: Sequence[PlannedRecording],
    work: BatchWork,
    processes: int,
    *,
    again: list[PlannedRecording] | None = None,
) -> Iterator[Advance | Ended]:
    """Measure in processes; recordings whose process died are put aside where that is wanted."""
    events = run_in_processes(partial(measure_planned, work=work), recordings, jobs=processes)
    for index, event in events:
        if not isinstance(event, WorkerStoppedError):
            yield event
        elif again is not None:
            again.append(recordings[index])
        else:
            yield say_failed(recordings[index], event)
