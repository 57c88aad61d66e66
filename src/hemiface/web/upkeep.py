"""Settings: what is installed, encryption, backups, the audit, accounts."""

import secrets
from collections.abc import Callable, Generator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from hemiface.accounts.register import SHORTEST_PASSWORD, Account
from hemiface.errors import AccountInvalidError, HemifaceError, RecordInvalidError
from hemiface.model.actor import Permission, Role
from hemiface.operations import accounts, jobs, passkeys, safekeeping
from hemiface.operations.installation import recall_installation
from hemiface.operations.session import Session
from hemiface.web.access import needs
from hemiface.web.errands import Errand
from hemiface.web.hints import LOCK_PAGE
from hemiface.web.longwork import PAGE, carry_out, find_running
from hemiface.web.problems import page_above, status_of
from hemiface.web.shell import own_path
from hemiface.web.state import app_of, session_of
from hemiface.web.templating import show
from hemiface.web.typed_paths import read_place

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters of a passphrase that the app makes: none looks like another."""

MOST_COUNTED = 1000

Secret = Annotated[str, Form(max_length=1024)]
Wanted = Annotated[str, Form(max_length=1000)]
Address = Annotated[str, Query(max_length=1000)]
Line = Annotated[str, Form(max_length=1000)]

router = APIRouter(include_in_schema=False)


@router.get("/settings")
@needs(Permission.ASK)
def settings(request: Request) -> Response:
    """What there is to set, and what is installed."""
    return show(request, "settings", installation=recall_installation())


@router.get("/settings/encryption")
@needs(Permission.READ)
def encryption(request: Request, next: Address = "") -> Response:
    """Whether names and recordings are encrypted, and where to go on once they are unlocked."""
    return find_running(request, PAGE) or _encryption(request, next=next)


@router.post("/settings/encryption")
@needs(Permission.MANAGE)
def encrypt(request: Request, passphrase: Secret = "", repeated: Secret = "") -> Response:
    """Encrypt names and recordings; without a passphrase one is made, and shown."""
    if passphrase != repeated:
        return _encryption(request, error=RecordInvalidError("passphrases_differ"))
    made = "" if passphrase else make_passphrase()
    return encrypt_with(request, made or passphrase, _encryption, made=made)


@router.post("/settings/encryption/resume")
@needs(Permission.MANAGE)
def go_on_encrypting(request: Request, passphrase: Secret = "") -> Response:
    """Go on with an encryption that was interrupted."""
    return encrypt_with(request, passphrase, _encryption)


def encrypt_with(
    request: Request, passphrase: str, then: Callable[..., Response], *, made: str = ""
) -> Response:
    """Encrypt, and unlock in this browser.

    Parameters
    ----------
    then
        Shows what came of it; takes what was made and what was wrong.
    """

    def show_outcome(request: Request, errand: Errand) -> Response:
        if errand.error is not None:
            return then(request, error=errand.error)
        app_of(request).unlock(request.state.sign_in.key, passphrase)
        return then(request, made=made)

    stream = safekeeping.encrypt(session_of(request), passphrase)
    title = "web.settings.encryption"
    return carry_out(request, stream, show_outcome, title=title, can_stop=False, made=made)


@router.post("/settings/unlock")
@needs(Permission.READ)
def unlock(request: Request, passphrase: Secret = "", next: Wanted = "") -> Response:
    """Open names and recordings until this browser signs out, and go on to what was wanted."""
    held, key = app_of(request), request.state.sign_in.key
    refused: HemifaceError | None = None
    for tried in dict.fromkeys((passphrase, passphrase.strip())):  # what is pasted ends in spaces
        held.unlock(key, tried)
        try:
            with session_of(request).unlocked():
                return RedirectResponse(_page_of(request, next) or LOCK_PAGE, 303)
        except HemifaceError as error:
            held.forget(key)
            refused = refused or error
    return _encryption(request, error=refused, next=next)


def _page_of(request: Request, wanted: str) -> str:
    """A page of the app with what was asked of it; the one above what is none."""
    path, mark, query = own_path(wanted).partition("?") if wanted else ("", "", "")
    page = page_above(request.app, path)
    return page + mark + query if page == path else page


@router.post("/settings/lock")
@needs(Permission.READ)
def lock(request: Request) -> Response:
    """Close names and recordings again in this browser."""
    app_of(request).forget(request.state.sign_in.key)
    return RedirectResponse("/settings/encryption", 303)


@router.get("/settings/backup")
@needs(Permission.MANAGE)
def backup(request: Request) -> Response:
    """Write a backup, or check one."""
    return find_running(request, PAGE) or _backup(request)


@router.post("/settings/backup")
@needs(Permission.MANAGE)
def write_backup(request: Request, target: Line = "") -> Response:
    """Write everything into one new file on this machine."""
    return _work_on(request, safekeeping.back_up, target, "write", "written")


@router.post("/settings/backup/check")
@needs(Permission.MANAGE)
def check_backup(request: Request, source: Line = "") -> Response:
    """Read a backup to its last byte."""
    return _work_on(request, safekeeping.check_backup, source, "check", "checked")


@router.post("/settings/backup/restore")
@needs(Permission.MANAGE)
def restore_backup(request: Request, source: Line = "") -> Response:
    """Fill empty records from a backup."""
    return _work_on(request, safekeeping.restore_backup, source, "restore", "restored")


def _work_on(
    request: Request,
    work: Callable[[Session, Path], Generator[Any, None, None]],
    typed: str,
    verb: str,
    done: str,
) -> Response:
    """Do something with a backup, and show what came of it."""
    try:
        place = read_place(typed)
    except HemifaceError as error:
        return _backup(request, error)

    def show_outcome(request: Request, errand: Errand) -> Response:
        if errand.error is not None or not errand.given:
            return _backup(request, errand.error, stopped=errand.was_stopped)
        what: dict[str, Any] = {done: place}
        return _backup(request, report=errand.given[-1], **what)

    stream = work(session_of(request), place)
    return carry_out(request, stream, show_outcome, title=f"web.backup.{verb}")


@router.get("/settings/audit")
@needs(Permission.MANAGE)
def audit(request: Request) -> Response:
    """Who changed what and when."""
    return find_running(request, PAGE) or _audit(request)


@router.post("/settings/audit")
@needs(Permission.MANAGE)
def verify_audit(request: Request, expected: Annotated[str, Form(max_length=100)] = "") -> Response:
    """Check the chain, every entry against it, and every file against its hash."""

    def show_outcome(request: Request, errand: Errand) -> Response:
        report = errand.given[-1] if errand.given else None
        return _audit(request, report=report, error=errand.error, stopped=errand.was_stopped)

    unlock = app_of(request).has_passphrase(request.state.sign_in.key)
    session = session_of(request)
    stream = safekeeping.verify_audit(session, expected=expected.strip(), unlock=unlock)
    return carry_out(request, stream, show_outcome, title="web.audit.check")


@router.get("/settings/accounts")
@needs(Permission.MANAGE)
def list_accounts(request: Request) -> Response:
    """Who may sign in."""
    return _accounts(request)


@router.post("/settings/accounts")
@needs(Permission.MANAGE)
def add_account(
    request: Request,
    *,
    name: Line = "",
    role: Annotated[Role, Form()],
    password: Secret = "",
    pseudonym: Line = "",
) -> Response:
    """Let somebody sign in."""
    try:
        account = Account(name.strip(), role, pseudonym.strip())
        accounts.add_account(session_of(request), app_of(request).service, account, password)
    except HemifaceError as error:
        return _accounts(request, error)
    return RedirectResponse("/settings/accounts", 303)


@router.post("/settings/accounts/remove")
@needs(Permission.MANAGE)
def remove_account(request: Request, name: Line) -> Response:
    """Take an account away."""
    try:
        accounts.remove_account(session_of(request), app_of(request).service, name)
    except HemifaceError as error:
        return _accounts(request, error)
    return RedirectResponse("/settings/accounts", 303)


@router.post("/settings/accounts/passkeys")
@needs(Permission.MANAGE)
def take_passkeys(request: Request, name: Line) -> Response:
    """Take the passkeys from an account whose owner lost them."""
    try:
        passkeys.take_passkeys(session_of(request), app_of(request).service, name)
    except HemifaceError as error:
        return _accounts(request, error)
    return RedirectResponse("/settings/accounts", 303)


@router.get("/settings/password")
@needs(Permission.ASK)
def password(request: Request) -> Response:
    """Ask for another password of one's own."""
    return show(request, "password", shortest=SHORTEST_PASSWORD, error=None)


