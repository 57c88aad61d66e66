"""The command line: what is printed where, and with which exit code."""

import json
import os
import pty
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Protocol

import click
import pytest
from tests.fakes import told_session

from hemiface.cli.main import hemiface, main
from hemiface.cli.names import COMMANDS
from hemiface.cli.plain import printable
from hemiface.operations.method import list_settings
from hemiface.results import ResultsFolder
from hemiface.settings import AnalysisSettings

ROOT = Path(__file__).parents[3]

PATH = os.pathsep.join([str(ROOT), str(ROOT / "src")])


@dataclass(frozen=True)
class Said:
    """What one call printed and returned."""

    out: str
    err: str
    code: int


class Call(Protocol):
    """Calls the command line in an empty folder."""

    def __call__(self, *words: str) -> Said: ...


@pytest.fixture
def call(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Call:
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> Said:
        with pytest.raises(SystemExit) as left:
            main(words, obj=told_session())
        printed = capsys.readouterr()
        assert "Traceback" not in printed.out + printed.err
        return Said(printed.out, printed.err, int(left.value.code or 0))

    return call


def write_video(folder: Path, name: str = "visit.mp4", order: str = "good") -> Path:
    path = folder / name
    path.write_text(order)
    return path


def command(name: str) -> click.Command:
    found = hemiface.get_command(click.Context(hemiface), name)
    assert found is not None
    return found


def test_help_lists_every_command_without_loading_it(call: Call) -> None:
    said = call("--help")
    assert said.code == 0
    for name in COMMANDS:
        assert f"  {name} " in said.out
    places = [said.out.index(f"\n{group}:\n") for group in ("Video", "Person", "Guide", "System")]
    assert places == sorted(places)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_short_help_is_the_first_line_of_the_long_one(name: str) -> None:
    first = (command(name).help or "").partition("\n")[0]
    assert first.startswith(COMMANDS[name].short.rstrip(".")), first


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(call: Call, name: str) -> None:
    said = call(name, "--help")
    assert said.code == 0
    assert f"hemiface {name}" in said.out
    assert "xample" in said.out
    for parameter in command(name).params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("analyse", "; did you mean analyze?"), ("diarry", "; did you mean diary?"), ("qqq", "")],
)
def test_a_command_that_is_nearly_right_is_named(call: Call, typed: str, meant: str) -> None:
    said = call(typed)
    assert said.code == 2
    assert f"there is no command {typed}{meant} (" in said.err
    assert "hemiface --help" in said.err


def test_the_numbers_are_printed_and_the_results_are_there(call: Call, tmp_path: Path) -> None:
    said = call("analyze", str(write_video(tmp_path)), "-o", "out")
    assert said.code == 0
    assert said.err == ""
    for word in ("left (how sure: 90%)", "hemifacial spasm", "One side only.", "20 (10 to 30)"):
        assert word in said.out
    for word in ("not measured", "More light on the left half.", "out/visit/report.html"):
        assert word in said.out
    assert ResultsFolder(tmp_path / "out/visit").analysis().video.name == "visit.mp4"


def test_json_is_one_document(call: Call, tmp_path: Path) -> None:
    videos = [write_video(tmp_path), write_video(tmp_path, "b.mp4", "nobody")]
    said = call("analyze", *map(str, videos), "--json")
    found = json.loads(said.out)["analyses"]
    assert said.code == 5
    assert found[0]["summary"] == json.loads(
        (tmp_path / "hemiface-output/visit/summary.json").read_text()
    )
    assert found[1]["error"]["code"] == "landmarks.no_face"
    problems = [json.loads(line)["error"]["code"] for line in said.err.splitlines()]
    assert problems == ["landmarks.no_face", "jobs.some_failed"]


@pytest.mark.parametrize(
    ("order", "code"), [("good", 0), ("unreadable", 3), ("nobody", 4), ("fault", 70)]
)
def test_a_single_video_exits_with_its_own_code(
    call: Call, tmp_path: Path, order: str, code: int
) -> None:
    said = call("analyze", str(write_video(tmp_path, order=order)))
    assert said.code == code
    assert len(said.err.splitlines()) == (1 if code else 0)


@pytest.mark.parametrize(
    "words",
    [
        ("analyze",),
        ("analyze", "a.mp4", "--nothing"),
        ("analyze", "a.mp4", "--jobs", "0"),
        ("analyze", "a.mp4", "--start", "5", "--end", "2"),
        ("analyze", "a.mp4", "--settings", "missing.toml"),
        ("analyze", "a.mp4", "--tasks", "missing.csv"),
        ("analyze", "a/x.mp4", "b/x.mp4"),
        ("unknown",),
    ],
)
@pytest.mark.parametrize("as_json", [False, True])
def test_wrong_usage_is_one_line_with_a_hint(
    call: Call, words: tuple[str, ...], as_json: bool
) -> None:
    said = call(*words, *(["--json"] if as_json else []))
    assert said.code == 2
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    if as_json:
        assert json.loads(said.err)["error"]["hint"]
    else:
        assert said.err.startswith("hemiface: ")
        assert said.err.rstrip().endswith(")")


