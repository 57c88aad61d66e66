"""A phone is let in once, within five minutes, for one person."""

import time
from base64 import b64encode
from hashlib import sha256
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.browsing import browser, running_app

from hemiface.jobs import uploads
from hemiface.model.actor import Role
from hemiface.operations import accounts
from hemiface.operations.session import open_session
from hemiface.web.phone import PHONE, draw_code
from hemiface.web.settings import ServerSettings
from hemiface.web.state import App

CONTENT = b"a face"
DIGEST = sha256(CONTENT).digest()
ANNOUNCED = {
    "name": "IMG_0001.MOV",
    "size_bytes": len(CONTENT),
    "fingerprint": sha256(DIGEST).hexdigest(),
}
PART = {
    "content-range": f"bytes 0-{len(CONTENT) - 1}/{len(CONTENT)}",
    "content-digest": f"sha-256=:{b64encode(DIGEST).decode()}:",
}


@pytest.fixture(autouse=True)
def room_on_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "KEPT_FREE_BYTES", 0)


def invite(app: FastAPI, who: str = "", pseudonym: str = "") -> tuple[str, str]:
    """Key and secret of an invitation."""
    held: App = app.state.held
    found, secret = held.service.invitations.invite(who, pseudonym)
    return found.key, secret


def let_in(app: FastAPI, secret: str) -> TestClient:
    """A phone that scanned the code and began."""
    phone = browser(app)
    assert phone.post(f"/p/{secret}").headers["location"] == "/send"
    return phone


def send(phone: TestClient, **other: object) -> dict[str, Any]:
    """Send a video whole."""
    announced = {**ANNOUNCED, **other}
    upload = phone.post("/api/phone/uploads", json=announced).json()["upload"]
    part = phone.put(f"/api/phone/uploads/{upload}", content=CONTENT, headers=PART)
    assert part.json()["received_bytes"] == len(CONTENT)
    job: dict[str, Any] = phone.post(f"/api/phone/uploads/{upload}/job", json=announced).json()
    return job


def test_a_code_lets_one_phone_in_once(app: FastAPI) -> None:
    _, secret = invite(app)
    for _ in range(2):
        assert browser(app).get(f"/p/{secret}").status_code == 200, "looking used it up"
    phone = let_in(app, secret)
    assert phone.get("/send").status_code == 200
    assert browser(app).post(f"/p/{secret}").status_code == 403
    assert browser(app).get(f"/p/{secret}").status_code == 403
    assert browser(app).get("/send").status_code == 403


def test_a_code_is_good_for_five_minutes_and_a_phone_for_two_hours(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)  # however long the machine takes
    _, late = invite(app)
    _, used = invite(app)
    phone = let_in(app, used)
    monkeypatch.setattr(time, "time", lambda: now + 299)
    assert browser(app).get(f"/p/{late}").status_code == 200
    monkeypatch.setattr(time, "time", lambda: now + 301)
    assert browser(app).post(f"/p/{late}").status_code == 403
    assert phone.get("/send").status_code == 200
    monkeypatch.setattr(time, "time", lambda: now + 7201)
    assert phone.get("/send").status_code == 403


def test_what_a_phone_sends_is_of_the_person_of_the_code_and_of_nobody_else(
    app: FastAPI, owner: TestClient
) -> None:
    owner.post("/people", data={"pseudonym": "P001"})
    key, secret = invite(app, pseudonym="P001")
    phone = let_in(app, secret)
    job = send(phone, pseudonym="P002")
    held: App = app.state.held
    assert held.service.queue.get(job["id"]).request["pseudonym"] == "P001"
    assert job["address"] == "/send/done"
    assert "The video is there" in phone.get("/send/done").text
    assert job["id"] in owner.get(f"/phone/{key}/state").text
    for path in ("/people", "/api/jobs", f"/jobs/{job['id']}", "/settings", "/people/P001"):
        assert phone.get(path).status_code in (303, 401, 403), path


def test_a_lost_connection_loses_nothing(app: FastAPI) -> None:
    phone = let_in(app, invite(app)[1])
    first = phone.post("/api/phone/uploads", json=ANNOUNCED).json()
    phone.put(f"/api/phone/uploads/{first['upload']}", content=CONTENT, headers=PART)
    again = phone.post("/api/phone/uploads", json=ANNOUNCED).json()
    assert (again["upload"], again["received_bytes"]) == (first["upload"], len(CONTENT))


def test_without_a_code_nothing_is_taken(app: FastAPI) -> None:
    stranger = browser(app)
    for token in ("", "x" * 43):
        if token:
            stranger.cookies.set(ServerSettings().cookie(PHONE), token)
        assert stranger.post("/api/phone/uploads", json=ANNOUNCED).status_code == 403
        put = stranger.put("/api/phone/uploads/0", content=CONTENT, headers=PART)
        assert put.status_code == 403
        assert stranger.post("/api/phone/uploads/0/job", json=ANNOUNCED).status_code == 403
        assert stranger.get("/send/done").status_code == 403


def test_an_account_that_is_taken_away_takes_its_phones_along(app: FastAPI) -> None:
    browser(app, Role.OWNER, account=True)
    browser(app, Role.CLINICIAN)
    phone = let_in(app, invite(app, who=Role.CLINICIAN.value)[1])
    assert phone.get("/send").status_code == 200
    held: App = app.state.held
    with open_session() as session:
        accounts.remove_account(session, held.service, Role.CLINICIAN.value)
    assert phone.get("/send").status_code == 403


def test_on_this_machine_alone_the_page_says_how_to_let_phones_in(owner: TestClient) -> None:
    page = owner.get("/phone").text
    assert "start it for your own network" in page
    assert "<code>" not in page
    with running_app(ServerSettings(workers=0, lan_command="open the door")) as told:
        page = browser(told, Role.OWNER).get("/phone").text
    assert "<code>open the door</code>" in page
    assert owner.post("/phone", data={"meant_for": "P404"}).status_code == 404


def test_a_code_is_drawn_without_any_style() -> None:
    drawn = draw_code("https://192.168.1.20:8437/p/" + "x" * 32)
    assert drawn.startswith("<svg")
    assert "style" not in drawn
