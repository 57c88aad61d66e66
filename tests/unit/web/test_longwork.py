"""Backup, restore and encryption that take a while say how far they are, also after a reload."""

import tarfile
from collections.abc import Generator, Iterator
from hashlib import sha256
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.browsing import COOKIE, browser
from tests.reviews import keep_coded

from hemiface.errors import RecordInvalidError
from hemiface.model.actor import Role
from hemiface.model.messages import Message
from hemiface.operations import safekeeping
from hemiface.operations.safekeeping import encrypt
from hemiface.operations.session import Session, open_session
from hemiface.operations.stream import Advance
from hemiface.records import pace
from hemiface.records.audit_check import AuditReport
from hemiface.records.store import StoreLocation
from hemiface.web import longwork
from hemiface.web.state import App
from hemiface.web.templating import get_words

WAIT_S = 20.0


class Gate:
    """Work that stands still until it is let go on."""

    def __init__(self) -> None:
        self.open, self.left = Event(), Event()
        self.error: Exception | None = None
        self.says = "writing"

    def work(self, session: Session, given: str | Path) -> Generator[Any, None, None]:
        try:
            yield Advance(self.says, 3, 8, "files")
            assert self.open.wait(WAIT_S)
            if self.error is not None:
                raise self.error
            if isinstance(given, Path):
                yield from safekeeping.back_up(session, given)
            else:
                yield from encrypt(session, given)
        finally:
            self.left.set()


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    made = Gate()
    monkeypatch.setattr(longwork, "PATIENCE_S", 0.2)
    monkeypatch.setattr(longwork, "STOPPED_S", 0.0)
    monkeypatch.setattr(safekeeping, "restore_backup", made.work)
    yield made
    made.open.set()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Session]:
    with open_session(location=StoreLocation.in_folder(tmp_path / "empty")) as opened:
        yield opened


def wait(app: FastAPI, address: str) -> None:
    held: App = app.state.held
    (found,) = [one for one, _ in held.errands._known.values() if address.endswith(one.key)]
    assert found.wait(WAIT_S)


def begin(owner: TestClient, tmp_path: Path) -> str:
    answer = owner.post("/settings/backup/restore", data={"source": str(tmp_path / "b.tar")})
    assert answer.status_code == 303
    return answer.headers["location"]


def test_it_says_how_far_it_is_after_a_reload_and_what_came_of_it(
    app: FastAPI, owner: TestClient, gate: Gate, tmp_path: Path
) -> None:
    address = begin(owner, tmp_path)
    for _ in range(2):
        page = owner.get(address).text
        assert '<progress max="8" value="3"' in page
        assert "3 of 8 files" in page
    assert owner.get("/settings/backup").headers["location"] == address
    assert browser(app, Role.OWNER, account=True).get(address).status_code == 404
    gate.open.set()
    wait(app, address)
    done = owner.get(address).text
    assert "Brought back from" in done
    assert "hx-trigger" not in done
    assert owner.get("/settings/backup").status_code == 200


def test_it_can_be_stopped_and_nothing_is_left(
    app: FastAPI, owner: TestClient, gate: Gate, tmp_path: Path
) -> None:
    address = begin(owner, tmp_path)
    assert owner.post(f"{address}/stop").headers["location"] == address
    gate.open.set()
    wait(app, address)
    assert gate.left.is_set()
    assert "It was stopped" in owner.get(address).text


def test_other_work_waits_for_it(owner: TestClient, gate: Gate, tmp_path: Path) -> None:
    address = begin(owner, tmp_path)
    again = owner.post("/settings/backup", data={"target": str(tmp_path / "c.tar")})
    assert again.headers["location"] == address
    assert not (tmp_path / "c.tar").exists()
    assert not gate.left.is_set()


def test_why_it_failed_is_said(app: FastAPI, owner: TestClient, gate: Gate, tmp_path: Path) -> None:
    address = begin(owner, tmp_path)
    gate.error = RecordInvalidError("link")
    gate.open.set()
    wait(app, address)
    assert owner.get(address).status_code == 422


