"""The durable queue: who waits, who works on what, what became of it.

A table with leases, as in a database queue: a worker holds a job for a short time and renews
that; one that dies lets it lapse, and another takes the job again. What a worker that lost its
job still says is not heard (a fencing token, here worker and attempt).
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from hemiface.errors import JobNotFoundError, WorkerStoppedError
from hemiface.jobs import tables
from hemiface.jobs.job import Job, JobState, Lease, describe_error

__all__ = ["MOST_ATTEMPTS", "Job", "JobState", "Lease", "Queue"]

MOST_ATTEMPTS = 10
"""A job whose worker died that often is given up: a power cut is not its fault, ten are."""

IDS_A_QUERY = 500

job = tables.job


class Queue:
    """The jobs of one installation, whatever number of workers there are.

    Parameters
    ----------
    engine
        The database they are in: SQLite on one machine, PostgreSQL for several.
    lease_s
        How long a job is held without a sign of life, in seconds.
    most_attempts
        After how many dead workers a job is given up.
    """

    def __init__(
        self, engine: sa.Engine, *, lease_s: float = 15.0, most_attempts: int = MOST_ATTEMPTS
    ) -> None:
        self._engine = engine
        self._most_attempts = most_attempts
        self.lease_s = lease_s

    def add(
        self, job_id: str, work_key: str, title: str, who: str, request: Mapping[str, Any]
    ) -> Job:
        """Queue work, or give the job that the same work is already."""
        try:
            return self._add(job_id, work_key, title, who, request)
        except sa.exc.IntegrityError:  # somebody was quicker
            if (known := self.find(work_key)) is None:
                raise
            return known

    def close(self) -> None:
        """Close every connection; they open again when they are needed."""
        self._engine.dispose()

    def _add(
        self, job_id: str, work_key: str, title: str, who: str, request: Mapping[str, Any]
    ) -> Job:
        with self._writing() as connection:
            if (known := self._first(connection, job.c.work_key == work_key)) is not None:
                return known
            last = connection.execute(sa.select(sa.func.max(job.c.number))).scalar() or 0
            row: dict[str, Any] = {
                "id": job_id,
                "work_key": work_key,
                "number": last + 1,
                "title": title[:255],
                "who": who,
                "request": dict(request),
                "state": JobState.WAITING.value,
                "added_at": time.time(),
            }
            connection.execute(sa.insert(job).values(row))
            return self._get(connection, job_id)

    def get(self, job_id: str) -> Job:
        """One job.

        Raises
        ------
        JobNotFoundError
            If there is none.
        """
        with self._engine.connect() as connection:
            return self._get(connection, job_id)

    def find(self, work_key: str) -> Job | None:
        """The job of that work; None where it was never queued."""
        with self._engine.connect() as connection:
            return self._first(connection, job.c.work_key == work_key)

    def list(self, *, limit: int = 50) -> Sequence[Job]:
        """Jobs, the newest first."""
        query = sa.select(job).order_by(job.c.number.desc()).limit(limit)
        with self._engine.connect() as connection:
            return [_read(row) for row in connection.execute(query).mappings()]

    def several(self, job_ids: Sequence[str]) -> dict[str, Job]:
        """Jobs by their ids; those that there are."""
        found: dict[str, Job] = {}
        with self._engine.connect() as connection:
            for start in range(0, len(job_ids), IDS_A_QUERY):
                some = job.c.id.in_(job_ids[start : start + IDS_A_QUERY])
                rows = connection.execute(sa.select(job).where(some)).mappings()
                found |= {row["id"]: _read(row) for row in rows}
        return found

    def place(self, waiting: Job) -> int:
        """How many jobs wait before this one."""
        before = (
            sa.select(job.c.number).where(job.c.id == waiting.id).scalar_subquery() > job.c.number
        )
        query = sa.select(sa.func.count()).where(job.c.state == JobState.WAITING.value, before)
        with self._engine.connect() as connection:
            return connection.execute(query).scalar() or 0

    def claim(self, worker: str) -> Lease | None:
        """Take the oldest job that waits or whose worker died; None where there is none."""
        with self._writing() as connection:
            lapsed = sa.and_(job.c.state == JobState.RUNNING.value, ~self._is_held(connection))
            query = (
                sa.select(job)
                .where(sa.or_(job.c.state == JobState.WAITING.value, lapsed))
                .order_by(job.c.number)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
            while (row := connection.execute(query).mappings().first()) is not None:
                if row["cancel_wanted"]:
                    self._end(connection, row["id"], JobState.CANCELED, None)
                elif row["attempt"] >= self._most_attempts:
                    given_up = describe_error(WorkerStoppedError("given_up"))
                    self._end(connection, row["id"], JobState.FAILED, given_up)
                else:
                    change = {
                        "state": JobState.RUNNING.value,
                        "attempt": row["attempt"] + 1,
                        "held_by": worker,
                        "held_until": self._now(connection) + self.lease_s,
                        "progress": 0.0,
                        "begun_at": time.time(),
                    }
                    connection.execute(sa.update(job).where(job.c.id == row["id"]).values(change))
                    return Lease(self._get(connection, row["id"]), worker)
            return None

    def leases(self) -> dict[str, float]:
        """Until when each job is held that somebody works on, or died at."""
        query = sa.select(job.c.id, job.c.held_until).where(job.c.state == JobState.RUNNING.value)
        with self._engine.connect() as connection:
            return {row.id: row.held_until for row in connection.execute(query)}

    def is_attended(self) -> bool:
        """Whether any worker has lately shown that it lives."""
        with self._engine.connect() as connection:
            held = sa.and_(job.c.state == JobState.RUNNING.value, self._is_held(connection))
            return connection.execute(sa.select(job.c.id).where(held).limit(1)).first() is not None

    def renew(self, hold: Lease, progress: float) -> bool:
        """Say that the work goes on; False where it is to stop, as canceled or taken away."""
        with self._writing() as connection:
            change = {
                "held_until": self._now(connection) + self.lease_s,
                "progress": min(1.0, max(0.0, progress)),
            }
            held = sa.and_(_holds(hold), ~job.c.cancel_wanted)
            return connection.execute(sa.update(job).where(held).values(change)).rowcount == 1

    def end(self, hold: Lease, state: JobState, outcome: Mapping[str, Any] | None) -> bool:
        """Say what came of the work; False where the job was no longer held."""
        with self._writing() as connection:
            return self._end(connection, hold.job.id, state, outcome, _holds(hold))

    def let_go(self, hold: Lease) -> None:
        """Give a job back unfinished, to be begun again by whoever comes; it costs no attempt."""
        change = {
            "state": JobState.WAITING.value,
            "held_by": "",
            "progress": 0.0,
            "attempt": job.c.attempt - 1,
        }
        with self._writing() as connection:
            connection.execute(sa.update(job).where(_holds(hold)).values(change))

    def cancel(self, job_id: str) -> Job:
        """Stop a job: at once where it waits, within a moment where somebody works on it.

        Raises
        ------
        JobNotFoundError
            If there is none.
        """
        with self._writing() as connection:
            found = self._get(connection, job_id)
            if found.state is JobState.WAITING:
                self._end(connection, job_id, JobState.CANCELED, None)
            elif found.state is JobState.RUNNING:
                wanted = sa.update(job).where(job.c.id == job_id).values(cancel_wanted=True)
                connection.execute(wanted)
            return self._get(connection, job_id)

    def retry(self, job_id: str) -> Job:
        """Queue again, behind all others, what failed or was canceled; the rest stays as it is.

        Whatever killed its process may kill the next one too while it lasts.

        Raises
        ------
        JobNotFoundError
            If there is none.
        """
        last = sa.select(sa.func.max(job.alias().c.number)).scalar_subquery()
        again = {
            "state": JobState.WAITING.value,
            "number": last + 1,
            "attempt": 0,
            "held_by": "",
            "cancel_wanted": False,
            "progress": 0.0,
            "outcome": None,
            "begun_at": None,
            "ended_at": None,
        }
        over = job.c.state.in_([JobState.FAILED.value, JobState.CANCELED.value])
        with self._writing() as connection:
            connection.execute(sa.update(job).where(job.c.id == job_id, over).values(again))
            return self._get(connection, job_id)

    def remove(self, job_id: str) -> bool:
        """Forget a job that is over, or canceled with its worker dead; False where it is not."""
        over = job.c.state.in_([state.value for state in JobState if state.is_over])
        with self._writing() as connection:
            ended = sa.or_(over, sa.and_(job.c.cancel_wanted, ~self._is_held(connection)))
            gone = sa.delete(job).where(job.c.id == job_id, ended)
            return connection.execute(gone).rowcount == 1

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        with self._engine.connect() as opened:
            connection = opened.execution_options(hemiface_begin="BEGIN IMMEDIATE")
            with connection.begin():
                yield connection

    def _now(self, connection: sa.Connection) -> float:
        """The one clock that all workers share: the database's where they may be elsewhere."""
        if connection.dialect.name == "sqlite":
            return time.time()
        now = sa.func.extract("epoch", sa.func.clock_timestamp())
        return float(connection.execute(sa.select(now)).scalar_one())

    def _is_held(self, connection: sa.Connection) -> sa.ColumnElement[bool]:
        now = self._now(connection)  # held for two leases was said before the clock went back
        return job.c.held_until.between(now, now + 2 * self.lease_s)

    def _end(
        self,
        connection: sa.Connection,
        job_id: str,
        state: JobState,
        outcome: Mapping[str, Any] | None,
        only: sa.ColumnElement[bool] | None = None,
    ) -> bool:
        change = {
            "state": state.value,
            "outcome": None if outcome is None else dict(outcome),
            "ended_at": time.time(),
            "held_by": "",
        }
        query = sa.update(job).where(job.c.id == job_id, *(() if only is None else (only,)))
        return connection.execute(query.values(change)).rowcount == 1

    def _get(self, connection: sa.Connection, job_id: str) -> Job:
        found = self._first(connection, job.c.id == job_id)
        if found is None:
            raise JobNotFoundError("job")
        return found

    def _first(self, connection: sa.Connection, where: sa.ColumnElement[bool]) -> Job | None:
        row = connection.execute(sa.select(job).where(where)).mappings().first()
        return None if row is None else _read(row)


def _holds(hold: Lease) -> sa.ColumnElement[bool]:
    return sa.and_(
        job.c.id == hold.job.id,
        job.c.state == JobState.RUNNING.value,
        job.c.held_by == hold.worker,
        job.c.attempt == hold.job.attempt,
    )


def _read(row: sa.RowMapping) -> Job:
    names = set(Job.__dataclass_fields__) - {"state"}
    return Job(state=JobState(row["state"]), **{name: row[name] for name in names})
