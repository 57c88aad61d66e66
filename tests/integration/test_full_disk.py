"""No room for another byte: one clear line, and what was there is whole."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.kills import snapshot
from tests.recordings import make_recording, store

from hemiface.model.anatomy import Side
from hemiface.results import ResultsFolder
from hemiface.simulation.scenes import build_spasm_scene

ROOT = Path(__file__).parents[2]

RUN = """
import resource, sys
from tests.fakes import told_session
from hemiface.cli.main import main
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
main(sys.argv[2:], obj=told_session())
"""
"""A file that may not grow stands for a disk that is full: both fail while writing."""


def run(folder: Path, most_bytes: int, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", RUN, str(most_bytes), *words]
    environment = {
        "PYTHONPATH": str(ROOT),
        "HEMIFACE_DATA": str(folder / "data"),
        # Python would leave half of its compiled modules behind.
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


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
    words: tuple[str, ...], most_bytes: int, tmp_path: Path
) -> None:
    folder = store(make_recording(build_spasm_scene(Side.LEFT), 20.0), tmp_path / "results/visit")
    (tmp_path / "visit.mp4").write_text("good")
    before = snapshot(tmp_path / "results")
    at = str(ResultsFolder(folder).events()[0].onset)
    done = run(tmp_path, most_bytes, *(at if word == "AT" else word for word in words))
    assert done.returncode in (0, 1), done.stderr
    if done.returncode:
        assert done.stderr.count("\n") == 1, done.stderr
        assert "Traceback" not in done.stderr
        assert "unexpected" not in done.stderr, done.stderr
        assert snapshot(tmp_path / "results") == before
    assert list(tmp_path.rglob(".*.partial")) == []
