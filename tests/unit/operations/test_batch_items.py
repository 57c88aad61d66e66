"""One file, row or name that does not fit never stops a batch, and no video counts twice."""

import csv
import os
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unicodedata import normalize

import pytest
from tests.batches import told_folder
from tests.fakes import told_session

from hemiface.model.batch import PlannedRecording
from hemiface.operations.batch_folder import BatchFolder
from hemiface.operations.batch_names import Candidate, give_names
from hemiface.operations.batches import BatchReport, BatchRequest, Share, plan_batch, run_batch
from hemiface.operations.batches import merge_batches as merge
from hemiface.operations.video_files import LONGEST_POINTER

Row = dict[str, str]


def measure(source: Path, output: Path, *, share: Share | None = None) -> None:
    session, request = told_session(), BatchRequest(output)
    plan = plan_batch(session, source, request)
    for _ in run_batch(session, plan, request, share=share, processes=1):
        pass


def measure_all(source: Path, output: Path) -> tuple[BatchReport, dict[str, Row]]:
    measure(source, output)
    *_, report = merge(told_session(), [output])
    assert isinstance(report, BatchReport)
    return report, read(output)


def read(output: Path, table: str = "recordings") -> dict[str, Row]:
    with (output / f"tables/{table}.csv").open(newline="") as file:
        return {row["recording"]: row for row in csv.DictReader(file)}


def states(rows: dict[str, Row]) -> dict[str, str]:
    return {name: row["state"] for name, row in rows.items()}


def test_two_files_of_one_stem_are_both_measured(tmp_path: Path) -> None:
    source = told_folder(tmp_path / "in", a="good")
    (source / "a.mov").write_text("good, another")
    (source / "A.mp4").write_text("good, a third")
    (source / "b.mp4").write_text("good, alone")
    _, rows = measure_all(source, tmp_path / "out")
    assert set(states(rows).values()) == {"done"}
    assert {"a.mov", "b"} < set(rows)
    assert len({name.lower() for name in rows}) == 4
    assert len({row["file_hash"] for row in rows.values()}) == 4


def test_names_that_differ_only_in_how_letters_are_typed(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / normalize("NFC", "é.mp4")).write_text("good")
    (tmp_path / "in" / normalize("NFD", "é.mp4")).write_text("good two")
    _, rows = measure_all(tmp_path / "in", tmp_path / "out")
    assert set(states(rows).values()) == {"done"}
    assert len({normalize("NFC", name).casefold() for name in rows}) == 2


def test_a_video_beside_a_folder_of_its_name(tmp_path: Path) -> None:
    source = told_folder(tmp_path / "in", p1="good")
    told_folder(source / "p1", take="good two")
    _, rows = measure_all(source, tmp_path / "out")
    assert states(rows) == {"p1.mp4": "done", "p1/take": "done"}


def test_a_file_added_later_changes_no_name(tmp_path: Path) -> None:
    source, out = told_folder(tmp_path / "in", a="good"), tmp_path / "out"
    measure(source, out)
    before = (out / "recordings/a/summary.json").stat().st_mtime_ns
    (source / "a.mov").write_text("good, another")
    _, rows = measure_all(source, out)
    assert states(rows) == {"a": "done", "a.mov": "done"}
    assert (out / "recordings/a/summary.json").stat().st_mtime_ns == before
    _, again = measure_all(source, out)
    assert again == rows


def test_names_do_not_depend_on_the_order_of_files() -> None:
    stems = ["a", "A", "b", "c/d", "C", "c", "é", normalize("NFD", "é"), "x" * 240]
    candidates = [
        Candidate(PlannedRecording(stem, f"{stem}{suffix}"), suffix, f"{stem}{suffix}")
        for stem in stems
        for suffix in (".mp4", ".MP4", ".mov")
    ]
    found = {one.video: one.name for one in give_names(candidates, None)}
    folded = {normalize("NFC", name).casefold() for name in found.values()}
    assert len(folded) == len(candidates)
    assert all(len(part.encode()) <= 255 for name in folded for part in name.split("/"))
    for seed in range(20):
        random.Random(seed).shuffle(candidates)
        assert {one.video: one.name for one in give_names(candidates, None)} == found


