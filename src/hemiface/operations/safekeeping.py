"""Keep the records safe: backups, encryption, the audit, whole people in and out."""

from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

from hemiface.records import audit, backup, encryption, exchange
from hemiface.records.audit import AuditLine, AuditReport
from hemiface.records.backup import BackupReport
from hemiface.records.exchange import ExchangeReport
from hemiface.records.store import Store
from hemiface.records.vault import VaultState

Backup: TypeAlias = BackupReport
"""What a backup holds."""

Exchange: TypeAlias = ExchangeReport
"""What was exported or imported."""


def back_up(store: Store, target: Path) -> Backup:
    """Write everything into one new file, also while others work with the records.

    Raises
    ------
    RecordStorageError
        If it cannot be written.
    RecordConflictError
        If the file exists.
    """
    return backup.write_backup(store, target)


def check_backup(source: Path) -> Backup:
    """Read a backup to the last byte and compare it with its hashes.

    Raises
    ------
    RecordInvalidError
        If it is damaged or something else.
    """
    return backup.read_backup(source)


def restore_backup(store: Store, source: Path) -> Backup:
    """Fill an empty store from a backup.

    Raises
    ------
    RecordInvalidError
        If the backup is damaged.
    RecordConflictError
        If the store is not empty.
    """
    return backup.restore_backup(store, source)


def encryption_state(store: Store) -> VaultState:
    """Whether names and recordings are encrypted."""
    return encryption.encryption_state(store)


def encrypt(store: Store, passphrase: str) -> int:
    """Encrypt names and recordings; how many files this call has sealed.

    Raises
    ------
    RecordInvalidError
        If the passphrase is too short, or it is done already.
    """
    return encryption.encrypt(store, passphrase)


def decrypt(store: Store, passphrase: str) -> int:
    """Take encryption away; how many files this call has opened.

    Raises
    ------
    RecordLockedError
        If the passphrase is wrong.
    """
    return encryption.decrypt(store, passphrase)


def change_passphrase(store: Store, old: str, new: str) -> None:
    """Take another passphrase from now on.

    Raises
    ------
    RecordLockedError
        If the old one is wrong.
    """
    encryption.change_passphrase(store, old, new)


def verify_audit(store: Store, *, expected: str = "", unlock: bool = False) -> AuditReport:
    """Check the chain of the audit, and every entry against it.

    Parameters
    ----------
    expected
        A head noted earlier.
    unlock
        Whether to ask for the passphrase, so that sealed contents are checked too.

    Raises
    ------
    RecordLockedError
        If ``unlock`` is set and the passphrase is missing or wrong.
    """
    with store.unlocked() if unlock else store.read() as work:
        return audit.verify(work.connection, work.vault, expected=expected)


def list_audit(store: Store, pseudonym: str = "", *, limit: int = 100) -> Sequence[AuditLine]:
    """Who changed what and when, the newest first, of one person or of all.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    """
    with store.read() as work:
        person_id = work.find_person(pseudonym).id if pseudonym else None
        return audit.list_lines(work.connection, person_id, limit=limit)


def read_audit_content(store: Store, number: int) -> str | None:
    """What one link of the audit speaks of, as JSON; None when it was erased.

    Raises
    ------
    RecordLockedError
        If it is encrypted and the passphrase was not given.
    """
    with store.unlocked() as work:
        content = audit.read_content(work.connection, work.vault, number)
    return None if content is None else content.decode()


def export_person(
    store: Store, pseudonym: str, target: Path, *, with_identity: bool = False
) -> Exchange:
    """Write everything about a person into a new folder.

    Raises
    ------
    RecordConflictError
        If the folder exists.
    """
    return exchange.export_person(store, pseudonym, target, with_identity=with_identity)


def import_person(store: Store, source: Path) -> Exchange:
    """Take a person in from an exported folder or its FHIR Bundle.

    Raises
    ------
    RecordInvalidError
        If it is no export.
    RecordConflictError
        If the person is here already.
    """
    return exchange.import_person(store, source)
