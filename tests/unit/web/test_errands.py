"""Long work that a page begins: how far it is, what came of it, and that it can be stopped."""

import time
from collections.abc import Generator, Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.browsing import browser

from hemiface.errors import JobError, RecordInvalidError
from hemiface.model.actor import Role
from hemiface.operations.intake import ImportedFile
from hemiface.operations.stream import Advance, run_in_thread
from hemiface.web import intake
from hemiface.web.errands import Errand, Errands
from hemiface.web.state import App

WAIT_S = 20.0


@pytest.fixture
def errands() -> Iterator[Errands]:
    made = Errands()
    yield made
    made.close()


def work(go_on: Event, left: Event) -> Generator[Any, None, None]:
    """Three files, the second and third only when told."""
    try:
        for number in (1, 2, 3):
            yield ImportedFile(f"{number}.mp4", "P1", "added")
            yield Advance("files", number, 3, "files")
            if number == 1:
                assert go_on.wait(WAIT_S)
    finally:
        left.set()


def test_it_says_how_far_it_is_and_what_came_of_it(errands: Errands) -> None:
    go_on, left = Event(), Event()
    errand = errands.begin("me", "/there", work(go_on, left), folder="videos")
    assert not errand.wait(0.2)
    assert errand.at == Advance("files", 1, 3, "files")
    assert errands.find("me", errand.key) is errand
    assert errands.find("you", errand.key) is None
    go_on.set()
    assert errand.wait(WAIT_S)
    assert [one.name for one in errand.given] == ["1.mp4", "2.mp4", "3.mp4"]
    assert (errand.begun, errand.error, errand.was_stopped) == ({"folder": "videos"}, None, False)


def test_what_is_stopped_is_left_and_keeps_what_was_done(errands: Errands) -> None:
    go_on, left = Event(), Event()
    errand = errands.begin("me", "/there", work(go_on, left))
    errand.stop()
    go_on.set()
    assert errand.wait(WAIT_S)
    assert left.is_set()
    assert len(errand.given) < 3
    assert errand.was_stopped


def test_work_that_says_nothing_is_stopped_too(errands: Errands) -> None:
    """Copying a recording of gigabytes into a backup tells nothing until it is done."""
    begun, left = Event(), Event()

    def copy(tell: object) -> str:
        del tell
        begun.set()
        try:
            while True:
                time.sleep(0.01)
        finally:
            left.set()

    errand = errands.begin("me", "/there", run_in_thread(copy))
    assert begun.wait(WAIT_S)
    errand.stop()
    assert errand.wait(WAIT_S)
    assert left.is_set()
    assert (errand.given, errand.error, errand.was_stopped) == ([], None, True)


@pytest.mark.parametrize("error", [RecordInvalidError("link"), ZeroDivisionError("Mrs. Example")])
def test_why_it_ended_early_is_said_and_no_content(errands: Errands, error: Exception) -> None:
    def fail() -> Generator[Any, None, None]:
        yield Advance("files", 1, 3, "files")
        raise error

    errand = errands.begin("me", "/there", fail())
    assert errand.wait(WAIT_S)
    assert isinstance(errand.error, RecordInvalidError | JobError)
    assert "Example" not in errand.error.message


def test_a_long_import_shows_how_far_it_is_and_can_be_stopped(
    app: FastAPI, owner: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, left = Event(), Event()
    monkeypatch.setattr(intake, "PATIENCE_S", 0.2)
    monkeypatch.setattr(intake, "import_folder", lambda *_, **__: work(go_on, left))
    address = owner.post("/import", data={"folder": "/videos", "take": "true"}).headers["location"]
    page = owner.get(address).text
    assert "1 of 3 videos" in page
    assert '<progress max="3" value="1"' in page
    assert f'hx-get="{address}"' in page
    other = browser(app, Role.OWNER, account=True)
    assert other.get(address).status_code == 404
    go_on.set()
    assert find_errand(app, address).wait(WAIT_S)
    done = owner.get(address).text
    assert "Taken in: 3" in done
    assert "hx-get=" + '"' + address not in done


def test_a_stopped_import_says_what_was_taken_in(
    app: FastAPI, owner: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, left = Event(), Event()
    monkeypatch.setattr(intake, "PATIENCE_S", 0.2)
    monkeypatch.setattr(intake, "STOPPED_S", 0.0)
    monkeypatch.setattr(intake, "import_folder", lambda *_, **__: work(go_on, left))
    address = owner.post("/import", data={"folder": "/videos", "take": "true"}).headers["location"]
    assert owner.post(f"{address}/stop").headers["location"] == address
    go_on.set()
    assert find_errand(app, address).wait(WAIT_S)
    stopped = owner.get(address).text
    assert "It was stopped." in stopped
    assert "Taken in: 2" in stopped


def test_an_import_is_not_left_for_other_work_and_found_again(
    app: FastAPI, owner: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, left = Event(), Event()
    monkeypatch.setattr(intake, "PATIENCE_S", 0.2)
    monkeypatch.setattr(intake, "import_folder", lambda *_, **__: work(go_on, left))
    begun = {"folder": "/videos", "take": "true"}
    address = owner.post("/import", data=begun).headers["location"]
    target = str(tmp_path / "backup.tar")
    for again in (
        owner.get("/import"),
        owner.post("/import", data=begun),
        owner.post("/settings/backup", data={"target": target}),
    ):
        assert again.headers["location"] == address
    assert "Look first" not in owner.get(address).text
    go_on.set()
    assert find_errand(app, address).wait(WAIT_S)
    assert "Taken in: 3" in owner.get(address).text


def test_who_only_looks_may_do_something_else(
    owner: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, left = Event(), Event()
    monkeypatch.setattr(intake, "PATIENCE_S", 0.2)
    monkeypatch.setattr(intake, "import_folder", lambda *_, **__: work(go_on, left))
    first = owner.post("/import", data={"folder": "/videos"}).headers["location"]
    go_on.set()
    assert owner.get("/import").status_code == 200
    owner.post("/import", data={"folder": "/others"})
    assert left.wait(WAIT_S)
    assert owner.get(first).status_code == 404


def find_errand(app: FastAPI, address: str) -> Errand:
    """The work that a page asks about, whoever began it."""
    held: App = app.state.held
    known = [errand for errand, _ in held.errands._known.values()]
    (found,) = [one for one in known if one.key == address.rpartition("/")[2]]
    return found


def test_why_a_file_was_refused_is_said_in_the_language_of_the_page(
    owner: TestClient, tmp_path: Path
) -> None:
    (tmp_path / "holiday.mp4").write_bytes(b"pictures")
    (tmp_path / "P1_2026-02-31.mp4").write_bytes(b"pictures")
    page = owner.post(
        "/import", data={"folder": str(tmp_path)}, headers={"Accept-Language": "de"}
    ).text
    assert "Der Name nennt nicht Person und Tag. Nennen Sie die Datei" in page
    assert "Den Tag im Namen gibt es nicht" in page
    assert "name does not" not in page


def test_signing_out_stops_what_was_begun(
    app: FastAPI, owner: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, left = Event(), Event()
    monkeypatch.setattr(intake, "PATIENCE_S", 0.2)
    monkeypatch.setattr(intake, "import_folder", lambda *_, **__: work(go_on, left))
    owner.post("/import", data={"folder": "/videos", "take": "true"})
    go_on.set()
    owner.post("/sign-out")
    assert left.wait(WAIT_S)
    held: App = app.state.held
    assert held.errands._known == {}
