"""What a phone needs to trust the app is public, and nothing else of it is."""

from collections.abc import Iterator
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.fakes import ToldAnalyzer

from hemiface.accounts.authority import make_authority, read_certificate, read_fingerprint
from hemiface.operations.session import Session
from hemiface.web.app import make_app
from hemiface.web.server import announce
from hemiface.web.settings import ServerSettings

ADDRESS = "https://192.168.1.20:8437"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_authority(tmp_path / "trust", "desk.local", IPv4Address("192.168.1.20")).folder


@pytest.fixture
def phone(own_records: None, folder: Path) -> Iterator[TestClient]:
    """A phone in the own network that nobody signed in."""
    del own_records
    settings = ServerSettings(
        host="192.168.1.20",
        name="desk.local",
        certificate=folder / "server.pem",
        key=folder / "server.key",
        authority=folder,
        workers=0,
    )
    app = make_app(settings, template=Session(analyzer=ToldAnalyzer()))
    with TestClient(app, base_url=ADDRESS, headers={"Origin": ADDRESS}) as client:
        client.follow_redirects = False
        yield client


def test_a_phone_gets_certificate_and_profile_without_signing_in(
    phone: TestClient, folder: Path
) -> None:
    page = phone.get("/trust").text
    assert read_fingerprint(folder) in page
    assert f"{ADDRESS}/trust" in page
    assert phone.get("/trust/hemiface.crt").content == read_certificate(folder)
    profile = phone.get("/trust/hemiface.mobileconfig")
    assert profile.headers["content-type"].startswith("application/x-apple-aspen-config")
    assert "attachment" in profile.headers["content-disposition"]
    assert phone.get("/trust/worker.js").headers["content-type"].startswith("text/javascript")


def test_the_address_that_every_network_knows_is_said_first(
    phone: TestClient, folder: Path
) -> None:
    app = phone.app
    assert isinstance(app, FastAPI)
    said: list[str] = []
    settings = app.state.held.settings
    link = announce(settings, Session(analyzer=ToldAnalyzer()), "secret", say=said.append)
    assert link == ADDRESS
    assert said[0] == f"hemiface is at  {ADDRESS}"
    assert "https://desk.local:8437" in said[1]
    assert read_fingerprint(folder) in said[-1]


def test_it_is_said_in_the_language_of_the_session(phone: TestClient, folder: Path) -> None:
    app = phone.app
    assert isinstance(app, FastAPI)
    said: list[str] = []
    session = Session(analyzer=ToldAnalyzer(), language="de")
    announce(app.state.held.settings, session, "secret", say=said.append)
    assert said[0] == f"hemiface ist unter  {ADDRESS}"
    assert said[-1] == f"Fingerabdruck seines Zertifikats:  {read_fingerprint(folder)}"


def test_trust_opens_nothing_else(phone: TestClient) -> None:
    for path in ("/", "/people", "/record", "/phone", "/settings", "/trust/server.key"):
        answer = phone.get(path)
        assert answer.status_code in (303, 401, 404), path
    assert phone.get("/trust", headers={"host": "evil.example"}).status_code == 403


def test_whoever_sits_at_the_machine_needs_an_account_too(phone: TestClient) -> None:
    app = phone.app
    assert isinstance(app, FastAPI)
    held = app.state.held
    assert phone.get(f"/enter/{held.links.secret}").status_code == 403
    phone.cookies.set(held.settings.cookie(), held.service.sign_ins.begin())
    assert phone.get("/people").status_code == 303


def test_on_this_machine_alone_there_is_nothing_to_trust(nobody: TestClient) -> None:
    for path in ("/trust", "/trust/hemiface.crt", "/trust/hemiface.mobileconfig"):
        assert nobody.get(path).status_code == 404
