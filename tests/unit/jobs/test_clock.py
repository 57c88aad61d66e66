"""The clock is put back or forward: no job and no upload is lost, and none is done twice."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.job_kills import open_queue

from hemiface.jobs import tables, uploads
from hemiface.jobs.queue import JobState, Queue
from hemiface.jobs.uploads import KEPT_S, Upload, Uploads
from hemiface.records.engine import make_engine

DAY_S = 24 * 3600.0


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Stop the clock, and put it forward by so many seconds, or back."""
    stopped = time.time()

    def put(shift: float) -> None:
        monkeypatch.setattr(time, "time", lambda: stopped + shift)

    put(0.0)
    return put


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[Queue]:
    opened = open_queue(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    made = make_engine(f"sqlite:///{tmp_path / 'service.db'}")
    tables.METADATA.create_all(made)
    yield made
    made.dispose()


@pytest.fixture
def incoming(engine: sa.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Uploads:
    monkeypatch.setattr(uploads, "PART_BYTES", 4)
    monkeypatch.setattr(uploads, "KEPT_FREE_BYTES", 0)
    (tmp_path / "videos").mkdir()
    return Uploads(engine, tmp_path / "videos")


def announce(incoming: Uploads, content: bytes) -> Upload:
    parts = [content[at : at + 4] for at in range(0, len(content), 4)]
    digest = sha256(b"".join(sha256(part).digest() for part in parts)).hexdigest()
    return incoming.begin("R9", "clip.mp4", len(content), digest)


def send(incoming: Uploads, found: Upload, part: bytes) -> None:
    async def content() -> AsyncIterator[bytes]:
        yield part

    start = found.received_bytes
    digest = sha256(part).hexdigest()
    asyncio.run(incoming.take_part(found, start, start + len(part), digest, content()))


@pytest.mark.parametrize("shift", [-3600.0, -400 * DAY_S, 400 * DAY_S])
def test_a_dead_workers_job_is_taken_up_and_ended_once(
    queue: Queue, set_clock: Callable[[float], None], shift: float
) -> None:
    queue.add("0" * 32, "key", "clip.mp4", "R9", {})
    first = queue.claim("dead")
    assert first is not None
    assert queue.claim("eager") is None
    set_clock(shift)
    second = queue.claim("second")
    assert second is not None
    assert second.job.attempt == 2
    assert not queue.renew(first, 0.5)
    assert not queue.end(first, JobState.DONE, {"by": "first"})
    assert queue.claim("third") is None
    assert queue.end(second, JobState.DONE, {"by": "second"})
    assert queue.get("0" * 32).outcome == {"by": "second"}


def test_a_small_step_back_takes_nobodys_job(
    queue: Queue, set_clock: Callable[[float], None]
) -> None:
    queue.add("0" * 32, "key", "clip.mp4", "R9", {})
    hold = queue.claim("first")
    assert hold is not None
    set_clock(-0.9 * queue.lease_s)
    assert queue.claim("second") is None
    assert queue.renew(hold, 0.5)
    running = queue.get(hold.job.id)
    assert running.left_s is None
    assert queue.end(hold, JobState.DONE, None)


def test_jobs_stay_in_their_order(queue: Queue, set_clock: Callable[[float], None]) -> None:
    names = [f"{number:032x}" for number in range(4)]
    for name, shift in zip(names, (DAY_S, -DAY_S, 0.0, -2 * DAY_S), strict=True):
        set_clock(shift)
        queue.add(name, name, "clip.mp4", "R9", {})
    assert [one.id for one in queue.list()] == names[::-1]
    claimed = [hold.job.id for _ in names if (hold := queue.claim("w"))]
    assert claimed == names


def test_a_canceled_job_of_a_dead_worker_can_go(
    queue: Queue, set_clock: Callable[[float], None]
) -> None:
    queue.add("0" * 32, "key", "clip.mp4", "R9", {})
    assert queue.claim("dead") is not None
    queue.cancel("0" * 32)
    assert not queue.remove("0" * 32)
    set_clock(-DAY_S)
    assert queue.remove("0" * 32)


def test_what_came_in_survives_a_step_back_and_still_goes_in_the_end(
    incoming: Uploads, set_clock: Callable[[float], None]
) -> None:
    set_clock(400 * DAY_S)
    first = announce(incoming, b"abcdefgh")
    send(incoming, first, b"abcd")
    set_clock(0.0)
    announce(incoming, b"another")
    assert announce(incoming, b"abcdefgh").received_bytes == 4
    set_clock(KEPT_S - 60)
    announce(incoming, b"a third")
    assert announce(incoming, b"abcdefgh").received_bytes == 4
    set_clock(KEPT_S + 60)
    announce(incoming, b"a fourth")
    assert not incoming.place(first).parent.exists()


def test_a_file_that_came_in_while_the_list_is_read_is_no_fault(
    incoming: Uploads, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever looked at the first page just then was told that there is none."""
    first = announce(incoming, b"abcdefgh")
    send(incoming, first, b"abcd")
    second = announce(incoming, b"another")
    real = Uploads.get

    def ended(own: Uploads, upload_id: str) -> Upload:
        own.drop(real(own, upload_id))
        return real(own, upload_id)

    monkeypatch.setattr(Uploads, "get", ended)
    found = {one.id: one.received_bytes for one in incoming.unfinished("R9")}
    assert found == {first.id: 4, second.id: 0}


def test_what_goes_on_is_not_old(incoming: Uploads, set_clock: Callable[[float], None]) -> None:
    first = announce(incoming, b"abcdefgh")
    set_clock(KEPT_S - 60)
    send(incoming, first, b"abcd")
    set_clock(KEPT_S + 60)
    announce(incoming, b"another")
    assert announce(incoming, b"abcdefgh").received_bytes == 4


def test_a_queued_video_is_not_an_old_upload(
    incoming: Uploads, queue: Queue, set_clock: Callable[[float], None]
) -> None:
    """A program killed between queueing and forgetting leaves both."""
    found = announce(incoming, b"abcd")
    send(incoming, found, b"abcd")
    place = incoming.finish(incoming.get(found.id))
    queue.add(found.id, "key", "clip.mp4", "R9", {})
    set_clock(KEPT_S + 60)
    announce(incoming, b"another")
    assert place.read_bytes() == b"abcd"


@pytest.mark.parametrize("shift", [-2 * DAY_S, 2 * DAY_S])
def test_folders_of_nobody_are_swept(
    incoming: Uploads,
    queue: Queue,
    tmp_path: Path,
    set_clock: Callable[[float], None],
    shift: float,
) -> None:
    found = announce(incoming, b"abcdefgh")
    send(incoming, found, b"abcd")
    queue.add("a" * 32, "key", "clip.mp4", "R9", {})
    for name in ("a" * 32, "b" * 32, "notes"):
        (tmp_path / "videos" / name).mkdir()
        (tmp_path / "videos" / name / "clip.mp4").write_bytes(b"face")
    (tmp_path / "videos" / ("c" * 32)).symlink_to(tmp_path, target_is_directory=True)
    incoming.sweep()
    assert (tmp_path / "videos" / ("b" * 32)).exists()
    set_clock(shift)
    incoming.sweep()
    left = {place.name for place in (tmp_path / "videos").iterdir()}
    assert left == {found.id, "a" * 32, "c" * 32, "notes"}