@router.post("/settings/password")
@needs(Permission.ASK)
def change_password(request: Request, old: Secret = "", new: Secret = "") -> Response:
    """Take another password of one's own; every browser has to sign in again."""
    held = app_of(request)
    held.tries.count(request.state.actor.name)
    try:
        accounts.change_own_password(session_of(request), held.service, old, new)
    except AccountInvalidError as error:
        return show(
            request, "password", status=status_of(error), shortest=SHORTEST_PASSWORD, error=error
        )
    return RedirectResponse("/sign-in", 303)


def _encryption(
    request: Request, *, made: str = "", error: HemifaceError | None = None, next: str = ""
) -> Response:
    session, held = session_of(request), app_of(request)
    sees = session.actor.may(Permission.WORK_WITH_FILES)
    loose = jobs.list_jobs(session, held.service, limit=MOST_COUNTED) if sees else ()
    return show(
        request,
        "encryption",
        status=status_of(error) if error else 200,
        vault=safekeeping.encryption_state(session).value,
        unlocked=held.has_passphrase(request.state.sign_in.key),
        n_loose=len(loose),
        made=made,
        next=next,
        error=error,
    )


def _backup(request: Request, error: HemifaceError | None = None, **what: object) -> Response:
    day = datetime.now(UTC).strftime("%Y-%m-%d")
    session, service = session_of(request), app_of(request).service
    given = {"written": None, "checked": None, "restored": None, "report": None} | what
    given.setdefault("stopped", False)
    return show(
        request,
        "backup",
        status=status_of(error) if error else 200,
        proposed=str(Path.home() / f"hemiface-{day}.tar"),
        n_accounts=len(accounts.list_accounts(session, service)),
        n_videos=len(jobs.list_jobs(session, service, limit=MOST_COUNTED)),
        error=error,
        **given,
    )


def _audit(
    request: Request,
    *,
    report: object = None,
    error: HemifaceError | None = None,
    stopped: bool = False,
) -> Response:
    return show(
        request,
        "audit",
        status=status_of(error) if error else 200,
        lines=safekeeping.list_audit(session_of(request), limit=200),
        report=report,
        error=error,
        stopped=stopped,
    )


def _accounts(request: Request, error: HemifaceError | None = None) -> Response:
    session, service = session_of(request), app_of(request).service
    return show(
        request,
        "accounts",
        status=status_of(error) if error else 200,
        accounts=accounts.list_accounts(session, service),
        n_passkeys=passkeys.count_passkeys(session, service),
        roles=list(Role),
        shortest=SHORTEST_PASSWORD,
        error=error,
    )


def make_passphrase() -> str:
    """Thirty letters of about five bits each: 148 bits, in groups that can be copied by hand."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(6))
    return "-".join(groups)
