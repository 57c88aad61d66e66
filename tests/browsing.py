"""Browsers of the app in tests: who is signed in, and from where they ask."""

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.fakes import ToldAnalyzer

from hemiface.accounts.register import Account
from hemiface.model.actor import Role
from hemiface.operations.session import Session
from hemiface.web.app import make_app
from hemiface.web.settings import ServerSettings
from hemiface.web.state import App

ORIGIN = "http://127.0.0.1:8437"
PASSWORD = "correct horse battery"
PATIENT = "P001"
"""Pseudonym of the patient who has an account."""
COOKIE = ServerSettings().cookie()
"""What keeps a sign-in, at the usual port."""


@contextmanager
def running_app(settings: ServerSettings | None = None) -> Iterator[FastAPI]:
    """The app over the test's own records; its videos say what happens."""
    app = make_app(settings or ServerSettings(workers=0), template=Session(analyzer=ToldAnalyzer()))
    with TestClient(app, base_url=ORIGIN):
        yield app


def browser(app: FastAPI, role: Role | None = None, *, account: bool = False) -> TestClient:
    """A browser of the app's own pages.

    Parameters
    ----------
    role
        Who is signed in; nobody by default.
    account
        Whether the owner is signed in by an account and not by the link.
    """
    client = TestClient(app, base_url=ORIGIN, headers={"Origin": ORIGIN}, follow_redirects=False)
    held: App = app.state.held
    if role is Role.OWNER and not account:
        client.cookies.set(COOKIE, held.service.sign_ins.begin())
    elif role is not None:
        pseudonym = PATIENT if role is Role.PATIENT else ""
        if held.service.accounts.find(role.value) is None:
            held.service.accounts.add(Account(role.value, role, pseudonym), PASSWORD)
        client.cookies.set(COOKIE, held.service.sign_ins.begin(role.value))
    return client
