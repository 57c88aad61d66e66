"""Whose password was right, and who has still to show a passkey."""

import secrets
import time
from hashlib import sha256

import sqlalchemy as sa

from hemiface.accounts import tables
from hemiface.accounts.signins import SignIn

WAITS_S = 300.0
"""How long somebody may stand there, in seconds."""


class Doorsteps:
    """Those who are half signed in; they see nothing yet.

    Parameters
    ----------
    engine
        The database they are in.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def begin(self, account: str) -> str:
        """Let somebody stand there; the secret that the browser keeps."""
        token, now = secrets.token_urlsafe(32), time.time()
        row = {"token_hash": _hash(token), "account": account, "created_at": now}
        with self._engine.begin() as connection:
            connection.execute(sa.delete(_STEP).where(_STEP.c.created_at < now - WAITS_S))
            connection.execute(sa.insert(_STEP).values(row))
        return token

    def find(self, token: str) -> SignIn | None:
        """Who stands there with that secret; None for one that is unknown or has ended."""
        key = _hash(token)
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(_STEP).where(_STEP.c.token_hash == key)).first()
        if row is None or not 0 <= time.time() - row.created_at <= WAITS_S:
            return None
        return SignIn(row.account, key)

    def leave(self, key: str) -> bool:
        """Step in or turn away; False where somebody else did with the same secret."""
        with self._engine.begin() as connection:
            gone = connection.execute(sa.delete(_STEP).where(_STEP.c.token_hash == key))
        return gone.rowcount == 1

    def end_all(self, account: str) -> None:
        """Turn everybody of an account away."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(_STEP).where(_STEP.c.account == account))


_STEP = tables.doorstep


def _hash(token: str) -> str:
    """A secret of 256 random bits needs no slow hash."""
    return sha256(token.encode()).hexdigest()
