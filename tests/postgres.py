"""A PostgreSQL server of the tests' own, where its programs are installed."""

import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from tests.needs import need

START_SECONDS = 300

ROOMS = (Path("/dev/shm"), Path("/tmp"))
"""Where its files may lie: in memory where there is some."""

HASTE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
"""Nothing of it must outlive the machine."""


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


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
    """Address of a server of the tests' own on a socket of its own, ``{}`` for the database."""
    programs = need(_programs(), "PostgreSQL is not installed (apt-get install postgresql)")
    as_user = _unprivileged()
    folder = next(filter(Path.is_dir, ROOMS)) / f"hemiface-test-{uuid4().hex}"
    folder.mkdir(mode=0o700)
    if as_user:
        os.chown(folder, as_user["user"], as_user["group"])
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "cwd": folder, **as_user}
    initdb = [str(programs / "initdb"), "-D", "data", "-U", "tests", "-A", "trust", "-E", "UTF8"]
    subprocess.run([*initdb, "--no-sync", "--locale=C"], check=True, **quiet)
    options = [word for setting in ("listen_addresses=", *HASTE) for word in ("-c", setting)]
    server = subprocess.Popen(
        [str(programs / "postgres"), "-D", "data", "-k", str(folder), *options],
        stderr=subprocess.DEVNULL,
        **quiet,
    )
    try:
        url = f"postgresql://tests@/{{}}?host={folder}"
        _wait_for(url.format("postgres"))
        yield url
    finally:
        server.send_signal(signal.SIGINT)  # do not wait for connections
        server.wait()
        shutil.rmtree(folder)


def make_database(server: str) -> str:
    """Address of an empty database of that server."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(server.format("postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    return server.format(name)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def queue_address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of a queue of the test's own, on each database that may hold one."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'queue.db'}"
    return make_database(request.getfixturevalue("postgres_server"))
