"""Damaged videos: measured, or refused in one line; no fault, no hang, bounded memory."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def measure(folder: Path, first: int, last: int) -> str:
    """What became of the mutants of a span of numbers."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.mutants", str(folder), str(first), str(last)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=580,
    )
    assert done.returncode == 0, done.stdout[-500:] + done.stderr[-3000:]
    return done.stdout


@pytest.mark.slow
def test_some_damaged_videos(tmp_path: Path) -> None:
    assert measure(tmp_path, 1, 18).startswith("0 wrong")


@pytest.mark.slow
@pytest.mark.parametrize("first", [19, 113, 207])
def test_three_hundred_damaged_videos(tmp_path: Path, first: int) -> None:
    assert measure(tmp_path, first, first + 93).startswith("0 wrong")
