"""A phone is let in to send videos of one person, by a code that works once.

The code is a secret in an address; what the database keeps is its hash. Who opens it within five
minutes gets another secret, which goes on for two hours, so that a lost connection loses nothing.
"""

import secrets
import time
from dataclasses import dataclass
from hashlib import sha256

import sqlalchemy as sa

from hemiface.accounts import tables

CODE_S = 300.0
"""How long a code can be used, in seconds."""
STAY_S = 2 * 3600.0
"""How long a phone that was let in can send, in seconds."""

invitation = tables.invitation


@dataclass(frozen=True, slots=True)
class Invitation:
    """A phone that may send videos, or may come to do so.

    Parameters
    ----------
    key
        Names it, and is no secret.
    who
        Name of the account that invites; empty for whoever sits at the machine.
    pseudonym
        Whose records its videos are meant for; empty where nobody said.
    created_at, accepted_at
        Seconds since 1970; None before a phone came.
    job_id
        The last video that it sent; empty before.
    """

    key: str
    who: str
    pseudonym: str
    created_at: float
    accepted_at: float | None
    job_id: str

    @property
    def left_s(self) -> float:
        """Seconds for which the code can still be used; 0 once it was."""
        if self.accepted_at is not None:
            return 0.0
        return max(0.0, self.created_at + CODE_S - time.time())


class Invitations:
    """The phones that were invited at one installation.

    Parameters
    ----------
    engine
        The database they are in.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def invite(self, who: str, pseudonym: str) -> tuple[Invitation, str]:
        """Invite a phone; the invitation, and the secret of its code."""
        secret, now = secrets.token_urlsafe(24), time.time()
        row = {
            "key": _hash(secret),
            "who": who,
            "pseudonym": pseudonym,
            "created_at": now,
            "token_hash": "",
            "accepted_at": None,
            "job_id": "",
        }
        old = sa.delete(invitation).where(invitation.c.created_at < now - CODE_S - STAY_S)
        with self._engine.begin() as connection:
            connection.execute(old)
            connection.execute(sa.insert(invitation).values(row))
        return self.get(str(row["key"])), secret

    def get(self, key: str) -> Invitation:
        """One invitation.

        Raises
        ------
        LookupError
            If there is none.
        """
        found = self._first(invitation.c.key == key)
        if found is None:
            raise LookupError("there is no such invitation")
        return found

    def is_open(self, secret: str) -> bool:
        """Whether a code can still be used; asking does not use it."""
        found = self._first(invitation.c.key == _hash(secret))
        return found is not None and found.left_s > 0

    def accept(self, secret: str) -> str | None:
        """Let a phone in, once; the secret that it keeps. None for a code that is no good."""
        token, now = secrets.token_urlsafe(32), time.time()
        good = sa.and_(
            invitation.c.key == _hash(secret),
            invitation.c.accepted_at.is_(None),
            invitation.c.created_at > now - CODE_S,
        )
        query = sa.update(invitation).where(good)
        with self._engine.begin() as connection:
            taken = connection.execute(query.values(token_hash=_hash(token), accepted_at=now))
        return token if taken.rowcount == 1 else None

    def find(self, token: str) -> Invitation | None:
        """The invitation of a phone that was let in; None where its time is over."""
        if not token:
            return None
        return self._first(
            sa.and_(
                invitation.c.token_hash == _hash(token),
                invitation.c.accepted_at > time.time() - STAY_S,
            )
        )

    def note_job(self, key: str, job_id: str) -> None:
        """Keep what the phone sent last."""
        query = sa.update(invitation).where(invitation.c.key == key)
        with self._engine.begin() as connection:
            connection.execute(query.values(job_id=job_id))

    def _first(self, where: sa.ColumnElement[bool]) -> Invitation | None:
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(invitation).where(where)).mappings().first()
        if row is None:
            return None
        return Invitation(**{name: row[name] for name in Invitation.__dataclass_fields__})


def _hash(secret: str) -> str:
    """Secrets of 192 random bits and more need no slow hash."""
    return sha256(secret.encode()).hexdigest()
