"""What an earlier version kept under rules of its own can be read, worked with and taken along."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.fakes import session_on

from hemiface.errors import RecordInvalidError
from hemiface.model.diary import DiaryEntry
from hemiface.model.record import Entry, Person, Recording, StoredAnalysis, Visit
from hemiface.operations.recordings import plain_copy
from hemiface.records import audit_check
from hemiface.records.backup import write_backup
from hemiface.records.entry_types import EntryType
from hemiface.records.exchange import export_person, import_person
from hemiface.records.recordings import settle_files, take_file
from hemiface.records.restore import restore_backup
from hemiface.records.store import Store, StoreLocation

LONG_AGO = datetime(1066, 10, 14, tzinfo=UTC)
ODD = (".2026 copy", "/../../outside", ".mp4/../../outside", "..", ".\x1b[2J")


@pytest.fixture(params=ODD)
def old_store(
    request: pytest.FixtureRequest,
    folder_store: Store,
    video: Path,
    tmp_path: Path,
) -> Iterator[Store]:
    """Records as a version without today's checks may have left them."""
    (tmp_path / "report").write_text("a report")
    digest, size = take_file(folder_store, video)
    report, _ = take_file(folder_store, tmp_path / "report")
    recording = Recording(sha256=digest, size_bytes=size, suffix=request.param)
    with pytest.MonkeyPatch.context() as patch, folder_store.unlocked(write=True) as work:
        patch.setattr(EntryType, "_check_new", lambda *_: None)
        person = work.add(Person(pseudonym="P1"))
        work.add(Visit(at=LONG_AGO), person.id)
        work.add(DiaryEntry(day=date(3026, 1, 1), spasm=2), person.id)
        kept = work.add(recording, person.id)
        analysis = StoredAnalysis(
            recording_id=kept.id,
            package_version="1",
            method_version="1",
            settings_hash="",
            file_hash=digest,
            made_at=LONG_AGO,
            summary={},
            files={f"../report{request.param}": report, "aux": report},
        )
        work.add(analysis, person.id)
        settle_files(folder_store, work, [digest, report])
    yield folder_store
    assert not (tmp_path / "outside").exists()


def _recording(store: Store) -> Entry[Recording]:
    with store.read() as work:
        (entry,) = work.list(Recording)
    return entry


def test_it_is_read_and_the_audit_is_whole(old_store: Store) -> None:
    assert _recording(old_store).value.suffix in ODD
    with old_store.read() as work:
        assert work.list(Visit)[0].value.at == LONG_AGO
        assert len(work.list(StoredAnalysis)[0].value.files) == 2
        assert audit_check.verify(work.connection, work.vault).problems == ()


def test_it_can_be_changed_and_put_aside(old_store: Store) -> None:
    entry = _recording(old_store)
    with old_store.write() as work:
        noted = work.change(entry, replace(entry.value, note="seen"))
        assert noted.value.suffix == entry.value.suffix
        work.restore(work.remove(noted))
        visit = work.list(Visit)[0]
        assert work.change(visit, replace(visit.value, label="first")).value.at == LONG_AGO
    with old_store.read() as work:
        assert audit_check.verify(work.connection, work.vault).problems == ()


def test_nothing_else_of_that_kind_gets_in(old_store: Store) -> None:
    entry = _recording(old_store)
    with old_store.write() as work:
        with pytest.raises(RecordInvalidError, match="ending"):
            work.change(entry, replace(entry.value, suffix=".another one"))
        with pytest.raises(RecordInvalidError, match="ending"):
            work.add(entry.value, entry.person_id)
        dated = replace(work.list(StoredAnalysis)[0].value, made_at=datetime.now(UTC))
        with pytest.raises(RecordInvalidError, match="name of a file"):
            work.add(dated, entry.person_id)
        with pytest.raises(RecordInvalidError, match="year 1066"):
            work.add(work.list(Visit)[0].value, entry.person_id)


def test_its_copies_stay_in_their_folder(old_store: Store, tmp_path: Path) -> None:
    with plain_copy(session_on(old_store), _recording(old_store), "copy") as place:
        assert place.name == "copy"
    export_person(old_store, "P1", tmp_path / "export")
    document = json.loads((tmp_path / "export/person.json").read_text())
    places = [place.resolve() for place in (tmp_path / "export").rglob("*") if place.is_file()]
    assert len(places) == 4 + len(document["files"])
    assert all(place.is_relative_to(tmp_path / "export") for place in places)


def test_an_export_has_plain_names_and_an_import_refuses_others(
    old_store: Store, tmp_path: Path
) -> None:
    export_person(old_store, "P1", tmp_path / "export")
    place = tmp_path / "export/person.json"
    document = json.loads(place.read_text())
    entries = {entry["kind"]: entry["value"] for entry in document["entries"]}
    assert entries["recording"]["suffix"] == ""
    assert set(entries["analysis"]["files"]) == set(entries["analysis"]["files"].values())
    with Store(StoreLocation.in_folder(tmp_path / "other"), who="t") as other:
        with pytest.raises(RecordInvalidError, match="year 1066"):
            import_person(other, tmp_path / "export")
        entries["visit"]["at"] = entries["analysis"]["made_at"] = "2026-03-01T00:00:00Z"
        entries["diary"]["day"] = "2026-03-01"
        place.write_text(json.dumps(document))
        assert import_person(other, tmp_path / "export").missing == 0


def test_a_backup_of_it_can_be_restored(old_store: Store, tmp_path: Path) -> None:
    assert write_backup(old_store, tmp_path / "backup.tar").problems == ()
    with Store(StoreLocation.in_folder(tmp_path / "other"), who="t") as other:
        assert restore_backup(other, tmp_path / "backup.tar").problems == ()
        assert _recording(other) == _recording(old_store)
        with other.read() as work:
            assert audit_check.verify(work.connection, work.vault).problems == ()
