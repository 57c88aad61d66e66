"""What files hold is proven by their hash; what is wrong is said with the entry it belongs to."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, BinaryIO
from uuid import UUID

import sqlalchemy as sa

from hemiface.errors import RecordLockedError, RecordNotFoundError, RecordStorageError
from hemiface.model.messages import Message
from hemiface.model.record import SHA256
from hemiface.records import tables
from hemiface.records.chunks import is_sealed, read_content, sealed_size
from hemiface.records.damaged_rows import BrokenRow, iter_rows
from hemiface.records.transaction import Transaction
from hemiface.records.vault import Vault, VaultState


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that entries speak of.

    Parameters
    ----------
    digest
        SHA-256 of its content.
    entries
        The entries, in words.
    size_bytes
        Size of its content; None where no entry says.
    """

    digest: str
    entries: tuple[str, ...]
    size_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class ContentReport:
    """What comparing files with their hashes gave.

    Parameters
    ----------
    checked
        How many were read to the last byte.
    sealed
        How many could not be, because the passphrase was not given.
    problems
        What is wrong, one sentence each; empty when all is well.
    """

    checked: int
    sealed: int
    problems: tuple[Message, ...]


Opener = Callable[[str], AbstractContextManager[BinaryIO]]
"""Gives the stored file of a hash."""


def list_kept(work: Transaction) -> list[KeptFile]:
    """Every file that an entry of the store speaks of."""
    return find_kept(
        _list_readable(work, tables.recording, ("id", "sha256", "size_bytes")),
        _list_readable(work, tables.analysis, ("id", "files")),
    )


def _list_readable(
    work: Transaction, table: sa.Table, only: Sequence[str]
) -> Iterator[Mapping[Any, Any]]:
    """Rows that can be read; `audit verify` names the others."""
    for row in iter_rows(work.connection, table, only=only):
        if not isinstance(row, BrokenRow):
            yield row


def find_kept(
    recordings: Iterable[Mapping[Any, Any]], analyses: Iterable[Mapping[Any, Any]]
) -> list[KeptFile]:
    """Every file that rows of recordings and analyses speak of.

    Rows that hold something else are left to whoever holds rows to their nouns.
    """
    entries: dict[str, list[str]] = {}
    sizes: dict[str, int] = {}
    for row in recordings:
        if isinstance(row["sha256"], str) and isinstance(row["size_bytes"], int):
            entries.setdefault(row["sha256"], []).append(f"recording {_id(row)}")
            sizes[row["sha256"]] = row["size_bytes"]
    for row in analyses:
        files = row["files"] if isinstance(row["files"], dict) else {}
        for name, digest in files.items():
            if isinstance(digest, str):
                entries.setdefault(digest, []).append(f"analysis {_id(row)}, {name!a}")
    return [KeptFile(digest, tuple(words), sizes.get(digest)) for digest, words in entries.items()]


def check_contents(
    kept: Sequence[KeptFile],
    vault: Vault,
    state: VaultState,
    open_file: Opener,
    *,
    on_file: Callable[[], None] = lambda: None,
) -> tuple[ContentReport, set[str]]:
    """Compare files with their hashes.

    Parameters
    ----------
    kept
        Which files.
    vault, state
        Opens those that are sealed, and whether they should be.
    open_file
        Gives a file as it is stored.
    on_file
        Called after each file.

    Returns
    -------
    The report, and the hashes of the files with a problem.
    """
    checked = sealed = 0
    problems: list[Message] = []
    wrong: set[str] = set()
    for file in kept:
        found: list[str] = []
        try:
            _check_one(file, vault, state, open_file, found)
            checked += 1
        except RecordLockedError:
            sealed += 1
        except RecordNotFoundError:
            found.append("damage.file_missing")
        except RecordStorageError as error:
            linked = error.case == "linked"
            found.append("damage.file_linked" if linked else "damage.file_damaged")
        if found:
            wrong.add(file.digest)
        problems += [Message(what, {"entry": entry}) for entry in file.entries for what in found]
        on_file()
    return ContentReport(checked, sealed, tuple(problems)), wrong


def _check_one(
    file: KeptFile, vault: Vault, state: VaultState, open_file: Opener, found: list[str]
) -> None:
    if not SHA256.fullmatch(file.digest):
        found.append("damage.file_name")
        return
    with open_file(file.digest) as source:
        if is_sealed(source):
            if file.size_bytes is not None and source.seek(0, 2) != sealed_size(file.size_bytes):
                # So much is seen without the passphrase.
                found.append("damage.file_size")
            if state is VaultState.OFF:
                found.append("damage.file_sealed")
                return
        elif state in (VaultState.ON, VaultState.CHANGING_KEY):
            found.append("damage.file_not_sealed")
        source.seek(0)
        for _ in read_content(source, file.digest, vault):
            pass


def _id(row: Mapping[Any, Any]) -> str:
    return str(row["id"]) if isinstance(row["id"], UUID) else ascii(row["id"])
