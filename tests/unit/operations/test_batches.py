"""A batch on one machine: the plan, the ledger, the tables, and what dies on the way."""

import csv
import json
import shutil
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from tests.batches import told_folder
from tests.fakes import ToldAnalyzer, told_session

from hemiface.cli.batch import say_report
from hemiface.errors import (
    JobError,
    ResultsNotFoundError,
    SettingsError,
    VideoNotFoundError,
)
from hemiface.formats.batch_tables import _agree
from hemiface.formats.study_tables import read_table, spread_measures
from hemiface.model.actor import Actor
from hemiface.model.assessment import AffectedSide
from hemiface.model.batch import Ended, EndState
from hemiface.operations.batch_folder import BatchFolder
from hemiface.operations.batches import (
    BatchProgress,
    BatchReport,
    BatchRequest,
    Share,
    merge_batches,
    plan_batch,
    run_batch,
)
from hemiface.operations.session import open_session
from hemiface.pipeline.analyzer import VideoAnalyzer
from hemiface.settings import AnalysisSettings


def measure(
    source: Path, output: Path, *, share: Share | None = None, processes: int = 1
) -> list[Ended]:
    session, request = told_session(), BatchRequest(output)
    plan = plan_batch(session, source, request)
    events = run_batch(session, plan, request, share=share, processes=processes)
    return [event for event in events if isinstance(event, Ended)]


def merge(*parts: Path, output: Path | None = None) -> BatchReport:
    *_, report = merge_batches(told_session(), parts, output)
    assert isinstance(report, BatchReport)
    return report


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def states(ended: Iterable[Ended]) -> dict[str, str]:
    return {one.recording: one.state.value for one in ended}


def test_a_bad_file_stops_nobody_and_the_ledger_says_why(tmp_path: Path) -> None:
    source = told_folder(
        tmp_path / "in", a="good", b="unreadable", c="fault", d="die", e="good too"
    )
    found = measure(source, tmp_path / "out", processes=2)
    expected = {"a": "done", "b": "failed", "c": "failed", "d": "failed", "e": "done"}
    assert states(found) == expected
    ledger = BatchFolder(tmp_path / "out").ended()
    assert states(ledger.values()) == expected
    assert ledger["b"].code == "video.unreadable"
    assert ledger["b"].hint == "Give another file."
    assert ledger["d"].code == "jobs.worker_stopped/ended_with"
    report = merge(tmp_path / "out")
    assert (report.n_done, report.n_failed, report.n_missing) == (2, 3, 0)


def test_a_second_run_keeps_what_is_there_and_tries_the_rest_again(tmp_path: Path) -> None:
    source = told_folder(tmp_path / "in", a="good", b="unreadable")
    measure(source, tmp_path / "out")
    before = (tmp_path / "out/recordings/a/summary.json").stat().st_mtime_ns
    (source / "b.mp4").write_text("good by now")
    (source / "c.mp4").write_text("good and new")
    assert states(measure(source, tmp_path / "out")) == {"a": "kept", "b": "done", "c": "done"}
    assert (tmp_path / "out/recordings/a/summary.json").stat().st_mtime_ns == before
    assert merge(tmp_path / "out").n_done == 3


def test_a_changed_file_is_measured_again(tmp_path: Path) -> None:
    source = told_folder(tmp_path / "in", a="good")
    (first,) = measure(source, tmp_path / "out")
    (source / "a.mp4").write_text("good, another take")
    (second,) = measure(source, tmp_path / "out")
    assert second.state is EndState.DONE
    assert second.key != first.key


def test_other_networks_make_other_results(tmp_path: Path) -> None:
    class Newer(ToldAnalyzer):
        def model_hashes(self) -> dict[str, str]:
            return {"face": "b" * 64}

    source = told_folder(tmp_path / "in", a="good")
    measure(source, tmp_path / "out")
    session = open_session(Actor("R9"), analyzer=Newer())
    request = BatchRequest(tmp_path / "out")
    # In this process: a class of a test does not travel.
    from hemiface.operations.batch_work import BatchWork, measure_planned

    (planned,) = plan_batch(session, source, request).recordings
    work = BatchWork(request, Newer(), "en")
    assert measure_planned(planned, lambda _: None, work=work).state is EndState.DONE


