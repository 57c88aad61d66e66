"""A folder or file that may not be read or written: one clear line, and nothing is lost."""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.kills import snapshot
from tests.needs import need
from tests.recordings import make_recording, store

from hemiface.model.anatomy import Side
from hemiface.results import ResultsFolder
from hemiface.simulation import build_spasm_scene

ROOT = Path(__file__).parents[2]

RUN = """
import sys
from tests.fakes import told_session
from hemiface.cli.main import main
main(sys.argv[1:], obj=told_session())
"""

BOUND = ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--")
"""Root without the right to pass over the rights of files."""


def _start(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "PYTHONPATH": str(ROOT),
        "HEMIFACE_DATA": str(folder / "data"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    bound = BOUND if os.getuid() == 0 else ()
    command = [*bound, sys.executable, "-c", RUN, *words]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results, records and a video."""
    if os.getuid() == 0:
        need(shutil.which(BOUND[0]), "setpriv is not installed (apt-get install util-linux)")
    folder = tmp_path_factory.mktemp("prepared")
    store(make_recording(build_spasm_scene(Side.LEFT), 20.0), folder / "results/visit")
    (folder / "visit.mp4").write_text("good")
    (folder / "diary.csv").write_text("day,spasm\n2026-03-01,4\n")
    (folder / "empty").mkdir()
    for words in (("person", "add", "P1"), ("recording", "add", "P1", "visit.mp4")):
        done = _start(folder, *words)
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def world(prepared: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of it, which can be deleted whatever was forbidden."""
    folder = tmp_path / "world"
    shutil.copytree(prepared, folder)
    yield folder
    _allow(folder)


def _allow(folder: Path) -> None:
    for place in (folder, *folder.rglob("*")):
        if place.is_dir():
            place.chmod(0o755)


def _forbid(place: Path, mode: int) -> None:
    """Take rights from a folder with all that is in it, or from a file."""
    for inner in sorted(place.rglob("*"), reverse=True) if place.is_dir() else ():
        inner.chmod(stat.S_IMODE(inner.stat().st_mode) & ~0o222)
    place.chmod(mode)


READ_ONLY, CLOSED = 0o555, 0o000

QUICK = (
    ("results", READ_ONLY, ("analyze", "visit.mp4", "-o", "results")),
    ("visit.mp4", CLOSED, ("analyze", "visit.mp4", "-o", "out")),
    ("results", CLOSED, ("report", "results/visit", "--lang", "de")),
    ("results", READ_ONLY, ("correct", "remove", "results/visit", "AT")),
    ("data", READ_ONLY, ("recording", "add", "P1", "diary.csv")),
    ("data", CLOSED, ("person", "list")),
)

SLOW = (
    ("empty", READ_ONLY, ("analyze", "visit.mp4", "-o", "empty/out")),
    ("empty", CLOSED, ("analyze", "visit.mp4", "-o", "empty/out")),
    ("visit.mp4", CLOSED, ("probe", "visit.mp4")),
    ("visit.mp4", CLOSED, ("recording", "add", "P1", "visit.mp4")),
    ("empty", CLOSED, ("analyze", "empty", "-o", "out")),
    ("results", READ_ONLY, ("reassess", "results/visit")),
    ("results", READ_ONLY, ("report", "results/visit", "--lang", "de")),
    ("empty", READ_ONLY, ("report", "results/visit", "--save", "empty/page.html")),
    ("empty", READ_ONLY, ("export", "results/visit", "--to", "csv", "-o", "empty/csv")),
    ("empty", CLOSED, ("export", "results/visit", "--to", "bids", "-o", "empty/bids")),
    ("results/visit/events.csv", CLOSED, ("export", "results/visit", "--to", "csv")),
    ("results/visit/summary.json", CLOSED, ("reassess", "results/visit")),
    ("results/visit/signals.parquet", CLOSED, ("reassess", "results/visit")),
    ("empty", READ_ONLY, ("compare", "results/visit", "results/visit", "--save", "empty/a.html")),
    ("empty", READ_ONLY, ("protocol", "--save", "empty/protocol.html")),
    ("empty", READ_ONLY, ("backup", "empty/backup.tar")),
    ("empty", CLOSED, ("person", "export", "P1", "empty/P1")),
    ("empty", CLOSED, ("person", "import", "empty/P1")),
    ("empty", CLOSED, ("restore", "empty/backup.tar")),
    ("diary.csv", CLOSED, ("diary", "import", "P1", "diary.csv")),
    ("data", READ_ONLY, ("person", "add", "P2")),
    ("data", READ_ONLY, ("diary", "add", "P1", "--on", "2026-03-01", "--spasm", "4")),
    ("data/recordings", CLOSED, ("audit", "verify")),
    ("data/recordings", READ_ONLY, ("recording", "add", "P1", "diary.csv")),
)


@pytest.mark.parametrize(
    ("forbidden", "mode", "words"),
    [*QUICK, *(pytest.param(*case, marks=pytest.mark.slow) for case in SLOW)],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)
def test_what_is_forbidden_is_said_and_loses_nothing(
    world: Path, forbidden: str, mode: int, words: tuple[str, ...]
) -> None:
    at = str(ResultsFolder(world / "results/visit").events()[0].onset)
    before = snapshot(world)
    _forbid(world / forbidden, mode)
    done = _start(world, *(at if word == "AT" else word for word in words))
    _allow(world)
    assert done.returncode in (1, 2, 3), (done.returncode, done.stdout, done.stderr)
    complaint = [line for line in done.stderr.splitlines() if not line.startswith("usage")]
    assert len(complaint) <= 2, done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert "unexpected" not in done.stderr, done.stderr
    after = snapshot(world)
    changed = {name for name in before if after.get(name) != before[name]}
    assert {name for name in changed if "records.db" not in name} == set()
    left = [place for place in world.rglob("*") if place.suffix in (".partial", ".lock")]
    assert left == []


@pytest.mark.slow
def test_records_that_cannot_be_written_are_read_verified_and_backed_up(world: Path) -> None:
    before = snapshot(world / "data")
    _forbid(world / "data", READ_ONLY)
    for words in (
        ("person", "list"),
        ("audit", "verify"),
        ("backup", "empty/backup.tar"),
        ("backup", "--check", "empty/backup.tar"),
        ("person", "export", "P1", "empty/P1"),
    ):
        done = _start(world, *words)
        assert done.returncode == 0, (words, done.stderr)
    assert "not changed" in _start(world, "person", "add", "P2").stderr
    _allow(world)
    assert snapshot(world / "data") == before
    assert sorted(place.name for place in (world / "empty").iterdir()) == ["P1", "backup.tar"]
