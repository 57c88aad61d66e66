"""The way to the database."""

import sqlite3
from pathlib import Path
from threading import Timer

from hemiface.records.engine import make_engine


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
