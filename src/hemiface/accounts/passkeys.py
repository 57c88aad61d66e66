"""Passkeys of accounts: a second step at sign-in, and codes for whoever has lost the device."""

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import sqlalchemy as sa

from hemiface.accounts import tables
from hemiface.accounts.relying_party import RelyingParty
from hemiface.errors import PasskeyRefusedError

CHALLENGE_S = 300.0
"""How long a challenge waits for its answer, in seconds."""
LONGEST_NAME = 64
MOST_PASSKEYS = 10
N_CODES = 10
CODE_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""None looks like another; sixteen of them are 79 random bits."""


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey of an account.

    Parameters
    ----------
    id
        Names it, and is no secret.
    name
        What its owner calls it.
    created_at, used_at
        When it was added and last answered, in seconds since 1970; None where it never did.
    """

    id: str
    name: str
    created_at: float
    used_at: float | None


class Passkeys:
    """The passkeys of one installation, with their challenges and recovery codes.

    Parameters
    ----------
    engine
        The database they are in.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def list(self, account: str) -> Sequence[Passkey]:
        """The passkeys of an account, the first one first."""
        query = sa.select(_KEY).where(_KEY.c.account == account).order_by(_KEY.c.created_at)
        with self._engine.connect() as connection:
            rows = connection.execute(query).mappings().all()
        return [Passkey(*(row[name] for name in Passkey.__dataclass_fields__)) for row in rows]

    def count(self) -> dict[str, int]:
        """How many there are, by account; accounts without any are left out."""
        n = sa.func.count().label("n")
        query = sa.select(_KEY.c.account, n).group_by(_KEY.c.account)
        with self._engine.connect() as connection:
            return {row.account: int(row.n) for row in connection.execute(query)}

    def invite(self, account: str, key: str, party: RelyingParty) -> str:
        """What a browser is asked to make a passkey for an account, as JSON.

        Parameters
        ----------
        account
            Whose it will be.
        key
            Of the sign-in that asks; the reply of no other is taken.
        party
            The app as passkeys know it.

        Raises
        ------
        PasskeyRefusedError
            If the account has as many as it may have.
        """
        # Here and not above: it comes with the extra `web`, and erasing does without.
        from hemiface.accounts import ceremonies

        known = [one.id for one in self.list(account)]
        if len(known) >= MOST_PASSKEYS:
            raise PasskeyRefusedError("most", most=MOST_PASSKEYS)
        challenge = self._challenge(account, key, "register")
        return ceremonies.write_invitation(party, account, challenge, known)

    def add(self, account: str, key: str, party: RelyingParty, *, name: str, reply: str) -> None:
        """Take in the passkey that a browser had made.

        Raises
        ------
        PasskeyRefusedError
            If it has no name, was not asked for, is known, or does not hold.
        """
        from hemiface.accounts import ceremonies

        challenge = self._take(account, key, "register")
        if not (0 < len(name) <= LONGEST_NAME and name.isprintable()):
            raise PasskeyRefusedError("name", most=LONGEST_NAME)
        made = ceremonies.read_registration(party, challenge, reply)
        row = {
            "id": made.id,
            "account": account,
            "name": name,
            "public_key": made.public_key,
            "sign_count": made.sign_count,
            "created_at": time.time(),
        }
        try:
            with self._engine.begin() as connection:
                connection.execute(sa.insert(_KEY).values(row))
        except sa.exc.IntegrityError as error:
            raise PasskeyRefusedError("known") from error

    def ask(self, account: str, key: str, party: RelyingParty) -> str:
        """What a browser is asked, so that a passkey of the account answers, as JSON."""
        from hemiface.accounts import ceremonies

        challenge = self._challenge(account, key, "answer")
        known = [one.id for one in self.list(account)]
        return ceremonies.write_question(party, challenge, known)

    def answer(self, account: str, key: str, party: RelyingParty, reply: str) -> None:
        """Hold an answer against the question, once.

        Raises
        ------
        PasskeyRefusedError
            If nothing was asked, the passkey is none of this account, its answer does not hold,
            or its counter went back, as that of a copy does.
        """
        from hemiface.accounts import ceremonies

        challenge = self._take(account, key, "answer")
        own = sa.and_(_KEY.c.account == account, _KEY.c.id == ceremonies.who_answers(reply))
        with self._engine.connect() as connection:
            known = connection.execute(sa.select(_KEY).where(own)).mappings().first()
        if known is None:
            raise PasskeyRefusedError("foreign")
        count = ceremonies.read_answer(party, challenge, reply, known["public_key"])
        before = known["sign_count"]
        if (count or before) and count <= before:
            raise PasskeyRefusedError("counter")
        change = sa.update(_KEY).where(own, _KEY.c.sign_count == before)
        with self._engine.begin() as connection:
            done = connection.execute(change.values(sign_count=count, used_at=time.time()))
        if done.rowcount != 1:  # another answer came in between
            raise PasskeyRefusedError("counter")

    def remove(self, account: str, passkey: str) -> None:
        """Take a passkey away, and with the last one the recovery codes.

        Raises
        ------
        PasskeyRefusedError
            If the account has none of that id.
        """
        own = sa.and_(_KEY.c.account == account, _KEY.c.id == passkey)
        left = sa.select(sa.func.count()).where(_KEY.c.account == account)
        with self._engine.begin() as connection:
            if connection.execute(sa.delete(_KEY).where(own)).rowcount != 1:
                raise PasskeyRefusedError("foreign")
            if not connection.execute(left).scalar_one():
                connection.execute(sa.delete(_CODE).where(_CODE.c.account == account))

    def remove_all(self, account: str) -> int:
        """Take all passkeys and codes of an account away; how many passkeys there were."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(_CODE).where(_CODE.c.account == account))
            return connection.execute(sa.delete(_KEY).where(_KEY.c.account == account)).rowcount

    def make_codes(self, account: str) -> Sequence[str]:
        """Make recovery codes in the place of those of before; only their hashes are kept."""
        codes = [_make_code() for _ in range(N_CODES)]
        rows = [{"code_hash": _hash(account, code), "account": account} for code in codes]
        with self._engine.begin() as connection:
            connection.execute(sa.delete(_CODE).where(_CODE.c.account == account))
            connection.execute(sa.insert(_CODE), rows)
        return codes

    def count_codes(self, account: str) -> int:
        """How many recovery codes are left."""
        query = sa.select(sa.func.count()).where(_CODE.c.account == account)
        with self._engine.connect() as connection:
            return int(connection.execute(query).scalar_one())

    def use_code(self, account: str, code: str) -> None:
        """Use a recovery code up.

        Raises
        ------
        PasskeyRefusedError
            If it is none of the account, or was used.
        """
        fits = sa.and_(_CODE.c.account == account, _CODE.c.code_hash == _hash(account, code))
        with self._engine.begin() as connection:
            if connection.execute(sa.delete(_CODE).where(fits)).rowcount != 1:
                raise PasskeyRefusedError("code")

    def _challenge(self, account: str, key: str, purpose: str) -> bytes:
        """A new challenge in the place of the one before."""
        value, now = secrets.token_bytes(32), time.time()
        row = {"key": key, "account": account, "purpose": purpose, "value": value}
        old = sa.or_(_CHALLENGE.c.key == key, _CHALLENGE.c.created_at < now - CHALLENGE_S)
        with self._engine.begin() as connection:
            connection.execute(sa.delete(_CHALLENGE).where(old))
            connection.execute(sa.insert(_CHALLENGE).values(**row, created_at=now))
        return value

    def _take(self, account: str, key: str, purpose: str) -> bytes:
        """The challenge that was given, gone with this, whatever is replied to it."""
        given = _CHALLENGE.c.key == key
        with self._engine.begin() as connection:
            row = connection.execute(sa.select(_CHALLENGE).where(given)).mappings().first()
            taken = connection.execute(sa.delete(_CHALLENGE).where(given)).rowcount == 1
        if (
            row is None
            or not taken
            or (row["account"], row["purpose"]) != (account, purpose)
            or not 0 <= time.time() - row["created_at"] <= CHALLENGE_S
        ):
            raise PasskeyRefusedError("challenge")
        return bytes(row["value"])


_KEY, _CODE, _CHALLENGE = tables.passkey, tables.recovery_code, tables.challenge


def _make_code() -> str:
    letters = ["".join(secrets.choice(CODE_LETTERS) for _ in range(4)) for _ in range(4)]
    return "-".join(letters)


def _hash(account: str, code: str) -> str:
    """Hash of a code however it was typed; 79 random bits need no slow one."""
    typed = "".join(letter for letter in code.lower() if letter.isalnum())
    return sha256(f"{account}:{typed}".encode()).hexdigest()
