"""Whatever the API's own description lets anybody send, the answer is never a fault."""

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from tests.browsing import ORIGIN, PATIENT, browser, running_app
from tests.reviews import keep_coded

from hemiface.model.actor import Role
from hemiface.operations.event_ratings import ask_rating
from hemiface.operations.session import Session

Operation: TypeAlias = APIOperation[Any, Any, Any, Any]
REAL_SHARE = 0.7
"""How often an address names what is there; the others name what was made up."""
PATIENCE_S = 1800


@pytest.fixture
def known(session: Session, tmp_path: Path) -> dict[str, str]:
    """Names of what is there, by the part of an address."""
    watched = keep_coded(session, tmp_path)
    rating = ask_rating(session, watched.recording_id, Role.CLINICIAN.value)
    return {"recording": watched.recording_id, "rating": str(rating.id), "person": PATIENT}


@pytest.fixture
def app(known: dict[str, str]) -> Iterator[FastAPI]:
    del known
    with running_app() as made:
        yield made


def send_everything(app: FastAPI, known: dict[str, str], requests: int) -> Counter[int]:
    """Send what the description allows, evenly over its operations; how often each status came.

    Owner and clinician send by turns: one sees the recording, the other rates it.
    """
    clients = [browser(app, Role.OWNER), browser(app, Role.CLINICIAN)]
    described = clients[0].get("/api/openapi.json").json()
    schema = schemathesis.openapi.from_dict(described)
    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    assert len(operations) > 30
    each = -(-requests // len(operations))
    came: Counter[int] = Counter()
    for operation in operations:
        _send(operation, clients, known, each, came)
    return came


def _send(
    operation: Operation,
    clients: list[TestClient],
    known: dict[str, str],
    count: int,
    came: Counter[int],
) -> None:
    @seed(16)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), drawn=st.randoms())
    def send(case: Case[Operation], drawn: random.Random) -> None:
        if drawn.random() < REAL_SHARE:
            for name in known.keys() & case.path_parameters.keys():
                case.path_parameters[name] = known[name]
        asked = case.as_transport_kwargs(base_url=ORIGIN)
        asked = {name: asked[name] for name in asked if name not in ("cookies", "auth")}
        asked["headers"] = {**asked.get("headers", {}), "Origin": ORIGIN}
        answer = drawn.choice(clients).request(**asked)
        assert answer.status_code < 500, (asked["method"], asked["url"], answer.text)
        came[answer.status_code] += 1

    send()


def test_nothing_that_the_description_allows_is_a_fault(
    app: FastAPI, known: dict[str, str]
) -> None:
    came = send_everything(app, known, 300)
    assert came[200] > 30
    assert came[404] > 5


@pytest.mark.slow
@pytest.mark.timeout(PATIENCE_S)
def test_ten_thousand_requests_bring_no_fault(app: FastAPI, known: dict[str, str]) -> None:
    assert send_everything(app, known, 10_000).total() >= 10_000