def test_half_a_line_of_a_killed_run_hides_nothing(tmp_path: Path) -> None:
    source = told_folder(tmp_path / "in", a="good", b="nobody")
    measure(source, tmp_path / "out")
    ledger = tmp_path / "out/ledger/all.jsonl"
    ledger.write_text(ledger.read_text() + '{"recording": "c", "sta')
    (source / "c.mp4").write_text("unreadable")
    measure(source, tmp_path / "out")
    assert states(BatchFolder(tmp_path / "out").ended().values()) == {
        "a": "done",
        "b": "failed",
        "c": "failed",
    }


def test_two_runs_never_write_one_ledger(tmp_path: Path) -> None:
    source = told_folder(tmp_path / "in", a="good")
    folder = BatchFolder(tmp_path / "out")
    with folder.ledger("all"), pytest.raises(JobError, match="another run"):
        measure(source, tmp_path / "out")
    assert states(measure(source, tmp_path / "out")) == {"a": "done"}


def test_shards_are_all_of_it_once_and_give_the_same_tables(tmp_path: Path) -> None:
    orders = {f"r{place:02d}": "good " + "x" * place for place in range(9)}
    source = told_folder(tmp_path / "in", **orders, bad="nobody")
    measure(source, tmp_path / "pool", processes=2)
    names = []
    for index in (1, 2, 3):
        names += [
            one.recording for one in measure(source, tmp_path / "shards", share=Share(index, 3))
        ]
    assert sorted(names) == sorted([*orders, "bad"])
    merge(tmp_path / "pool")
    merge(tmp_path / "shards")
    for place in sorted((tmp_path / "pool/tables").iterdir()):
        assert place.read_bytes() == (tmp_path / "shards/tables" / place.name).read_bytes()
    assert (tmp_path / "pool/batch.html").read_bytes() == (
        tmp_path / "shards/batch.html"
    ).read_bytes()


@pytest.mark.slow
def test_one_two_and_seven_processes_give_the_same_bytes(tmp_path: Path) -> None:
    orders = {f"r{place:02d}": "good " + "x" * place for place in range(14)}
    source = told_folder(tmp_path / "in", **orders)
    found = []
    for processes in (1, 2, 7):
        output = tmp_path / f"out{processes}"
        measure(source, output, processes=processes)
        merge(output)
        places = [
            place
            for part in ("recordings", "tables")
            for place in (output / part).rglob("*")
            if place.is_file()
        ]
        found.append({place.relative_to(output): place.read_bytes() for place in places})
    assert len(found[0]) > 14 * 5
    assert found[0] == found[1] == found[2]


@pytest.mark.slow
def test_threads_do_not_change_a_number() -> None:
    clip = Path(__file__).parents[2] / "fixtures/smoke.mp4"
    one, two = (
        VideoAnalyzer().with_threads(threads).measure(clip, AnalysisSettings()).analysis
        for threads in (1, 2)
    )
    assert one.assessment == two.assessment
    assert one.events == two.events
    for name in ("eyelid_aperture_mm", "brow_height_mm"):
        np.testing.assert_array_equal(
            getattr(one.signals.left, name), getattr(two.signals.left, name)
        )


def test_folders_of_machines_that_share_no_disk_come_together(tmp_path: Path) -> None:
    source = told_folder(tmp_path / "in", a="good", b="good too", c="unreadable")
    for index in (1, 2):
        measure(source, tmp_path / f"node{index}", share=Share(index, 2))
    assert merge(tmp_path / "node1").n_missing > 0
    report = merge(tmp_path / "node1", tmp_path / "node2", output=tmp_path / "all")
    assert (report.n_done, report.n_failed, report.n_missing) == (2, 1, 0)
    assert (tmp_path / "all/recordings/a/report.html").exists()
    other = told_folder(tmp_path / "other", a="good")
    measure(other, tmp_path / "else")
    with pytest.raises(SettingsError, match="another batch"):
        merge(tmp_path / "node1", tmp_path / "else", output=tmp_path / "all")