def test_a_row_that_does_not_fit_fails_alone(tmp_path: Path) -> None:
    orders = {f"v{at}": f"good {at}" for at in range(12)}
    told_folder(tmp_path, **orders)
    later = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()
    lines = [
        "video,recording,pseudonym,filmed,mirrored,tasks",
        "v0.mp4,good,P1,01.03.2026,,",
        f"v1.mp4,{'x' * 300},P1,,,",
        "v2.mp4,../up,P1,,,",
        "v3.mp4,name,Anna Muster,,,",
        "v4.mp4,no-day,P1,soon,,",
        f"v5.mp4,to-come,P1,{later},,",
        "v6.mp4,mirror,P1,,perhaps,",
        "v7.mp4,no-tasks,P1,,,nowhere.csv",
        ",no-video,P1,,,",
        "v8.mp4,twice,P1,,,",
        "v9.mp4,Twice,P1,,,",
        "v10.mp4,last,P1,2026-03-02T09:30,no,",
        "v11.mp4,comma,P1,,,,left, then right",
    ]
    (tmp_path / "m.csv").write_text("\n".join(lines) + "\n")
    report, rows = measure_all(tmp_path / "m.csv", tmp_path / "out")
    assert (report.n_done, report.n_failed, report.n_missing) == (2, 11, 0)
    assert {name for name, row in rows.items() if row["state"] == "done"} == {"good", "last"}
    assert rows["good"]["filmed"] == "2026-03-01"
    errors = sorted(row["error"].partition("/")[2] for row in rows.values() if row["error"])
    assert errors == sorted(
        [
            *("manifest_name", "manifest_name", "manifest_pseudonym", "manifest_filmed"),
            *("manifest_future", "manifest_mirrored", "tasks_unread", "manifest_video"),
            *("rival_names", "rival_names", "manifest_cells"),
        ]
    )
    said = rows["comma"]["error_message"]
    assert said.endswith("line 14: more cells than the header has columns (left, then right)")
    everything = "".join(place.read_text() for place in (tmp_path / "out").rglob("*.csv"))
    everything += (tmp_path / "out/plan.json").read_text()
    assert "Anna" not in everything


def test_days_of_a_manifest_are_read_as_those_of_a_study(tmp_path: Path) -> None:
    told_folder(tmp_path, a="good", b="good b", c="good c", d="good d")
    table = "video;filmed\na.mp4;13/02/2026\nb.mp4;01/03/2026\nc.mp4;5 März 2026\nd.mp4;20260306\n"
    (tmp_path / "m.csv").write_text(table)
    _, rows = measure_all(tmp_path / "m.csv", tmp_path / "out")
    days = [row["filmed"] for row in rows.values()]
    assert days == ["2026-02-13", "2026-03-01", "2026-03-05", "2026-03-06"]
    (tmp_path / "m.csv").write_text("video;filmed\na.mp4;01/03/2026\nb.mp4;2026-03-01\n")
    _, rows = measure_all(tmp_path / "m.csv", tmp_path / "out")
    assert states(rows) == {"a": "failed", "b": "done"}


def test_one_stem_in_two_folders_of_a_manifest(tmp_path: Path) -> None:
    told_folder(tmp_path / "p1", take="good")
    told_folder(tmp_path / "p2", take="good two")
    (tmp_path / "m.csv").write_text("video\np1/take.mp4\np2/take.mp4\n")
    _, rows = measure_all(tmp_path / "m.csv", tmp_path / "out")
    assert list(states(rows).values()) == ["done", "done"]


def test_a_name_that_is_no_text_fails_alone(tmp_path: Path) -> None:
    source = told_folder(tmp_path / "in", a="good")
    odd = os.fsencode(source) + b"/b\xff.mp4"
    try:
        Path(os.fsdecode(odd)).write_text("good two")
    except OSError:
        pytest.skip("this file system takes names of UTF-8 only")
    report, rows = measure_all(source, tmp_path / "out")
    assert (report.n_done, report.n_failed) == (1, 1)
    assert rows["b\\xff"]["error"] == "video.unreadable/name_no_text"
    again, same = measure_all(source, tmp_path / "out")
    assert (again.n_done, again.n_failed, same) == (1, 1, rows)


def test_a_link_that_leads_nowhere_is_a_row(tmp_path: Path) -> None:
    source = told_folder(tmp_path / "in", a="good")
    (source / "gone.mp4").symlink_to("nowhere.mp4")
    (source / "round.mp4").symlink_to("round.mp4")
    (source / "annex.mp4").write_text("/annex/objects/SHA256E-s1--x.mp4\n")
    (source / "lfs.mov").write_text("version https://git-lfs.github.com/spec/v1\nsize 3\n")
    assert (source / "lfs.mov").stat().st_size < LONGEST_POINTER
    report, rows = measure_all(source, tmp_path / "out")
    assert (report.n_done, report.n_failed) == (1, 4)
    for name in ("gone", "round", "annex", "lfs"):
        assert rows[name]["error"] == "video.not_found/unfetched", name


