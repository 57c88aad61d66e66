"""Keep the records safe: backups, encryption, the audit, whole people in and out."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from hemiface.errors import RecordInvalidError, RecordNotFoundError
from hemiface.model.actor import Permission
from hemiface.model.record import Entry, Recording, StoredAnalysis
from hemiface.operations.blindness import Veil, refuse_blind
from hemiface.operations.corrected_findings import find_corrected, replace_untrue
from hemiface.operations.permission import needs, require
from hemiface.operations.session import Session
from hemiface.operations.stream import Advance, run_in_thread
from hemiface.records import audit, audit_check, backup, encryption, exchange, restore
from hemiface.records.audit import AuditLine
from hemiface.records.audit_check import AuditReport
from hemiface.records.backup import BackupReport
from hemiface.records.exchange import ExchangeReport
from hemiface.records.foreign_text import refuse_missing
from hemiface.records.pace import OnProgress
from hemiface.records.recordings import check_share, verify_files
from hemiface.records.vault import VaultState
from hemiface.results.summary import find_misfit

Result = TypeVar("Result")

Backup: TypeAlias = BackupReport
"""What a backup holds."""

Rewritten: TypeAlias = encryption.Rewritten
"""What became of recordings that are written anew."""

Exchange: TypeAlias = ExchangeReport
"""What was exported or imported."""


@needs(Permission.MANAGE)
def back_up(
    session: Session, target: Path, *, unlock: bool = False
) -> Generator[Advance | Backup, None, None]:
    """Write everything into one new file, also while others work with the records.

    Leaving the stream stops the work, and no half file is left.

    Parameters
    ----------
    unlock
        Whether to ask for the passphrase, so that encrypted files are compared with their
        hash too.

    Raises
    ------
    RecordStorageError
        If it cannot be written.
    RecordConflictError
        If the file exists.
    RecordInvalidError
        If it would lie among the records, and be lost with them.
    """
    store, ask = session.store, _ask(session, unlock)
    if store.location.holds(target):
        raise RecordInvalidError("backup_inside", path=target)
    yield from _stream(lambda tell: backup.write_backup(store, target, ask=ask, on_progress=tell))


@needs(Permission.MANAGE)
def check_backup(
    session: Session, source: Path, *, unlock: bool = False
) -> Generator[Advance | Backup, None, None]:
    """Read a backup to the last byte and compare it with its hashes.

    Raises
    ------
    RecordInvalidError
        If it is not there, damaged or something else.
    """
    refuse_missing(source)
    ask = _ask(session, unlock)
    yield from _stream(lambda tell: backup.read_backup(source, ask=ask, on_progress=tell))


@needs(Permission.MANAGE)
def restore_backup(
    session: Session, source: Path, *, unlock: bool = False
) -> Generator[Advance | Backup, None, None]:
    """Fill an empty store from a backup.

    Leaving the stream stops the work; the store is empty then.

    Raises
    ------
    RecordInvalidError
        If the backup is not there or damaged.
    RecordConflictError
        If the store is not empty.
    """
    refuse_missing(source)
    store, ask = session.store, _ask(session, unlock)
    yield from _stream(
        lambda tell: restore.restore_backup(store, source, ask=ask, on_progress=tell)
    )


@needs(Permission.ASK)
def encryption_state(session: Session) -> VaultState:
    """Whether names and recordings are encrypted."""
    return encryption.encryption_state(session.store)


@needs(Permission.MANAGE)
def encrypt(session: Session, passphrase: str) -> Generator[Advance | Rewritten, None, None]:
    """Encrypt names and recordings; damaged recordings stay as they are and are listed.

    Leaving the stream stops the work; done again, it goes on where it was.

    Raises
    ------
    RecordInvalidError
        If the passphrase is too short, or it is done already.
    """
    store = session.store
    yield from _stream(lambda tell: encryption.encrypt(store, passphrase, on_progress=tell))


@needs(Permission.MANAGE)
def decrypt(session: Session, passphrase: str) -> Generator[Advance | Rewritten, None, None]:
    """Take encryption away; damaged recordings stay as they are and are listed.

    Leaving the stream stops the work; done again, it goes on where it was.

    Raises
    ------
    RecordLockedError
        If the passphrase is wrong.
    """
    store = session.store
    yield from _stream(lambda tell: encryption.decrypt(store, passphrase, on_progress=tell))


@needs(Permission.MANAGE)
def rekey(session: Session, passphrase: str) -> Generator[Advance | Rewritten, None, None]:
    """Take another data key; damaged recordings stay as they are and are listed.

    Leaving the stream stops the work; done again, it goes on where it was.

    Raises
    ------
    RecordLockedError
        If the passphrase is wrong.
    RecordInvalidError
        If the records are not encrypted.
    """
    store = session.store
    yield from _stream(lambda tell: encryption.rekey(store, passphrase, on_progress=tell))


@needs(Permission.MANAGE)
def change_passphrase(session: Session, old: str, new: str) -> None:
    """Take another passphrase from now on.

    Raises
    ------
    RecordLockedError
        If the old one is wrong.
    """
    encryption.change_passphrase(session.store, old, new)


@needs(Permission.MANAGE)
def verify_audit(
    session: Session,
    *,
    expected: str = "",
    unlock: bool = False,
    share: float = 1.0,
) -> Generator[Advance | AuditReport, None, None]:
    """Check the chain of the audit, every entry against it, and every file against its hash.

    Parameters
    ----------
    expected
        A head noted earlier.
    unlock
        Whether to ask for the passphrase, so that sealed contents are checked too.
    share
        Part of the files that is read, drawn by chance; above 0, 1 for all of them.

    Yields
    ------
    Advance or AuditReport
        How many links and files are done, then the report.

    Raises
    ------
    RecordInvalidError
        If ``share`` is not above 0, or more than 1.
    RecordLockedError
        If ``unlock`` is set and the passphrase is missing or wrong.
    """
    check_share(share)
    if unlock:
        with session.unlocked():
            pass  # whoever is asked for a passphrase, is asked in the thread that calls

    def check(tell: Callable[[Advance], None]) -> AuditReport:
        with session.unlocked() if unlock else session.read() as work:
            report = audit_check.verify(
                work.connection,
                work.vault,
                expected=expected,
                on_progress=lambda what, done, total: tell(Advance(what, done, total, "pieces")),
            )
        files = verify_files(
            session.store,
            share=share,
            unlock=unlock,
            on_progress=lambda done, total: tell(Advance("files", done, total, "files")),
        )
        untrue = replace_untrue(
            session,
            share,
            lambda done, total: tell(Advance("corrected", done, total, "recordings")),
        )
        return replace(
            report,
            problems=(*report.problems, *files.problems, *untrue),
            files=files.checked,
            sealed_files=files.sealed,
        )

    yield from run_in_thread(check)


@needs(Permission.MANAGE)
def list_audit(session: Session, pseudonym: str = "", *, limit: int = 100) -> Sequence[AuditLine]:
    """Who changed what and when, the newest first, of one person or of all.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    """
    with session.read() as work:
        person_id = work.find_person(pseudonym).id if pseudonym else None
        return audit.list_lines(work.connection, person_id, limit=limit)


@needs(Permission.MANAGE)
def read_audit_content(session: Session, number: int) -> str | None:
    """What one link of the audit speaks of, as JSON; None when it was erased.

    Raises
    ------
    RecordNotFoundError
        If there is no such link.
    RecordLockedError
        If it is encrypted and the passphrase was not given.
    NotAllowedError
        If it says what was found in a recording that whoever asks has still to rate blind.
    """
    with session.unlocked() as work:
        if not audit.has_link(work.connection, number):
            raise RecordNotFoundError("audit_line", number=number)
        content = audit.read_content(work.connection, work.vault, number)
        if content is not None:
            Veil(work, session.who).refuse_content(content)
    return None if content is None else content.decode()


@needs(Permission.READ_VIDEO, of="pseudonym")
def export_person(
    session: Session, pseudonym: str, target: Path, *, with_identity: bool = False
) -> Exchange:
    """Write everything about a person into a new folder.

    Raises
    ------
    RecordConflictError
        If the folder exists.
    NotAllowedError
        If whoever asks has still to rate a recording of the person blind.
    """
    if with_identity:
        require(session.actor, Permission.READ_IDENTITY)
    with session.read() as work:
        person = work.find_person(pseudonym)
        theirs = work.list(Recording, person.id, removed=None)
        refuse_blind(work, [one.id for one in theirs])
    found = find_corrected(session, person)
    corrected = {one: summary.to_values() for one, summary in found.summaries.items()}
    corrected |= {one: {} for one in found.unread}  # rather nothing than what was corrected
    return exchange.export_person(
        session.store, pseudonym, target, corrected=corrected, with_identity=with_identity
    )


@needs(Permission.MANAGE)
def import_person(session: Session, source: Path) -> Generator[Advance | Exchange, None, None]:
    """Take a person in from an exported folder or its FHIR Bundle.

    Leaving the stream stops the work; nobody was taken in then.

    Raises
    ------
    RecordInvalidError
        If it is no export, or the results of an analysis are none.
    RecordConflictError
        If the person is here already.
    """
    with session.unlocked():  # whoever is asked for a passphrase, is asked in the thread that calls
        store = session.store
    yield from _stream(
        lambda tell: exchange.import_person(store, source, _check_results, on_progress=tell)
    )


def _check_results(entry: Entry[Any]) -> None:
    """Refuse results that nobody could read later: the records keep them as they come."""
    if isinstance(entry.value, StoredAnalysis) and (place := find_misfit(entry.value.summary)):
        raise RecordInvalidError("export_summary", id=str(entry.id), place=place)


def _stream(work: Callable[[OnProgress], Result]) -> Generator[Advance | Result, None, None]:
    """Do work that tells how far it is, as a stream; leaving it stops the work."""

    def run(tell: Callable[[Advance], None]) -> Result:
        return work(lambda what, done, total: tell(Advance(what, done, total, "pieces")))

    yield from run_in_thread(run)


def _ask(session: Session, unlock: bool) -> Callable[[], str | None]:
    """Ask for the passphrase now, in the thread that calls, where it is to be asked for."""
    passphrase = session.store.ask_passphrase() if unlock else None
    return lambda: passphrase
