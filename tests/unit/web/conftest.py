"""The app over the test's own records."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.browsing import browser, running_app

from hemiface.model.actor import Role
from hemiface.web import intake, longwork


@pytest.fixture
def app(own_records: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[FastAPI]:
    del own_records
    for page in (intake, longwork):  # a slow machine is waited for
        monkeypatch.setattr(page, "PATIENCE_S", 60.0)
    with running_app() as made:
        yield made


@pytest.fixture
def owner(app: FastAPI) -> TestClient:
    return browser(app, Role.OWNER)


@pytest.fixture
def nobody(app: FastAPI) -> TestClient:
    return browser(app)
