"""The app over the test's own records."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.browsing import browser, running_app

from hemiface.model.actor import Role
from hemiface.web import intake, longwork


@pytest.fixture(autouse=True)
def patient_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for work that a page begins, on a slow machine too: the page shows what came of it."""
    for page in (intake, longwork):
        monkeypatch.setattr(page, "PATIENCE_S", 60.0)


@pytest.fixture
def app(own_records: None) -> Iterator[FastAPI]:
    del own_records
    with running_app() as made:
        yield made


@pytest.fixture
def owner(app: FastAPI) -> TestClient:
    return browser(app, Role.OWNER)


@pytest.fixture
def nobody(app: FastAPI) -> TestClient:
    return browser(app)
