"""Every route answers every role, and nobody, as it declares."""

import re

import pytest
from fastapi import APIRouter, FastAPI
from tests.browsing import browser

from hemiface.model.actor import Permission, Role
from hemiface.web.access import Rule, check_routes, iter_routes, rule_of

WHO = (None, *Role)


@pytest.mark.parametrize("role", WHO, ids=lambda role: role or "nobody")
def test_every_route_answers_as_it_declares(app: FastAPI, role: Role | None) -> None:
    client = browser(app, role)
    for method, path, route in iter_routes(app):
        rule = rule_of(route.endpoint)
        assert rule is not None
        expected = rule.answers(role)
        if rule.permission is None or (expected == "own" and not rule.of):
            continue  # the operation behind it says what is the patient's own
        answer = client.request(method, fill(path, rule.of))
        to_sign_in = "/sign-in" in answer.headers.get("location", "")
        refused = answer.status_code in (401, 403) or to_sign_in
        assert refused is (expected != "yes"), (method, path, answer.status_code)


def fill(path: str, pseudonym: str) -> str:
    """Address with ids that nobody has."""
    return re.sub(r"{(\w+)}", lambda part: "P999" if part[1] == pseudonym else "0" * 32, path)


def test_a_route_without_a_rule_is_found_and_not_served(app: FastAPI) -> None:
    router = APIRouter()

    @router.get("/forgotten")
    def forgotten() -> str:
        return "secret"

    app.include_router(router)
    with pytest.raises(TypeError, match="/forgotten does not say"):
        check_routes(app)
    answer = browser(app, Role.OWNER).get("/forgotten")
    assert answer.status_code == 403
    assert "secret" not in answer.text


def test_rules_follow_the_roles() -> None:
    manage = Rule(Permission.MANAGE)
    assert [manage.answers(role) for role in WHO] == ["no", "yes", "no", "no", "no"]
    read = Rule(Permission.READ)
    assert [read.answers(role) for role in WHO] == ["no", "yes", "yes", "yes", "own"]
    assert [Rule(None).answers(role) for role in WHO] == ["yes"] * 5


def test_an_unknown_cookie_is_nobody(app: FastAPI) -> None:
    client = browser(app)
    client.cookies.set("hemiface", "x" * 43)
    assert client.get("/").status_code == 303
