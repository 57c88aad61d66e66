"""Encryption hides names and recordings, refuses strangers, and can be taken away again."""

import io
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from hemiface.errors import (
    RecordConflictError,
    RecordInvalidError,
    RecordLockedError,
    RecordStorageError,
)
from hemiface.model.record import Entry, Identity, Person, Recording
from hemiface.records import audit_check, chunks, encryption, tables, vault
from hemiface.records.chunks import FILE_MAGIC, open_chunks, seal_chunks
from hemiface.records.encryption import (
    change_passphrase,
    decrypt,
    encrypt,
    encryption_state,
    rekey,
)
from hemiface.records.recordings import take_file
from hemiface.records.store import Store
from hemiface.records.vault import (
    Keyring,
    Vault,
    VaultState,
    make_keyring,
    open_keyring,
)

FullPerson = Callable[[Store, str], Entry[Person]]
Reopen = Callable[[Store, str | None], Store]
PASSPHRASE = "correct horse battery"
NAME = b"Quillfeather"
KEY = bytes(range(32))


def _first_chunk(store: Store, person: Entry[Person]) -> bytes:
    with store.unlocked() as work:
        recording = work.list(Recording, person.id)[0].value
        return next(store.files.read(recording.sha256, work.vault))


def test_names_and_recordings_are_hidden_and_come_back(
    folder_store: Store, full_person: FullPerson, raw_bytes: Callable[[], bytes], reopen: Reopen
) -> None:
    person = full_person(folder_store, "P1")
    assert encrypt(folder_store, PASSPHRASE).written == 1
    hidden = raw_bytes()
    assert NAME not in hidden
    assert b"moving pictures" not in hidden
    assert encryption_state(folder_store) is VaultState.ON
    opened = reopen(folder_store, PASSPHRASE)
    with opened.unlocked() as work:
        assert work.list(Identity)[0].value.family_name.encode() == NAME
    assert _first_chunk(opened, person).startswith(b"moving pictures")
    assert decrypt(opened, PASSPHRASE).written == 1
    assert encryption_state(folder_store) is VaultState.OFF
    assert NAME in raw_bytes()
    with opened.read() as work:
        assert audit_check.verify(work.connection, work.vault).problems == ()


def test_everything_works_the_same_on_each_database(
    store: Store, full_person: FullPerson, reopen: Reopen
) -> None:
    full_person(store, "P1")
    encrypt(store, PASSPHRASE)
    opened = reopen(store, PASSPHRASE)
    person = full_person(opened, "P2")
    with opened.unlocked() as work:
        names = [identity.value.family_name for identity in work.list(Identity)]
        assert names == [NAME.decode()] * 2
        report = audit_check.verify(work.connection, work.vault)
    assert (report.problems, report.sealed) == ((), 0)
    change_passphrase(opened, PASSPHRASE, "another passphrase")
    assert _first_chunk(reopen(store, "another passphrase"), person)
    decrypt(opened, "another passphrase")
    assert _first_chunk(store, person)


def test_without_the_passphrase_only_the_pseudonym_is_open(
    store: Store, full_person: FullPerson, video: Path, reopen: Reopen
) -> None:
    person = full_person(store, "P1")
    encrypt(store, PASSPHRASE)
    store.forget_key()
    with store.read() as work:
        assert work.find_person("P1") == person
        with pytest.raises(RecordLockedError):
            work.list(Identity)
        report = audit_check.verify(work.connection, work.vault)
        assert (report.problems, report.sealed) == ((), 1)
    with pytest.raises(RecordLockedError):
        _first_chunk(store, person)
    with pytest.raises(RecordLockedError):
        take_file(store, video)
    with pytest.raises(RecordLockedError), store.write() as work:
        work.add(Identity(given_name="B"), person.id)
    with pytest.raises(RecordLockedError, match="not the right one"):
        _first_chunk(reopen(store, "wrong passphrase"), person)


