"""Each job in a process of its own, which can be killed."""

import os
import signal
import time
from collections.abc import Callable, Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from hemiface.errors import NoFaceError
from hemiface.jobs import worker
from hemiface.jobs.queue import Job, JobState, Queue
from hemiface.jobs.worker import ProcessLimits, Worker


def told_work(job: Job, progress: Callable[[float], None]) -> Mapping[str, Any]:
    """Do what the request says."""
    progress(0.5)
    match job.request["do"]:
        case "fail":
            raise NoFaceError("nobody is seen", hint="Film a face.")
        case "fault":
            raise ZeroDivisionError("Mrs. Example")
        case "die":
            os.kill(os.getpid(), 11)
        case "hang":
            time.sleep(600)
        case "write":
            folder = Path(job.request["folder"])
            (folder / "results").mkdir()
            (folder / "results/events.csv").write_text("a face")
        case "eat":
            kept = bytearray(2 * 10**8)
            for place in range(0, len(kept), 4096):
                kept[place] = 1
            time.sleep(600)
    return {"pid": os.getpid()}


@pytest.fixture(autouse=True)
def short_lease(queue: Queue) -> None:
    queue.lease_s = 20.0


def done(queue: Queue, do: str, limits: ProcessLimits | None = None) -> Job:
    job = queue.add("0" * 32, do, "clip.mp4", "R9", {"do": do})
    Worker(queue, told_work, limits).run(Event(), until_empty=True)
    return queue.get(job.id)


def test_work_is_done_elsewhere(queue: Queue) -> None:
    job = done(queue, "work")
    assert job.state is JobState.DONE
    assert job.outcome is not None
    assert job.outcome["pid"] != os.getpid()


@pytest.mark.parametrize(
    ("for_others", "wanted"), [(False, (0o700, 0o600)), (True, (0o755, 0o644))]
)
def test_what_a_job_writes_is_for_its_owner_alone_or_for_those_of_a_batch(
    queue: Queue, tmp_path: Path, *, for_others: bool, wanted: tuple[int, int]
) -> None:
    before = os.umask(0o022)
    try:
        queue.add("0" * 32, "w", "clip.mp4", "R9", {"do": "write", "folder": str(tmp_path)})
        Worker(queue, told_work, for_others=for_others).run(Event(), until_empty=True)
    finally:
        os.umask(before)
    modes = [place.stat().st_mode & 0o777 for place in sorted(tmp_path.glob("results*/**/*"))]
    assert ((tmp_path / "results").stat().st_mode & 0o777, *modes) == wanted


@pytest.mark.parametrize(
    ("do", "code", "word"),
    [
        ("fail", "landmarks.no_face", "nobody is seen"),
        ("fault", "fault", "ZeroDivisionError"),
        ("die", "jobs.worker_stopped", "without an answer (code -11)"),
    ],
)
def test_what_goes_wrong_ends_one_job_only(queue: Queue, do: str, code: str, word: str) -> None:
    job = done(queue, do)
    assert job.state is JobState.FAILED
    assert job.outcome is not None
    assert job.outcome["error"]["code"] == code
    assert word in job.outcome["error"]["message"]
    assert "Example" not in str(job.outcome), "a fault's text may hold what is private"


def test_a_job_that_says_nothing_is_stopped(queue: Queue) -> None:
    job = done(queue, "hang", ProcessLimits(silence_s=1.0))
    assert job.outcome is not None
    assert "no progress" in job.outcome["error"]["message"]


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is watched on Linux")
def test_a_job_that_eats_the_memory_is_stopped(queue: Queue) -> None:
    job = done(queue, "eat", ProcessLimits(memory_bytes=150 * 2**20))
    assert job.outcome is not None
    assert "more memory" in job.outcome["error"]["message"]


def test_a_canceled_job_stops_and_a_stopped_worker_gives_its_job_back(queue: Queue) -> None:
    first = queue.add("0" * 32, "a", "clip.mp4", "R9", {"do": "hang"})
    second = queue.add("1" * 32, "b", "clip.mp4", "R9", {"do": "hang"})
    stop = Event()
    thread = Thread(target=Worker(queue, told_work).run, args=(stop,))
    thread.start()
    try:
        wait_until(lambda: queue.get(first.id).progress == 0.5)
        queue.cancel(first.id)
        wait_until(lambda: queue.get(first.id).state is JobState.CANCELED)
        wait_until(lambda: queue.get(second.id).progress == 0.5)
    finally:
        stop.set()
        thread.join()
    assert queue.get(second.id).state is JobState.WAITING
    assert queue.get(second.id).attempt == 0


def test_an_interrupt_of_the_terminal_is_the_workers_alone_however_early_it_comes(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = BaseProcess.start

    def interrupted(process: BaseProcess) -> None:
        real(process)
        assert process.pid is not None
        os.kill(process.pid, signal.SIGINT)

    monkeypatch.setattr(BaseProcess, "start", interrupted)
    assert done(queue, "work").state is JobState.DONE


def test_until_empty_waits_for_the_lease_of_a_dead_worker_and_says_so(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue.lease_s = 5.0
    monkeypatch.setattr(worker, "IDLE_S", 0.01)  # looks often enough, however busy the machine is
    job = queue.add("0" * 32, "a", "clip.mp4", "R9", {"do": "work"})
    assert queue.claim("dead") is not None
    said: list[float] = []
    Worker(queue, told_work).run(Event(), until_empty=True, when_silent=said.append)
    assert queue.get(job.id).state is JobState.DONE
    assert said == [5.0]


def test_until_empty_does_not_wait_for_a_worker_that_lives(queue: Queue) -> None:
    job = queue.add("0" * 32, "a", "clip.mp4", "R9", {"do": "hang"})
    stop, said = Event(), list[float]()
    thread = Thread(target=Worker(queue, told_work).run, args=(stop,))
    thread.start()
    try:
        wait_until(lambda: queue.get(job.id).progress == 0.5)
        assert queue.is_attended()
        Worker(queue, told_work).run(Event(), until_empty=True, when_silent=said.append)
        assert queue.get(job.id).state is JobState.RUNNING
    finally:
        stop.set()
        thread.join()
    assert said == []
    assert not queue.is_attended()


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)
