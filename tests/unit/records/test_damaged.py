"""A damaged recording stops no change of encryption, stays as it is and is named."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.unit.records.conftest import Reopen

from hemiface.errors import RecordStorageError
from hemiface.model.record import Person, Recording
from hemiface.records.contents import ContentReport
from hemiface.records.encryption import Rewritten, decrypt, encrypt, encryption_state, rekey
from hemiface.records.files import FileStore
from hemiface.records.recordings import settle_files, take_file, verify_files
from hemiface.records.store import Store
from hemiface.records.vault import VaultState

PASSPHRASE = "correct horse battery"
Command = Callable[[Store, str], Rewritten]
STATES: dict[Command, tuple[VaultState, VaultState]] = {
    encrypt: (VaultState.TURNING_ON, VaultState.ON),
    rekey: (VaultState.CHANGING_KEY, VaultState.ON),
    decrypt: (VaultState.TURNING_OFF, VaultState.OFF),
}
commands = pytest.mark.parametrize("command", STATES)


def _video(tmp_path: Path, number: int) -> Path:
    place = tmp_path / f"{number}.mp4"
    place.write_bytes(f"moving pictures {number} ".encode() * 1000)
    return place


@pytest.fixture
def opened(folder_store: Store, reopen: Reopen, tmp_path: Path) -> Store:
    """Records with five recordings."""
    store = reopen(folder_store, PASSPHRASE)
    taken = [take_file(store, _video(tmp_path, number)) for number in range(5)]
    with store.write() as work:
        person = work.add(Person(pseudonym="P1"))
        for digest, size in taken:
            work.add(Recording(sha256=digest, size_bytes=size), person.id)
        settle_files(store, work, [digest for digest, _ in taken])
    return store


def _files(store: Store) -> dict[Path, bytes]:
    folder = store.files.folder
    assert folder is not None
    return {place: place.read_bytes() for place in folder.rglob("*") if place.is_file()}


def _break(store: Store, damage: Callable[[bytes], bytes], number: int) -> Path:
    """Damage the file of one recording."""
    with store.read() as work:
        digest = work.list(Recording)[number].value.sha256
    place = Path(store.files.place(digest))
    place.write_bytes(damage(place.read_bytes()))
    return place


def _flip(content: bytes) -> bytes:
    return content[:-9] + bytes([content[-9] ^ 1]) + content[-8:]


def _check(store: Store) -> ContentReport:
    return verify_files(store, unlock=True)


@commands
@pytest.mark.parametrize(
    "damage",
    [_flip, lambda content: content[:-1], lambda _: b"", lambda content: b"x" + content],
    ids=["a bit", "cut", "empty", "its beginning"],
)
def test_the_rest_is_done_and_the_damaged_stays(
    opened: Store, tmp_path: Path, command: Command, damage: Callable[[bytes], bytes]
) -> None:
    if command is not encrypt:
        encrypt(opened, PASSPHRASE)
    broken = {_break(opened, damage, number): number for number in (1, 3)}
    before = _files(opened)
    done = command(opened, PASSPHRASE)
    after = _files(opened)
    assert done.written == 3
    assert {place for place in before if after[place] == before[place]} == set(broken)
    with opened.read() as work:
        entries = work.list(Recording)
    assert {str(one) for one in done.damaged} == {
        f"recording {entries[number].id}: its file is damaged, or is another one"
        for number in (1, 3)
    }
    unfinished, finished = STATES[command]
    assert encryption_state(opened) is unfinished
    again = command(opened, PASSPHRASE)
    assert (again.written, {*map(str, again.damaged)}) == (0, {*map(str, done.damaged)})
    assert _files(opened) == after
    for number in (1, 3):  # the way out that the hint names
        digest, _ = take_file(opened, _video(tmp_path, number))
        with opened.unlocked(write=True) as work:
            settle_files(opened, work, [digest])
    assert command(opened, PASSPHRASE).damaged == ()
    assert encryption_state(opened) is finished
    report = _check(opened)
    assert (report.checked, report.problems) == (5, ())


@commands
def test_a_change_that_ends_half_way_beside_a_damaged_one_goes_on(
    opened: Store, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    if command is not encrypt:
        encrypt(opened, PASSPHRASE)
    _break(opened, _flip, 0)
    write, calls = FileStore.write, iter(range(5))

    def stop(*arguments: object) -> None:
        if next(calls) == 2:
            raise KeyboardInterrupt
        write(*arguments)  # type: ignore[arg-type]  # passed on

    with monkeypatch.context() as patch:
        patch.setattr(FileStore, "write", stop)
        with pytest.raises(KeyboardInterrupt):
            command(opened, PASSPHRASE)
    assert len(_check(opened).problems) >= 1
    done = command(opened, PASSPHRASE)
    assert len(done.damaged) == 1
    assert {str(problem).partition(":")[0] for problem in _check(opened).problems} == {
        str(done.damaged[0]).partition(":")[0]
    }


def test_a_full_disk_is_no_damage(opened: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(FileStore, "_write_through", full)
        with pytest.raises(RecordStorageError, match="No space left"):
            encrypt(opened, PASSPHRASE)
    assert encrypt(opened, PASSPHRASE) == Rewritten(5)
