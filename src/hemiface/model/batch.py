"""A batch: which recordings there are, and what became of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

from hemiface.model.analysis import Task
from hemiface.model.circumstances import Circumstances
from hemiface.model.corrections import NOTHING_MISSED, CaughtUp, Correction


class EndState(StrEnum):
    """What became of a recording."""

    DONE = "done"
    KEPT = "kept"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class RefusedInput:
    """Why a recording is not measured at all: what was known of it before anything began.

    Parameters
    ----------
    code, message, hint, values
        As in `Ended`.
    """

    code: str
    message: str
    hint: str
    values: Mapping[str, str | int | float] = field(default_factory=dict)

    def ended(self, recording: str, at: float = 0.0) -> "Ended":
        """The line of the ledger that it comes to."""
        return Ended(
            recording,
            EndState.FAILED,
            code=self.code,
            message=self.message,
            hint=self.hint,
            values=self.values,
            ended_at=at,
        )


@dataclass(frozen=True, slots=True)
class PlannedRecording:
    """One recording of a batch.

    Parameters
    ----------
    name
        What it is called in folders and tables: a path with slashes, unlike every other one.
    video
        Place of the file.
    size_bytes
        Length of the file; 0 where it could not be seen.
    mirrored, person, tasks
        How it is to be looked at.
    known
        When it was filmed and whose it is.
    refusal
        Why it is not measured; None where it is.
    same_as
        Name of the recording that is the same video, looked at in the same way, and is measured
        in its place; empty where there is none.
    """

    name: str
    video: str
    size_bytes: int = 0
    mirrored: bool = False
    person: str = "largest"
    tasks: tuple[Task, ...] = ()
    known: Circumstances = field(default_factory=Circumstances)
    refusal: RefusedInput | None = None
    same_as: str = ""


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """The recordings of a batch, in the order of their names.

    Parameters
    ----------
    recordings
        All of them, whoever measures which.
    settings_hash
        SHA-256 of the settings.
    unread
        Columns of the manifest that nothing is made of.
    without
        Participants of a data set who have no video.
    dropped
        Names of recordings that earlier runs into the same folder had and this one has not: their
        results stay there, and stand in no table.
    """

    recordings: tuple[PlannedRecording, ...]
    settings_hash: str
    unread: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()

    @property
    def work(self) -> tuple[PlannedRecording, ...]:
        """Those that are measured, each video once; the largest first."""
        distinct = (one for one in self.recordings if not one.same_as)
        return tuple(sorted(distinct, key=lambda one: (-one.size_bytes, one.name)))

    def shard(self, index: int, count: int) -> tuple[PlannedRecording, ...]:
        """The recordings of one of several shares that are about equally large.

        Parameters
        ----------
        index
            Which share, 1 to ``count``.
        count
            How many there are.
        """
        return self.work[index - 1 :: count]


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of one recording: a line of the ledger.

    Parameters
    ----------
    recording
        Its name.
    state
        What became of it.
    key
        Digest of what decides its results; empty where it failed.
    code, message, hint
        Why it failed, in English; empty where it did not.
    values
        What the message speaks of, to say it in another language.
    caught_up, lost_corrections, corrections_set_aside
        What became of corrections on the way, the last as the name of a file; told to whoever
        waits, and in no ledger.
    seconds
        How long the work took.
    ended_at
        When, seconds since 1970.
    """

    recording: str
    state: EndState
    key: str = ""
    code: str = ""
    message: str = ""
    hint: str = ""
    seconds: float = 0.0
    ended_at: float = 0.0
    values: Mapping[str, str | int | float] = field(default_factory=dict)
    caught_up: CaughtUp = NOTHING_MISSED
    lost_corrections: tuple[Correction, ...] = ()
    corrections_set_aside: str = ""

    @property
    def failed(self) -> bool:
        """Whether there are no results."""
        return self.state is EndState.FAILED


def name_work(*parts: str) -> str:
    """A short name that the same parts always give."""
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
