"""Who may sign in: added and taken away by the owner, and noted in the audit."""

from collections.abc import Sequence

from hemiface.accounts.register import Account
from hemiface.errors import AccountInvalidError
from hemiface.model.actor import Permission, Role
from hemiface.operations.permission import needs
from hemiface.operations.service import Service
from hemiface.operations.session import Session


@needs(Permission.MANAGE)
def list_accounts(session: Session, service: Service) -> Sequence[Account]:
    """All accounts, by name."""
    del session
    return service.accounts.list()


@needs(Permission.MANAGE)
def add_account(session: Session, service: Service, account: Account, password: str) -> None:
    """Let somebody sign in.

    Raises
    ------
    AccountInvalidError
        If the name or the password does not fit, or the first account is no owner's.
    RecordNotFoundError
        If a patient's account is for somebody whom nobody knows.
    """
    if not service.accounts.list() and account.role is not Role.OWNER:
        raise AccountInvalidError("first_owner")
    with session.write() as work:
        if account.role is Role.PATIENT and account.pseudonym:
            work.find_person(account.pseudonym)
        service.accounts.add(account, password)
        work.note(f"add account {account.name} ({account.role.value})")


@needs(Permission.MANAGE)
def remove_account(session: Session, service: Service, name: str) -> None:
    """Take an account away; it is signed out everywhere.

    Raises
    ------
    AccountNotFoundError
        If there is no such account.
    AccountInvalidError
        If it is the last owner's while others remain.
    """
    with session.write() as work:
        service.accounts.remove(name)
        work.note(f"remove account {name}")


@needs(Permission.ASK)
def change_own_password(session: Session, service: Service, old: str, new: str) -> None:
    """Take another password, and sign the account out everywhere.

    Raises
    ------
    AccountInvalidError
        If the old one is wrong, or the new one too short.
    """
    name = session.actor.name
    if service.accounts.verify(name, old) is None:
        raise AccountInvalidError("old_password")
    with session.write() as work:
        service.accounts.change_password(name, new)
        work.note(f"change password of {name}")
    service.sign_ins.end_all(name)
    service.doorsteps.end_all(name)


@needs(Permission.MANAGE)
def note_proxy(session: Session, name: str) -> None:
    """Write into the audit that the app is reached through a proxy, under a name."""
    with session.write() as work:
        work.note(f"serve behind a proxy as {name}")
