"""Who is signed in: a secret in the browser, its hash in the database."""

import secrets
import time
from dataclasses import dataclass
from hashlib import sha256

import sqlalchemy as sa

from hemiface.accounts import tables

IDLE_S = 12 * 3600.0
"""A sign-in that nobody used for that long has ended, in seconds."""
LONGEST_S = 30 * 24 * 3600.0
"""No sign-in lasts longer, in seconds."""
NOTED_S = 60.0
"""How old the time of the last use may grow before it is written again, in seconds."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody who is signed in.

    Parameters
    ----------
    account
        Name of the account; empty for whoever sits at the machine, let in by a link.
    key
        Names the sign-in, and is no secret.
    """

    account: str
    key: str


class SignIns:
    """The sign-ins of one installation; they outlast a restart.

    Parameters
    ----------
    engine
        The database they are in.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def begin(self, account: str = "") -> str:
        """Sign somebody in; the secret that the browser keeps."""
        token = secrets.token_urlsafe(32)
        now = time.time()
        row = {"token_hash": _hash(token), "account": account, "created_at": now, "seen_at": now}
        with self._engine.begin() as connection:
            connection.execute(sa.delete(tables.sign_in).where(_has_ended(now)))
            connection.execute(sa.insert(tables.sign_in).values(row))
        return token

    def find(self, token: str) -> SignIn | None:
        """Whose secret it is; None for one that is unknown or has ended.

        What began at a time to come began before the clock went back, and begins now, so that
        it ends in its time.
        """
        key, now = _hash(token), time.time()
        with self._engine.connect() as connection:
            row = connection.execute(_BY_SECRET, {"key": key}).mappings().first()
        if row is None or row["seen_at"] < now - IDLE_S or row["created_at"] < now - LONGEST_S:
            return None
        if not 0 <= now - row["seen_at"] <= NOTED_S:
            times = {"seen_at": now, "created_at": min(now, row["created_at"])}
            with self._engine.begin() as connection:
                this = sa.update(tables.sign_in).where(tables.sign_in.c.token_hash == key)
                connection.execute(this.values(times))
        return SignIn(row["account"], key)

    def end(self, key: str) -> None:
        """Sign out."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(tables.sign_in).where(tables.sign_in.c.token_hash == key))

    def end_all(self, account: str, *, but: str = "") -> None:
        """Sign an account out everywhere, or everywhere but where one sign-in is."""
        theirs = sa.and_(tables.sign_in.c.account == account, tables.sign_in.c.token_hash != but)
        with self._engine.begin() as connection:
            connection.execute(sa.delete(tables.sign_in).where(theirs))


_BY_SECRET = sa.select(tables.sign_in).where(tables.sign_in.c.token_hash == sa.bindparam("key"))


def _has_ended(now: float) -> sa.ColumnElement[bool]:
    return sa.or_(
        tables.sign_in.c.seen_at < now - IDLE_S, tables.sign_in.c.created_at < now - LONGEST_S
    )


def _hash(token: str) -> str:
    """A secret of 256 random bits needs no slow hash."""
    return sha256(token.encode()).hexdigest()
