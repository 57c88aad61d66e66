"""What a corrected recording shows is kept with the records, and used only where it still holds."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from tests.fakes import OpenRecords

from hemiface.errors import RecordLockedError
from hemiface.model.analysis import Analysis
from hemiface.model.anatomy import Side
from hemiface.model.change import BURDEN
from hemiface.model.corrections import Correction, CorrectionAction
from hemiface.model.course import LineKind
from hemiface.model.events import EventType
from hemiface.model.treatments import BotulinumSession, InjectedMuscle, Injection, Toxin
from hemiface.operations import patients, recordings, safekeeping
from hemiface.operations.analyses import AnalysisRequest
from hemiface.operations.correction_owner import RecordsOwner
from hemiface.operations.course import tell_course
from hemiface.operations.followup import AnalyzedRecording, analyze_person
from hemiface.operations.recent_cache import clear_recent
from hemiface.operations.recorded_corrections import (
    correct_recorded,
    drop_recorded,
    redo_recorded,
    undo_recorded,
)
from hemiface.operations.responses import tell_responses
from hemiface.operations.review import review_recording
from hemiface.operations.roster import list_roster
from hemiface.operations.session import Session
from hemiface.operations.stream import outcomes
from hemiface.operations.study_records import tabulate_records
from hemiface.operations.told_course import put_course_into_words
from hemiface.operations.visit_summary import render_visit
from hemiface.records import encryption, restore, tables
from hemiface.records.exchange import BUNDLE_FILE, PERSON_FILE, import_person
from hemiface.records.store import Store, StoreLocation
from hemiface.results import ResultsFolder
from hemiface.settings import AnalysisSettings
from hemiface.simulation.fake_analyzer import FakeAnalyzer
from hemiface.simulation.scenes import build_spasm_scene

LEFT = f"{BURDEN}_left"
PASSPHRASE = "correct horse battery"


@dataclass(frozen=True, slots=True)
class Unasked(FakeAnalyzer):
    """An analyzer that nobody may ask."""

    def correct(
        self, analysis: Analysis, corrections: Sequence[Correction], settings: AnalysisSettings
    ) -> tuple[Analysis, tuple[Correction, ...]]:
        """Fail: what was kept was to be taken."""
        del analysis, corrections, settings
        raise AssertionError("looked at anew")


@pytest.fixture
def watching(session: Session, tmp_path: Path) -> Iterator[Session]:
    """A person with one recording that shows spasm of the left side, measured and kept."""
    patients.add_person(session, {"pseudonym": "P1", "side": "left"})
    seeing = replace(session, analyzer=FakeAnalyzer(tuple(build_spasm_scene(Side.LEFT))))
    film(seeing, tmp_path, "2026-03-01")
    clear_recent()
    yield seeing
    clear_recent()


def film(session: Session, folder: Path, day: str) -> AnalyzedRecording:
    """Keep a recording of the person, and measure it."""
    video = folder / "somebody.mp4"
    video.write_text(day)
    recordings.add_recording(session, "P1", video, {"recorded_at": f"{day}T00:30"})
    asked = AnalysisRequest(output=folder / "out")
    (done,) = outcomes(analyze_person(session, "P1", asked))
    return done


def only_recording(session: Session) -> str:
    (kept,) = recordings.list_recordings(session, "P1")
    return str(kept.entry.id)


def remove_spasms(session: Session) -> None:
    """Say that no spasm was one."""
    recording = only_recording(session)
    events = review_recording(session, recording).analysis.events
    spasms = [event for event in events if event.event_type is EventType.SPASM]
    said = [Correction(CorrectionAction.REMOVE, e.onset, e.event_type, e.side) for e in spasms]
    correct_recorded(session, recording, said)


def course(session: Session) -> float:
    (line,) = (one for one in tell_course(session, "P1").lines if one.name == BURDEN)
    return line.points[0].value


def listed(session: Session) -> tuple[float, ...]:
    (row,) = list_roster(session)
    return row.burden_percent


def unasked(session: Session) -> Session:
    """The same records, where nothing may be looked at anew."""
    clear_recent()
    return replace(session, analyzer=Unasked())


@contextmanager
def records_at(folder: Path, passphrase: str | None = None) -> Iterator[Store]:
    with Store(StoreLocation.in_folder(folder), who="t", passphrase=lambda: passphrase) as store:
        yield store


def kept_rows(store: Store) -> list[dict[str, Any]]:
    with store.read() as work:
        rows = work.connection.execute(sa.select(tables.corrected_summary)).mappings()
        return [dict(row) for row in rows]


def change_kept(session: Session, **values: object) -> None:
    """Write into the table behind the back of the program."""
    with session.write() as work:
        work.connection.execute(sa.update(tables.corrected_summary).values(**values))


def test_what_was_corrected_is_kept_and_not_looked_at_again(watching: Session) -> None:
    measured = course(watching)
    assert measured > 0
    assert kept_rows(watching.store) == []
    remove_spasms(watching)
    assert (course(unasked(watching)), listed(unasked(watching))) == (0.0, (0.0,))
    for take, value in ((undo_recorded, None), (redo_recorded, 0.0), (drop_recorded, measured)):
        take(watching, only_recording(watching))
        seen = course(unasked(watching))
        assert listed(unasked(watching)) == (seen,)
        assert seen == value or (value is None and seen > 0)
    assert len(kept_rows(watching.store)) == 1


def test_what_was_kept_before_more_was_said_is_made_anew(watching: Session) -> None:
    remove_spasms(watching)
    owner = RecordsOwner(watching.store, UUID(only_recording(watching)))
    owner.drop()
    clear_recent()
    (measured,) = listed(watching)  # lists make it anew, too
    assert measured > 0
    assert course(unasked(watching)) == measured


@pytest.mark.parametrize(
    "change", [{"method_version": "0"}, {"corrections": 1}, {"analysis_version": 9}]
)
def test_what_was_made_from_something_else_is_not_taken(
    watching: Session, change: dict[str, object]
) -> None:
    remove_spasms(watching)
    (row,) = kept_rows(watching.store)
    forged = json.loads(json.dumps(row["summary"]))
    forged["measures"][LEFT]["value"] = 99.0
    change_kept(watching, summary=forged, **change)
    clear_recent()
    assert course(watching) == 0.0
    (after,) = kept_rows(watching.store)
    assert after == row


@pytest.mark.parametrize("summary", [{}, {"measures": {LEFT: {"value": 99.0}}}, [1]])
def test_what_is_no_summary_is_made_anew(watching: Session, summary: object) -> None:
    remove_spasms(watching)
    change_kept(watching, summary=summary)
    clear_recent()
    assert course(watching) == 0.0


def test_what_another_version_measured_stays_as_it_was(watching: Session) -> None:
    measured = course(watching)
    remove_spasms(watching)
    with watching.write() as work:
        (row,) = work.connection.execute(sa.select(tables.analysis)).mappings()
        other = json.loads(json.dumps(row["summary"]))
        other["provenance"]["settings"] = {"of another": "version"}
        work.connection.execute(sa.update(tables.analysis).values(summary=other))
        work.connection.execute(sa.delete(tables.corrected_summary))
    clear_recent()
    assert (course(watching), listed(watching)) == (measured, (measured,))
    (kept,) = kept_rows(watching.store)
    assert kept["summary"] is None


def test_lists_make_a_few_anew_at_a_time(
    watching: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    remove_spasms(watching)
    change_kept(watching, method_version="0")
    monkeypatch.setattr("hemiface.operations.corrected_findings.MOST_AT_ONCE", 0)
    assert listed(watching) == ()  # rather nothing than what a person has corrected
    monkeypatch.setattr("hemiface.operations.corrected_findings.MOST_AT_ONCE", 1)
    assert listed(watching) == (0.0,)


def test_an_export_tells_others_what_was_corrected(watching: Session, tmp_path: Path) -> None:
    measured = course(watching)
    remove_spasms(watching)
    safekeeping.export_person(watching, "P1", tmp_path / "export")
    bundle = json.loads((tmp_path / "export" / "bundle.json").read_text())
    (seen,) = (
        part["valueQuantity"]["value"]
        for entry in bundle["entry"]
        for part in entry["resource"].get("component", [])
        if part["code"]["text"] == LEFT
    )
    assert seen == 0.0
    document = json.loads((tmp_path / "export" / PERSON_FILE).read_text())
    (shown,) = document["corrected"].values()
    assert shown["measures"][LEFT]["value"] == 0.0
    (analysis,) = (one for one in document["entries"] if one["kind"] == "analysis")
    assert analysis["value"]["summary"]["measures"][LEFT]["value"] == measured

    # Whoever takes it in trusts no such number.
    shown["measures"][LEFT]["value"] = 99.0
    (tmp_path / "export" / PERSON_FILE).write_text(json.dumps(document))
    with records_at(tmp_path / "other") as store:
        import_person(store, tmp_path / "export")
        assert kept_rows(store) == []
        clear_recent()
        assert listed(replace(watching, records=OpenRecords(store))) == (0.0,)


def test_a_backup_holds_none_and_a_restored_store_makes_it_anew(
    watching: Session, tmp_path: Path
) -> None:
    remove_spasms(watching)
    list(safekeeping.back_up(watching, tmp_path / "b.tar"))
    with records_at(tmp_path / "other") as store:
        restore.restore_backup(store, tmp_path / "b.tar")
        assert kept_rows(store) == []
        clear_recent()
        assert course(replace(watching, records=OpenRecords(store))) == 0.0
        assert len(kept_rows(store)) == 1


def test_whoever_is_erased_leaves_none(watching: Session) -> None:
    remove_spasms(watching)
    patients.erase_person(watching, "P1")
    assert kept_rows(watching.store) == []


def test_without_the_passphrase_what_is_kept_is_shown_and_nothing_else(
    watching: Session, tmp_path: Path
) -> None:
    remove_spasms(watching)
    encryption.encrypt(watching.store, PASSPHRASE)
    clear_recent()
    with records_at(tmp_path / "records") as store:
        locked = replace(watching, records=OpenRecords(store))
        assert (course(locked), listed(locked)) == (0.0, (0.0,))
        change_kept(locked, method_version="0")
        assert listed(locked) == ()
        with pytest.raises(RecordLockedError):
            course(locked)


def test_what_was_forged_is_found_and_made_anew(watching: Session) -> None:
    def verify() -> list[str]:
        (report,) = outcomes(safekeeping.verify_audit(watching))
        return [one.code for one in report.problems]

    remove_spasms(watching)
    assert verify() == []
    (row,) = kept_rows(watching.store)
    forged = json.loads(json.dumps(row["summary"]))
    forged["measures"][LEFT]["value"] = 99.0
    others: tuple[object, ...] = (forged, {}, None)
    for summary in others:
        change_kept(watching, summary=summary)
        assert verify() == ["damage.corrected"]
        assert verify() == []
        assert kept_rows(watching.store) == [row]


def test_the_next_report_compares_with_what_was_corrected(
    watching: Session, tmp_path: Path
) -> None:
    remove_spasms(watching)
    done = film(watching, tmp_path, "2026-04-01")
    earlier = ResultsFolder(done.outcome.folder).previous()
    assert earlier is not None
    assert earlier.summary.measures[LEFT].value == 0.0


@pytest.fixture
def without_files(watching: Session, tmp_path: Path) -> Iterator[Session]:
    """The person in other records, from a Bundle alone: the second recording was corrected."""
    shot = Injection(muscle=InjectedMuscle.ORBICULARIS_OCULI, side=Side.LEFT, units=10.0)
    with watching.write() as work:
        given = BotulinumSession(day=date(2026, 2, 1), product=Toxin.ONA, injections=(shot,))
        work.add(given, work.find_person("P1").id)
    corrected = str(film(watching, tmp_path, "2026-04-01").recording)
    events = review_recording(watching, corrected).analysis.events
    spasm = next(event for event in events if event.event_type is EventType.SPASM)
    said = Correction(CorrectionAction.REMOVE, spasm.onset, spasm.event_type, spasm.side)
    correct_recorded(watching, corrected, [said])
    safekeeping.export_person(watching, "P1", tmp_path / "export")
    with records_at(tmp_path / "other") as store:
        assert import_person(store, tmp_path / "export" / BUNDLE_FILE).missing
        clear_recent()
        yield replace(watching, records=OpenRecords(store))


def test_a_corrected_recording_without_files_takes_no_other_out_of_the_course(
    without_files: Session,
) -> None:
    told = tell_course(without_files, "P1")
    (line,) = (one for one in told.lines if one.name == BURDEN)
    assert [point.day for point in line.points] == [date(2026, 3, 1)]
    assert told.missing.n_unread == 1
    video = [one for one in tell_responses(without_files, "P1") if one.kind is LineKind.VIDEO]
    assert len(video) == 1
    for code, words in (("en", "One recording is left out"), ("de", "Eine Aufnahme fehlt hier")):
        spoken = replace(without_files, language=code)
        assert any(words in said for said in put_course_into_words(spoken, "P1").lines)
        assert words in render_visit(spoken, "P1")
    assert kept_rows(without_files.store) == []  # it is made once the files are there


def test_a_corrected_recording_without_files_is_unread_in_a_study(without_files: Session) -> None:
    columns = tabulate_records(without_files, [BURDEN]).columns
    assert columns["unread"] == [0.0, 1.0]
    assert [value is None for value in columns[BURDEN]] == [False, True]


def test_a_person_without_files_is_exported_with_what_there_is(
    without_files: Session, tmp_path: Path
) -> None:
    report = safekeeping.export_person(without_files, "P1", tmp_path / "again")
    assert report.missing and not report.files
    bundle = json.loads((tmp_path / "again" / BUNDLE_FILE).read_text())
    told = [
        part["code"]["text"]
        for entry in bundle["entry"]
        for part in entry["resource"].get("component", [])
    ]
    assert told.count(LEFT) == 1  # what was measured of the other is not what counts
    with records_at(tmp_path / "third") as store:
        taken = import_person(store, tmp_path / "again")
    assert (taken.entries, taken.missing) == (report.entries, report.missing)


def test_a_new_recording_is_compared_with_one_that_can_be_read(
    without_files: Session, tmp_path: Path
) -> None:
    assert film(without_files, tmp_path, "2026-05-01").compared_with == date(2026, 3, 1)


def test_a_recording_whose_video_is_gone_stops_no_other(
    without_files: Session, tmp_path: Path
) -> None:
    film(without_files, tmp_path, "2026-05-01")
    asked = AnalysisRequest(output=tmp_path / "anew")
    done = outcomes(analyze_person(without_files, "P1", asked, again=True))
    cases = [one.outcome.error.case if one.outcome.error else None for one in done]
    assert cases == ["file", "file", None]


def test_what_is_damaged_is_left_out_as_what_is_missing(watching: Session) -> None:
    remove_spasms(watching)
    change_kept(watching, method_version="0")
    folder = watching.store.files.folder
    assert folder is not None
    for place in folder.rglob("*"):
        if place.is_file():
            place.write_bytes(b"no")
    clear_recent()
    told = tell_course(watching, "P1")
    assert (told.missing.n_unread, told.lines) == (1, ())
    assert "One recording is left out" in render_visit(watching, "P1")
