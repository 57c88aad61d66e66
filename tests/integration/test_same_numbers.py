"""The same recording gives the same numbers as long as the version of the method is the same."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.numbers import NUMBERS, find_differences, measure, name_all

from hemiface.model.provenance import METHOD_VERSION

ROOT = Path(__file__).parents[2]

TOLERANCE = {
    "simulated": 1e-6,
    "points": 1e-6,
    "row": 1e-6,
    "judged": 1e-9,
    "uneven": 1e-6,
    "drawn": 1e-4,
    "file": 1e-6,
}
"""Pixels are followed with sums whose order the processor chooses."""

ADVICE = (
    "Numbers changed. If they are meant to, move METHOD_VERSION, say so under 'Numbers that "
    "change' in CHANGELOG.md, and write them anew with `python -m tests.numbers`."
)


@pytest.fixture(scope="module")
def kept() -> dict[str, Any]:
    numbers: dict[str, Any] = json.loads(NUMBERS.read_text())
    return numbers


def test_the_numbers_are_those_of_this_version(kept: dict[str, Any]) -> None:
    assert kept["method_version"] == METHOD_VERSION, ADVICE
    assert list(kept["numbers"]) == name_all()


@pytest.mark.parametrize("name", name_all())
def test_a_recording_gives_the_same_numbers(kept: dict[str, Any], name: str) -> None:
    tolerance = TOLERANCE[name.partition(":")[0]]
    found = list(find_differences(kept["numbers"][name], measure(name), tolerance))
    assert not found, "\n".join([ADVICE, *found[:10]])


@pytest.mark.parametrize("kernel", ["Prescott", "Haswell", "SkylakeX"])
def test_another_processor_gives_the_same_numbers(kept: dict[str, Any], kernel: str) -> None:
    """OpenBLAS adds up in an order that suits the processor; these are three orders of it."""
    names = [name for name in name_all() if name.startswith("points")]
    words = f"import json; from tests.numbers import measure; names = {names}"
    done = subprocess.run(
        [sys.executable, "-c", f"{words}; print(json.dumps([*map(measure, names)]))"],
        cwd=ROOT,
        env={**os.environ, "OPENBLAS_CORETYPE": kernel},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == -signal.SIGILL:
        pytest.skip(f"this processor has not all instructions of {kernel}")
    assert done.returncode == 0, done.stderr
    for name, found in zip(names, json.loads(done.stdout), strict=True):
        assert list(find_differences(kept["numbers"][name], found, TOLERANCE["points"])) == [], name
