"""A queue that cannot be had is said to be so, and nobody waits for workers there."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Event

import psycopg
import pytest
import sqlalchemy as sa
from tests.batches import told_folder
from tests.fakes import told_session
from tests.postgres import make_database

from hemiface.cli.main import main
from hemiface.cli.progress import BatchHeartbeat
from hemiface.errors import RecordStorageError
from hemiface.jobs.opening import open_queue
from hemiface.model.batch import Ended, EndState
from hemiface.operations.batch_queue import _Steady, queue_batch, work_on_batches
from hemiface.operations.batches import BatchProgress, BatchRequest, plan_batch, run_batch
from hemiface.records.engine import make_engine


def test_a_server_that_does_not_answer_is_the_queues_and_not_the_records(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = told_folder(tmp_path / "in", a="good")
    # Nothing listens on port 1.
    words = ("--queue", "postgresql://lab@127.0.0.1:1/none")
    for command in (("batch", str(source), "-o", str(tmp_path / "out")), ("worker",)):
        with pytest.raises(SystemExit) as left:
            main([*command, *words])
        told = capsys.readouterr().err
        assert left.value.code not in (0, None)
        assert "the queue cannot be reached" in told
        assert "Check the address of the queue" in told
        assert "HEMIFACE_DATA" not in told
        assert "waiting for workers" not in told
    assert not (tmp_path / "out").exists()


def test_a_share_beyond_the_recordings_has_nothing_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = told_folder(tmp_path / "in", a="good")
    words = ["batch", str(source), "-o", str(tmp_path / "out"), "--shard", "2/1000000"]
    with pytest.raises(SystemExit) as left:
        main(words, obj=told_session())
    assert left.value.code in (0, None)
    assert "nothing to do: 1 recordings do not reach share 2 of 1000000" in capsys.readouterr().err


def test_a_queue_in_a_folder_that_cannot_be_made_is_the_queues(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    source = told_folder(tmp_path / "in", a="good")
    request = BatchRequest(tmp_path / "out")
    plan = plan_batch(told_session(), source, request)
    address = f"sqlite:///{tmp_path / 'file' / 'queue.db'}"
    with pytest.raises(RecordStorageError) as raised:
        next(queue_batch(told_session(), plan, request, address))
    assert raised.value.case == "queue_unreached"


def test_a_queue_without_a_file_is_refused_in_words(tmp_path: Path) -> None:
    source = told_folder(tmp_path / "in", a="good")
    request = BatchRequest(tmp_path / "out")
    plan = plan_batch(told_session(), source, request)
    for address in ("sqlite:///", "sqlite://"):
        with pytest.raises(RecordStorageError):
            next(queue_batch(told_session(), plan, request, address))


def test_waiting_begins_when_all_recordings_are_in_the_queue(
    tmp_path: Path, queue_address: str
) -> None:
    source = told_folder(tmp_path / "in", a="good", b="good too")
    request = BatchRequest(tmp_path / "out")
    plan = plan_batch(told_session(), source, request)
    events = queue_batch(told_session(), plan, request, queue_address)
    first = next(events)
    events.close()
    assert isinstance(first, BatchProgress)
    assert (first.ended, first.total) == (0, 2)


@pytest.mark.postgres
def test_a_server_that_is_away_for_a_moment_ends_nobody(
    tmp_path: Path, postgres_server: str
) -> None:
    address = make_database(postgres_server)
    source = told_folder(tmp_path / "in", a="good", b="good too")
    request = BatchRequest(tmp_path / "out")
    plan = plan_batch(told_session(), source, request)
    stop, opened = Event(), Event()
    with ThreadPoolExecutor(1) as pool:
        work = partial(work_on_batches, workers=1, when_open=opened.set)
        worker = pool.submit(work, told_session(), address, stop)
        try:
            assert opened.wait(60)
            events = queue_batch(told_session(), plan, request, address)
            next(events)
            cut_off(postgres_server, address)
            ended = {one.recording: one.state for one in events if isinstance(one, Ended)}
            cut_off(postgres_server, address)
            source = told_folder(tmp_path / "later", c="good three")
            later = BatchRequest(tmp_path / "out later")
            plan = plan_batch(told_session(), source, later)
            for one in queue_batch(told_session(), plan, later, address):
                if isinstance(one, Ended):
                    ended[one.recording] = one.state
        finally:
            stop.set()
        assert worker.result(60) is None
    assert ended == dict.fromkeys("abc", EndState.DONE)


@pytest.mark.slow
def test_a_crash_is_said_in_the_same_words_by_pool_and_queue(tmp_path: Path) -> None:
    source = told_folder(tmp_path / "in", a="die")
    address, stop = f"sqlite:///{tmp_path / 'queue.db'}", Event()
    session = told_session()
    alone, queued = BatchRequest(tmp_path / "alone"), BatchRequest(tmp_path / "queued")
    plan = plan_batch(session, source, alone)
    of_pool = [one for one in run_batch(session, plan, alone) if isinstance(one, Ended)]
    events = queue_batch(session, plan_batch(session, source, queued), queued, address)
    next(events)  # the queue is there, and holds it
    with ThreadPoolExecutor(1) as pool:
        worker = pool.submit(partial(work_on_batches, workers=1), session, address, stop)
        try:
            of_queue = [one for one in events if isinstance(one, Ended)]
        finally:
            stop.set()
        worker.result(60)

    def words(ended: list[Ended]) -> list[tuple[object, ...]]:
        return [(one.code, one.message, one.hint, one.values) for one in ended]

    assert words(of_pool) == words(of_queue)
    assert of_pool[0].code == "jobs.worker_stopped/ended_with"


def cut_off(server: str, address: str) -> None:
    """End every connection to a database, as a restart does."""
    name = sa.make_url(address).database
    ask = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
    with psycopg.connect(server.format("postgres"), autocommit=True) as connection:
        connection.execute(ask, (name,))


def test_a_server_that_stays_away_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hemiface.operations.batch_queue.AWAY_S", 0.0)
    queue = open_queue(make_engine(f"sqlite:///{tmp_path / 'queue.db'}"))

    def fail() -> None:
        raise sa.exc.OperationalError("", None, OSError("the server is gone"))

    with pytest.raises(RecordStorageError, match="the server is gone"):
        _Steady(queue, "postgresql://lab@db/none").try_on(fail)
    queue.close()


def test_a_batch_that_nobody_works_on_says_so(
    tmp_path: Path,
    queue_address: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("hemiface.operations.batch_queue.PATIENCE_S", 0.0)
    source = told_folder(tmp_path / "in", a="good")
    request = BatchRequest(tmp_path / "out")
    plan = plan_batch(told_session(), source, request)
    events = queue_batch(told_session(), plan, request, queue_address)
    shown = BatchHeartbeat(silent=False)
    attended = []
    for _ in range(3):
        now = next(events)
        assert isinstance(now, BatchProgress)
        shown.show(now)
        attended.append(now.attended)
    events.close()
    assert attended == [True, False, False]
    assert capsys.readouterr().err == (
        "batch: 0 of 1, no worker is at work: start `hemiface worker --queue URL`\n"
    )
