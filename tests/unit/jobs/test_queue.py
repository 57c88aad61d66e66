"""The durable queue: one worker a job, and nothing lost."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.job_kills import open_queue
from tests.postgres import make_database

from hemiface.errors import JobNotFoundError
from hemiface.errors.words import say_sentence
from hemiface.jobs.queue import MOST_ATTEMPTS, Job, JobState, Queue


def add(queue: Queue, number: int = 0) -> Job:
    return queue.add(f"{number:032x}", f"key-{number}", "clip.mp4", "R9", {"n": number})


def test_a_job_goes_from_waiting_to_done(queue: Queue) -> None:
    job = add(queue)
    assert (job.state, job.request, queue.place(job)) == (JobState.WAITING, {"n": 0}, 0)
    hold = queue.claim("w")
    assert hold is not None
    assert queue.claim("other") is None
    assert queue.renew(hold, 0.4)
    running = queue.get(job.id)
    assert (running.state, running.progress, running.attempt) == (JobState.RUNNING, 0.4, 1)
    assert running.left_s is not None
    assert queue.end(hold, JobState.DONE, {"results": "x"})
    done = queue.get(job.id)
    assert (done.state, done.outcome) == (JobState.DONE, {"results": "x"})
    assert not queue.end(hold, JobState.FAILED, None), "a job ended twice"


def test_the_same_work_is_queued_once(queue: Queue) -> None:
    first = add(queue)
    assert queue.add("f" * 32, "key-0", "other name", "R9", {}) == first
    assert len(queue.list()) == 1


def test_the_oldest_comes_first(queue: Queue) -> None:
    jobs = [add(queue, number) for number in range(3)]
    assert [queue.place(job) for job in jobs] == [0, 1, 2]
    claimed = [hold.job.id for _ in range(3) if (hold := queue.claim("w"))]
    assert claimed == [job.id for job in jobs]
    assert [job.id for job in queue.list()] == claimed[::-1]


def test_a_silent_worker_loses_its_job_and_is_not_heard(
    queue: Queue, let_lapse: Callable[[], None]
) -> None:
    add(queue)
    first = queue.claim("first")
    assert first is not None
    let_lapse()
    second = queue.claim("second")
    assert second is not None
    assert second.job.attempt == 2
    assert not queue.renew(first, 0.9)
    assert not queue.end(first, JobState.DONE, {"by": "first"})
    assert queue.end(second, JobState.DONE, {"by": "second"})
    assert queue.get(second.job.id).outcome == {"by": "second"}


def test_a_job_that_kills_its_workers_is_given_up(
    queue: Queue, let_lapse: Callable[[], None]
) -> None:
    job = add(queue)
    for _ in range(MOST_ATTEMPTS):
        assert queue.claim("w") is not None
        let_lapse()
    assert queue.claim("w") is None
    given_up = queue.get(job.id)
    assert given_up.state is JobState.FAILED
    assert given_up.outcome is not None
    assert given_up.outcome["error"]["code"] == "jobs.worker_stopped"
    said = say_sentence(given_up.outcome["error"]["key"], {}, "de")
    assert said == "Der Prozess, der es maß, endete mehrmals ohne Antwort"


def test_what_waits_is_canceled_at_once_and_what_runs_is_told(queue: Queue) -> None:
    waiting = add(queue, 1)
    assert queue.cancel(waiting.id).state is JobState.CANCELED
    running = add(queue, 2)
    hold = queue.claim("w")
    assert hold is not None
    assert queue.cancel(running.id).state is JobState.RUNNING
    assert not queue.renew(hold, 0.5)
    assert queue.end(hold, JobState.CANCELED, None)
    assert queue.retry(running.id).state is JobState.WAITING
    again = queue.claim("w")
    assert again is not None
    assert (again.job.id, again.job.attempt) == (running.id, 1)


def test_a_wish_to_cancel_outlives_the_worker(queue: Queue, let_lapse: Callable[[], None]) -> None:
    job = add(queue)
    queue.claim("w")
    queue.cancel(job.id)
    let_lapse()
    assert queue.claim("other") is None
    assert queue.get(job.id).state is JobState.CANCELED


def test_a_job_let_go_is_begun_again_without_cost(queue: Queue) -> None:
    add(queue)
    for _ in range(MOST_ATTEMPTS + 2):
        hold = queue.claim("w")
        assert hold is not None
        queue.let_go(hold)
    assert queue.list()[0].attempt == 0


def test_what_failed_is_tried_again_behind_all_others(queue: Queue) -> None:
    first, second = add(queue), add(queue, 1)
    hold = queue.claim("a")
    assert hold is not None
    queue.end(hold, JobState.FAILED, None)
    assert queue.retry(first.id).state is JobState.WAITING
    assert queue.retry(second.id) == second  # it waits already, and keeps its place
    order = [hold.job.id for hold in iter(lambda: queue.claim("a"), None)]
    assert order == [second.id, first.id]


def test_only_what_is_over_can_be_removed(queue: Queue) -> None:
    job = add(queue)
    assert not queue.remove(job.id)
    queue.cancel(job.id)
    assert queue.remove(job.id)
    with pytest.raises(JobNotFoundError):
        queue.get(job.id)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(steps=st.lists(st.sampled_from(["claim", "renew", "end", "cancel", "retry", "let_go"])))
def test_no_order_of_steps_ends_a_job_twice(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    queue = open_queue(tmp_path_factory.mktemp("queue"))
    job = add(queue)
    holds, ends, retries = [], 0, 0
    for step in steps:
        if step == "claim" and (hold := queue.claim("w")):
            holds.append(hold)
        elif step == "cancel":
            before = queue.get(job.id).state
            ends += before is JobState.WAITING
            queue.cancel(job.id)
        elif step == "retry":
            before = queue.get(job.id).state
            retries += before in (JobState.FAILED, JobState.CANCELED)
            queue.retry(job.id)
        elif holds and step == "renew":
            queue.renew(holds[-1], 0.5)
        elif holds and step == "end":
            ends += queue.end(holds[-1], JobState.DONE, {})
        elif holds and step == "let_go":
            queue.let_go(holds[-1])
    assert ends <= 1 + retries
    queue.close()


@pytest.mark.parametrize(
    ("n_jobs", "n_kills"),
    [(40, 40), pytest.param(1000, 1000, marks=pytest.mark.slow)],
)
def test_killed_workers_lose_nothing_and_do_nothing_twice(
    tmp_path: Path, n_jobs: int, n_kills: int
) -> None:
    check_kills(tmp_path, n_jobs, n_kills)


@pytest.mark.postgres
def test_killed_workers_of_a_server_lose_nothing(tmp_path: Path, postgres_server: str) -> None:
    check_kills(tmp_path, 60, 60, make_database(postgres_server))


def check_kills(folder: Path, n_jobs: int, n_kills: int, *address: str) -> None:
    numbers = [str(n_jobs), str(n_kills), "7"]
    words = [sys.executable, "-m", "tests.job_kills", str(folder), *numbers, *address]
    done = subprocess.run(words, capture_output=True, text=True, timeout=580, check=True)
    found = json.loads(done.stdout)
    assert found["jobs"] == n_jobs
    assert found["done"] == n_jobs
    assert found["ended_twice"] == 0
    assert found["begun_again"] > 0, "no kill met a worker at work"
