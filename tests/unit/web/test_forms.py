"""What a form says that was sent past the browser: without what it asks for, or with too much."""

import re

import pytest
from fastapi import FastAPI
from fastapi.params import Form
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from tests.unit.web.test_german import english_in

from hemiface.web.access import iter_routes

LIBRARY = re.compile(r"Field required|String should|Input should|(body|query)\.")
"""What the library that reads forms says of them, in English."""
ACTS = ("/settings/encryption",)
"""Forms that do something where nothing is filled in."""
LONG = "x" * 5000


def list_forms(app: FastAPI) -> list[tuple[str, list[str]]]:
    """Address of every form of a page that asks for text, with the names of its fields."""
    forms = []
    for method, path, route in iter_routes(app):
        if method != "POST" or path in ACTS or not isinstance(route, APIRoute):
            continue
        asked = [one for one in route.dependant.body_params if isinstance(one.field_info, Form)]
        if asked:
            place = re.sub(r"{(\w+)}", lambda part: "P7" if part[1] == "person" else "0", path)
            forms.append((place, [one.name for one in asked]))
    return forms


@pytest.fixture
def german(owner: TestClient) -> TestClient:
    owner.post("/people", data={"pseudonym": "P7"})
    owner.headers["accept-language"] = "de"
    return owner


@pytest.mark.parametrize("text", ["", LONG], ids=["empty", "long"])
def test_no_form_says_what_is_wrong_in_the_words_of_a_library(
    app: FastAPI, german: TestClient, text: str
) -> None:
    forms = list_forms(app)
    assert len(forms) > 30
    for place, names in forms:
        answer = german.post(place, data=dict.fromkeys(names, text))
        assert answer.status_code < 500, place
        assert not LIBRARY.search(answer.text), place
        assert english_in(answer.text.replace(LONG, "")) == [], place


@pytest.mark.parametrize(
    ("place", "field", "said"),
    [
        ("/people", "pseudonym", "the pseudonym cannot be used"),
        ("/people/P7/erase", "typed", "not the pseudonym"),
        ("/people/P7/conditions", "kind", "Something is missing"),
        ("/settings/accounts", "role", "Something is missing: Role"),
        ("/settings/backup", "target", "whole path"),
    ],
)
def test_what_is_missing_is_named(german: TestClient, place: str, field: str, said: str) -> None:
    german.headers["accept-language"] = "en"
    answer = german.post(place, data={field: ""})
    assert answer.status_code == 422
    assert said.lower() in answer.text.lower()


def test_a_field_that_is_too_long_is_named_with_its_limit(german: TestClient) -> None:
    answer = german.post("/people/P7/visits", data={"note": LONG})
    assert answer.status_code == 422
    assert "Notiz: höchstens 200 Zeichen" in answer.text
