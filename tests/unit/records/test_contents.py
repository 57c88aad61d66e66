"""What was swapped, cut, opened or damaged is found and named, also without the passphrase."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import pytest
import sqlalchemy as sa
from tests.fakes import session_on

from hemiface.errors import RecordInvalidError, RecordLockedError, RecordStorageError
from hemiface.model.record import Entry, Identity, Person, Recording
from hemiface.operations.safekeeping import back_up, check_backup, restore_backup, verify_audit
from hemiface.operations.session import Session
from hemiface.operations.stream import Advance, outcomes
from hemiface.records import tables, vault
from hemiface.records.audit_check import AuditReport
from hemiface.records.encryption import encrypt
from hemiface.records.recordings import list_files
from hemiface.records.store import Store, StoreLocation

FullPerson = Callable[[Store, str], Entry[Person]]
Reopen = Callable[[Store, str | None], Store]
T = TypeVar("T")
PASSPHRASE = "correct horse battery"


def verified(session: Session, *, unlock: bool = False, share: float = 1.0) -> AuditReport:
    """What a whole look at the records finds."""
    (report,) = outcomes(verify_audit(session, unlock=unlock, share=share))
    return report


def done(events: Iterable[Advance | T]) -> T:
    """What came of long work."""
    (outcome,) = outcomes(events)
    return outcome


@pytest.fixture
def encrypted(folder_store: Store, full_person: FullPerson, reopen: Reopen) -> Store:
    """An encrypted store with its passphrase at hand."""
    full_person(folder_store, "P1")
    encrypt(folder_store, PASSPHRASE)
    return reopen(folder_store, PASSPHRASE)


def _file(store: Store) -> Path:
    with store.read() as work:
        (digest,) = list_files(work)
    return Path(store.files.place(digest))


def _swap(store: Store) -> None:
    place = _file(store)
    place.write_bytes(b"a" * place.stat().st_size)


def test_a_swapped_recording_is_found_with_its_entry(
    folder_store: Store, full_person: FullPerson
) -> None:
    full_person(folder_store, "P1")
    assert verified(session_on(folder_store)).problems == ()
    assert verified(session_on(folder_store)).files == 1
    _swap(folder_store)
    with folder_store.read() as work:
        (recording,) = work.list(Recording)
    (problem,) = verified(session_on(folder_store)).problems
    assert str(recording.id) in str(problem)
    assert "damaged" in str(problem)
    _file(folder_store).unlink()
    (problem,) = verified(session_on(folder_store)).problems
    assert "missing" in str(problem)


def test_all_problems_are_listed(folder_store: Store, full_person: FullPerson) -> None:
    full_person(folder_store, "P1")
    full_person(folder_store, "P2")
    _swap(folder_store)
    with folder_store.write() as work:
        work.connection.execute(sa.update(tables.diary_entry).values(spasm=0))
        work.connection.execute(sa.update(tables.recording).values(suffix="/../x"))
        work.connection.execute(sa.update(tables.visit).values(kind="nowhere"))
    problems = verified(session_on(folder_store)).problems
    for kind, times in {"recording": 4, "diary": 4, "visit": 2}.items():
        assert sum(f"{kind} " in str(problem) for problem in problems) == times, problems


def test_a_share_of_the_files_is_drawn(folder_store: Store, full_person: FullPerson) -> None:
    full_person(folder_store, "P1")
    *told, report = verify_audit(session_on(folder_store))
    assert isinstance(report, AuditReport)
    assert (report.files, told[-1]) == (1, Advance("files", 1, 1, "files"))
    assert [one.of for one in told if isinstance(one, Advance)] == [
        "checking the audit",
        "comparing entries",
        "files",
    ]
    for share in (0, -1, 1.5, float("nan")):
        with pytest.raises(RecordInvalidError, match="share"):
            verified(session_on(folder_store), share=share)
    assert verified(session_on(folder_store), share=0.01).files == 1


@pytest.mark.parametrize("unlock", [False, True])
def test_an_unsealed_name_among_sealed_ones_is_found(encrypted: Store, unlock: bool) -> None:
    assert verified(session_on(encrypted), unlock=unlock).problems == ()
    with encrypted.write() as work:
        forged = vault.PLAIN + b'{"given_name":"Eve"}'
        work.connection.execute(sa.update(tables.identity).values(content=forged))
    (problem,) = verified(session_on(encrypted), unlock=unlock).problems
    assert "identity" in str(problem)
    with pytest.raises(RecordStorageError), encrypted.unlocked() as work:
        work.list(Identity)


@pytest.mark.parametrize("unlock", [False, True])
def test_an_unsealed_recording_among_sealed_ones_is_found(
    encrypted: Store, video: Path, unlock: bool
) -> None:
    _file(encrypted).write_bytes(video.read_bytes())
    (problem,) = verified(session_on(encrypted), unlock=unlock).problems
    assert "not encrypted" in str(problem)


def test_a_damaged_seal_is_found(encrypted: Store) -> None:
    place = _file(encrypted)
    sealed = bytearray(place.read_bytes())
    sealed[-1] ^= 1
    place.write_bytes(sealed)
    report = verified(session_on(encrypted))
    assert (report.problems, report.sealed_files) == ((), 1)  # only the key can tell
    assert "damaged" in str(verified(session_on(encrypted), unlock=True).problems[0])
    place.write_bytes(sealed[:-1])
    (problem,) = verified(session_on(encrypted)).problems
    assert "size" in str(problem)


@pytest.mark.parametrize("unlock", [False, True])
def test_a_keyring_that_was_taken_away_is_found(encrypted: Store, unlock: bool) -> None:
    with encrypted.write() as work:
        work.connection.execute(sa.delete(tables.keyring))
    problems = verified(session_on(encrypted), unlock=unlock).problems
    assert any("though the chain speaks of encryption" in str(problem) for problem in problems)
    assert any("though nothing is encrypted here" in str(problem) for problem in problems)


def test_a_row_that_holds_no_such_value_is_a_problem(
    folder_store: Store, full_person: FullPerson
) -> None:
    full_person(folder_store, "P1")
    with folder_store.write() as work:
        work.connection.execute(sa.text("UPDATE visit SET at = 'yesterday'"))
    (problem,) = verified(session_on(folder_store)).problems
    assert "visit" in str(problem)


def test_a_backup_says_what_is_wrong_and_holds_the_rest(
    folder_store: Store, full_person: FullPerson, tmp_path: Path, video: Path
) -> None:
    full_person(folder_store, "P1")
    video.write_bytes(b"another recording")
    full_person(folder_store, "P2")
    with folder_store.read() as work:
        recordings = {entry.value.sha256: entry.id for entry in work.list(Recording)}
    gone, swapped = sorted(recordings)
    folder_store.files.remove(gone)
    Path(folder_store.files.place(swapped)).write_bytes(b"other pictures")
    report = done(back_up(session_on(folder_store), tmp_path / "backup.tar"))
    assert {str(recordings[gone]), str(recordings[swapped])} == {
        str(problem).split()[1].rstrip(":") for problem in report.problems
    }
    with Store(StoreLocation.in_folder(tmp_path / "other"), who="t") as other:
        restored = done(restore_backup(session_on(other), tmp_path / "backup.tar"))
        # What is not the recording never came into the archive.
        assert {(one.code, one.values["entry"]) for one in restored.problems} == {
            ("damage.file_missing", one.values["entry"]) for one in report.problems
        }
        assert not other.files.has(swapped)
        with other.read() as work:
            assert work.count_people() == 2


def test_a_backup_of_sealed_files_is_opened_where_it_can_be(
    encrypted: Store, tmp_path: Path, reopen: Reopen
) -> None:
    report = done(back_up(session_on(encrypted), tmp_path / "backup.tar"))
    assert (report.sealed, report.problems) == (1, ())
    assert (
        done(check_backup(session_on(encrypted), tmp_path / "backup.tar", unlock=True)).sealed == 0
    )
    with pytest.raises(RecordLockedError):
        wrong = session_on(reopen(encrypted, "a wrong one"))
        done(check_backup(wrong, tmp_path / "backup.tar", unlock=True))
    place = _file(encrypted)
    sealed = bytearray(place.read_bytes())
    sealed[-1] ^= 1
    place.write_bytes(sealed)
    (problem,) = done(
        back_up(session_on(encrypted), tmp_path / "another.tar", unlock=True)
    ).problems
    assert "damaged" in str(problem)


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_files_are_their_owners_alone(tmp_path: Path, full_person: FullPerson, mask: int) -> None:
    before = os.umask(mask)
    try:
        data = tmp_path / "open"
        data.mkdir(mode=0o777)
        location = StoreLocation.in_folder(data)
        with Store(location, who="t") as store:
            full_person(store, "P1")
            assert store.wide_folders == ((data,) if mask != 0o077 else ())
            for place in data.rglob("*"):
                assert place.stat().st_mode & 0o077 == 0, place
            data.chmod(0o700)
            assert store.wide_folders == ()
        database = data / "records.db"
        database.chmod(0o644)
        Store(location, who="t").close()
        assert database.stat().st_mode & 0o077 == 0
    finally:
        os.umask(before)
