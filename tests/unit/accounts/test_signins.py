"""Who is signed in, and for how long, whatever the clock does."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from hemiface.accounts import tables
from hemiface.accounts.signins import IDLE_S, LONGEST_S, SignIns
from hemiface.records.engine import make_engine

DAY_S = 24 * 3600.0


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    made = make_engine(f"sqlite:///{tmp_path / 'service.db'}")
    tables.METADATA.create_all(made)
    yield made
    made.dispose()


@pytest.fixture
def sign_ins(engine: sa.Engine) -> SignIns:
    return SignIns(engine)


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Put the clock forward by so many seconds, or back."""
    real = time.time
    return lambda shift: monkeypatch.setattr(time, "time", lambda: real() + shift)


def test_the_secret_opens_and_is_not_kept(sign_ins: SignIns, engine: sa.Engine) -> None:
    token = sign_ins.begin("R9")
    found = sign_ins.find(token)
    assert found is not None
    assert found.account == "R9"
    assert sign_ins.find(token[:-1]) is None
    with engine.connect() as connection:
        (row,) = connection.execute(sa.select(tables.sign_in))
    assert token not in row
    sign_ins.end(found.key)
    assert sign_ins.find(token) is None


def test_a_sign_in_ends_when_nobody_uses_it(
    sign_ins: SignIns, set_clock: Callable[[float], None]
) -> None:
    token = sign_ins.begin("R9")
    set_clock(IDLE_S - 60)
    assert sign_ins.find(token)
    set_clock(2 * IDLE_S - 120)
    assert sign_ins.find(token)
    set_clock(3 * IDLE_S)
    assert sign_ins.find(token) is None


def test_no_sign_in_lasts_for_ever(sign_ins: SignIns, set_clock: Callable[[float], None]) -> None:
    token, at = sign_ins.begin("R9"), 0.0
    while at < LONGEST_S - IDLE_S:
        at += IDLE_S - 60
        set_clock(at)
        assert sign_ins.find(token), at
    set_clock(LONGEST_S + 60)
    assert sign_ins.find(token) is None


def test_a_sign_in_of_tomorrow_ends_in_its_time(
    sign_ins: SignIns, set_clock: Callable[[float], None]
) -> None:
    set_clock(400 * DAY_S)
    token, idle = sign_ins.begin("R9"), sign_ins.begin("R8")
    set_clock(0.0)
    assert sign_ins.find(token), "the clock went back, and nobody is thrown out"
    assert sign_ins.find(idle)
    set_clock(IDLE_S - 60)
    assert sign_ins.find(token)
    set_clock(IDLE_S + 60)
    assert sign_ins.find(idle) is None
    at = 0.0
    while at < LONGEST_S - IDLE_S:
        at += IDLE_S - 60
        set_clock(at)
        assert sign_ins.find(token), at
    set_clock(LONGEST_S + 60)
    assert sign_ins.find(token) is None


def test_signing_out_everywhere(sign_ins: SignIns) -> None:
    mine, other = [sign_ins.begin("R9"), sign_ins.begin("R9")], sign_ins.begin("R8")
    sign_ins.end_all("R9")
    assert [sign_ins.find(token) for token in mine] == [None, None]
    assert sign_ins.find(other)
