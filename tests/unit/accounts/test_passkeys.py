"""Passkeys take the answer of their own device to their own question, once."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.authenticator import PRESENT, Authenticator, flip

from hemiface.accounts import tables
from hemiface.accounts.passkeys import CHALLENGE_S, MOST_PASSKEYS, N_CODES, Passkeys
from hemiface.accounts.register import Account, Register
from hemiface.accounts.relying_party import RelyingParty
from hemiface.errors import PasskeyRefusedError
from hemiface.model.actor import Role
from hemiface.records.engine import make_engine

HERE = RelyingParty("clinic.example", "https://clinic.example:8437")
KEY, OTHER_KEY = "a" * 64, "b" * 64


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    made = make_engine(f"sqlite:///{tmp_path / 'service.db'}")
    tables.METADATA.create_all(made)
    yield made
    made.dispose()


@pytest.fixture
def passkeys(engine: sa.Engine) -> Passkeys:
    return Passkeys(engine)


@pytest.fixture
def device() -> Authenticator:
    return Authenticator(HERE.host, HERE.origin)


def add(passkeys: Passkeys, account: str, device: Authenticator, name: str = "phone") -> None:
    """Add a passkey as a browser does."""
    reply = device.make(passkeys.invite(account, KEY, HERE))
    passkeys.add(account, KEY, HERE, name=name, reply=reply)


def refused(case: str) -> "pytest.RaisesExc[PasskeyRefusedError]":
    return pytest.raises(PasskeyRefusedError, check=lambda error: error.case == case)


def test_a_passkey_is_added_and_answers(passkeys: Passkeys, device: Authenticator) -> None:
    add(passkeys, "ruth", device)
    assert [(one.name, one.used_at) for one in passkeys.list("ruth")] == [("phone", None)]
    passkeys.answer("ruth", KEY, HERE, device.answer(passkeys.ask("ruth", KEY, HERE)))
    assert passkeys.list("ruth")[0].used_at is not None
    assert passkeys.list("anna") == []
    assert passkeys.count() == {"ruth": 1}


def test_it_is_asked_for_its_user_and_for_its_own_keys(
    passkeys: Passkeys, device: Authenticator
) -> None:
    add(passkeys, "ruth", device)
    add(passkeys, "anna", Authenticator(HERE.host, HERE.origin))
    asked = json.loads(passkeys.ask("ruth", KEY, HERE))
    assert [one["id"] for one in asked["allowCredentials"]] == [passkeys.list("ruth")[0].id]
    assert asked["userVerification"] == "required"
    assert asked["rpId"] == HERE.host
    invited = json.loads(passkeys.invite("ruth", KEY, HERE))
    assert invited["authenticatorSelection"]["userVerification"] == "required"
    assert [one["id"] for one in invited["excludeCredentials"]] == [passkeys.list("ruth")[0].id]


def test_an_answer_is_good_once(passkeys: Passkeys, device: Authenticator) -> None:
    add(passkeys, "ruth", device)
    reply = device.answer(passkeys.ask("ruth", KEY, HERE))
    passkeys.answer("ruth", KEY, HERE, reply)
    with refused("challenge"):
        passkeys.answer("ruth", KEY, HERE, reply)
    passkeys.ask("ruth", KEY, HERE)
    with refused("reply"):
        passkeys.answer("ruth", KEY, HERE, reply)


def test_a_wrong_answer_uses_the_question_up(passkeys: Passkeys, device: Authenticator) -> None:
    add(passkeys, "ruth", device)
    reply = device.answer(passkeys.ask("ruth", KEY, HERE))
    with refused("reply"):
        passkeys.answer("ruth", KEY, HERE, flip(reply, "signature"))
    with refused("challenge"):
        passkeys.answer("ruth", KEY, HERE, reply)


def test_a_question_is_of_one_sign_in_and_one_purpose(
    passkeys: Passkeys, device: Authenticator
) -> None:
    add(passkeys, "ruth", device)
    reply = device.answer(passkeys.ask("ruth", KEY, HERE))
    with refused("challenge"):
        passkeys.answer("ruth", OTHER_KEY, HERE, reply)
    invited = passkeys.invite("ruth", KEY, HERE)
    with refused("challenge"):
        passkeys.answer("ruth", KEY, HERE, device.answer(invited))
    asked = passkeys.ask("ruth", KEY, HERE)
    with refused("challenge"):
        passkeys.add("ruth", KEY, HERE, name="x", reply=device.make(asked))
    asked = passkeys.ask("ruth", KEY, HERE)
    with refused("challenge"):
        passkeys.answer("anna", KEY, HERE, device.answer(asked))


@pytest.mark.parametrize("shift", [CHALLENGE_S + 1, -60.0])
def test_a_question_waits_five_minutes_whatever_the_clock_does(
    passkeys: Passkeys, device: Authenticator, monkeypatch: pytest.MonkeyPatch, shift: float
) -> None:
    add(passkeys, "ruth", device)
    reply = device.answer(passkeys.ask("ruth", KEY, HERE))
    later = time.time() + shift
    monkeypatch.setattr(time, "time", lambda: later)
    with refused("challenge"):
        passkeys.answer("ruth", KEY, HERE, reply)


def test_a_passkey_of_somebody_else_is_refused(passkeys: Passkeys, device: Authenticator) -> None:
    others = Authenticator(HERE.host, HERE.origin)
    add(passkeys, "ruth", device)
    add(passkeys, "anna", others)
    with refused("foreign"):
        passkeys.answer("ruth", KEY, HERE, others.answer(passkeys.ask("ruth", KEY, HERE)))
    others.id = device.id
    with refused("reply"):
        passkeys.answer("ruth", KEY, HERE, others.answer(passkeys.ask("ruth", KEY, HERE)))
    with refused("known"):
        add(passkeys, "anna", device)


@pytest.mark.parametrize(
    "change",
    [
        {"origin": "https://clinic.example"},
        {"origin": "https://clinic.example.evil.test:8437"},
        {"host": "evil.test"},
        {"flags": PRESENT},
        {"flags": 0},
    ],
    ids=["other port", "other origin", "other host", "not verified", "nobody there"],
)
def test_what_was_not_said_to_this_app_by_its_user_is_refused(
    passkeys: Passkeys, device: Authenticator, change: dict[str, object]
) -> None:
    add(passkeys, "ruth", device)
    for name, value in change.items():
        setattr(device, name, value)
    with refused("reply"):
        passkeys.answer("ruth", KEY, HERE, device.answer(passkeys.ask("ruth", KEY, HERE)))
    device.id = b"another passkey"
    with refused("reply"):
        add(passkeys, "ruth", device)
    assert len(passkeys.list("ruth")) == 1


def test_a_counter_that_goes_back_is_a_copy(passkeys: Passkeys, device: Authenticator) -> None:
    device.count = 7
    add(passkeys, "ruth", device)
    passkeys.answer("ruth", KEY, HERE, device.answer(passkeys.ask("ruth", KEY, HERE)))
    for before in (7, 3, 0):  # the next answer counts one more, or nothing at all
        device.count = before
        with refused("counter"):
            passkeys.answer("ruth", KEY, HERE, device.answer(passkeys.ask("ruth", KEY, HERE)))
    device.count = 8
    passkeys.answer("ruth", KEY, HERE, device.answer(passkeys.ask("ruth", KEY, HERE)))


def test_a_device_that_does_not_count_answers_again_and_again(
    passkeys: Passkeys, device: Authenticator
) -> None:
    device.count = 0
    add(passkeys, "ruth", device)
    for _ in range(2):
        passkeys.answer("ruth", KEY, HERE, device.answer(passkeys.ask("ruth", KEY, HERE)))


@pytest.mark.parametrize("part", ["clientDataJSON", "authenticatorData", "signature"])
def test_a_changed_answer_is_refused(passkeys: Passkeys, device: Authenticator, part: str) -> None:
    add(passkeys, "ruth", device)
    reply = device.answer(passkeys.ask("ruth", KEY, HERE))
    with refused("reply"):
        passkeys.answer("ruth", KEY, HERE, flip(reply, part))


NESTED = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ("id", "rawId", "type", "response", "clientDataJSON", "attestationObject")
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=8,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=NESTED.map(json.dumps) | st.text(max_size=40))
def test_whatever_is_said_is_refused_and_no_fault(passkeys: Passkeys, said: str) -> None:
    if not passkeys.list("ruth"):
        add(passkeys, "ruth", Authenticator(HERE.host, HERE.origin))
    for reply in (said, said.replace('"id": ""', f'"id": "{passkeys.list("ruth")[0].id}"')):
        passkeys.invite("ruth", KEY, HERE)
        with refused("reply"):
            passkeys.add("ruth", KEY, HERE, name="x", reply=reply)
        passkeys.ask("ruth", KEY, HERE)
        with pytest.raises(PasskeyRefusedError):
            passkeys.answer("ruth", KEY, HERE, reply)


@pytest.mark.parametrize("name", ["", "x" * 65, "two\nlines"])
def test_a_passkey_has_a_name(passkeys: Passkeys, device: Authenticator, name: str) -> None:
    with refused("name"):
        add(passkeys, "ruth", device, name)


def test_an_account_has_so_many_and_no_more(passkeys: Passkeys) -> None:
    for _ in range(MOST_PASSKEYS):
        add(passkeys, "ruth", Authenticator(HERE.host, HERE.origin))
    with refused("most"):
        passkeys.invite("ruth", KEY, HERE)


def test_a_recovery_code_works_once_for_its_account(passkeys: Passkeys, engine: sa.Engine) -> None:
    codes = passkeys.make_codes("ruth")
    assert len(set(codes)) == N_CODES == passkeys.count_codes("ruth")
    with refused("code"):
        passkeys.use_code("anna", codes[0])
    passkeys.use_code("ruth", f" {codes[0].upper().replace('-', ' ')} ")
    with refused("code"):
        passkeys.use_code("ruth", codes[0])
    with refused("code"):
        passkeys.use_code("ruth", "")
    assert passkeys.count_codes("ruth") == N_CODES - 1
    with engine.connect() as connection:
        kept = connection.execute(sa.select(tables.recovery_code)).all()
    assert not any(code in str(row) for code in codes for row in kept)
    passkeys.make_codes("ruth")
    with refused("code"):
        passkeys.use_code("ruth", codes[1])


def test_the_codes_go_with_the_last_passkey(passkeys: Passkeys, device: Authenticator) -> None:
    second = Authenticator(HERE.host, HERE.origin)
    add(passkeys, "ruth", device)
    add(passkeys, "ruth", second)
    passkeys.make_codes("ruth")
    first, other = (one.id for one in passkeys.list("ruth"))
    with refused("foreign"):
        passkeys.remove("anna", first)
    passkeys.remove("ruth", first)
    assert passkeys.count_codes("ruth") == N_CODES
    passkeys.remove("ruth", other)
    assert passkeys.count_codes("ruth") == 0
    assert passkeys.remove_all("ruth") == 0


def test_nothing_is_left_of_a_removed_account(
    passkeys: Passkeys, device: Authenticator, engine: sa.Engine
) -> None:
    register = Register(engine)
    register.add(Account("ruth", Role.PATIENT, "P001"), "correct horse battery")
    add(passkeys, "ruth", device)
    passkeys.make_codes("ruth")
    passkeys.ask("ruth", KEY, HERE)
    register.remove_patient("P001")
    with engine.connect() as connection:
        for table in (*tables.OF_AN_ACCOUNT, tables.account):
            assert connection.execute(sa.select(table)).all() == []
