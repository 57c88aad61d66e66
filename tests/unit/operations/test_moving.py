"""A recording that was put to the wrong person goes to the right one, and leaves nothing behind."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from hemiface.errors import (
    NotAllowedError,
    RecordConflictError,
    RecordInvalidError,
    RecordNotFoundError,
)
from hemiface.model.actor import Actor, Role
from hemiface.model.corrections import Correction, CorrectionAction
from hemiface.model.record import Recording, StoredAnalysis
from hemiface.model.treatments import OtherTreatment
from hemiface.operations import patients, recordings
from hemiface.operations.analyses import AnalysisRequest
from hemiface.operations.followup import analyze_person
from hemiface.operations.keeping import queue_recording
from hemiface.operations.moving import move_recording
from hemiface.operations.record_entries import list_values, remove_entry
from hemiface.operations.recorded_corrections import correct_recorded, list_recorded
from hemiface.operations.recordings import list_recordings
from hemiface.operations.review import review_recording
from hemiface.operations.roster import list_roster
from hemiface.operations.service import open_service
from hemiface.operations.session import Session
from hemiface.operations.stream import outcomes
from hemiface.operations.treatments import record_treatment
from hemiface.records.audit import list_lines, read_content
from hemiface.records.audit_check import verify
from hemiface.records.exchange import export_person
from hemiface.records.recordings import find_strays, list_loose_files
from hemiface.results.filenames import PREVIOUS, REPORT

BRAND = "Examplotox"


@pytest.fixture(autouse=True)
def people(session: Session) -> None:
    for pseudonym in ("P1", "P2"):
        patients.add_person(session, {"pseudonym": pseudonym})


def film(session: Session, folder: Path, pseudonym: str, day: str) -> str:
    video = folder / "somebody.mp4"
    video.write_text(f"good {day}")
    fields = {"recorded_at": f"{day}T10:00"}
    return str(recordings.add_recording(session, pseudonym, video, fields).id)


def follow(session: Session, pseudonym: str, output: Path) -> None:
    list(outcomes(analyze_person(session, pseudonym, AnalysisRequest(output=output))))


def film_three(session: Session, folder: Path) -> list[str]:
    """Three measured recordings of P1; the second one is in truth of P2, who has one before."""
    days = ("2026-03-01", "2026-04-01", "2026-05-01")
    found = [film(session, folder, "P1", day) for day in days]
    film(session, folder, "P2", "2026-02-01")
    for pseudonym in ("P1", "P2"):
        follow(session, pseudonym, folder / pseudonym)
    return found


def remove_first(session: Session, recording: str) -> None:
    first = review_recording(session, recording).analysis.events[0]
    said = Correction(CorrectionAction.REMOVE, first.onset, first.event_type, first.side)
    correct_recorded(session, recording, [said])


def read_report(session: Session, pseudonym: str, recording: str) -> str:
    (entry,) = (
        one
        for one in list_values(session, StoredAnalysis, pseudonym)
        if str(one.value.recording_id) == recording
    )
    with session.unlocked() as work:
        vault = work.vault
    return b"".join(session.store.files.read(entry.value.files[REPORT], vault)).decode()


def find_problems(session: Session) -> Sequence[object]:
    with session.unlocked() as work:
        assert list_loose_files(work) == set()
        found = verify(work.connection, work.vault).problems
    return (*found, *find_strays(session.store))


def export(session: Session, pseudonym: str, target: Path) -> str:
    """All that an export says, and all of its names."""
    export_person(session.store, pseudonym, target)
    files = [place for place in target.rglob("*") if place.is_file()]
    texts = [place.read_bytes().decode(errors="replace") for place in files]
    return "\n".join((*texts, *map(str, files)))


def test_nothing_of_a_moved_recording_stays_with_the_first_person(
    session: Session, tmp_path: Path
) -> None:
    kept_before, moved, kept_after = film_three(session, tmp_path)
    remove_first(session, moved)
    remove_first(session, moved)
    remove_first(session, kept_after)
    said = list_recorded(session, moved).corrections
    digest = next(
        one.value.sha256 for one in list_values(session, Recording, "P1") if str(one.id) == moved
    )
    assert "2026\u201104\u201101" in read_report(session, "P1", kept_after)

    done = move_recording(session, moved, "P2")

    assert (done.before, done.pseudonym, done.visit_before) == ("P1", "P2", None)
    assert {str(one.entry.id) for one in list_recordings(session, "P1")} == {
        kept_before,
        kept_after,
    }
    left = export(session, "P1", tmp_path / "left")
    for trace in (moved, digest, done.entry.id.hex, "2026-04-01", "2026\u201104\u201101", "P2"):
        assert trace not in left
    assert "2026\u201103\u201101" in read_report(session, "P1", kept_after)
    gone = export(session, "P2", tmp_path / "gone")
    assert moved in gone
    assert "P1" not in gone.replace(str(tmp_path), "")
    assert "2026\u201102\u201101" in read_report(session, "P2", moved)
    assert list_recorded(session, moved).corrections == said
    counts = {row.entry.value.pseudonym: row.n_recordings for row in list_roster(session)}
    assert counts == {"P1": 2, "P2": 2}
    assert find_problems(session) == ()


def test_what_stands_beside_the_first_person_is_in_no_report_of_the_other(
    session: Session, tmp_path: Path
) -> None:
    fields = {"name": BRAND, "started": "2026-01-05"}
    record_treatment(session, "P1", OtherTreatment, fields)
    _, moved, _ = film_three(session, tmp_path)
    assert BRAND in read_report(session, "P1", moved)
    move_recording(session, moved, "P2")
    assert BRAND not in export(session, "P2", tmp_path / "gone")


def test_moving_back_undoes_all_of_it(session: Session, tmp_path: Path) -> None:
    found = film_three(session, tmp_path)
    visit = patients.add_visit(session, "P1", {"on": "2026-04-01"})
    with session.write() as work:
        entry = work.get(Recording, UUID(found[1]))
        work.change(entry, replace(entry.value, visit_id=visit.id))
    before = [read_report(session, "P1", one) for one in found]
    moved = move_recording(session, found[1], "P2")
    assert moved.visit_before == visit.id
    assert moved.entry.value.visit_id is None
    back = move_recording(session, found[1], moved.before, visit_id=str(moved.visit_before))
    assert back.entry.value.visit_id == visit.id
    after = [read_report(session, "P1", one) for one in found]
    assert after[0] == before[0]
    assert after[2] == before[2]
    # Of the visit, which it had not when it was measured, it says more.
    assert before[1].count("2026\u201103\u201101") == after[1].count("2026\u201103\u201101")
    assert [str(one.entry.id) for one in list_recordings(session, "P1")] == found
    assert len(list_values(session, StoredAnalysis, "P2")) == 1
    assert find_problems(session) == ()


def test_the_audit_of_both_says_it_and_whoever_is_erased_takes_their_own(
    session: Session, tmp_path: Path
) -> None:
    _, moved, _ = film_three(session, tmp_path)
    entry = move_recording(session, moved, "P2").entry
    first, second = (patients.show_person(session, name).id for name in ("P1", "P2"))
    with session.read() as work:
        away = [line for line in list_lines(work.connection, first) if line.action == "give away"]
        here = [line for line in list_lines(work.connection, second) if line.action == "move"]
        assert [(line.kind, line.entry_id, line.digest) for line in away] == [("", None, "")]
        assert {line.kind for line in here} == {"recording", "analysis"}
        numbers = [line.number for line in list_lines(work.connection) if line.entry_id == entry.id]
    patients.erase_person(session, "P1")
    with session.read() as work:
        assert all(read_content(work.connection, work.vault, number) for number in numbers)
    assert review_recording(session, moved).analysis.events
    assert find_problems(session) == ()
    patients.erase_person(session, "P2")
    with session.read() as work:
        assert not any(read_content(work.connection, work.vault, number) for number in numbers)
    assert find_problems(session) == ()


def test_content_of_the_audit_that_nobody_erased_is_missed_after_a_move(
    session: Session, tmp_path: Path
) -> None:
    _, moved, _ = film_three(session, tmp_path)
    move_recording(session, moved, "P2")
    patients.erase_person(session, "P1")
    with session.write() as work:
        work.connection.exec_driver_sql(
            "delete from audit_content where number = (select min(number) from audit_content)"
        )
    assert find_problems(session)


def test_where_a_recording_does_not_go(session: Session, tmp_path: Path) -> None:
    kept, moved, _ = film_three(session, tmp_path)
    theirs = film(session, tmp_path, "P2", "2026-04-01")  # the same video
    foreign = patients.add_visit(session, "P1", {"on": "2026-04-01"})
    remove_entry(session, theirs)
    with pytest.raises(RecordConflictError, match="P2 has this video already"):
        move_recording(session, moved, "P2")
    with pytest.raises(RecordConflictError, match="P1 has this video already"):
        move_recording(session, moved, "P1")
    with pytest.raises(RecordNotFoundError):
        move_recording(session, moved, "P3")
    with pytest.raises(RecordInvalidError):
        move_recording(session, kept, "P2", visit_id=str(foreign.id))
    for actor in (Actor("x", Role.PATIENT, "P1"), Actor("x", Role.RESEARCHER)):
        with pytest.raises(NotAllowedError):
            move_recording(replace(session, actor=actor), kept, "P2")
    assert len(list_recordings(session, "P1")) == 3
    assert find_problems(session) == ()


def test_a_recording_that_is_being_measured_stays(session: Session, tmp_path: Path) -> None:
    unmeasured = film(session, tmp_path, "P1", "2026-06-01")
    with open_service(session.records.location) as service:
        job = queue_recording(session, service, unmeasured)
        with pytest.raises(RecordConflictError, match="on its way"):
            move_recording(session, unmeasured, "P2")
        service.queue.cancel(job.id)
        service.queue.remove(job.id)
    assert move_recording(session, unmeasured, "P2").pseudonym == "P2"


def test_a_report_that_cannot_be_drawn_again_is_left_out(session: Session, tmp_path: Path) -> None:
    _, moved, _ = film_three(session, tmp_path)
    with session.write() as work:
        for entry in work.list(StoredAnalysis):
            if str(entry.value.recording_id) == moved:
                files = {REPORT: entry.value.files[REPORT], PREVIOUS: entry.value.files[PREVIOUS]}
                work.change(entry, replace(entry.value, files=files))
    move_recording(session, moved, "P2")
    (analysis,) = (
        one
        for one in list_values(session, StoredAnalysis, "P2")
        if str(one.value.recording_id) == moved
    )
    assert analysis.value.files == {}


def test_a_day_stays_that_day_by_the_clock_of_whoever_gets_the_recording(
    session: Session, tmp_path: Path
) -> None:
    patients.add_person(session, {"pseudonym": "P3", "zone": "Asia/Tokyo"})
    video = tmp_path / "somebody.mp4"
    video.write_text("good")
    kept = recordings.add_recording(session, "P1", video, {"on": "2026-03-01"})
    moved = move_recording(session, str(kept.id), "P3").entry
    assert moved.value.recorded_at == datetime(2026, 3, 1, 12, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert recordings.name_recording(session, str(kept.id)).filmed == date(2026, 3, 1)
