"""In and out of the app."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.browsing import COOKIE, PASSWORD, browser

from hemiface.accounts.register import Account
from hemiface.errors import AccountInvalidError
from hemiface.model.actor import Role
from hemiface.web.app import make_app
from hemiface.web.settings import ServerSettings
from hemiface.web.state import App


def held(app: FastAPI) -> App:
    found = app.state.held
    assert isinstance(found, App)
    return found


def test_the_link_lets_in_once(app: FastAPI, nobody: TestClient) -> None:
    secret = held(app).links.secret
    answer = nobody.get(f"/enter/{secret}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert nobody.get("/people").status_code == 200
    other = browser(app)
    assert other.get(f"/enter/{secret}").status_code == 403
    assert other.get("/people").headers["location"] == "/sign-in?next=/people"
    assert other.get(f"/enter/{held(app).links.secret}").status_code == 303


def test_signing_out_ends_the_sign_in_everywhere(app: FastAPI, owner: TestClient) -> None:
    copy = browser(app)
    copy.cookies.set(COOKIE, owner.cookies[COOKIE])
    assert copy.get("/people").status_code == 200
    assert owner.post("/sign-out").headers["location"] == "/sign-in"
    assert copy.get("/people").status_code == 303


def test_servers_at_two_ports_of_a_host_do_not_sign_each_other_out(
    app: FastAPI, tmp_path: Path
) -> None:
    """Browsers send a host's cookies to all of its ports."""
    other = make_app(ServerSettings(data=tmp_path / "other", port=9437, workers=0))
    with TestClient(other, base_url="http://127.0.0.1:9437", follow_redirects=False) as there:
        here = browser(app)
        here.cookies = there.cookies
        for client, of in ((here, app), (there, other)):
            assert client.get(f"/enter/{held(of).links.secret}").status_code == 303
        assert here.get("/welcome/try").status_code == 200
        assert there.get("/").headers["location"] == "/welcome"
        assert [client.get("/people").status_code for client in (here, there)] == [200, 200]
        there.post("/sign-out", headers={"Origin": "http://127.0.0.1:9437"})
        assert [client.get("/people").status_code for client in (here, there)] == [200, 303]


def test_a_password_lets_in_and_a_wrong_one_does_not(app: FastAPI, nobody: TestClient) -> None:
    held(app).service.accounts.add(Account("ruth", Role.CLINICIAN), PASSWORD)
    wrong = nobody.post("/sign-in", data={"name": "ruth", "password": "something else"})
    assert wrong.status_code == 401
    assert "wrong" in wrong.text
    right = nobody.post(
        "/sign-in", data={"name": "ruth", "password": PASSWORD, "next": "//evil.example"}
    )
    assert (right.status_code, right.headers["location"]) == (303, "/")
    assert nobody.get("/people").status_code == 200


def test_only_five_passwords_a_minute_are_tried(app: FastAPI, nobody: TestClient) -> None:
    held(app).service.accounts.add(Account("ruth", Role.CLINICIAN), PASSWORD)
    codes = [
        nobody.post("/sign-in", data={"name": "ruth", "password": "x"}).status_code
        for _ in range(6)
    ]
    assert codes == [401] * 5 + [429]
    good = nobody.post("/sign-in", data={"name": "ruth", "password": PASSWORD})
    assert good.status_code == 429


def test_a_removed_account_is_signed_out(app: FastAPI) -> None:
    clinician = browser(app, Role.CLINICIAN)
    browser(app, Role.OWNER, account=True)
    assert clinician.get("/people").status_code == 200
    held(app).service.accounts.remove(Role.CLINICIAN.value)
    assert clinician.get("/people").status_code == 303


def test_the_last_owner_stays(app: FastAPI) -> None:
    browser(app, Role.OWNER, account=True)
    browser(app, Role.CLINICIAN)
    with pytest.raises(AccountInvalidError, match="last owner"):
        held(app).service.accounts.remove(Role.OWNER.value)


@pytest.mark.parametrize(
    ("account", "password"),
    [
        (Account("a b", Role.OWNER), PASSWORD),
        (Account("ruth", Role.OWNER), "short"),
        (Account("ruth", Role.PATIENT), PASSWORD),
        (Account("ruth", Role.OWNER, "P001"), PASSWORD),
    ],
)
def test_what_is_no_account_is_refused(app: FastAPI, account: Account, password: str) -> None:
    with pytest.raises(AccountInvalidError):
        held(app).service.accounts.add(account, password)
    assert held(app).service.accounts.list() == []
