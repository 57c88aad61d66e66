"""Turn encryption on and off or take another key, one file at a time: a crash loses nothing.

Names and their audit are sealed in one transaction. Each recording is written anew
beside the old one and takes its place in one step, so that at every moment each
entry can be read. A crash leaves the state ``turning_on``, ``turning_off`` or
``changing_key``; the same command finishes what it began. So does a damaged recording:
it stays as it is, with the key that may still open the rest of it, until it is mended.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import sqlalchemy as sa

from hemiface.errors import RecordConflictError, RecordInvalidError, RecordStorageError
from hemiface.model.messages import Message
from hemiface.records import audit
from hemiface.records.contents import list_kept
from hemiface.records.entry_types import ENTRY_TYPES
from hemiface.records.pace import OnProgress, say_nothing
from hemiface.records.recordings import list_files, list_loose_files
from hemiface.records.store import Store, read_keyring, write_keyring
from hemiface.records.transaction import Transaction
from hemiface.records.vault import (
    Keyring,
    Vault,
    VaultState,
    make_keyring,
    open_former,
    open_keyring,
    wrap_former,
)

MIN_PASSPHRASE = 8


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What became of the recordings.

    Parameters
    ----------
    written
        How many files this call has written.
    damaged
        What could not be read and stayed as it was, one sentence an entry. As long as there is
        any, the change is not finished, and the same command goes on with it.
    """

    written: int
    damaged: tuple[Message, ...] = ()


class _DamagedError(Exception):
    """A file cannot be read as what its hash says."""


def encryption_state(store: Store) -> VaultState:
    """Whether the store is encrypted, or on the way there or back."""
    with store.read() as work:
        keyring = read_keyring(work.connection)
    return keyring.state if keyring else VaultState.OFF


def encrypt(store: Store, passphrase: str, *, on_progress: OnProgress = say_nothing) -> Rewritten:
    """Seal names and recordings under a passphrase; finish what a crash left.

    Raises
    ------
    RecordInvalidError
        If the passphrase is too short, or everything is encrypted already.
    RecordLockedError
        If it was begun with another passphrase.
    RecordConflictError
        If decryption was begun and not finished.
    """
    with store.write() as work:
        keyring = read_keyring(work.connection)
        if keyring is None:
            _check_passphrase(passphrase)
            made, key = make_keyring(passphrase)
            _reseal(work, Vault(), Vault(sealing=True, key=key))
            write_keyring(work.connection, replace(made, state=VaultState.TURNING_ON))
            work.note("encrypt")
        elif keyring.state is VaultState.TURNING_ON:
            key = open_keyring(keyring, passphrase)
        elif keyring.state is VaultState.ON:
            raise RecordInvalidError("encrypted")
        else:
            raise _unfinished(keyring.state)
    vault = Vault(sealing=True, key=key)
    done = _rewrite_files(store, vault, on_progress)
    store.compact()
    if done.damaged:
        return done
    with store.write() as work:
        keyring = _expect_keyring(work, VaultState.TURNING_ON)
        _check_files(store, work, vault)
        write_keyring(work.connection, replace(keyring, state=VaultState.ON))
    return done


def decrypt(store: Store, passphrase: str, *, on_progress: OnProgress = say_nothing) -> Rewritten:
    """Take encryption away; finish what a crash left.

    Raises
    ------
    RecordInvalidError
        If the store is not encrypted.
    RecordLockedError
        If the passphrase is wrong.
    RecordConflictError
        If encryption was begun and not finished.
    """
    with store.write() as work:
        keyring = read_keyring(work.connection)
        if keyring is None:
            raise _not_encrypted()
        if keyring.state in (VaultState.TURNING_ON, VaultState.CHANGING_KEY):
            raise _unfinished(keyring.state)
        key = open_keyring(keyring, passphrase)
        if keyring.state is VaultState.ON:
            write_keyring(work.connection, replace(keyring, state=VaultState.TURNING_OFF))
            work.note("begin to decrypt")
    vault = Vault(sealing=False, key=key)
    done = _rewrite_files(store, vault, on_progress)
    if done.damaged:
        return done
    with store.write() as work:
        _expect_keyring(work, VaultState.TURNING_OFF)
        _check_files(store, work, vault)
        _reseal(work, vault, Vault())
        write_keyring(work.connection, None)
        work.note("decrypt")
    store.forget_key()
    return done


