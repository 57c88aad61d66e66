"""Our statistics are held against other packages, in the Python in which those lie."""

import subprocess
from pathlib import Path

import pytest
from tests.needs import need

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_statistics_are_those_of_other_packages() -> None:
    python = ROOT / ".venv-oracles/bin/python"
    need(
        python if python.exists() else None,
        "other packages of statistics are not installed (make oracles)",
        demanded=False,
    )
    words = ["-m", "pytest", "--noconftest", "-m", "oracle", "-W", "ignore", "-q", "tests/oracles"]
    done = subprocess.run(
        [str(python), *words, "-p", "no:cacheprovider"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert "skipped" not in done.stdout.splitlines()[-1]
