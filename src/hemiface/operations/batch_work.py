"""The unit of work as the drivers of a batch hand it out."""

import time
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from hemiface.errors import HemifaceError
from hemiface.model.batch import Ended, EndState, PlannedRecording
from hemiface.operations.batch_folder import BatchFolder, Ledger
from hemiface.operations.batch_plan import BatchRequest
from hemiface.operations.pace import Attendance, BatchProgress, Pace
from hemiface.operations.session import LazyRecords
from hemiface.operations.stream import Advance
from hemiface.operations.unit import AnalysisRequest, How, key_of, measure_recording
from hemiface.pipeline.analyzer import Analyzer


@dataclass(frozen=True, slots=True)
class BatchWork:
    """All that a process needs to know which measures recordings of a batch.

    Parameters
    ----------
    request
        How, and where the batch is.
    analyzer
        What measures.
    language
        Language of the reports.
    records
        What opens the records, if a folder is a copy of what they hold.
    """

    request: BatchRequest
    analyzer: Analyzer
    language: str
    records: Callable[[], LazyRecords] = LazyRecords


def measure_planned(
    recording: PlannedRecording, tell: Callable[[Advance], None], *, work: BatchWork
) -> Ended:
    """Measure one recording, or keep what the same key gave, and say what became of it."""
    begun = time.monotonic()
    try:
        return try_planned(recording, tell, work)
    except HemifaceError as error:
        return say_failed(recording, error, time.monotonic() - begun)


def try_planned(
    recording: PlannedRecording, tell: Callable[[Advance], None], work: BatchWork
) -> Ended:
    """Measure one recording, or keep what the same key gave; one that is refused fails.

    Raises
    ------
    HemifaceError
        If it cannot be measured.
    """
    begun = time.monotonic()
    if recording.refusal is not None:
        return recording.refusal.ended(recording.name, round(time.time(), 3))
    request = AnalysisRequest(
        work.request.output,
        settings=work.request.settings,
        mirrored=recording.mirrored,
        person=recording.person,
        tasks=recording.tasks,
        known=recording.known,
        resume=True,
    )
    folder = BatchFolder(work.request.output).recording(recording.name).path
    outcome = measure_recording(
        (Path(recording.video), folder),
        lambda now: tell(replace(now, of=recording.name)),
        how=How(request, work.analyzer, work.language, work.records),
    )
    if outcome.error is not None:
        raise outcome.error
    assert outcome.summary is not None
    aside = outcome.corrections_set_aside
    return Ended(
        recording.name,
        EndState.KEPT if outcome.kept else EndState.DONE,
        key=key_of(outcome.summary).digest,
        seconds=round(time.monotonic() - begun, 3),
        ended_at=round(time.time(), 3),
        caught_up=outcome.caught_up,
        lost_corrections=outcome.lost_corrections,
        corrections_set_aside=aside.name if aside else "",
    )


def say_failed(recording: PlannedRecording, error: HemifaceError, seconds: float = 0.0) -> Ended:
    """The line of a recording that could not be measured."""
    return Ended(
        recording.name,
        EndState.FAILED,
        code=error.key,
        message=error.message,
        hint=error.hint,
        values=error.plain_values,
        seconds=round(seconds, 3),
        ended_at=round(time.time(), 3),
    )


def note(
    events: Iterable[Advance | Attendance | Ended], ledger: Ledger, pace: Pace
) -> Generator[BatchProgress | Ended, None, None]:
    """Write what ended into the ledger, and say how far all of it is."""
    for event in events:
        if isinstance(event, Ended):
            ledger.add(event)
            pace.end(event)
            yield event
        elif isinstance(event, Attendance):
            pace.attend(event)
        else:
            pace.advance(event)
        yield pace.progress