def rekey(store: Store, passphrase: str, *, on_progress: OnProgress = say_nothing) -> Rewritten:
    """Seal everything under a new data key; finish what a crash left.

    Raises
    ------
    RecordInvalidError
        If the store is not encrypted.
    RecordLockedError
        If the passphrase is wrong.
    RecordConflictError
        If encryption or decryption was begun and not finished.
    """
    with store.write() as work:
        keyring = read_keyring(work.connection)
        if keyring is None:
            raise _not_encrypted()
        if keyring.state not in (VaultState.ON, VaultState.CHANGING_KEY):
            raise _unfinished(keyring.state)
        key = open_keyring(keyring, passphrase)
        former = open_former(keyring, key)
        if keyring.state is VaultState.ON:
            former = key
            made, key = make_keyring(passphrase)
            _reseal(work, Vault(sealing=True, key=former), Vault(sealing=True, key=key))
            begun = replace(
                made, state=VaultState.CHANGING_KEY, former_key=wrap_former(key, former)
            )
            write_keyring(work.connection, begun)
            work.note("change data key")
    store.forget_key()
    vault = Vault(sealing=True, key=key, former=former)
    done = _rewrite_files(store, vault, on_progress)
    store.compact()
    if done.damaged:
        return done
    with store.write() as work:
        keyring = _expect_keyring(work, VaultState.CHANGING_KEY)
        _check_files(store, work, vault)
        write_keyring(work.connection, replace(keyring, state=VaultState.ON, former_key=None))
    return done


def change_passphrase(store: Store, old: str, new: str) -> None:
    """Open the store with another passphrase from now on.

    Raises
    ------
    RecordInvalidError
        If the store is not encrypted, or the new passphrase is too short or the old one.
    RecordLockedError
        If the old passphrase is wrong.
    """
    _check_passphrase(new)
    if new == old:
        raise RecordInvalidError("same_passphrase")
    with store.write() as work:
        keyring = read_keyring(work.connection)
        if keyring is None:
            raise _not_encrypted()
        made, _ = make_keyring(new, data_key=open_keyring(keyring, old))
        kept = replace(made, state=keyring.state, former_key=keyring.former_key)
        write_keyring(work.connection, kept)
        work.note("change passphrase")
    store.forget_key()


def _check_passphrase(passphrase: str) -> None:
    if len(passphrase) < MIN_PASSPHRASE or not passphrase.strip():
        raise RecordInvalidError("short_passphrase", least=MIN_PASSPHRASE)


def _not_encrypted() -> RecordInvalidError:
    return RecordInvalidError("not_encrypted")


def _unfinished(state: VaultState) -> RecordConflictError:
    return RecordConflictError(state.value)


def _expect_keyring(work: Transaction, state: VaultState) -> Keyring:
    keyring = read_keyring(work.connection)
    if keyring is None or keyring.state is not state:
        raise RecordConflictError("encryption_state")
    return keyring


def _reseal(work: Transaction, old: Vault, new: Vault) -> None:
    """Write every sealed column again under another vault."""
    for kind in ENTRY_TYPES:
        if not kind.sealed:
            continue
        for row in work.connection.execute(sa.select(kind.table)).mappings().all():
            entry = kind.entry(dict(row), old)
            change = sa.update(kind.table).where(kind.table.c.id == entry.id)
            work.connection.execute(change.values(kind.row(entry, new)))
    audit.reseal_contents(work.connection, old, new)


def _rewrite_files(store: Store, vault: Vault, on_progress: OnProgress) -> Rewritten:
    """Write every file that is not as it should be; each is whole at every moment."""
    written, damaged = 0, set()
    with store.read() as work:
        digests = list_files(work) | list_loose_files(work)
    for number, digest in enumerate(sorted(digests), start=1):
        on_progress("writing", number, len(digests))
        try:
            written += _rewrite_file(store, digest, vault)
        except _DamagedError:
            damaged.add(digest)
    kept = []
    if damaged:  # who they belong to takes a look at everything
        with store.read() as work:
            kept = [file for file in list_kept(work) if file.digest in damaged]
    return Rewritten(
        written,
        tuple(
            Message("damage.file_damaged", {"entry": entry})
            for file in kept
            for entry in file.entries
        ),
    )


def _rewrite_file(store: Store, digest: str, vault: Vault) -> bool:
    """Write one file if it has to be; whether it had."""
    if not store.files.has(digest):
        return False
    content = _read(store, digest, vault)
    if _needs_writing(store, digest, vault):
        store.files.write(digest, content, vault)
        return True
    if not vault.sealing:  # what no longer looks sealed may be a damaged one
        for _ in content:
            pass
    return False


def _needs_writing(store: Store, digest: str, vault: Vault) -> bool:
    try:
        return store.files.needs_writing(digest, vault)
    except RecordStorageError as error:
        raise _DamagedError from error


def _read(store: Store, digest: str, vault: Vault) -> Iterator[bytes]:
    """Content of a file; what is wrong with reading it is told from what is with writing."""
    try:
        yield from store.files.read(digest, vault)
    except RecordStorageError as error:
        raise _DamagedError from error


def _check_files(store: Store, work: Transaction, vault: Vault) -> None:
    for digest in list_files(work):
        if store.files.has(digest) and store.files.needs_writing(digest, vault):
            raise RecordConflictError("recording_added")
