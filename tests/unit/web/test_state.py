"""What the app holds in memory, and for how long."""

from types import SimpleNamespace

import pytest
from fastapi import FastAPI

from hemiface.web import state
from hemiface.web.state import UNLOCKED_S, App


def test_a_passphrase_that_rests_is_forgotten_and_its_records_closed(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: App = app.state.held
    now = [1000.0]
    monkeypatch.setattr(state, "time", SimpleNamespace(monotonic=lambda: now[0]))
    for key in ("used", "resting"):
        held.unlock(key, "the passphrase")
        held.records_of(key, "owner")
    resting = held.records_of("resting", "owner")
    now[0] += UNLOCKED_S - 1
    held.records_of("used", "owner")
    held.forget_idle()
    assert held.records_of("resting", "owner") is resting

    now[0] += UNLOCKED_S + 1
    held.records_of("used", "owner")
    held.forget_idle()
    assert "the passphrase" in held._passphrases.values()
    assert set(held._passphrases) == {"used"}
    assert held.records_of("resting", "owner") is not resting
