"""What no page of the app sends is refused, and every answer is hardened."""

import anyio
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import Message
from tests.browsing import ORIGIN, browser

from hemiface.model.actor import Role
from hemiface.web import people
from hemiface.web.access import iter_routes
from hemiface.web.guards import HEADERS

FOREIGN = "http://evil.example"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:8000", ""])
def test_the_app_answers_under_its_own_names_only(owner: TestClient, host: str) -> None:
    answer = owner.get("/people", headers={"host": host})
    assert answer.status_code == 403
    assert owner.get("/people", headers={"host": "localhost:8437"}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": FOREIGN},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:8000"},
        {"origin": ORIGIN, "sec-fetch-site": "cross-site"},
        {"origin": ORIGIN, "sec-fetch-site": "same-site"},
        {},
    ],
)
def test_no_other_page_can_post(app: FastAPI, headers: dict[str, str]) -> None:
    client = browser(app, Role.OWNER)
    del client.headers["origin"]
    for method, path, _ in iter_routes(app):
        if method not in ("GET", "HEAD"):
            answer = client.request(method, path, headers=headers)
            assert answer.status_code == 403, (method, path)
    assert client.get("/people").status_code == 200, "a foreign page signed the owner out"


def test_other_pages_may_link_here_but_not_read(owner: TestClient) -> None:
    foreign = {"sec-fetch-site": "cross-site"}
    assert (
        owner.get("/people", headers={**foreign, "sec-fetch-mode": "navigate"}).status_code == 200
    )
    assert owner.get("/people", headers={**foreign, "sec-fetch-mode": "no-cors"}).status_code == 403


@pytest.mark.parametrize(
    "path", ["/people", "/sign-in", "/nowhere", "/static/app.css", "/palette.css"]
)
def test_every_answer_is_hardened(owner: TestClient, path: str) -> None:
    answer = owner.get(path)
    assert HEADERS.items() <= dict(answer.headers).items()
    assert "unsafe" not in answer.headers["content-security-policy"]


def test_a_body_longer_than_any_form_is_refused(owner: TestClient) -> None:
    answer = owner.post("/language", data={"code": "x" * 2**21})
    assert answer.status_code == 413
    assert "more than 1 MB was sent" in answer.text


def test_an_error_page_shows_who_is_signed_in(owner: TestClient) -> None:
    shown = 'href="/settings"'
    assert shown in owner.get("/people").text
    assert shown in owner.get("/nowhere").text
    assert shown in owner.post("/language", data={"code": "x" * 2**21}).text
    owner.cookies.clear()
    assert shown not in owner.get("/nowhere").text


def test_a_fault_shows_no_content(
    owner: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("Mrs. Example")

    monkeypatch.setattr(people, "show", broken)
    answer = owner.get("/people")
    assert answer.status_code == 500
    assert "Mrs. Example" not in answer.text + caplog.text


def test_whoever_leaves_halfway_is_no_fault(
    app: FastAPI, owner: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    cookie = "; ".join(f"{name}={value}" for name, value in owner.cookies.items())
    headers = {"host": owner.base_url.netloc.decode(), "origin": ORIGIN, "cookie": cookie}
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/framing",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    sent: list[Message] = []

    async def leave() -> Message:
        return {"type": "http.disconnect"}

    async def keep(message: Message) -> None:
        sent.append(message)

    anyio.run(app, scope, leave, keep)
    assert not sent
    assert not caplog.records


def test_only_the_apps_own_files_are_kept_by_the_browser(owner: TestClient) -> None:
    assert owner.get("/people").headers["cache-control"] == "no-store"
    kept = owner.get("/static/app.css")
    assert kept.headers["cache-control"] == "no-cache"
    again = owner.get("/static/app.css", headers={"if-none-match": kept.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