def test_a_fault_of_hemiface_is_one_line_too(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr(command("doctor"), "callback", broken)
    said = call("doctor")
    assert said.code == 70
    assert "unexpected ZeroDivisionError: a fault" in said.err


def test_a_hostile_name_cannot_reach_the_terminal(call: Call, tmp_path: Path) -> None:
    name = "\x1b[31mred\u202e\n[bold]x.mp4"
    said = call("analyze", str(write_video(tmp_path, name)))
    assert said.code == 0
    assert not {"\x1b", "\u202e"} & set(said.out + said.err)
    assert "\\x1b[31mred\\u202e\\n[bold]x.mp4" in said.out
    gone = call("analyze", "\x1b]0;title\x07", "--resume")
    assert "\x1b" not in gone.err


def test_printable_leaves_words_of_all_languages_alone() -> None:
    assert printable("Zoë 日本語 ﷺ.mp4") == "Zoë 日本語 ﷺ.mp4"
    assert printable("a\udcffb\x00\x9b") == "a\\udcffb\\x00\\x9b"


def test_the_printed_settings_can_be_given_back(call: Call, tmp_path: Path) -> None:
    said = call("settings")
    for info in list_settings():
        assert f"{info.name} =" in said.out
    (tmp_path / "mine.toml").write_text(said.out)
    assert AnalysisSettings.from_toml(tmp_path / "mine.toml") == AnalysisSettings()
    listed = json.loads(call("settings", "--json").out)
    assert [info.name for info in list_settings()] == [entry["name"] for entry in listed]


def test_the_doctor_knows_what_is_installed(call: Call) -> None:
    said = call("doctor", "--json")
    found = json.loads(said.out)
    assert said.code == 0
    assert found["problems"] == []
    assert found["cores"] >= 1
    assert found["packages"]["numpy"][0].isdigit()
    assert len(found["models"]) == 3
    assert all(len(digest) == 64 for digest in found["models"].values())
    assert "all is whole" in call("doctor").out


CALL = """
import signal

from hemiface.cli.main import main
from tests.fakes import told_session

# Whoever runs the tests in the background has it ignore interrupts.
signal.signal(signal.SIGINT, signal.default_int_handler)
if __name__ == "__main__":
    main(obj=told_session())
"""


def watch(terminal: int, shown: bytearray) -> None:
    """Take what a terminal shows until nobody writes there any more: a slow machine tells more."""
    with suppress(OSError):
        while part := os.read(terminal, 4096):
            shown += part


def test_progress_goes_to_the_terminal_and_numbers_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "call.py").write_text(CALL)
    names = [write_video(tmp_path, name).name for name in ("a.mp4", "b.mp4")]
    terminal, end = pty.openpty()
    shown = bytearray()
    reader = Thread(target=watch, args=(terminal, shown), daemon=True)
    reader.start()
    with (tmp_path / "out.txt").open("w") as out:
        subprocess.run(
            [sys.executable, "call.py", "analyze", *names],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": PATH, "TERM": "xterm", "COLUMNS": "120"},
            stdout=out,
            stderr=end,
            check=True,
            timeout=500,
        )
    os.close(end)
    reader.join()
    os.close(terminal)
    seen = shown.decode()
    assert "a.mp4" in seen
    assert "45 frames" in seen
    written = (tmp_path / "out.txt").read_text()
    assert written.count("affected side") == 2
    assert "frames" not in written
    assert "affected side" not in seen


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupt_is_one_line_and_leaves_nothing(tmp_path: Path, jobs: str) -> None:
    (tmp_path / "call.py").write_text(CALL)
    names = [write_video(tmp_path, name, "wait").name for name in ("a.mp4", "b.mp4")]
    words = [sys.executable, "call.py", "analyze", *names, "--jobs", jobs, "-o", "out"]
    with subprocess.Popen(
        words,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": PATH},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        until = time.monotonic() + 120
        while not list(tmp_path.glob("out/.*.partial")) and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(0.2)
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=300)
    assert process.returncode == 130
    # The line of the terminal's own ^C is ended first.
    *beats, last = err.removeprefix("\n").splitlines()
    assert last == "hemiface: stopped; results that were whole before are still whole"
    assert all("frames" in beat for beat in beats)  # a slow machine may tell how far it is
    assert list((tmp_path / "out").iterdir()) == []


def test_what_became_of_corrections_is_said(call: Call, tmp_path: Path) -> None:
    video = write_video(tmp_path)
    folder = Path(json.loads(call("analyze", video.name, "--json").out)["analyses"][0]["folder"])
    onset = ResultsFolder(folder).analysis().events[0].onset
    said = f"action,at\nremove,{onset}\nremove,9999\n"
    (folder / "corrections.csv").write_text(said)
    text = call("analyze", video.name).out
    assert "1 of a person count in these results." in text
    assert "No longer there: the event at 9999 s." in text
    values = json.loads(call("analyze", video.name, "--json").out)["analyses"][0]
    assert values["corrections"] == 1
    assert [lost["at"] for lost in values["lost_corrections"]] == [9999.0]
    mirrored = " ".join(call("analyze", video.name, "--mirrored").out.split())
    assert "kept in corrections-before-1.csv" in mirrored
