"""The machine's clock is put back: nothing is lost, and all goes on in its order."""

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from importlib import import_module
from pathlib import Path
from typing import Self

import numpy as np
import pytest
from tests.fakes import told_session

from hemiface.cli.main import main
from hemiface.model.corrections import Correction, CorrectionAction, CorrectionLog
from hemiface.model.record import StoredAnalysis, Visit
from hemiface.operations import patients, recordings, safekeeping
from hemiface.operations.analyses import AnalysisRequest
from hemiface.operations.correction_owner import RecordsOwner, latest_analysis
from hemiface.operations.followup import AnalyzedRecording, analyze_person
from hemiface.operations.session import Session
from hemiface.records.recordings import sweep, take_file

WHO_ASKS = (
    "hemiface.accounts.authority",
    "hemiface.operations.batch_plan",
    "hemiface.operations.correction_owner",
    "hemiface.operations.patients",
    "hemiface.operations.recordings",
    "hemiface.operations.reminders",
    "hemiface.operations.roster",
    "hemiface.operations.study_history",
    "hemiface.records.backup",
    "hemiface.formats.fhir_bundle",
    "hemiface.records.recordings",
    "hemiface.records.restore",
    "hemiface.records.transaction",
)
"""Modules that ask for the time."""

SetClock = Callable[[float], None]


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Put the clock forward by so many days, or back."""

    def put(days: float) -> None:
        class Clock(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> Self:
                return datetime.now(tz) + timedelta(days=days)  # type: ignore[return-value]  # as good

        for name in WHO_ASKS:
            monkeypatch.setattr(import_module(name), "datetime", Clock)

    return put


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run a command that must succeed; give what it printed."""

    def run(*words: str) -> str:
        with pytest.raises(SystemExit) as left:
            main(words, obj=told_session())
        printed = capsys.readouterr()
        assert left.value.code in (0, None), printed.err
        return printed.out

    return run


def test_whoever_asks_for_the_time_is_known() -> None:
    root = Path(sys.modules["hemiface"].__path__[0])
    asking = {
        ".".join(place.relative_to(root.parent).with_suffix("").parts)
        for place in root.rglob("*.py")
        if "datetime.now(" in place.read_text()
    }
    # A day where somebody lives, the note of when results were made, and the name of a backup
    # order nothing.
    order_nothing = {
        "hemiface.model.record.people",
        "hemiface.pipeline.analysis",
        "hemiface.simulation.fake_analyzer",
        "hemiface.web.upkeep",
    }
    assert asking - order_nothing == set(WHO_ASKS)


def test_whoever_asks_for_seconds_is_known() -> None:
    root = Path(sys.modules["hemiface"].__path__[0])
    asking = {
        ".".join(place.relative_to(root.parent).with_suffix("").parts)
        for place in root.rglob("*.py")
        if "time.time()" in place.read_text()
    }
    # tests/unit/jobs and tests/unit/accounts put their clocks back; when an account was made,
    # nobody asks; nor when a recording of a batch was done.
    # Questions to passkeys and who waits at the door end at once where it goes back.
    # Invitations of phones and takes of cameras end by the clock, later where it goes back.
    assert asking == {
        "hemiface.accounts.doorsteps",
        "hemiface.accounts.invitations",
        "hemiface.accounts.passkeys",
        "hemiface.accounts.register",
        "hemiface.accounts.signins",
        "hemiface.jobs.job",
        "hemiface.jobs.queue",
        "hemiface.jobs.takes",
        "hemiface.jobs.uploads",
        "hemiface.operations.batch_queue",
        "hemiface.operations.batch_work",
    }


def test_the_latest_is_what_came_in_last(
    session: Session, set_clock: SetClock, tmp_path: Path
) -> None:
    (tmp_path / "visit.mp4").write_text("good")
    set_clock(400)
    patients.add_person(session, {"pseudonym": "P1"})
    entry = recordings.add_recording(session, "P1", tmp_path / "visit.mp4")
    kept = []
    for days in (400, 0, -400, 7):
        set_clock(days)
        request = AnalysisRequest(output=tmp_path / f"out{days}")
        told = list(analyze_person(session, "P1", request, again=True))
        kept += [one.analysis for one in told if isinstance(one, AnalyzedRecording)]
        with session.read() as work:
            assert latest_analysis(work, entry.id).id == kept[-1]
            assert [one.id for one in work.list(StoredAnalysis)] == kept
    person_export = tmp_path / "export"
    safekeeping.export_person(session, "P1", person_export)
    patients.erase_person(session, "P1")
    list(safekeeping.import_person(session, person_export))
    with session.read() as work:
        assert [one.id for one in work.list(StoredAnalysis)] == kept


