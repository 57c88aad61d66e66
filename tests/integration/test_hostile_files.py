"""Whatever lies in a file that a person gives: one line and exit code 2, 3 or 4, never a fault."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.fakes import told_session
from tests.recordings import make_recording, store

from hemiface.cli.main import main
from hemiface.model.anatomy import Side
from hemiface.simulation.scenes import build_spasm_scene

MEGABYTE = 1 << 20

HOSTILE: dict[str, bytes] = {
    "empty": b"",
    "zeros": bytes(4096),
    "not utf-8": b"onset,duration,task\n\xff\xfe\xc3(,1,rest\n",
    "utf-16": "onset,duration,event_type,side\n1,1,spasm,left\n".encode("utf-16"),
    "lone surrogate": b'{"a": "\\ud800"}',
    "deep json": b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000,
    "deep toml": b"a = " + b"[" * 50_000 + b"]" * 50_000,
    "deep tables": b"[" + b"a." * 20_000 + b"b]\nc = 1\n",
    "deep xml": b"<a>" * 50_000 + b"</a>" * 50_000,
    "entities": b'<!DOCTYPE a [<!ENTITY b "'
    + b"x" * 50_000
    + b'">]><a>'
    + b"&b;" * 50_000
    + b"</a>",
    "endless number": b'{"onset": ' + b"9" * 10_000 + b"}",
    "no number": b'{"onset": NaN, "duration": Infinity}',
    "megabyte cell": b"onset,duration,event_type,side\n1,1,spasm," + b"x" * MEGABYTE + b"\n",
    "megabyte quoted": b'onset,duration,task\n1,1,"' + b"x" * MEGABYTE,
    "same column twice": b"onset,onset,duration,event_type,side\n1,2,1,spasm,left\n",
    "nul in a cell": b"onset,duration,task\n1,1,re\x00st\n",
    "too many cells": b"onset,duration,task\n" + b"1," * 50_000 + b"\n",
    "too few cells": b"onset,duration,event_type,side\n1\n",
    "carriage returns": b"onset,duration,task\r1,1,rest\r2,1,smile\r",
    "huge times": b"onset,duration,event_type,side\n1e308,1e308,spasm,left\n",
    "negative times": b"onset,duration,event_type,side\n-5,1,spasm,left\n",
    "binary": bytes(range(256)) * 64,
    "formula": b"onset,duration,event_type,side\n=1+1,@x,spasm,left\n",
}

Words = Callable[[str, str], list[str]]

COMMANDS: dict[str, tuple[str, Words]] = {
    "settings": (".toml", lambda file, _: ["analyze", "visit.mp4", "--settings", file]),
    "reassess settings": (".toml", lambda file, results: ["reassess", results, "--settings", file]),
    "tasks": (".csv", lambda file, _: ["analyze", "visit.mp4", "--tasks", file]),
    "agree elan": (".eaf", lambda file, results: ["agree", results, file]),
    "agree table": (".csv", lambda file, results: ["agree", file, results]),
    "agree bids": (".tsv", lambda file, results: ["agree", results, file]),
    "correct import": (".csv", lambda file, results: ["correct", "import", results, file]),
    "correct elan": (".eaf", lambda file, results: ["correct", "import", results, file]),
    "questions": (".txt", lambda file, _: ["ask", "--file", file]),
    "answers": (".json", lambda file, _: ["check", "--answers", file]),
    "video": (".mp4", lambda file, _: ["probe", file]),
    "another video": (".mp4", lambda file, results: ["report", results, "--video", file]),
}

RESULT_NAMES = ("summary.json", "events.csv", "signals.parquet", "corrections.csv", "previous.json")


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of one analysis."""
    folder = tmp_path_factory.mktemp("hostile") / "visit"
    return store(make_recording(build_spasm_scene(Side.LEFT), 20.0), folder)


def call(words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Exit code and what stands on standard error."""
    with pytest.raises(SystemExit) as ended:
        main(words, obj=told_session())
    code = ended.value.code
    assert isinstance(code, int)
    return code, capsys.readouterr().err


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_hostile_file_is_said_in_one_line(
    *,
    command: str,
    name: str,
    results: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "visit.mp4").write_text("good")
    suffix, words = COMMANDS[command]
    file = tmp_path / f"given{suffix}"
    file.write_bytes(HOSTILE[name])
    code, said = call(words(str(file), str(results)), capsys)
    assert code in (0, 2, 3, 4), said[-600:]
    if code:
        assert said.count("\n") == 1, said[-600:]
        assert len(said) < 1200


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("damaged", RESULT_NAMES)
def test_hostile_results_are_said_in_one_line(
    damaged: str,
    name: str,
    results: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "visit"
    folder.mkdir()
    for path in results.iterdir():
        os.link(path, folder / path.name)
    (folder / damaged).unlink(missing_ok=True)
    (folder / damaged).write_bytes(HOSTILE[name])
    for words in (
        ["report", str(folder), "--save", str(tmp_path / "page.html")],
        ["correct", "list", str(folder)],
        ["export", str(folder), "--to", "bids", "-o", str(tmp_path / "exported")],
        ["agree", str(folder), str(results)],
    ):
        code, said = call(words, capsys)
        assert code in (0, 1, 2, 3, 4), said[-600:]
        if code:
            assert said.count("\n") == 1, said[-600:]
