"""No room for another byte: one clear line, and what was there is whole."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

import pytest
from tests.kills import snapshot
from tests.recordings import make_recording, store

from hemiface.model.anatomy import Side
from hemiface.results import ResultsFolder
from hemiface.simulation.scenes import build_spasm_scene

ROOT = Path(__file__).parents[2]


Run: TypeAlias = Callable[[Path, int, Sequence[str]], tuple[int, str]]


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    """Exit code and errors of a command on a disk that holds files up to a size."""
    # Python would leave half of its compiled modules behind.
    environment = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    runner = subprocess.Popen(
        [sys.executable, "-m", "tests.full_disk"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    asked, told = runner.stdin, runner.stdout
    assert asked is not None
    assert told is not None
    with runner, asked, told:

        def ask(folder: Path, most_bytes: int, words: Sequence[str]) -> tuple[int, str]:
            asked.write(f"{json.dumps([str(folder), most_bytes, words])}\n")
            asked.flush()
            code, said = json.loads(told.readline())
            return code, said

        yield ask


@pytest.mark.parametrize("most_bytes", [0, 20_000])
@pytest.mark.parametrize(
    "words",
    [
        ("analyze", "visit.mp4", "-o", "results"),
        ("reassess", "results/visit"),
        ("correct", "remove", "results/visit", "AT"),
        ("report", "results/visit", "--lang", "de"),
        ("report", "results/visit", "--save", "page.html"),
        ("report", "results/visit", "--figures", "svg"),
        ("export", "results/visit", "--to", "bids", "-o", "exported"),
        ("export", "results/visit", "--to", "csv", "-o", "exported"),
        ("export", "results/visit", "--to", "netcdf", "-o", "exported"),
        ("compare", "results/visit", "results/visit", "--save", "page.html"),
        ("protocol", "--save", "protocol.html"),
        ("person", "add", "P1"),
    ],
    ids=" ".join,
)
def test_a_full_disk_is_said_and_loses_nothing(
    words: tuple[str, ...], most_bytes: int, run: Run, tmp_path: Path
) -> None:
    folder = store(make_recording(build_spasm_scene(Side.LEFT), 20.0), tmp_path / "results/visit")
    (tmp_path / "visit.mp4").write_text("good")
    before = snapshot(tmp_path / "results")
    at = str(ResultsFolder(folder).events()[0].onset)
    code, said = run(tmp_path, most_bytes, [at if word == "AT" else word for word in words])
    assert code in (0, 1), said
    if code:
        assert said.count("\n") == 1, said
        assert "Traceback" not in said
        assert "unexpected" not in said, said
        assert snapshot(tmp_path / "results") == before
    assert list(tmp_path.rglob(".*.partial")) == []
