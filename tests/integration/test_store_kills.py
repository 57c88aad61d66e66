"""Whatever changes the records may be killed at any moment: 0 lost, 0 half, 0 left over."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from tests.store_kills import SCENARIOS

ROOT = Path(__file__).parents[2]
MEMORY = Path("/dev/shm")
SEED = 6
ALWAYS = ("Decrypt", "Encrypt", "Rekey", "ChangePassphrase")
"""Scenarios that say themselves whether the records are encrypted."""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder for worlds, in memory where there is some."""
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as name:
        yield Path(name)


def _kill(folder: Path, name: str, database: str, *, encrypted: bool, kills: int) -> int:
    """Number of kills that a scenario stood."""
    words = [str(folder), name, database, str(encrypted), str(kills), str(SEED)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.store_kills", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=550,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return int(done.stdout.split()[0])


@pytest.mark.parametrize("name", ["Encrypt", "Restore"])
def test_a_few_kills_lose_nothing(folder: Path, name: str) -> None:
    assert _kill(folder, name, "sqlite", encrypted=True, kills=2) >= 2


@pytest.mark.postgres
@pytest.mark.parametrize("name", ["Encrypt", "Restore"])
def test_a_few_kills_lose_nothing_on_postgres(
    folder: Path, name: str, postgres_server: str
) -> None:
    assert _kill(folder, name, postgres_server, encrypted=True, kills=2) >= 2


@pytest.mark.slow
@pytest.mark.parametrize("name", [kind.__name__ for kind in SCENARIOS])
@pytest.mark.parametrize("encrypted", [False, True])
def test_kills_at_every_step_lose_nothing(folder: Path, name: str, encrypted: bool) -> None:
    if name in ALWAYS and not encrypted:
        pytest.skip("the same with encryption")
    assert _kill(folder, name, "sqlite", encrypted=encrypted, kills=0) >= 10


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("name", [kind.__name__ for kind in SCENARIOS])
def test_kills_at_every_step_lose_nothing_on_postgres(
    folder: Path, name: str, postgres_server: str
) -> None:
    assert _kill(folder, name, postgres_server, encrypted=True, kills=0) >= 10
