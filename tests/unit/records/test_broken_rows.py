"""One row that cannot be read is named, and everything else is still checked and backed up."""

from collections.abc import Callable
from pathlib import Path

import pytest

from hemiface.errors import RecordStorageError
from hemiface.model.diary import DiaryEntry
from hemiface.model.record import Entry, Person, Recording, StoredAnalysis, Visit
from hemiface.records import audit_check
from hemiface.records.backup import write_backup
from hemiface.records.exchange import export_person
from hemiface.records.recordings import list_files, sweep, verify_files
from hemiface.records.restore import restore_backup
from hemiface.records.store import Store, StoreLocation

FullPerson = Callable[[Store, str], Entry[Person]]

BROKEN = {
    "update audit set at='never' where number=3": "link 3 holds what is no such value in at",
    "update audit set link=x'00' where number=4": "link 4 holds what is no such value in link",
    "update analysis set files='{'": "the analysis {analysis} cannot be read: what stands in files",
    "update visit set at='-0001-01-01 00:00:00'": "the visit {visit} cannot be read: what stands",
    "update visit set id='zz' where rowid=1": "the visit 'zz' cannot be read: what stands in id",
    "update diary_entry set stress=9e999": "the diary {diary}",
    "update diary_entry set spasm='nan'": "the diary {diary} cannot be read",
    "update diary_entry set note=cast(x'ff' as text)": "the diary {diary} cannot be read: what",
}


def _break(store: Store, statement: str) -> None:
    engine = store._engine
    with engine.connect().execution_options(hemiface_begin="") as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql(statement)
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")


def _names(store: Store) -> dict[str, object]:
    with store.read() as work:
        return {
            "analysis": work.list(StoredAnalysis)[0].id,
            "visit": work.list(Visit)[0].id,
            "diary": work.list(DiaryEntry)[0].id,
        }


@pytest.mark.parametrize("statement", BROKEN)
def test_a_broken_row_is_named_and_the_rest_is_backed_up(
    folder_store: Store, full_person: FullPerson, tmp_path: Path, statement: str
) -> None:
    full_person(folder_store, "P1")
    full_person(folder_store, "P2")
    names = _names(folder_store)
    _break(folder_store, statement)
    with folder_store.read() as work:
        said = [str(one) for one in audit_check.verify(work.connection, work.vault).problems]
    assert any(one.startswith(BROKEN[statement].format(**names)) for one in said), said
    verify_files(folder_store)
    report = write_backup(folder_store, tmp_path / "backup.tar")
    assert report.problems
    assert report.rows > 30


@pytest.mark.parametrize(
    "statement",
    [
        "update analysis set files='{'",
        "update visit set at='never'",
        "update diary_entry set stress=9e999",
    ],
)
def test_what_can_be_read_is_restored(
    folder_store: Store, full_person: FullPerson, tmp_path: Path, statement: str
) -> None:
    full_person(folder_store, "P1")
    _break(folder_store, statement)
    report = write_backup(folder_store, tmp_path / "backup.tar")
    codes = {one.code for one in report.problems}
    alone = {"damage.row_alone"} if "visit" in statement else set()
    assert codes == {"damage.row_left_out"} | alone
    with Store(StoreLocation.in_folder(tmp_path / "new"), who="t") as other:
        restore_backup(other, tmp_path / "backup.tar")
        with other.read() as work:
            assert work.find_person("P1").value.pseudonym == "P1"
            (recording,) = work.list(Recording)
        assert other.files.has(recording.value.sha256)


def test_files_that_a_broken_row_speaks_of_are_not_swept(
    folder_store: Store, full_person: FullPerson
) -> None:
    full_person(folder_store, "P1")
    digest = "7" * 64
    _break(folder_store, f'update analysis set files=\'{{"a": "{digest}"\'')
    with folder_store.read() as work:
        assert digest in list_files(work)
    sweep(folder_store)


def test_a_command_that_meets_a_broken_row_says_so(
    folder_store: Store, full_person: FullPerson, tmp_path: Path
) -> None:
    full_person(folder_store, "P1")
    _break(folder_store, "update visit set at='never'")
    with pytest.raises(RecordStorageError, match="visit") as refused:
        export_person(folder_store, "P1", tmp_path / "export")
    assert "audit" in refused.value.hint
