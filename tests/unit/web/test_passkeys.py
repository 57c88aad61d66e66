"""A passkey after the password: added on the account's page, asked for at the door."""

import html
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.authenticator import Authenticator
from tests.browsing import COOKIE, PASSWORD, browser, running_app

from hemiface.accounts.register import Account
from hemiface.model.actor import Actor, Role
from hemiface.operations.safekeeping import list_audit
from hemiface.operations.session import open_session
from hemiface.web.passkeys import known_party
from hemiface.web.second_factor import DOORSTEP
from hemiface.web.settings import ServerSettings
from hemiface.web.state import App

NAME = "clinic.example"
HERE = f"https://{NAME}"
DOORSTEP_COOKIE = ServerSettings().cookie(DOORSTEP)


@pytest.fixture
def app(own_records: None) -> Iterator[FastAPI]:
    """The app behind a proxy, with accounts of an owner and a clinician."""
    del own_records
    with running_app(ServerSettings(name=NAME, behind_proxy=True, workers=0)) as made:
        accounts = held(made).service.accounts
        accounts.add(Account("boss", Role.OWNER), PASSWORD)
        accounts.add(Account("ruth", Role.CLINICIAN), PASSWORD)
        yield made


@pytest.fixture
def device() -> Authenticator:
    return Authenticator(NAME, HERE)


def held(app: FastAPI) -> App:
    found = app.state.held
    assert isinstance(found, App)
    return found


def client(app: FastAPI, account: str = "") -> TestClient:
    made = TestClient(app, base_url=HERE, headers={"Origin": HERE}, follow_redirects=False)
    if account:
        made.cookies.set(COOKIE, held(app).service.sign_ins.begin(account), domain=NAME)
    return made


def options_of(page: str) -> str:
    """What the page asks of the browser."""
    return html.unescape(page.partition('data-options="')[2].partition('"')[0])


def add_passkey(one: TestClient, device: Authenticator, name: str = "Ruths Telefon") -> str:
    """Add a passkey as the page does; the page that follows."""
    page = one.post("/settings/passkeys", data={"name": name, "password": PASSWORD})
    reply = device.make(options_of(page.text))
    return one.post("/settings/passkeys/reply", data={"name": name, "reply": reply}).text


def codes_of(page: str) -> list[str]:
    """Recovery codes that a page shows."""
    return [part.partition("</code>")[0] for part in page.split("<li><code>")[1:]]


def to_the_door(app: FastAPI, path: str = "/people") -> TestClient:
    """A browser that knew the password."""
    one = client(app)
    answer = one.post("/sign-in", data={"name": "ruth", "password": PASSWORD, "next": path})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in/step?")
    return one


def actions(app: FastAPI) -> list[str]:
    """What the audit has, the newest first."""
    del app
    with open_session(Actor()) as session:
        return [line.action for line in list_audit(session)]


def test_without_a_passkey_the_password_lets_in(app: FastAPI) -> None:
    one = client(app)
    assert (
        one.post("/sign-in", data={"name": "ruth", "password": PASSWORD}).headers["location"] == "/"
    )


