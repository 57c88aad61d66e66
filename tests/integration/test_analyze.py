"""The whole way, from a video to a folder of results, as a person would go it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from hemiface.results import ResultsFolder
from hemiface.results.filenames import OVERLAY, PREVIOUS, RESULT_FILES

ROOT = Path(__file__).parents[2]
CLIP = ROOT / "tests/fixtures/smoke.mp4"
TRUTH = ROOT / "tests/fixtures/smoke.truth.json"
GUARDED = """
import sys

def deny(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "urllib.Request"):
        raise SystemExit(f"asked the network: {event} {arguments}")

sys.addaudithook(deny)
from hemiface.cli.main import main

main()
"""


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Results of the same clip, measured twice where every look at the network is refused."""
    found = []
    for name in ("first", "second"):
        output = tmp_path_factory.mktemp(name)
        done = subprocess.run(
            [sys.executable, "-c", GUARDED, "analyze", str(CLIP), "-o", str(output)],
            env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        # A slow machine is told how far it is.
        said = [line for line in done.stderr.splitlines() if not line.startswith("smoke.mp4: ")]
        assert (done.returncode, said) == (0, [])
        found.append(output / "smoke")
    return found


def test_every_file_is_there(folders: list[Path]) -> None:
    expected = set(RESULT_FILES) - {OVERLAY, PREVIOUS}
    assert {path.name for path in folders[0].iterdir()} == expected


def test_the_same_video_gives_the_same_numbers(folders: list[Path]) -> None:
    one, other = (ResultsFolder(folder).analysis() for folder in folders)
    assert one.assessment == other.assessment
    assert one.events == other.events
    np.testing.assert_array_equal(
        one.signals.left.eyelid_aperture_mm, other.signals.left.eyelid_aperture_mm
    )


def test_times_are_those_of_the_video(folders: list[Path]) -> None:
    truth = json.loads(TRUTH.read_text())
    measured = ResultsFolder(folders[0]).analysis().signals.time
    np.testing.assert_allclose(measured, truth["time_s"], atol=1e-3)