def test_folders_measured_in_other_ways_are_not_brought_together(tmp_path: Path) -> None:
    source = told_folder(tmp_path / "in", a="good", b="good too")
    for index, mirrored in ((1, True), (2, False)):
        session = told_session()
        request = BatchRequest(tmp_path / f"node{index}", mirrored=mirrored)
        plan = plan_batch(session, source, request)
        for _ in run_batch(session, plan, request, share=Share(index, 2), processes=1):
            pass
    with pytest.raises(SettingsError, match="another batch"):
        merge(tmp_path / "node1", tmp_path / "node2", output=tmp_path / "all")


def test_an_output_that_holds_the_videos_is_refused(tmp_path: Path) -> None:
    source = told_folder(tmp_path / "in", a="good")
    for output in (source, tmp_path):
        with pytest.raises(SettingsError, match="the videos lie in"):
            plan_batch(told_session(), source, BatchRequest(output))


@pytest.mark.parametrize("name", ["events.csv", "signals.parquet", "summary.json"])
def test_results_that_were_damaged_are_measured_again(tmp_path: Path, name: str) -> None:
    source = told_folder(tmp_path / "in", a="good", b="good too")
    measure(source, tmp_path / "out")
    merge(tmp_path / "out")
    tables = {place.name: place.read_bytes() for place in (tmp_path / "out/tables").iterdir()}
    spoiled = tmp_path / "out/recordings/a" / name
    whole = spoiled.read_bytes()
    for harmed in (whole[: len(whole) // 2], whole + bytes(20)):
        spoiled.write_bytes(harmed)
        measure(source, tmp_path / "out")
        assert merge(tmp_path / "out").n_done == 2
        assert spoiled.read_bytes() == whole
    assert tables == {
        place.name: place.read_bytes() for place in (tmp_path / "out/tables").iterdir()
    }


def test_a_ledger_of_other_bytes_is_read_past(tmp_path: Path) -> None:
    source = told_folder(tmp_path / "in", a="good")
    measure(source, tmp_path / "out")
    (tmp_path / "out/ledger/all.jsonl").write_bytes(bytes(range(128, 256)))
    assert merge(tmp_path / "out").n_done == 1
    measure(source, tmp_path / "out")
    assert merge(tmp_path / "out").n_done == 1


def test_what_nobody_began_is_said(tmp_path: Path) -> None:
    source = told_folder(tmp_path / "in", a="good too", b="good")
    measure(source, tmp_path / "out", share=Share(1, 2))
    report = merge(tmp_path / "out")
    assert (report.n_done, report.missing) == (1, ("b",))
    table = rows(tmp_path / "out/tables/recordings.csv")
    assert [row["state"] for row in table] == ["done", "missing"]


def test_results_of_other_settings_do_not_count(tmp_path: Path) -> None:
    source = told_folder(tmp_path / "in", a="good")
    measure(source, tmp_path / "out")
    settings = AnalysisSettings().model_copy(
        update={"video": AnalysisSettings().video.model_copy(update={"end_s": 1.0})}
    )
    request = BatchRequest(tmp_path / "out", settings)
    plan = plan_batch(told_session(), source, request)
    BatchFolder(tmp_path / "out").write_plan(plan)
    assert merge(tmp_path / "out").missing == ("a",)


def test_a_manifest_says_whose_and_when(tmp_path: Path) -> None:
    told_folder(tmp_path / "in", a="good", b="good b", c="good c")
    manifest = tmp_path / "manifest.csv"
    manifest.write_text(
        "Video;Recording;pseudonym;visit;filmed;mirrored;notes\n"
        "in/a.mp4;P1/before;P1;before;2026-03-01;yes;x\n"
        "in/b.mp4;P1/before-2;P1;before;2026-03-01;;y\n"
        "in/c.mp4;P2/after;P2;=after;2026-04-01T09:30;no;\n"
    )
    session, request = told_session(), BatchRequest(tmp_path / "out")
    plan = plan_batch(session, manifest, request)
    assert plan.unread == ("notes",)
    assert [one.mirrored for one in plan.recordings] == [True, False, False]
    assert states(measure(manifest, tmp_path / "out")) == dict.fromkeys(
        ("P1/before", "P1/before-2", "P2/after"), "done"
    )
    merge(tmp_path / "out")
    table = rows(tmp_path / "out/tables/recordings.csv")
    assert [row["filmed"] for row in table] == ["2026-03-01", "2026-03-01", "2026-04-01T09:30:00"]
    assert table[2]["pseudonym"] == "P2"
    assert table[2]["visit"] == "'=after"  # no spreadsheet runs it
    visits = rows(tmp_path / "out/tables/visits.csv")
    found = [(row["pseudonym"], row["visit"], row["n_recordings"]) for row in visits]
    assert found == [("P1", "before", "2"), ("P2", "'=after", "1")]
    assert [row["day"] for row in visits] == ["2026-03-01", "2026-04-01"]


def test_a_study_takes_measures_out_of_every_table(tmp_path: Path) -> None:
    told_folder(tmp_path / "in", a="good", b="good b")
    manifest = tmp_path / "manifest.csv"
    manifest.write_text("video,pseudonym,visit\nin/a.mp4,P1,one\nin/b.mp4,P1,one\n")
    measure(manifest, tmp_path / "out")
    merge(tmp_path / "out")
    for name in ("visits", "recordings"):
        for ending in ("csv", "parquet"):
            data = (tmp_path / f"out/tables/{name}.{ending}").read_bytes()
            table = read_table(data, "table 1")
            found = spread_measures(table, ["spasm_time_percent", "blink_rate_per_min"])
            assert "spasm_time_percent" in found.columns, name
    for row in rows(tmp_path / "out/tables/visits.csv"):
        sides = {one["affected_side"] for one in rows(tmp_path / "out/tables/recordings.csv")}
        assert {row["affected_side"]} == sides


@pytest.mark.parametrize(
    ("sides", "said"),
    [
        (("left", "left"), "left"),
        (("left", "none"), "left"),
        (("uncertain", "right", "none"), "right"),
        (("none", "none"), "none"),
        (("none", "uncertain"), None),
        (("left", "right"), None),
        (("left", "both"), None),
    ],
)
def test_a_visit_is_of_the_side_on_which_its_recordings_agree(
    sides: tuple[str, ...], said: str | None
) -> None:
    assert _agree([AffectedSide(one) for one in sides]) == said


def test_a_folder_of_another_batch_is_refused(tmp_path: Path) -> None:
    first = told_folder(tmp_path / "in", a="good", b="good too")
    other = told_folder(tmp_path / "else", a="good, and longer")
    out = tmp_path / "out"
    measure(first, out)
    merge(out)
    before = {place: place.read_bytes() for place in out.rglob("*") if place.is_file()}
    with pytest.raises(SettingsError, match="holds another batch of 2 recordings"):
        plan_batch(told_session(), other, BatchRequest(out))
    measure(other, tmp_path / "out2")
    with pytest.raises(SettingsError, match="holds another batch of 2 recordings"):
        merge(tmp_path / "out2", output=out)
    assert before == {place: place.read_bytes() for place in out.rglob("*") if place.is_file()}


def test_a_batch_whose_videos_move_or_change_goes_on(tmp_path: Path) -> None:
    source, out = told_folder(tmp_path / "in", a="good", b="good too"), tmp_path / "out"
    measure(source, out)
    source = source.rename(tmp_path / "moved")
    assert states(measure(source, out)) == {"a": "kept", "b": "kept"}
    told_folder(source, a="good, and longer", c="good three")
    (source / "b.mp4").unlink()
    assert states(measure(source, out)) == {"a": "done", "c": "done"}


def test_what_an_earlier_batch_had_and_this_one_has_not_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = (
        told_folder(tmp_path / "in", a="good", b="good too", c="good three"),
        tmp_path / "o",
    )
    measure(source, out)
    assert merge(out).dropped == ()
    (source / "a.mp4").unlink()
    (source / "b.mp4").unlink()
    told_folder(source, d="good four")
    for _ in range(2):  # a second run has not forgotten it
        measure(source, out)
        report = merge(out)
        assert report.dropped == ("a", "b")
    assert [row["recording"] for row in rows(out / "tables/recordings.csv")] == ["c", "d"]
    say_report(report, as_json=False)
    assert "in none of its tables, but measured here before: a, b" in capsys.readouterr().out
    shutil.rmtree(out / "recordings/a")
    assert merge(out).dropped == ("b",)
    told_folder(source, b="good too")
    measure(source, out)
    assert merge(out).dropped == ()


def test_a_folder_into_which_another_batch_is_merged_names_what_it_had(tmp_path: Path) -> None:
    out = tmp_path / "out"
    measure(told_folder(tmp_path / "in", a="good", b="good too"), out)
    measure(told_folder(tmp_path / "else", b="good too", c="good three"), tmp_path / "node")
    assert merge(tmp_path / "node", output=out).dropped == ("a",)


def test_a_ledger_of_other_bytes_is_passed_over(tmp_path: Path) -> None:
    source, out = told_folder(tmp_path / "in", a="good"), tmp_path / "out"
    measure(source, out)
    (out / "ledger/all.jsonl").write_bytes(b"\x8b\xff\x00{" * 9)
    assert merge(out).n_done == 1
    measure(source, out)
    assert merge(out).n_done == 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("file\na.mp4\n", "no column `video`"),
        ('video,visit\na.mp4,"x\nb.mp4,y\n', "a quotation mark may be open"),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "m.csv").write_text(text)
    with pytest.raises(SettingsError, match=why):
        plan_batch(told_session(), tmp_path / "m.csv", BatchRequest(tmp_path / "out"))


def test_a_missing_file_of_a_manifest_fails_alone(tmp_path: Path) -> None:
    told_folder(tmp_path, a="good")
    (tmp_path / "m.csv").write_text("video\na.mp4\nb.mp4\n")
    measure(tmp_path / "m.csv", tmp_path / "out")
    ended = BatchFolder(tmp_path / "out").ended()
    assert states(ended.values()) == {"a": "done", "b": "failed"}


def test_nothing_to_measure_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    request = BatchRequest(tmp_path / "out")
    for source in ("empty", "nowhere.csv"):
        with pytest.raises(VideoNotFoundError):
            plan_batch(told_session(), tmp_path / source, request)
    with pytest.raises(ResultsNotFoundError):
        merge(tmp_path / "empty")
    with pytest.raises(SettingsError):
        Share(4, 3)


def test_every_column_is_described(tmp_path: Path) -> None:
    source = told_folder(tmp_path / "in", a="good")
    measure(source, tmp_path / "out")
    merge(tmp_path / "out")
    tables = tmp_path / "out/tables"
    described = json.loads((tables / "dictionary.json").read_text())
    listed = rows(tables / "dictionary.csv")
    written = {path.stem for path in tables.glob("*.csv")} - {"dictionary"}
    assert written == set(described) == {"recordings", "visits", "events", "measures"}
    for name in written:
        with (tables / f"{name}.csv").open() as file:
            header = next(csv.reader(file))
        assert header == list(described[name])
        assert header == [row["column"] for row in listed if row["table"] == name]
        assert all(entry["Description"] for entry in described[name].values())


def test_progress_counts_to_the_end(tmp_path: Path) -> None:
    source = told_folder(tmp_path / "in", a="good", b="nobody")
    session, request = told_session(), BatchRequest(tmp_path / "out")
    plan = plan_batch(session, source, request)
    *_, last = run_batch(session, plan, request, processes=1)
    assert isinstance(last, BatchProgress)
    assert (last.ended, last.failed, last.total, last.share) == (2, 1, 2, 1.0)


def test_leaving_early_loses_nothing_that_ended(tmp_path: Path) -> None:
    source = told_folder(tmp_path / "in", a="good" * 9, b="wait")
    session, request = told_session(), BatchRequest(tmp_path / "out")
    events = run_batch(session, plan_batch(session, source, request), request, processes=1)
    for event in events:
        if isinstance(event, Ended):
            break
    events.close()
    assert states(BatchFolder(tmp_path / "out").ended().values()) == {"a": "done"}
    assert [place.name for place in (tmp_path / "out/recordings").iterdir()] == ["a"]
