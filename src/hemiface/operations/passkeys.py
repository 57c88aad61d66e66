"""Passkeys: of one's own, as a second step at sign-in, and taken away by the owner."""

from collections.abc import Mapping, Sequence

from hemiface.accounts.passkeys import Passkey
from hemiface.accounts.relying_party import RelyingParty
from hemiface.accounts.signins import SignIn
from hemiface.errors import AccountInvalidError, AccountNotFoundError, PasskeyRefusedError
from hemiface.model.actor import Permission
from hemiface.operations.permission import needs
from hemiface.operations.service import Service
from hemiface.operations.session import Session


@needs(Permission.ASK)
def list_own_passkeys(session: Session, service: Service) -> Sequence[Passkey]:
    """The passkeys of whoever asks, the first one first."""
    return service.passkeys.list(session.actor.name)


@needs(Permission.ASK)
def count_own_codes(session: Session, service: Service) -> int:
    """How many recovery codes whoever asks has left."""
    return service.passkeys.count_codes(session.actor.name)


@needs(Permission.ASK)
def propose_passkey(
    session: Session, service: Service, party: RelyingParty, sign_in: SignIn, password: str
) -> str:
    """What the browser is asked to make a passkey, as JSON; the reply goes to `add_own_passkey`.

    Raises
    ------
    AccountInvalidError
        If the password is wrong.
    PasskeyRefusedError
        If the account has as many as it may have.
    """
    _prove(session, service, password)
    return service.passkeys.invite(session.actor.name, sign_in.key, party)


@needs(Permission.ASK)
def add_own_passkey(
    session: Session,
    service: Service,
    party: RelyingParty,
    sign_in: SignIn,
    *,
    name: str,
    reply: str,
) -> Sequence[str]:
    """Take in a passkey; with the first one come recovery codes, told this once.

    The first one ends every other sign-in of the account, which began without it.

    Raises
    ------
    PasskeyRefusedError
        If it has no name, was not asked for, is known, or does not hold.
    """
    own, passkeys = session.actor.name, service.passkeys
    is_first = not passkeys.list(own)
    with session.write() as work:
        passkeys.add(own, sign_in.key, party, name=name, reply=reply)
        work.note(f"add passkey of {own}")
    if not is_first:
        return ()
    service.sign_ins.end_all(own, but=sign_in.key)
    service.doorsteps.end_all(own)
    return passkeys.make_codes(own)


@needs(Permission.ASK)
def remove_own_passkey(session: Session, service: Service, passkey: str, password: str) -> None:
    """Take a passkey of one's own away, and with the last one the recovery codes.

    Raises
    ------
    AccountInvalidError
        If the password is wrong.
    PasskeyRefusedError
        If there is no such passkey.
    """
    _prove(session, service, password)
    own = session.actor.name
    with session.write() as work:
        service.passkeys.remove(own, passkey)
        work.note(f"remove passkey of {own}")


@needs(Permission.ASK)
def make_own_codes(session: Session, service: Service, password: str) -> Sequence[str]:
    """New recovery codes in the place of those of before, told this once.

    Raises
    ------
    AccountInvalidError
        If the password is wrong.
    PasskeyRefusedError
        If there is no passkey that they could stand for.
    """
    _prove(session, service, password)
    own = session.actor.name
    if not service.passkeys.list(own):
        raise PasskeyRefusedError("none")
    with session.write() as work:
        codes = service.passkeys.make_codes(own)
        work.note(f"make recovery codes of {own}")
    return codes


@needs(Permission.MANAGE)
def take_passkeys(session: Session, service: Service, name: str) -> None:
    """Take all passkeys from an account whose owner lost them; it is signed out everywhere.

    Raises
    ------
    AccountNotFoundError
        If there is no such account.
    PasskeyRefusedError
        If it has none.
    """
    if service.accounts.find(name) is None:
        raise AccountNotFoundError("unknown", name=name)
    with session.write() as work:
        if not service.passkeys.remove_all(name):
            raise PasskeyRefusedError("none")
        work.note(f"take passkeys of {name}")
    service.sign_ins.end_all(name)
    service.doorsteps.end_all(name)


@needs(Permission.MANAGE)
def count_passkeys(session: Session, service: Service) -> Mapping[str, int]:
    """How many passkeys accounts have; those without any are left out."""
    del session
    return service.passkeys.count()


@needs(Permission.ASK)
def ask_for_passkey(
    session: Session, service: Service, party: RelyingParty, doorstep: SignIn
) -> str:
    """What the browser is asked after the password, as JSON."""
    return service.passkeys.ask(session.actor.name, doorstep.key, party)


@needs(Permission.ASK)
def show_passkey(
    session: Session, service: Service, party: RelyingParty, doorstep: SignIn, reply: str
) -> None:
    """Hold what a passkey answered against what was asked; a copy of one goes into the audit.

    Raises
    ------
    PasskeyRefusedError
        If nothing was asked, the passkey is not the account's, or its answer does not hold.
    """
    own = session.actor.name
    try:
        service.passkeys.answer(own, doorstep.key, party, reply)
    except PasskeyRefusedError as error:
        if error.case == "counter":
            with session.write() as work:
                work.note(f"refuse copy of a passkey of {own}")
        raise


@needs(Permission.ASK)
def use_recovery_code(session: Session, service: Service, code: str) -> None:
    """Use a recovery code up in the place of a passkey.

    Raises
    ------
    PasskeyRefusedError
        If it is none of the account, or was used.
    """
    own = session.actor.name
    with session.write() as work:
        service.passkeys.use_code(own, code)
        work.note(f"use recovery code of {own}")


def _prove(session: Session, service: Service, password: str) -> None:
    """Whoever found an open browser does not know the password."""
    if service.accounts.verify(session.actor.name, password) is None:
        raise AccountInvalidError("password")
