"""Pool, shards and queue under kills: nothing lost, nothing twice, and a ledger that is true."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.postgres import make_database

ROOT = Path(__file__).parents[2]


def harass(folder: Path, way: str, n_files: int, kills: int, address: str = "") -> None:
    words = [str(folder / "batch"), way, str(n_files), str(kills), "7", address]
    done = subprocess.run(
        [sys.executable, "-m", "tests.batch_kills", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=1100,
    )
    found = json.loads(done.stdout)
    assert found["files"] == n_files == found["done"] + found["failed"]
    assert found["failed"] > 0
    for wrong in ("lost", "wrongly_failed", "wrongly_done", "twice", "untrue"):
        assert found[wrong] == [], found
    assert found["missing"] == 0


@pytest.mark.parametrize(
    "way", ["pool", *(pytest.param(way, marks=pytest.mark.slow) for way in ("shards", "queue"))]
)
def test_a_short_batch_under_kills(tmp_path: Path, way: str) -> None:
    address = f"sqlite:///{tmp_path / 'queue.db'}"
    harass(tmp_path, way, 24, 2, address)


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("way", ["pool", "shards"])
def test_five_hundred_under_kills(tmp_path: Path, way: str) -> None:
    harass(tmp_path, way, 500, 20)


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.timeout(1200)
def test_five_hundred_in_postgresql_under_kills(tmp_path: Path, postgres_server: str) -> None:
    harass(tmp_path, "queue", 500, 20, make_database(postgres_server))


@pytest.mark.slow
@pytest.mark.postgres
def test_three_workers_on_postgresql_one_of_them_killed(
    tmp_path: Path, postgres_server: str
) -> None:
    harass(tmp_path, "queue", 24, 2, make_database(postgres_server))
