"""A BIDS App: by anybody, without network, in a clean environment, and never into the data."""

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from tests.batches import told_folder
from tests.fakes import told_session
from tests.needs import need

from hemiface.cli.main import main
from hemiface.errors import SettingsError, VideoNotFoundError
from hemiface.operations.batches import BatchRequest
from hemiface.operations.bids_app import measure_participants

ROOT = Path(__file__).parents[2]
NOBODY = 65534
COMMAND = "from hemiface.cli.main import main; main()"


def make_dataset(folder: Path) -> Path:
    """Two participants, one of them with two sessions, and what is nobody's."""
    told_folder(folder / "sub-01/ses-1/beh", **{"sub-01_ses-1_task-rest_video": "good"})
    told_folder(folder / "sub-01/ses-2/beh", **{"sub-01_ses-2_task-rest_video": "good two"})
    told_folder(folder / "sub-02/beh", **{"sub-02_task-rest_video": "nobody"})
    told_folder(folder / "sourcedata", raw="good")
    (folder / "sub-01/ses-1/sub-01_ses-1_scans.tsv").write_text(
        "filename\tacq_time\nbeh/sub-01_ses-1_task-rest_video.mp4\t2026-03-01T09:30:00\n"
    )
    (folder / "dataset_description.json").write_text('{"Name": "x", "BIDSVersion": "1.10.0"}')
    return folder


def call(*words: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["bids", *words], obj=told_session())
    return int(left.value.code or 0)


def test_a_video_of_a_day_to_come_fails_alone(tmp_path: Path) -> None:
    data, out = make_dataset(tmp_path / "data"), tmp_path / "out"
    scans = data / "sub-01/ses-1/sub-01_ses-1_scans.tsv"
    later = (datetime.now(UTC) + timedelta(days=9)).isoformat(timespec="seconds")
    scans.write_text(scans.read_text().replace("2026-03-01T09:30:00", later))
    assert call(str(data), str(out), "participant", "--participant-label", "01") == 5
    assert call(str(data), str(out), "group") == 5
    rows = read_recordings(out)
    to_come = rows["sub-01/ses-1/beh/sub-01_ses-1_task-rest_video"]
    assert to_come["error"] == "settings.invalid/scan_future"
    assert rows["sub-01/ses-2/beh/sub-01_ses-2_task-rest_video"]["state"] == "done"


def test_participants_apart_then_the_group(tmp_path: Path) -> None:
    data, out = make_dataset(tmp_path / "data"), tmp_path / "out"
    before = {place: place.stat().st_mtime_ns for place in data.rglob("*")}
    assert call(str(data), str(out), "participant", "--participant-label", "01") == 0
    assert call(str(data), str(out), "participant", "--participant-label", "sub-02") == 5
    assert call(str(data), str(out), "group") == 5
    rows = read_recordings(out)
    first = rows["sub-01/ses-1/beh/sub-01_ses-1_task-rest_video"]
    assert (first["pseudonym"], first["visit"]) == ("sub-01", "ses-1")
    assert first["filmed"] == "2026-03-01T09:30:00"
    assert [row["state"] for row in rows.values()] == ["done", "done", "failed"]
    described = json.loads((out / "dataset_description.json").read_text())
    assert described["DatasetType"] == "derivative"
    assert {place: place.stat().st_mtime_ns for place in data.rglob("*")} == before


@pytest.mark.slow
def test_several_labels_follow_one_option(tmp_path: Path) -> None:
    data, out = make_dataset(tmp_path / "data"), tmp_path / "out"
    work = tmp_path / "work"
    words = ("participant", "--participant-label", "01", "02", "-w", str(work), "--n-cpus", "1")
    assert call(str(data), str(out), *words) == 5
    assert list(work.iterdir()) == []
    assert len(list(out.glob("ledger/*.jsonl"))) == 1


@pytest.mark.slow
def test_events_beside_a_video_say_what_was_asked(tmp_path: Path) -> None:
    data, out = make_dataset(tmp_path / "data"), tmp_path / "out"
    table = data / "sub-01/ses-1/beh/sub-01_ses-1_task-rest_events.tsv"
    rows = [
        "onset\tduration\ttrial_type",
        "0\t2\trest",
        "-3\tn/a\tstimulus",
        "2\t1\tforced_closure",
    ]
    table.write_text("\n".join(rows) + "\n")
    assert call(str(data), str(out), "participant", "--participant-label", "01") == 0
    name = "sub-01/ses-1/beh/sub-01_ses-1_task-rest_video"
    summary = json.loads((out / f"recordings/{name}/summary.json").read_text())
    assert [(one["onset"], one["name"]) for one in summary["tasks"]] == [
        (0.0, "rest"),
        (2.0, "forced_closure"),
    ]
    table.write_text("onset\tduration\ttrial_type\n0\tn/a\trest\n")
    assert call(str(data), str(out), "participant") == 5  # it alone, and the one without a face
    assert call(str(data), str(out), "group") == 5
    found = read_recordings(out)
    assert [row["state"] for row in found.values()] == ["failed", "done", "failed"]
    assert "events.tsv, line 2, duration: 'n/a'" in found[name]["error_message"]