def test_encryption_shows_its_passphrase_from_the_first_and_is_not_stopped(
    app: FastAPI, owner: TestClient, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(safekeeping, "encrypt", gate.work)
    address = owner.post("/settings/encryption").headers["location"]
    page = owner.get(address).text
    made = page.partition('passphrase"><code>')[2].partition("<")[0]
    assert len(made) > 20
    assert f'action="{address}/stop"' not in page
    owner.post(f"{address}/stop")
    gate.open.set()
    wait(app, address)
    assert made in owner.get(address).text
    assert "are encrypted" in owner.get("/settings/encryption").text


def test_an_interrupted_encryption_goes_on(
    app: FastAPI, owner: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    del app
    secret = "four words that fit"
    from hemiface.records import encryption

    def stop(*_: object) -> None:
        raise RecordInvalidError("link")

    with monkeypatch.context() as broken:
        broken.setattr(encryption, "_rewrite_files", stop)
        owner.post("/settings/encryption", data={"passphrase": secret, "repeated": secret})
    page = owner.get("/settings/encryption").text
    assert "/settings/encryption/resume" in page
    done = owner.post("/settings/encryption/resume", data={"passphrase": secret}).text
    assert "are encrypted" in done


def test_a_backup_lets_nobody_in(app: FastAPI, owner: TestClient, tmp_path: Path) -> None:
    clinician = browser(app, Role.CLINICIAN)
    held: App = app.state.held
    held.service.passkeys.make_codes(Role.CLINICIAN.value)
    target = tmp_path / "b.tar"
    owner.post("/people", data={"pseudonym": "P001"})
    assert "Written to" in owner.post("/settings/backup", data={"target": str(target)}).text
    with tarfile.open(target) as archive:
        members = [one for one in archive if one.isfile()]
        files = filter(None, map(archive.extractfile, members))
        content = b"".join(file.read() for file in files)
    assert b"P001" in content
    assert b"argon2" not in content
    assert not any("service" in one.name for one in members)
    for token in (clinician.cookies[COOKIE], owner.cookies[COOKIE]):
        assert sha256(token.encode()).hexdigest().encode() not in content


def test_a_long_check_of_the_audit_says_how_far_it_is(
    owner: TestClient, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check(session: Session, **_: object) -> Generator[Any, None, None]:
        return gate.work(session, "")

    monkeypatch.setattr(safekeeping, "verify_audit", check)
    address = owner.post("/settings/audit").headers["location"]
    assert "3 of 8 files" in owner.get(address).text
    assert owner.get("/settings/audit").headers["location"] == address
    owner.post(f"{address}/stop")
    gate.open.set()


def test_of_thousands_of_problems_the_page_shows_some_and_says_how_many(
    owner: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = Message("damage.link", {"number": 7})
    report = AuditReport(1, "0" * 64, 0, 0, (problem,) * 1234)
    monkeypatch.setattr(safekeeping, "verify_audit", lambda *_, **__: (one for one in [report]))
    page = owner.post("/settings/audit").text
    assert page.count('class="problem"') == 201
    assert "And 1034 more." in page


def told_by(stream: Generator[Any, None, None]) -> set[str]:
    """What some work says it is doing."""
    return {event.of for event in stream if isinstance(event, Advance)}


def test_everything_that_long_work_says_has_words(
    session: Session, empty: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "OFTEN", 1)
    keep_coded(session, tmp_path)
    backup = tmp_path / "backup.tar"
    told = told_by(safekeeping.back_up(session, backup))
    told |= told_by(safekeeping.check_backup(session, backup))
    told |= told_by(safekeeping.restore_backup(empty, backup))
    told |= told_by(safekeeping.verify_audit(session))
    told |= told_by(encrypt(session, "four words nobody guesses"))
    assert {"writing", "writing rows", "reading rows", "copying", "restoring rows"} <= told
    keys = {f"web.work.doing.{what.replace(' ', '_')}" for what in told}
    for code in ("en", "de"):
        assert {key for key in keys if not get_words(code).has(key)} == set()


def test_a_word_that_nobody_knows_stops_no_page(
    owner: TestClient, gate: Gate, tmp_path: Path
) -> None:
    gate.says = "doing something new"
    page = owner.get(begin(owner, tmp_path))
    assert page.status_code == 200
    assert "3 of 8 files" in page.text
