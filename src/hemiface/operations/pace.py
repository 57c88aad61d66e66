"""How far a batch is, and how long it will still take, honestly."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hemiface.model.batch import Ended, EndState, PlannedRecording
from hemiface.operations.stream import Advance


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """How far a batch is.

    Parameters
    ----------
    ended, failed, total
        How many recordings are over, could not be measured, and are there.
    share
        How much is done of the bytes to measure, 0..1.
    left_s
        Seconds until the end at the pace so far; None before a recording was measured.
    attended
        Whether anybody is there to measure; False where a queue waits for workers.
    """

    ended: int
    failed: int
    total: int
    share: float
    left_s: float | None
    attended: bool = True


@dataclass(frozen=True, slots=True)
class Attendance:
    """Whether anybody works on a queue.

    Parameters
    ----------
    attended
        False where work has waited for a while, and no worker shows that it lives.
    """

    attended: bool


class Pace:
    """Counts in bytes of video: a long recording takes longer than a short one.

    Recordings that were kept took no time, and say nothing of how long others take.

    Parameters
    ----------
    recordings
        What there is to do.
    clock
        Seconds that never go back.
    """

    def __init__(
        self,
        recordings: Sequence[PlannedRecording],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sizes = {one.name: max(1, one.size_bytes) for one in recordings}
        self._total = len(recordings)
        self._clock = clock
        self._begun = clock()
        self._left = dict(self._sizes)
        self._measured = 0.0
        self._ended = self._failed = 0
        self._attended = True

    def advance(self, now: Advance) -> None:
        """Note how far one recording is."""
        if now.of in self._left and now.total:
            share = min(1.0, now.done / now.total)
            self._left[now.of] = int(self._sizes[now.of] * (1 - share))

    def attend(self, now: Attendance) -> None:
        """Note whether anybody is there to measure."""
        self._attended = now.attended

    def end(self, ended: Ended) -> None:
        """Note that one is over."""
        self._left.pop(ended.recording, None)
        self._ended += 1
        self._failed += ended.failed
        if ended.state is EndState.DONE:
            self._measured += self._sizes[ended.recording]

    @property
    def progress(self) -> BatchProgress:
        """How far all of it is."""
        left = sum(self._left.values())
        total = sum(self._sizes.values())
        begun = sum(self._sizes[name] - bytes_left for name, bytes_left in self._left.items())
        elapsed = self._clock() - self._begun
        rate = (self._measured + begun) / elapsed if elapsed > 0 and self._measured else 0.0
        return BatchProgress(
            self._ended,
            self._failed,
            self._total,
            1 - left / total if total else 1.0,
            left / rate if rate and self._attended else None,
            self._attended,
        )