def test_with_a_passkey_the_password_alone_does_not(app: FastAPI, device: Authenticator) -> None:
    codes = codes_of(add_passkey(client(app, "ruth"), device))
    assert len(codes) == 10
    one = to_the_door(app)
    assert COOKIE not in one.cookies
    assert one.get("/people").status_code == 303
    assert [kept.secure for kept in one.cookies.jar if kept.name == DOORSTEP_COOKIE] == [True]
    page = one.get("/sign-in/step?next=/people")
    answer = one.post(
        "/sign-in/step", data={"reply": device.answer(options_of(page.text)), "next": "/people"}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/people")
    assert one.get("/people").status_code == 200
    assert DOORSTEP_COOKIE not in one.cookies


def test_the_doorstep_opens_nothing_and_lets_in_once(app: FastAPI, device: Authenticator) -> None:
    codes = codes_of(add_passkey(client(app, "ruth"), device))
    one, other = to_the_door(app), client(app)
    token = one.cookies[DOORSTEP_COOKIE]
    other.cookies.set(COOKIE, token, domain=NAME)
    assert other.get("/people").status_code == 303
    assert one.post("/sign-in/step/code", data={"code": codes[0]}).headers["location"] == "/"
    other.cookies.set(DOORSTEP_COOKIE, token, domain=NAME)
    again = other.post("/sign-in/step/code", data={"code": codes[1]})
    assert again.headers["location"] == "/sign-in"
    assert other.get("/people").status_code == 303


def test_nobody_at_the_door_is_sent_to_the_password(app: FastAPI) -> None:
    nobody = client(app)
    assert nobody.get("/sign-in/step").headers["location"].startswith("/sign-in?")
    for path, sent in (("", {"reply": "{}"}), ("/code", {"code": "x"})):
        assert nobody.post(f"/sign-in/step{path}", data=sent).headers["location"] == "/sign-in"


def test_a_recovery_code_lets_in_once_and_is_written_down(
    app: FastAPI, device: Authenticator
) -> None:
    codes = codes_of(add_passkey(client(app, "ruth"), device))
    one = to_the_door(app)
    wrong = one.post("/sign-in/step/code", data={"code": "nothing of the kind"})
    assert wrong.status_code == 403
    assert "no recovery code" in wrong.text
    assert one.post("/sign-in/step/code", data={"code": codes[3]}).headers["location"] == "/"
    assert actions(app)[0] == "use recovery code of ruth"
    assert to_the_door(app).post("/sign-in/step/code", data={"code": codes[3]}).status_code == 403


def test_only_five_answers_a_minute_are_tried(app: FastAPI, device: Authenticator) -> None:
    codes = codes_of(add_passkey(client(app, "ruth"), device))
    one = to_the_door(app)
    tried = [
        one.post(f"/sign-in/step{path}", data={"code": "x", "reply": "{}"}).status_code
        for path in ("/code", "", "/code", "", "/code", "/code")
    ]
    assert tried == [403] * 5 + [429]
    assert one.post("/sign-in/step/code", data={"code": codes[0]}).status_code == 429


def test_an_answer_of_another_accounts_passkey_is_refused(
    app: FastAPI, device: Authenticator
) -> None:
    add_passkey(client(app, "ruth"), device)
    others = Authenticator(NAME, HERE)
    add_passkey(client(app, "boss"), others)
    one = to_the_door(app)
    page = one.get("/sign-in/step").text
    answer = one.post("/sign-in/step", data={"reply": others.answer(options_of(page))})
    assert answer.status_code == 403
    assert "no passkey of the account" in answer.text
    assert COOKIE not in one.cookies


def test_an_answer_to_the_question_of_another_browser_is_refused(
    app: FastAPI, device: Authenticator
) -> None:
    add_passkey(client(app, "ruth"), device)
    thief, victim = to_the_door(app), to_the_door(app)
    thief.get("/sign-in/step")
    reply = device.answer(options_of(victim.get("/sign-in/step").text))
    assert thief.post("/sign-in/step", data={"reply": reply}).status_code == 403
    assert COOKIE not in thief.cookies


def test_a_copied_passkey_is_refused_and_written_down(app: FastAPI, device: Authenticator) -> None:
    device.count = 5
    add_passkey(client(app, "ruth"), device)
    device.count = 2
    one = to_the_door(app)
    reply = device.answer(options_of(one.get("/sign-in/step").text))
    assert "copied" in one.post("/sign-in/step", data={"reply": reply}).text
    assert actions(app)[0] == "refuse copy of a passkey of ruth"


def test_adding_and_removing_need_the_password_and_are_written_down(
    app: FastAPI, device: Authenticator
) -> None:
    ruth = client(app, "ruth")
    wrong = ruth.post("/settings/passkeys", data={"name": "x", "password": "not this one"})
    assert wrong.status_code == 422
    assert not options_of(wrong.text)
    add_passkey(ruth, device)
    page = ruth.get("/settings/passkeys").text
    assert "Ruths Telefon" in page
    known = page.partition('name="passkey" value="')[2].partition('"')[0]
    sent = {"passkey": known, "password": "not this one"}
    assert ruth.post("/settings/passkeys/remove", data=sent).status_code == 422
    assert "Ruths Telefon" in ruth.get("/settings/passkeys").text
    ruth.post("/settings/passkeys/remove", data={**sent, "password": PASSWORD})
    assert "Ruths Telefon" not in ruth.get("/settings/passkeys").text
    assert actions(app)[:2] == ["remove passkey of ruth", "add passkey of ruth"]
    assert client(app).post("/sign-in", data={"name": "ruth", "password": PASSWORD}).is_redirect


def test_somebody_elses_passkey_is_not_removed(app: FastAPI, device: Authenticator) -> None:
    add_passkey(client(app, "ruth"), device)
    known = held(app).service.passkeys.list("ruth")[0].id
    sent = {"passkey": known, "password": PASSWORD}
    answer = client(app, "boss").post("/settings/passkeys/remove", data=sent)
    assert answer.status_code == 403
    assert len(held(app).service.passkeys.list("ruth")) == 1


def test_the_first_passkey_ends_sign_ins_that_began_without_it(
    app: FastAPI, device: Authenticator
) -> None:
    here, elsewhere = client(app, "ruth"), client(app, "ruth")
    add_passkey(here, device)
    assert here.get("/people").status_code == 200
    assert elsewhere.get("/people").status_code == 303


def test_new_codes_stand_in_for_the_old_ones(app: FastAPI, device: Authenticator) -> None:
    ruth = client(app, "ruth")
    none_yet = ruth.post("/settings/passkeys/codes", data={"password": PASSWORD})
    assert none_yet.status_code == 403
    old = codes_of(add_passkey(ruth, device))
    new = codes_of(ruth.post("/settings/passkeys/codes", data={"password": PASSWORD}).text)
    assert len(new) == 10
    assert not set(old) & set(new)
    page = ruth.get("/settings/passkeys").text
    assert codes_of(page) == []
    assert "10 codes are left" in page


def test_an_owner_takes_passkeys_and_nobody_else_does(app: FastAPI, device: Authenticator) -> None:
    ruth = client(app, "ruth")
    add_passkey(ruth, device)
    take = ("/settings/accounts/passkeys", {"name": "ruth"})
    assert ruth.post(take[0], data=take[1]).status_code == 403
    boss = client(app, "boss")
    assert "one passkey" in boss.get("/settings/accounts").text
    assert boss.post(take[0], data=take[1]).status_code == 303
    assert actions(app)[0] == "take passkeys of ruth"
    assert ruth.get("/people").status_code == 303
    signed = client(app).post("/sign-in", data={"name": "ruth", "password": PASSWORD})
    assert signed.headers["location"] == "/"
    assert boss.post(take[0], data=take[1]).status_code == 403
    assert boss.post(take[0], data={"name": "nobody"}).status_code == 404


def test_a_changed_password_turns_away_who_stands_at_the_door(
    app: FastAPI, device: Authenticator
) -> None:
    ruth = client(app, "ruth")
    codes = codes_of(add_passkey(ruth, device))
    one = to_the_door(app)
    ruth.post("/settings/password", data={"old": PASSWORD, "new": "another good password"})
    assert actions(app)[0] == "change password of ruth"
    answer = one.post("/sign-in/step/code", data={"code": codes[0]})
    assert answer.headers["location"] == "/sign-in"


def test_on_this_machine_the_link_needs_no_passkey_and_offers_none(own_records: None) -> None:
    del own_records
    with running_app() as local:
        owner = browser(local, Role.OWNER)
        assert "/settings/passkeys" not in owner.get("/settings").text
        answer = owner.post("/settings/passkeys", data={"name": "x", "password": PASSWORD})
        assert answer.status_code == 403
        ruth = browser(local, Role.CLINICIAN)
        assert "one-time link" in ruth.get("/settings/passkeys").text
        assert ruth.post(
            "/settings/passkeys", data={"name": "x", "password": PASSWORD}
        ).status_code == (403)


def test_a_name_and_tls_are_needed() -> None:
    assert known_party(ServerSettings()) is None
    assert known_party(ServerSettings(name="192.0.2.7", behind_proxy=True)) is None
    party = known_party(ServerSettings(name=NAME, behind_proxy=True))
    assert party is not None
    assert (party.host, party.origin) == (NAME, HERE)
