"""Commands that work on stored results."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.recordings import make_recording, store

from hemiface.cli.main import main
from hemiface.model.anatomy import Side
from hemiface.operations.session import open_session
from hemiface.operations.tasks import read_tasks
from hemiface.results import ResultsFolder
from hemiface.simulation.scenes import build_spasm_scene


@dataclass(frozen=True)
class Said:
    """What one call printed and returned."""

    out: str
    err: str
    code: int


Call = Callable[..., Said]


@pytest.fixture
def call(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Call:
    """Give the command line beside two visits."""
    monkeypatch.chdir(tmp_path)
    store(make_recording(build_spasm_scene(Side.LEFT)), Path("before"))
    few = make_recording(build_spasm_scene(Side.LEFT, rate_per_min=2, seed=4), seed=4)
    store(few, Path("after"))

    def call(*words: str) -> Said:
        with pytest.raises(SystemExit) as left:
            main(words)
        printed = capsys.readouterr()
        assert "Traceback" not in printed.out + printed.err
        return Said(printed.out, printed.err, int(left.value.code or 0))

    return call


def test_compare(call: Call) -> None:
    said = call("compare", "before", "after")
    assert said.code == 0
    assert "Spasms: better." in said.out
    assert "Spasms a minute" in said.out
    values = json.loads(call("compare", "before", "after", "--json").out)
    (found,) = values["comparisons"]
    assert found["verdict"] == "better"
    assert {change["verdict"] for change in found["changes"]} >= {"better", "no_change"}
    assert call("compare", "before", "nowhere").code == 2
    days = ("--on", "2026-03-02", "--on", "2026-04-10")
    assert call("compare", "before", "after", "--save", "change.html", *days).code == 0
    assert "<html" in Path("change.html").read_text(encoding="utf-8")
    assert call("compare", "before", "after", "--save", "same.html").code == 0
    assert call("compare", "before", "after", "--save", "x.html", *days[:2]).code == 2


def test_agree(call: Call) -> None:
    assert call("export", "before", "--to", "elan", "-o", ".").out == "before.eaf\n"
    said = call("agree", "before.eaf", "before", "--tolerance", "0.2")
    assert said.code == 0
    assert "tolerance 0.2 s" in said.out
    values = json.loads(call("agree", "before.eaf", "before", "--json").out)
    assert {score["f1"] for score in values["scores"]} == {1.0}
    assert call("agree", "nowhere.eaf", "before").code == 2


def test_correct_and_reassess(call: Call) -> None:
    spasm = next(
        e for e in ResultsFolder(Path("before")).analysis().events if e.event_type == "spasm"
    )
    at = str(spasm.onset)
    assert "1 correction\n" in call("correct", "remove", "before", at, "--type", "spasm").out
    added = call("correct", "add", "before", at, "1", "--type", "spasm", "--side", "right")
    assert added.code == 0
    assert "right spasm" in call("correct", "list", "before").out
    again = json.loads(call("reassess", "before", "--json").out)
    assert again["analyses"][0]["corrections"] == 2
    assert call("correct", "remove", "before", "59.9", "--side", "right").code == 2
    words = ("change", "before", at, "--of-side", "right", "--pattern", "tonic")
    assert "3 corrections" in call("correct", *words).out
    assert call("correct", "change", "before", at).code == 2
    call("export", "after", "--to", "elan", "-o", ".")
    assert call("correct", "import", "before", "after.eaf", "--author", "AB").code == 0
    listed = json.loads(call("correct", "list", "before", "--json").out)["corrections"]
    assert listed[-1]["author"] == "AB"
    assert "0 corrections" in call("correct", "drop", "before").out
    assert call("correct", "list", "before").out == "none\n"


def test_one_video_belongs_to_one_folder(call: Call) -> None:
    assert "one DIR" in call("reassess", "before", "after", "--video", "a.mp4").err
    Path("a.mp4").write_text("another video")
    for command in ("reassess", "report"):
        said = call(command, "before", "--video", "a.mp4")
        assert said.code == 2
        assert "not the video of the results" in said.err


@pytest.mark.parametrize("target", ["nowhere", "72c5e020"])
@pytest.mark.parametrize(
    "words", [("list", "{}"), ("list", "{}", "--json"), ("undo", "{}"), ("remove", "{}", "2")]
)
def test_a_target_that_is_not_there_is_no_empty_one(
    call: Call, words: tuple[str, ...], target: str
) -> None:
    said = call("correct", *(word.format(target) for word in words))
    assert (said.code, said.out) == (2, "")
    assert f"there are no results or recording {target}" in said.err


def test_a_folder_without_results_is_no_empty_one(call: Call) -> None:
    Path("empty").mkdir()
    assert call("correct", "list", "empty").code == 2


def test_lost_corrections_are_said(call: Call) -> None:
    Path("before/corrections.csv").write_text("action,at\nremove,59.95\n")
    said = call("reassess", "before")
    assert said.code == 0
    assert "no longer there" in said.err


def test_protocol(call: Call) -> None:
    assert "Squeeze both eyes shut" in call("protocol").out
    assert "Kneifen Sie beide Augen fest zu" in call("protocol", "--lang", "de").out
    page = call("protocol", "--as", "html").out
    assert page.startswith("<!doctype html>")
    assert "http" not in page.split("</head>")[1]
    assert len(json.loads(call("protocol", "--json").out)) == 7
    assert call("protocol", "--as", "tasks", "--start", "2.5", "--save", "tasks.csv").code == 0
    tasks = read_tasks(open_session(), Path("tasks.csv"))
    assert tasks[0].onset == 2.5
    assert tasks[-1].onset + tasks[-1].duration == 92.5
    assert call("protocol", "--save", "nowhere/sheet.html").code == 1
