"""Long work on rows says how far it is, and does many rows at once."""

import io
import json
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from hemiface.model.diary import DiaryEntry
from hemiface.model.record import Person
from hemiface.records import archive, pace
from hemiface.records.archive import read_batches
from hemiface.records.backup import write_backup
from hemiface.records.exchange import export_person, import_person
from hemiface.records.restore import restore_backup
from hemiface.records.store import Store, StoreLocation

DAYS = 60
Told = list[tuple[str, int, int | None]]


@pytest.fixture
def days(folder_store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(pace, "OFTEN", 20)
    with folder_store.write() as work:
        person = work.add(Person(pseudonym="P1"))
        for n in range(DAYS):
            day = date(2026, 1, 1) + timedelta(days=n)
            work.add(DiaryEntry(day=day, spasm=n % 10), person.id)
    return folder_store


def whole(told: Told, what: str, total: int) -> bool:
    """Whether it was told at several times of one thing, and to the end."""
    counts = [done for name, done, of in told if name == what and of == total]
    return len(counts) > 2 and counts == sorted(counts) and counts[-1] == total


def test_backup_and_restore_tell_of_their_rows(days: Store, tmp_path: Path) -> None:
    told: Told = []
    made = write_backup(days, tmp_path / "a.tar", on_progress=lambda *one: told.append(one))
    assert whole(told, "writing rows", made.rows)
    assert whole(told, "reading rows", made.rows)
    told.clear()
    with Store(StoreLocation.in_folder(tmp_path / "new")) as new:
        restore_backup(new, tmp_path / "a.tar", on_progress=lambda *one: told.append(one))
    for what, total in {
        "reading rows": made.rows,
        "checking the audit": DAYS + 1,
        "restoring rows": made.rows,
    }.items():
        assert whole(told, what, total), told
    assert Counter(told)["checking entries", DAYS + 1, DAYS + 1] == 2


def test_an_import_tells_of_its_entries(days: Store, tmp_path: Path) -> None:
    export_person(days, "P1", tmp_path / "export")
    told: Told = []
    with Store(StoreLocation.in_folder(tmp_path / "new")) as new:
        import_person(new, tmp_path / "export", on_progress=lambda *one: told.append(one))
    assert whole(told, "reading entries", DAYS + 1)
    assert whole(told, "importing entries", DAYS + 1)


def test_a_restore_writes_many_rows_at_once(days: Store, tmp_path: Path) -> None:
    write_backup(days, tmp_path / "a.tar")
    asked: list[str] = []

    def note(_c: object, _k: object, statement: str, *_: object) -> None:
        asked.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        with Store(StoreLocation.in_folder(tmp_path / "new")) as new:
            restore_backup(new, tmp_path / "a.tar")
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
    written = [one for one in asked if one.startswith("INSERT INTO diary_entry")]
    assert 1 <= len(written) <= 4, len(written)


def _lines(rows: list[dict[str, Any]]) -> io.BytesIO:
    return io.BytesIO(b"".join(json.dumps(row).encode() + b"\n" for row in rows))


def test_rows_of_a_batch_name_the_same_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "ROWS_AT_ONCE", 3)
    one: dict[str, Any] = {"a": ["plain", 1]}
    two: dict[str, Any] = {"a": ["plain", 1], "b": ["plain", None]}
    rows = [one, one, one, one, two, two, one]
    batches = list(read_batches(_lines(rows), Path("x.tar")))
    assert batches == [[one] * 3, [one], [two] * 2, [one]]


def test_a_batch_of_large_rows_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_AT_ONCE", 1000)
    rows: list[dict[str, Any]] = [{"a": ["plain", "x" * 600]}] * 6
    assert [len(batch) for batch in read_batches(_lines(rows), Path("x.tar"))] == [2, 2, 2]


def test_what_is_empty_in_a_document_stays_empty(days: Store, tmp_path: Path) -> None:
    """A list that was not said is no JSON null."""
    write_backup(days, tmp_path / "a.tar")
    with Store(StoreLocation.in_folder(tmp_path / "new")) as new:
        restore_backup(new, tmp_path / "a.tar")
        with days.read() as there, new.read() as here:
            query = sa.text("SELECT typeof(triggers), count(*) FROM diary_entry GROUP BY 1")
            assert here.connection.execute(query).all() == there.connection.execute(query).all()
