"""Stores for tests: SQLite always, PostgreSQL where its programs are installed."""

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from hemiface.records.store import Store, StoreLocation

START_SECONDS = 30


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _unprivileged() -> dict[str, Any]:
    """PostgreSQL refuses to run as root; then its own user runs it."""
    if os.getuid() != 0:
        return {}
    entry = pwd.getpwnam("postgres")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Address of a server of the tests' own on a free port."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    as_user = _unprivileged()
    folder = Path(f"/tmp/hemiface-test-{uuid4().hex}")
    folder.mkdir(mode=0o700)
    if as_user:
        os.chown(folder, as_user["user"], as_user["group"])
    port = _free_port()
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "cwd": folder, **as_user}
    initdb = [str(programs / "initdb"), "-D", "data", "-U", "tests", "-A", "trust", "-E", "UTF8"]
    subprocess.run([*initdb, "--no-sync", "--locale=C"], check=True, **quiet)
    options = ["-p", str(port), "-k", str(folder), "-c", "listen_addresses=127.0.0.1"]
    server = subprocess.Popen(
        [str(programs / "postgres"), "-D", "data", *options, "-c", "fsync=off"],
        stderr=subprocess.DEVNULL,
        **quiet,
    )
    try:
        url = f"postgresql://tests@127.0.0.1:{port}"
        _wait_for(f"{url}/postgres")
        yield url
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder)


@pytest.fixture(
    params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)],
)
def location(request: pytest.FixtureRequest, tmp_path: Path) -> StoreLocation:
    """A place of its own for each test, on each database."""
    local = StoreLocation.in_folder(tmp_path / "data")
    if request.param == "sqlite":
        return local
    server = request.getfixturevalue("postgres_server")
    name = f"test_{uuid4().hex}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    return StoreLocation(f"{server}/{name}", local.files_url)


@pytest.fixture
def store(location: StoreLocation) -> Iterator[Store]:
    """An empty store."""
    opened = Store(location, who="tester")
    yield opened
    opened.close()


@pytest.fixture
def folder_store(tmp_path: Path) -> Iterator[Store]:
    """An empty store on SQLite, for what has nothing to do with the database."""
    opened = Store(StoreLocation.in_folder(tmp_path / "data"), who="tester")
    yield opened
    opened.close()
