"""A job of the queue, and the right to work on it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from hemiface.errors import HemifaceError


class JobState(StrEnum):
    """What has become of a job."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELED = "canceled"

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens by itself."""
        return self not in (JobState.WAITING, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work.

    Parameters
    ----------
    id
        Names it.
    title
        What a person reads.
    who
        Who asked for it.
    request
        What is to be done, as plain JSON.
    state, attempt
        What became of it, and how often it was begun.
    progress
        How much is done, 0..1.
    outcome
        What came of it, as plain JSON; None before its end.
    added_at, begun_at, ended_at
        Seconds since 1970; None for what has not happened.
    """

    id: str
    title: str
    who: str
    request: Mapping[str, Any]
    state: JobState
    attempt: int
    progress: float
    outcome: Mapping[str, Any] | None
    added_at: float
    begun_at: float | None
    ended_at: float | None

    @property
    def left_s(self) -> float | None:
        """Seconds until the end at the pace so far; None where that cannot be said."""
        if self.state is not JobState.RUNNING or self.begun_at is None or self.progress < 0.03:
            return None
        passed = time.time() - self.begun_at
        return None if passed < 0 else passed * (1 / self.progress - 1)


@dataclass(frozen=True, slots=True)
class Lease:
    """The right of one worker to work on one job, for one attempt."""

    job: Job
    worker: str


def describe_error(error: HemifaceError, code: str = "") -> dict[str, Any]:
    """What a job keeps of an error: enough to say it in any language.

    Parameters
    ----------
    code
        In the place of the error's own.
    """
    said = {"code": code or error.code, "message": error.message, "hint": error.hint}
    return {"error": {**said, "key": error.key, "values": error.plain_values}}
