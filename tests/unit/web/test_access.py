"""Every route answers every role, and nobody, as it declares."""

import json
import re
from urllib.parse import quote

import pytest
from fastapi import APIRouter, FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.browsing import COOKIE, PATIENT, browser

from hemiface.model.actor import Permission, Role
from hemiface.operations.history import tell_history
from hemiface.operations.patients import show_person
from hemiface.operations.session import open_session
from hemiface.web.access import AccessRule, check_routes, iter_routes, rule_of

WHO = (None, *Role)
FIELDS = ("name", "size_bytes", "fingerprint", "mirrored", "person", "pseudonym")


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


def test_no_id_of_another_person_opens_anything_on_any_route(app: FastAPI) -> None:
    owner = browser(app, Role.OWNER)
    for pseudonym in (PATIENT, "P002"):
        owner.post("/people", data={"pseudonym": pseudonym})
    owner.post("/people/P002/visits", data={"note": "her sister came along"})
    with open_session() as session:
        entries = [line.entry for line in tell_history(session, "P002")]
        person = show_person(session, "P002")
    ids = ["P002", str(person.id), *(str(entry.id) for entry in entries)]
    patient = browser(app, Role.PATIENT)
    for method, path, route in iter_routes(app):
        if "{" not in path or route.path.startswith(("/guide", "/api/guide", "/enter")):
            continue
        for one in ids:
            answer = patient.request(method, re.sub(r"{\w+}", one, path), data={"typed": one})
            assert answer.status_code in (403, 404, 422), (method, path, one)
            assert "sister" not in answer.text
    assert owner.get("/people/P002").status_code == 200


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=8), inner, max_size=4)
        ),
        max_leaves=6,
    ),
    name=st.text(min_size=1, max_size=20),
)
def test_nothing_that_is_sent_is_a_fault(app: FastAPI, body: object, name: str) -> None:
    client = browser(app, Role.OWNER)
    for method, path, _ in iter_routes(app):
        if path.startswith("/api/"):
            address = re.sub(r"{\w+}", quote(name, safe=""), path)
            sent = json.dumps(body).encode()
            headers = {b"content-type": b"application/json", b"content-range": name.encode()}
            answer = client.request(
                method, address, content=sent, headers=headers, params={"q": name, "before": name}
            )
            assert answer.status_code < 500, (method, address)


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
    manage = AccessRule(Permission.MANAGE)
    assert [manage.answers(role) for role in WHO] == ["no", "yes", "no", "no", "no"]
    read = AccessRule(Permission.READ)
    assert [read.answers(role) for role in WHO] == ["no", "yes", "yes", "yes", "own"]
    assert [AccessRule(None).answers(role) for role in WHO] == ["yes"] * 5


def test_an_unknown_cookie_is_nobody(app: FastAPI) -> None:
    client = browser(app)
    client.cookies.set(COOKIE, "x" * 43)
    assert client.get("/people").status_code == 303