def test_one_video_under_several_names_is_measured_and_counted_once(tmp_path: Path) -> None:
    source, out = told_folder(tmp_path / "in", a="good", b="good", c="good c"), tmp_path / "out"
    (source / "link.mp4").symlink_to("a.mp4")
    report, rows = measure_all(source, out)
    assert (report.n_done, report.n_failed, report.n_missing) == (4, 0, 0)
    assert report.same_as == {"b": "a", "link": "a"}
    assert [row["same_as"] for row in rows.values()] == ["", "a", "", "a"]
    assert rows["b"]["key"] == rows["a"]["key"] != ""
    assert sorted(place.name for place in (out / "recordings").iterdir()) == ["a", "c"]
    assert set(read(out, "measures")) == set(read(out, "events")) == {"a", "c"}
    page = (out / "batch.html").read_text()
    assert "2 recordings are the same video as another one" in page
    assert "the same video as a" in page
    assert "recordings/b/" not in page
    whole = BatchFolder(tmp_path / "shards")
    for at in (1, 2, 3):
        measure(source, whole.path, share=Share(at, 3))
    *_, last = merge(told_session(), [whole.path])
    for place in sorted((out / "tables").iterdir()):
        assert place.read_bytes() == (whole.path / "tables" / place.name).read_bytes()
    assert isinstance(last, BatchReport)


def test_the_same_bytes_count_once_though_other_things_were_asked(tmp_path: Path) -> None:
    told_folder(tmp_path, a="good", b="good")
    (tmp_path / "m.csv").write_text("video,mirrored\na.mp4,yes\nb.mp4,no\n")
    report, rows = measure_all(tmp_path / "m.csv", tmp_path / "out")
    assert report.same_as == {"b": "a"}
    assert rows["a"]["key"] != rows["b"]["key"]
    assert set(read(tmp_path / "out", "measures")) == {"a"}


def test_one_video_cannot_be_of_two_people_or_two_occasions(tmp_path: Path) -> None:
    told_folder(tmp_path, a="good", b="good", c="good c", d="good c", e="good e", f="good f")
    lines = [
        "video,recording,pseudonym,visit,person",
        "a.mp4,a,P1,before,",
        "b.mp4,a-too,P1,after,",
        "b.mp4,b,P2,before,",
        "c.mp4,c,P3,before,",
        "d.mp4,d,P3,after,",
        "e.mp4,e-left,P4,before,left",
        "e.mp4,e-right,P5,before,right",
        "f.mp4,f,P6,before,",
        "f.mp4,f-again,P6,before,",
    ]
    (tmp_path / "m.csv").write_text("\n".join(lines) + "\n")
    report, rows = measure_all(tmp_path / "m.csv", tmp_path / "out")
    assert {name: row["error"].partition("/")[2] for name, row in rows.items() if row["error"]} == {
        "a": "one_video_two_persons",
        "a-too": "one_video_two_persons",
        "b": "one_video_two_persons",
        "c": "one_video_two_visits",
        "d": "one_video_two_visits",
    }
    assert report.same_as == {"f-again": "f"}
    assert rows["a-too"]["error_message"].startswith("a-too and b are one video")
    with (tmp_path / "out/tables/visits.csv").open(newline="") as file:
        counts = {row["pseudonym"]: row["n_recordings"] for row in csv.DictReader(file)}
    assert counts == {"P4": "1", "P5": "1", "P6": "1"}


def test_a_refused_merge_leaves_nothing(tmp_path: Path) -> None:
    for name in ("one", "two"):
        measure(told_folder(tmp_path / f"in-{name}", **{name: "good"}), tmp_path / name)
    with pytest.raises(Exception, match="another batch"):
        list(merge(told_session(), [tmp_path / "one", tmp_path / "two"], tmp_path / "all"))
    assert not (tmp_path / "all").exists()


def test_a_folder_that_may_not_be_entered_fails_its_files_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = told_folder(tmp_path / "in", a="good")
    shut = told_folder(source / "shut", b="good two") / "b.mp4"
    stat = Path.stat

    def refusing(place: Path, *, follow_symlinks: bool = True) -> object:
        if place == shut:
            raise PermissionError(13, "Permission denied")
        return stat(place, follow_symlinks=follow_symlinks)

    monkeypatch.setattr(Path, "stat", refusing)
    report, rows = measure_all(source, tmp_path / "out")
    assert (report.n_done, report.n_failed) == (1, 1)
    assert rows["shut/b"]["error"] == "video.unreadable/forbidden"
