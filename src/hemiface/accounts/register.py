"""Accounts: a name, a role, and the hash of a password."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import sqlalchemy as sa

from hemiface.accounts import tables
from hemiface.errors import AccountInvalidError, AccountNotFoundError
from hemiface.model.actor import Actor, Role

if TYPE_CHECKING:
    from hemiface.accounts.passwords import Passwords

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
SHORTEST_PASSWORD = 12
"""Characters; length counts, not kinds of characters (OWASP ASVS 4.0.3, V2.1.1 and V2.1.9)."""
LONGEST_PASSWORD = 1024


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in.

    Parameters
    ----------
    name
        Unique; stands in the audit.
    role
        What the account is to the records.
    pseudonym
        Whose data a patient's own are; empty for every other role.
    """

    name: str
    role: Role
    pseudonym: str = ""

    @property
    def actor(self) -> Actor:
        """Who asks, when this account asks."""
        return Actor(self.name, self.role, self.pseudonym)


class Register:
    """The accounts of one installation.

    Parameters
    ----------
    engine
        The database they are in.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._nobody = ""

    @cached_property
    def _passwords(self) -> "Passwords":
        # Here and not above: it comes with the extra `web`, and erasing does without.
        from hemiface.accounts.passwords import Passwords

        return Passwords()

    def list(self) -> Sequence[Account]:
        """All accounts, by name."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(tables.account).order_by(tables.account.c.name))
            return [_account(row) for row in rows.mappings()]

    def find(self, name: str) -> Account | None:
        """One account; None where there is none of that name."""
        with self._engine.connect() as connection:
            row = connection.execute(_BY_NAME, {"name": name}).mappings().first()
        return None if row is None else _account(row)

    def add(self, account: Account, password: str) -> None:
        """Add an account.

        Raises
        ------
        AccountInvalidError
            If the name is taken or not one, the password is too short, or a patient has no
            pseudonym, or somebody else has one.
        """
        if not NAME.fullmatch(account.name):
            raise AccountInvalidError("name")
        if (account.role is Role.PATIENT) != bool(account.pseudonym):
            raise AccountInvalidError("pseudonym")
        row = {
            "name": account.name,
            "role": account.role.value,
            "pseudonym": account.pseudonym,
            "password_hash": self._hash(password),
            "created_at": time.time(),
        }
        try:
            with self._engine.begin() as connection:
                connection.execute(sa.insert(tables.account).values(row))
        except sa.exc.IntegrityError as error:
            raise AccountInvalidError("taken", account=account.name) from error

    def verify(self, name: str, password: str) -> Account | None:
        """The account, if the password is its own; None otherwise.

        It takes as long for a name that nobody has.
        """
        with self._engine.connect() as connection:
            row = connection.execute(_BY_NAME, {"name": name}).mappings().first()
        known = self._hash_of_nobody() if row is None else row["password_hash"]
        fits = self._passwords.fits(known, password[:LONGEST_PASSWORD])
        if row is None or not fits:
            return None
        if self._passwords.is_dated(known):
            self._store(name, self._passwords.hash(password[:LONGEST_PASSWORD]))
        return _account(row)

    def change_password(self, name: str, password: str) -> None:
        """Take another password.

        Raises
        ------
        AccountNotFoundError
            If there is no such account.
        AccountInvalidError
            If the password is too short.
        """
        if not self._store(name, self._hash(password)):
            raise _missing(name)

    def remove(self, name: str) -> None:
        """Take an account away; it is signed out everywhere.

        Raises
        ------
        AccountNotFoundError
            If there is no such account.
        AccountInvalidError
            If it is the last owner while others remain.
        """
        with self._engine.begin() as connection:
            rows = connection.execute(sa.select(tables.account)).mappings().all()
            accounts = {row["name"]: _account(row) for row in rows}
            if name not in accounts:
                raise _missing(name)
            left = [one for one in accounts.values() if one.name != name]
            if left and not any(one.role is Role.OWNER for one in left):
                raise AccountInvalidError("last_owner")
            _remove(connection, [name])

    def remove_patient(self, pseudonym: str) -> None:
        """Take away whatever account sees that person's own data, signed in or not."""
        theirs = sa.select(tables.account.c.name).where(tables.account.c.pseudonym == pseudonym)
        with self._engine.begin() as connection:
            _remove(connection, list(connection.execute(theirs).scalars()))

    def _store(self, name: str, password_hash: str) -> bool:
        change = sa.update(tables.account).where(tables.account.c.name == name)
        with self._engine.begin() as connection:
            done = connection.execute(change.values(password_hash=password_hash))
        return done.rowcount == 1

    def _hash_of_nobody(self) -> str:
        """Verified in the place of a hash that is not there, so that both take as long."""
        self._nobody = self._nobody or self._passwords.hash("nobody")
        return self._nobody

    def _hash(self, password: str) -> str:
        if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
            raise AccountInvalidError("short_password", least=SHORTEST_PASSWORD)
        return self._passwords.hash(password)


_BY_NAME = sa.select(tables.account).where(tables.account.c.name == sa.bindparam("name"))


def _remove(connection: sa.Connection, names: Sequence[str]) -> None:
    """Remove accounts, and whatever is theirs."""
    for table in tables.OF_AN_ACCOUNT:
        connection.execute(sa.delete(table).where(table.c.account.in_(names)))
    connection.execute(sa.delete(tables.account).where(tables.account.c.name.in_(names)))


def _account(row: sa.RowMapping) -> Account:
    return Account(row["name"], Role(row["role"]), row["pseudonym"])


def _missing(name: str) -> AccountNotFoundError:
    return AccountNotFoundError("unknown", name=name)