@pytest.mark.slow
def test_each_file_of_one_name_has_its_own_folder_and_numbers(tmp_path: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "out"
    told_folder(data / "sub-01/beh", **{"sub-01_task-rest_run-1_video": "good"})
    other = data / "sub-01/beh/sub-01_task-rest_run-1_video.mov"
    other.write_text("good, but another take")
    assert call(str(data), str(out), "participant") == 0
    assert call(str(data), str(out), "group") == 0
    table = read_recordings(out)
    stem = "sub-01/beh/sub-01_task-rest_run-1_video"
    assert set(table) == {f"{stem}.mov", f"{stem}.mp4"}
    digest = sha256(other.read_bytes()).hexdigest()
    assert table[f"{stem}.mov"]["file_hash"] == digest != table[f"{stem}.mp4"]["file_hash"]
    assert (out / f"recordings/{stem}.mov/report.html").is_file()


@pytest.mark.slow
def test_a_file_in_another_participants_folder_fails_alone(tmp_path: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "out"
    told_folder(data / "sub-05", **{"sub-06_task-rest_video": "good"})
    told_folder(data / "sub-01/ses-a", **{"sub-01_ses-b_video": "good too"})
    told_folder(data / "sub-02", **{"sub-02_video": "good three"})
    assert call(str(data), str(out), "participant") == 5
    assert call(str(data), str(out), "group") == 5
    table = read_recordings(out)
    assert {name: row["state"] for name, row in table.items()} == {
        "sub-01/ses-a/sub-01_ses-b_video": "failed",
        "sub-02/sub-02_video": "done",
        "sub-05/sub-06_task-rest_video": "failed",
    }
    said = table["sub-05/sub-06_task-rest_video"]["error_message"]
    assert said == "sub-06_task-rest_video.mp4 says sub-06, but lies in the folder of sub-05"


def test_what_was_not_fetched_fails_and_is_not_passed_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, out = make_dataset(tmp_path / "data"), tmp_path / "out"
    place = data / "sub-03/beh/sub-03_task-rest_video.mp4"
    place.parent.mkdir(parents=True)
    place.symlink_to("../../.git/annex/objects/a/b/c.mp4")
    assert call(str(data), str(out), "participant", "--participant-label", "03") == 5
    assert "the content of sub-03_task-rest_video.mp4 is not here" in capsys.readouterr().err
    assert call(str(data), str(out), "group") == 5
    row = read_recordings(out)["sub-03/beh/sub-03_task-rest_video"]
    assert (row["state"], row["error"]) == ("failed", "video.not_found/unfetched")
    assert "no video of" not in capsys.readouterr().out


def read_recordings(out: Path) -> dict[str, dict[str, str]]:
    with (out / "tables/recordings.csv").open(newline="") as file:
        return {row["recording"]: row for row in csv.DictReader(file)}


@pytest.mark.slow
def test_participants_without_a_video_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = make_dataset(tmp_path / "data")
    (data / "sub-03/beh").mkdir(parents=True)
    (data / "participants.tsv").write_text("participant_id\tage\nsub-01\t50\nsub-04\t60\n")
    assert call(str(data), str(tmp_path / "out"), "participant") == 5
    assert call(str(data), str(tmp_path / "out"), "group") == 5
    assert "no video of sub-03, sub-04" in capsys.readouterr().out


def test_what_does_not_fit_is_said(tmp_path: Path) -> None:
    data = make_dataset(tmp_path / "data")
    request = BatchRequest(tmp_path / "out")
    with pytest.raises(SettingsError, match="no video of a participant '09'"):
        next(measure_participants(told_session(), data, request, labels=["09"]))
    with pytest.raises(SettingsError, match="nothing is written"):
        next(measure_participants(told_session(), data, BatchRequest(data / "derivatives")))
    with pytest.raises(VideoNotFoundError):
        next(measure_participants(told_session(), data / "sourcedata", request))
    assert call(str(data), str(tmp_path / "out"), "participant", "01") == 2


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users reach, unlike those of the tests."""
    folder = Path(mkdtemp(prefix="hemiface-bids-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def reached_by_all(program: Path) -> bool:
    """Whether another user could start it: a Python below /root lets nobody in."""
    return all(place.stat().st_mode & 0o001 for place in (program, *program.parents))


@pytest.mark.slow
def test_anybody_offline_with_an_empty_environment(open_folder: Path) -> None:
    unshare = need(shutil.which("unshare"), "unshare is not installed (util-linux)")
    as_nobody: dict[str, Any] = {}
    if os.getuid() == 0 and reached_by_all(Path(sys.executable).resolve()):
        as_nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    data = open_folder / "data/sub-01/beh"
    data.mkdir(parents=True)
    shutil.copy(ROOT / "tests/fixtures/smoke.mp4", data / "sub-01_video.mp4")
    out = open_folder / "out"
    out.mkdir()
    if as_nobody:
        os.chown(out, NOBODY, NOBODY)
    words = ["bids", str(open_folder / "data"), str(out), "participant", "-w", str(out / "work")]
    command = [unshare, "-r", "-n", sys.executable, "-c", COMMAND, *words]
    done = subprocess.run(
        command,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT / "src")},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        **as_nobody,
    )
    if "unshare failed" in done.stderr:
        need(None, "this machine lets nobody make a namespace without network")
    assert done.returncode == 0, done.stderr
    assert "failed" not in done.stderr
    assert (out / "recordings/sub-01/beh/sub-01_video/summary.json").is_file()
    assert list((out / "work").iterdir()) == []
    assert [place.name for place in data.iterdir()] == ["sub-01_video.mp4"]
