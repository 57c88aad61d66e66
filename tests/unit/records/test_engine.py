"""The way to the database."""

import sqlite3
import subprocess
import sys
from pathlib import Path
from threading import Timer

import pytest

from hemiface.errors import RecordStorageError
from hemiface.model.record import Person
from hemiface.records import engine
from hemiface.records.engine import make_engine
from hemiface.records.store import Store


def test_opening_waits_for_a_program_that_writes_new_records(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE one (number)")
    other.execute("BEGIN IMMEDIATE")
    other.execute("INSERT INTO one VALUES (1)")
    Timer(0.3, other.close).start()
    engine = make_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    engine.dispose()


NO_ROOM = """
import resource, signal, sys
from hemiface.errors import RecordStorageError
from hemiface.model.record import Person
from hemiface.records.store import Store, StoreLocation
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
with Store(StoreLocation(*sys.argv[1:3]), who="t") as store:
    with store.read() as work:
        print(work.find_person("P1").value.pseudonym)
    try:
        with store.write() as work:
            work.add(Person(pseudonym="P2"))
    except RecordStorageError as error:
        print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there no file can be kept from growing")
def test_records_on_a_full_disk_can_be_read(folder_store: Store) -> None:
    with folder_store.write() as work:
        work.add(Person(pseudonym="P1"))
    place = folder_store.location
    folder_store.close()
    words = [sys.executable, "-c", NO_ROOM, place.database_url, place.files_url]
    said = subprocess.run(words, check=True, capture_output=True, text=True).stdout.splitlines()
    assert said == ["P1", RecordStorageError("no_room").message]
    with folder_store.write() as work:
        work.add(Person(pseudonym="P2"))  # once there is room
    with folder_store.read() as work:
        assert work.count_people() == 2


def test_a_journal_that_holds_something_is_not_passed_over(tmp_path: Path) -> None:
    """The file alone would be read as it was before."""
    (database := tmp_path / "records.db").touch()
    assert engine._is_settled(database)
    (journal := tmp_path / "records.db-wal").touch()
    assert engine._is_settled(database)
    journal.write_bytes(b"something")
    assert not engine._is_settled(database)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER thief AFTER INSERT ON audit BEGIN DELETE FROM diary_entry; END",
        "CREATE VIEW thief AS SELECT * FROM person",
    ],
)
def test_a_trigger_or_a_view_of_somebody_else_is_refused_by_name(
    folder_store: Store, statement: str
) -> None:
    place = folder_store.location
    folder_store.close()
    with sqlite3.connect(place.database_url.removeprefix("sqlite:///")) as connection:
        connection.execute(statement)
    connection.close()
    with pytest.raises(RecordStorageError, match="'thief'"):
        Store(place, who="t")
