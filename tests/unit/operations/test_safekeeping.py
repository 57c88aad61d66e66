"""Backups, encryption and imports are streams: they say how far they are, and can be left."""

import threading
import time
from collections.abc import Generator, Iterable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import pytest
from tests.fakes import session_on

from hemiface.errors import RecordInvalidError, RecordStorageError
from hemiface.model.record import Recording, StoredAnalysis
from hemiface.operations import recordings, safekeeping
from hemiface.operations.intake import ImportedFile, import_folder
from hemiface.operations.patients import add_person
from hemiface.operations.stream import Advance, outcomes
from hemiface.records.backup import read_backup
from hemiface.records.files import FileStore
from hemiface.records.store import Store, StoreLocation

T = TypeVar("T")
PASSPHRASE = "correct horse battery"
N_VIDEOS = 6
N_DAYS = 12
FOREVER_S = 120.0


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A person with a few recordings."""
    made = Store(StoreLocation.in_folder(tmp_path / "data"), who="t", passphrase=lambda: PASSPHRASE)
    session = session_on(made)
    add_person(session, {"pseudonym": "P1"})
    for number in range(N_VIDEOS):
        video = tmp_path / f"{number}.mp4"
        video.write_bytes(bytes([number]) * 1000)
        recordings.add_recording(session, "P1", video)
    return made


def test_a_backup_says_how_far_it_is(store: Store, tmp_path: Path) -> None:
    events = list(safekeeping.back_up(session_on(store), tmp_path / "b.tar"))
    written = [event for event in events if isinstance(event, Advance) and event.of == "writing"]
    assert [event.done for event in written] == list(range(1, N_VIDEOS + 1))
    assert {event.total for event in written} == {N_VIDEOS}
    assert any(isinstance(event, Advance) and event.of == "checking" for event in events)
    (report,) = outcomes(events)
    assert report.files == N_VIDEOS


def outcome(events: Iterable[Advance | T]) -> T:
    """What came of long work."""
    (found,) = outcomes(events)
    return found


def slow(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let one step of the store take for ever after the first time, as a large recording does."""
    real, times = getattr(FileStore, name), count()

    def wait(*args: object, **kwargs: object) -> object:
        until = time.monotonic() + (FOREVER_S if next(times) else 0.0)
        while time.monotonic() < until:
            time.sleep(0.01)
        return real(*args, **kwargs)

    monkeypatch.setattr(FileStore, name, wait)


def left_early(events: Generator[Any, None, None]) -> bool:
    """Leave a stream at its first word; whether its work is over long before it was done."""
    others = set(threading.enumerate())
    next(events)
    begun = time.monotonic()
    events.close()
    for thread in set(threading.enumerate()) - others:
        thread.join(FOREVER_S)
    return time.monotonic() - begun < FOREVER_S / 2


def test_a_backup_that_is_left_leaves_no_file(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow(monkeypatch, "read_stored")
    target = tmp_path / "out" / "b.tar"
    target.parent.mkdir()
    assert left_early(safekeeping.back_up(session_on(store), target))
    assert list(target.parent.iterdir()) == []


def test_encryption_that_is_left_goes_on_where_it_was(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        slow(patch, "write")
        assert left_early(safekeeping.encrypt(session_on(store), PASSPHRASE))
    assert safekeeping.encryption_state(session_on(store)).value == "turning_on"
    assert outcome(safekeeping.encrypt(session_on(store), PASSPHRASE)).damaged == ()
    assert safekeeping.encryption_state(session_on(store)).value == "on"
    assert outcome(safekeeping.rekey(session_on(store), PASSPHRASE)).written == N_VIDEOS
    assert outcome(safekeeping.decrypt(session_on(store), PASSPHRASE)).written == N_VIDEOS


def test_a_restore_that_is_left_leaves_an_empty_store(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = tmp_path / "b.tar"
    list(safekeeping.back_up(session_on(store), backup))
    with Store(StoreLocation.in_folder(tmp_path / "new"), who="t") as other:
        with monkeypatch.context() as patch:
            slow(patch, "put_stored")
            assert left_early(safekeeping.restore_backup(session_on(other), backup))
        with other.read() as work:
            assert work.count_people() == 0
        assert outcome(safekeeping.restore_backup(session_on(other), backup)).files == N_VIDEOS
    assert read_backup(backup).files == N_VIDEOS


def test_an_import_gives_each_file_as_it_comes(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "videos"
    folder.mkdir()
    for day in range(10, 10 + N_DAYS):
        (folder / f"P9_2026-03-{day}.mp4").write_bytes(bytes([100 + day]))
    events = import_folder(session_on(store), folder, create=True)
    first = next(events)
    assert isinstance(first, ImportedFile)
    assert (first.name, first.outcome) == ("P9_2026-03-10.mp4", "added")
    assert next(events) == Advance("files", 1, N_DAYS, "files")
    events.close()
    with store.read() as work:
        person = work.find_person("P9")
        assert len(work.list(Recording, person.id)) < N_DAYS
    again = [file.outcome for file in outcomes(import_folder(session_on(store), folder))]
    assert again[0] == "known"
    assert set(again) <= {"known", "added"}


def test_what_goes_wrong_is_raised_from_the_stream(store: Store, tmp_path: Path) -> None:
    with pytest.raises(RecordStorageError):
        list(safekeeping.back_up(session_on(store), tmp_path / "nowhere" / "b.tar"))


@pytest.mark.parametrize(
    ("broken", "place"),
    [({}, "schema_version"), ({"schema_version": "1"}, "video"), ({"schema_version": "0"}, "")],
)
def test_an_import_takes_no_results_that_are_none(
    store: Store, tmp_path: Path, broken: dict[str, str], place: str
) -> None:
    session = session_on(store)
    with store.write() as work:
        recording = work.list(Recording)[0]
        made = StoredAnalysis(
            recording_id=recording.id,
            package_version="0",
            method_version="1",
            settings_hash="a" * 64,
            file_hash=recording.value.sha256,
            made_at=datetime(2026, 3, 1, tzinfo=UTC),
            summary=broken,
            files={},
        )
        work.add(made, recording.person_id)
    safekeeping.export_person(session, "P1", tmp_path / "export")
    with Store(StoreLocation.in_folder(tmp_path / "new"), who="t") as other:
        if place:
            with pytest.raises(RecordInvalidError, match=f"do not fit at {place}"):
                list(safekeeping.import_person(session_on(other), tmp_path / "export"))
            with other.read() as work:
                assert work.count_people() == 0
            assert not list((tmp_path / "new").rglob("*.mp4"))
        else:  # of a version that this one does not read, and will not judge
            taken = safekeeping.import_person(session_on(other), tmp_path / "export")
            assert [report.missing for report in outcomes(taken)] == [0]
