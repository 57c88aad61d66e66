"""The wheel holds all that hemiface needs, and measures its own clip without a network."""

import json
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.integration.test_no_network import cut_off

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_the_wheel_runs_the_demo_in_a_bare_environment(tmp_path: Path) -> None:
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)], ROOT)
    (wheel,) = tmp_path.glob("*.whl")
    python = make_environment(tmp_path / "bare")
    install = ["install", "--quiet", "--no-index", "--no-deps", "--disable-pip-version-check"]
    run([str(python), "-m", "pip", *install, str(wheel)], tmp_path)
    found = run([str(python), "-c", "import hemiface; print(hemiface.__file__)"], tmp_path)
    assert str(tmp_path / "bare") in found
    hemiface = [*cut_off(), str(python.with_name("hemiface"))]
    run([*hemiface, "demo", "-o", "out"], tmp_path)
    folder = tmp_path / "out" / "hfs_moderate_right"
    summary = json.loads((folder / "summary.json").read_text())
    assert summary["affected_side"] == "right"
    assert summary["pattern"]["label"] == "hemifacial_spasm"
    assert "<html" in (folder / "report.html").read_text()
    assert json.loads(run([*hemiface, "ask", "Is it a stroke?", "--json"], tmp_path))


def make_environment(place: Path) -> Path:
    """Make an environment that borrows the libraries of this one, but not hemiface.

    Files that add to the path are not read in a folder that is borrowed, so what is installed
    there for editing is not seen.
    """
    venv.create(place, with_pip=True)
    (own,) = place.glob("lib/python*/site-packages")
    (own / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return place / "bin" / "python"


def run(command: Sequence[str], folder: Path) -> str:
    """Output of a command that must succeed."""
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=500, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