def test_commands_in_the_wrong_state_are_refused(folder_store: Store) -> None:
    with pytest.raises(RecordInvalidError, match="shorter"):
        encrypt(folder_store, "short")
    for command in (
        lambda: decrypt(folder_store, PASSPHRASE),
        lambda: change_passphrase(folder_store, PASSPHRASE, "another one"),
        lambda: rekey(folder_store, PASSPHRASE),
    ):
        with pytest.raises(RecordInvalidError, match="not encrypted"):
            command()
    encrypt(folder_store, PASSPHRASE)
    with pytest.raises(RecordInvalidError, match="already"):
        encrypt(folder_store, PASSPHRASE)
    with pytest.raises(RecordLockedError):
        decrypt(folder_store, "wrong passphrase")
    assert encryption_state(folder_store) is VaultState.ON


@pytest.mark.parametrize("command", [encrypt, decrypt])
def test_a_crash_half_way_is_finished_by_the_same_command(
    folder_store: Store,
    full_person: FullPerson,
    monkeypatch: pytest.MonkeyPatch,
    command: Callable[[Store, str], encryption.Rewritten],
    reopen: Reopen,
) -> None:
    person = full_person(folder_store, "P1")
    opened = reopen(folder_store, PASSPHRASE)
    if command is decrypt:
        encrypt(folder_store, PASSPHRASE)
    with monkeypatch.context() as crash:
        crash.setattr(encryption, "_rewrite_files", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            command(folder_store, PASSPHRASE)
    assert encryption_state(folder_store) in (VaultState.TURNING_ON, VaultState.TURNING_OFF)
    assert _first_chunk(opened, person).startswith(b"moving pictures")
    other = encrypt if command is decrypt else decrypt
    with pytest.raises(RecordConflictError, match="not finished"):
        other(folder_store, PASSPHRASE)
    with pytest.raises(RecordLockedError):
        command(folder_store, "wrong passphrase")
    assert command(folder_store, PASSPHRASE).written == 1
    assert encryption_state(folder_store) in (VaultState.ON, VaultState.OFF)
    assert _first_chunk(opened, person).startswith(b"moving pictures")


def test_another_key_is_needed_for_everything_after_rekey(
    store: Store, full_person: FullPerson, reopen: Reopen
) -> None:
    person = full_person(store, "P1")
    encrypt(store, PASSPHRASE)
    opened = reopen(store, PASSPHRASE)
    with opened.unlocked() as work:
        leaked = work.vault.data_key
        (recording,) = work.list(Recording, person.id)
    assert rekey(opened, PASSPHRASE).written == 1
    assert encryption_state(store) is VaultState.ON
    with opened.unlocked() as work:
        assert work.vault.data_key != leaked
        assert work.vault.former is None
        assert work.list(Identity)[0].value.family_name.encode() == NAME
        assert audit_check.verify(work.connection, work.vault).problems == ()
    assert _first_chunk(opened, person).startswith(b"moving pictures")
    with pytest.raises(RecordStorageError):
        list(store.files.read(recording.value.sha256, Vault(sealing=True, key=leaked)))
    with store.read() as work:
        (row,) = work.connection.execute(sa.select(tables.identity)).mappings()
    with pytest.raises(RecordStorageError):
        Vault(sealing=True, key=leaked).open(row["content"], row["id"].bytes)


def test_a_crash_while_the_key_changes_is_finished_by_the_same_command(
    folder_store: Store, full_person: FullPerson, monkeypatch: pytest.MonkeyPatch, reopen: Reopen
) -> None:
    person = full_person(folder_store, "P1")
    encrypt(folder_store, PASSPHRASE)
    opened = reopen(folder_store, PASSPHRASE)
    with monkeypatch.context() as crash:
        crash.setattr(encryption, "_rewrite_files", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            rekey(folder_store, PASSPHRASE)
    assert encryption_state(folder_store) is VaultState.CHANGING_KEY
    assert _first_chunk(opened, person).startswith(b"moving pictures")
    for command in (encrypt, decrypt):
        with pytest.raises(RecordConflictError, match="another key"):
            command(folder_store, PASSPHRASE)
    change_passphrase(opened, PASSPHRASE, "another passphrase")
    with pytest.raises(RecordLockedError):
        rekey(folder_store, PASSPHRASE)
    assert rekey(folder_store, "another passphrase").written == 1
    opened = reopen(folder_store, "another passphrase")
    assert _first_chunk(opened, person).startswith(b"moving pictures")


def test_a_program_with_the_former_key_writes_nothing_under_it(
    folder_store: Store, full_person: FullPerson, video: Path, reopen: Reopen
) -> None:
    person = full_person(folder_store, "P1")
    encrypt(folder_store, PASSPHRASE)
    other = reopen(folder_store, PASSPHRASE)
    assert _first_chunk(other, person)
    rekey(folder_store, PASSPHRASE)
    video.write_bytes(b"another recording")
    digest, _ = take_file(other, video)
    with reopen(folder_store, PASSPHRASE).unlocked() as work:
        assert b"".join(folder_store.files.read(digest, work.vault)) == b"another recording"
    with other.write() as work:
        assert work.vault.key is not None


@pytest.mark.parametrize(
    "changed",
    [
        {"memory_kib": 1 << 31},
        {"iterations": 10**9},
        {"lanes": 0},
        {"memory_kib": 1 << 20, "iterations": 64, "lanes": 64},
    ],
)
def test_a_keyring_that_would_stop_the_machine_is_refused(changed: dict[str, int]) -> None:
    keyring, _ = make_keyring(PASSPHRASE)
    with pytest.raises(RecordInvalidError, match="parameters"):
        Keyring(**{**asdict(keyring), **changed})


def _write_state(store: Store, state: str) -> None:
    with store.write() as work:
        work.connection.execute(sa.update(tables.keyring).values(state=state))


def test_a_state_that_somebody_wrote_opens_nothing_and_is_found(
    folder_store: Store, full_person: FullPerson, reopen: Reopen, raw_bytes: Callable[[], bytes]
) -> None:
    person = full_person(folder_store, "P1")
    encrypt(folder_store, PASSPHRASE)
    _write_state(folder_store, VaultState.TURNING_OFF.value)
    locked = reopen(folder_store, None)
    with pytest.raises(RecordLockedError), locked.write() as work:
        work.add(Identity(contact="Quillfeather Lane"), person.id)
    opened = reopen(folder_store, PASSPHRASE)
    with opened.unlocked(write=True) as work:
        work.add(Identity(contact="Quillfeather Lane"), person.id)
        (problem,) = audit_check.verify(work.connection, work.vault).problems
    assert "another state of the encryption" in str(problem)
    assert NAME not in raw_bytes()


def test_a_decryption_that_was_begun_seals_what_is_new_until_its_end(
    folder_store: Store,
    full_person: FullPerson,
    monkeypatch: pytest.MonkeyPatch,
    reopen: Reopen,
    raw_bytes: Callable[[], bytes],
) -> None:
    person = full_person(folder_store, "P1")
    encrypt(folder_store, PASSPHRASE)
    with monkeypatch.context() as crash:
        crash.setattr(encryption, "_rewrite_files", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            decrypt(folder_store, PASSPHRASE)
    with reopen(folder_store, PASSPHRASE).unlocked(write=True) as work:
        work.add(Identity(contact="Quillfeather Lane"), person.id)
        assert audit_check.verify(work.connection, work.vault).problems == ()
    assert NAME not in raw_bytes()
    decrypt(folder_store, PASSPHRASE)
    with folder_store.read() as work:
        assert work.list(Identity)[-1].value.contact == "Quillfeather Lane"
        assert audit_check.verify(work.connection, work.vault).problems == ()


@pytest.mark.parametrize("state", [VaultState.OFF.value, "x", ""])
def test_a_state_that_is_none_is_the_records_fault(folder_store: Store, state: str) -> None:
    encrypt(folder_store, PASSPHRASE)
    _write_state(folder_store, state)
    with pytest.raises(RecordStorageError, match="key of the records"):
        encryption_state(folder_store)


@given(st.binary(max_size=200), st.integers(1, 7), st.integers(1, 9))
def test_sealed_files_open_to_what_they_were(content: bytes, piece: int, chunk: int) -> None:
    pieces = [content[at : at + piece] for at in range(0, len(content), piece)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks, "CHUNK_BYTES", chunk)
        sealed = b"".join(seal_chunks(pieces, KEY, "0" * 64))
        source = io.BytesIO(sealed[len(FILE_MAGIC) :])
        assert b"".join(open_chunks(source, [KEY], "0" * 64)) == content


@given(st.data())
def test_a_sealed_file_that_was_touched_does_not_open(data: st.DataObject) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks, "CHUNK_BYTES", 8)
        sealed = b"".join(seal_chunks([b"0123456789abcdefghij"], KEY, "0" * 64))
        body = bytearray(sealed[len(FILE_MAGIC) :])
        size = 8 + vault.TAG_BYTES
        kind = data.draw(st.sampled_from(["flip", "cut", "swap"]))
        if kind == "flip":
            body[data.draw(st.integers(0, len(body) - 1))] ^= data.draw(st.integers(1, 255))
        elif kind == "cut":
            del body[data.draw(st.integers(vault.SALT_BYTES, len(body) - 1)) :]
        else:
            first = vault.SALT_BYTES
            body[first : first + 2 * size] = (
                body[first + size : first + 2 * size] + body[first : first + size]
            )
        with pytest.raises(RecordStorageError):
            list(open_chunks(io.BytesIO(bytes(body)), [KEY], "0" * 64))


def test_a_sealed_value_belongs_to_its_place() -> None:
    guard = Vault(sealing=True, key=KEY)
    sealed = guard.seal(b"Ada", b"here")
    assert guard.open(sealed, b"here") == b"Ada"
    assert guard.seal(b"Ada", b"here") != sealed
    for broken, place in ((sealed, b"there"), (sealed[:-1], b"here"), (sealed[:5], b"here")):
        with pytest.raises(RecordStorageError):
            guard.open(broken, place)


def test_a_keyring_opens_with_its_passphrase_only() -> None:
    keyring, key = make_keyring(PASSPHRASE)
    assert (keyring.memory_kib, keyring.iterations, keyring.lanes) == (65536, 3, 4)
    assert open_keyring(keyring, PASSPHRASE) == key
    with pytest.raises(RecordLockedError):
        open_keyring(keyring, PASSPHRASE + "!")


def test_a_damaged_seal_is_a_problem_of_the_audit(
    folder_store: Store, full_person: FullPerson, reopen: Reopen
) -> None:
    full_person(folder_store, "P1")
    encrypt(folder_store, PASSPHRASE)
    contents = tables.audit_content
    with folder_store.write() as work:
        sealed = sa.func.substr(contents.c.content, 1, 1) == vault.SEALED
        change = sa.update(contents).where(sealed).values(content=vault.SEALED + b"x" * 40)
        assert work.connection.execute(change).rowcount == 1
    with reopen(folder_store, PASSPHRASE).unlocked() as work:
        (problem,) = audit_check.verify(work.connection, work.vault).problems
    assert "cannot be opened" in str(problem)


def test_blanks_and_the_passphrase_before_are_refused(folder_store: Store) -> None:
    with pytest.raises(RecordInvalidError, match="blanks"):
        encryption.encrypt(folder_store, " " * 20)
    encryption.encrypt(folder_store, PASSPHRASE)
    with pytest.raises(RecordInvalidError, match="one before"):
        encryption.change_passphrase(folder_store, PASSPHRASE, PASSPHRASE)