def test_lists_stand_in_the_order_of_entry(session: Session, set_clock: SetClock) -> None:
    patients.add_person(session, {"pseudonym": "P1"})
    random = np.random.default_rng(3)
    for number in range(20):
        set_clock(float(random.uniform(-100, 100)))
        patients.add_visit(session, "P1", {"at": "2026-03-01T10:00", "label": str(number)})
    with session.read() as work:
        assert [visit.value.label for visit in work.list(Visit)] == [str(n) for n in range(20)]
        person = work.find_person("P1")
        assert work.list(Visit, person.id) == work.list(Visit)


def test_records_go_on(call: Callable[..., str], set_clock: SetClock, tmp_path: Path) -> None:
    (tmp_path / "visit.mp4").write_text("good")
    set_clock(400)
    call("person", "add", "P1")
    call("visit", "add", "P1", "--label", "first")
    call("recording", "add", "P1", str(tmp_path / "visit.mp4"))
    call("diary", "add", "P1", "--on", "2026-03-01", "--spasm", "4")
    call("recording", "analyze", "P1", "-o", str(tmp_path / "out"))
    set_clock(-400)
    call("visit", "add", "P1", "--label", "second")
    call("diary", "add", "P1", "--on", "2026-03-02", "--spasm", "3")
    call("recording", "analyze", "P1", "-o", str(tmp_path / "out"), "--again")
    call("backup", str(tmp_path / "backup.tar"))
    call("person", "export", "P1", str(tmp_path / "export"))
    for words in (("audit", "verify"), ("backup", "--check", str(tmp_path / "backup.tar"))):
        assert "problem" not in call(*words)
    assert call("visit", "list", "P1").count("clinic") == 2
    assert "2026-03-01" in call("diary", "list", "P1")
    assert "2026-03-02" in call("diary", "list", "P1")


def test_results_go_on(call: Callable[..., str], tmp_path: Path) -> None:
    video, out = tmp_path / "visit.mp4", tmp_path / "out"
    video.write_text("good")
    call("analyze", str(video), "-o", str(out))
    left = out / ".visit.0123456789ab.partial"
    left.mkdir()
    ahead = datetime.now(UTC).timestamp() + 1e7
    for place in (video, left, *out.rglob("*")):
        os.utime(place, (ahead, ahead))
    kept = (out / "visit/summary.json").read_bytes()
    call("analyze", str(video), "-o", str(out), "--resume")
    assert (out / "visit/summary.json").read_bytes() == kept
    video.write_text("good, another")
    call("analyze", str(video), "-o", str(out), "--resume")
    assert (out / "visit/summary.json").read_bytes() != kept
    assert list(out.rglob("*.partial")) == []


def test_corrections_keep_their_order(
    session: Session, set_clock: SetClock, tmp_path: Path
) -> None:
    (tmp_path / "visit.mp4").write_text("good")
    patients.add_person(session, {"pseudonym": "P1"})
    entry = recordings.add_recording(session, "P1", tmp_path / "visit.mp4")
    assert list(analyze_person(session, "P1", AnalysisRequest(output=tmp_path / "out")))
    owner, seen = RecordsOwner(session.store, entry.id), CorrectionLog()
    random = np.random.default_rng(8)
    for step in range(60):
        set_clock(float(random.uniform(-100, 100)))
        match random.integers(5):
            case 0 | 1:
                seen = seen.undo()
                assert owner.undo() == seen, step
            case 2:
                seen = seen.redo()
                assert owner.redo() == seen, step
            case _:
                said = Correction(CorrectionAction.REMOVE, float(step))
                seen = seen.say(said)
                assert owner.say([said]) == seen, step


def test_what_killed_programs_left_tomorrow_is_swept(
    session: Session, set_clock: SetClock, tmp_path: Path
) -> None:
    (tmp_path / "visit.mp4").write_text("good")
    set_clock(400)
    digest, _ = take_file(session.store, tmp_path / "visit.mp4")
    assert sweep(session.store) == 0
    set_clock(0)
    assert sweep(session.store) == 1
    assert not session.store.files.has(digest)
