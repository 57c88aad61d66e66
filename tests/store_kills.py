"""What changes the records, to be killed at each of its writes and commits, or at any moment.

    python -m tests.store_kills FOLDER NAME DATABASE ENCRYPTED KILLS SEED

DATABASE is ``sqlite`` or the address of a PostgreSQL server; KILLS is how many, drawn with
SEED among all steps (0: at every step); some more are killed by a signal at any moment.
"""

import hashlib
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import alembic.command  # noqa: F401 - once, and not in each process that is killed
import psycopg
import sqlalchemy as sa
from psycopg.errors import DuplicateDatabase, UniqueViolation
from tests.kills import changes, fork, kill_at_each_write

from hemiface.errors import RecordConflictError, RecordInvalidError, RecordLockedError
from hemiface.model.record import Identity, Person, Recording, StoredAnalysis, Visit
from hemiface.records import audit, audit_check, chunks, encryption, files, tables, vault
from hemiface.records.backup import read_backup, write_backup
from hemiface.records.exchange import export_person, import_person
from hemiface.records.files import FileStore
from hemiface.records.outputs import sweep_outputs
from hemiface.records.recordings import (
    erase_person,
    list_files,
    settle_files,
    sweep,
    take_file,
    verify_files,
)
from hemiface.records.restore import restore_backup
from hemiface.records.store import Store, StoreLocation
from hemiface.records.stored_paths import Place

PASSPHRASE, ANOTHER = "correct horse battery", "another passphrase"
PEOPLE = ("P1", "P2")
SIGNALS = 30
SOON = timedelta(seconds=-1)
"""A grace after which everything is stale already."""


class _Records:
    """A world of records: two people with recordings and results, encrypted or not."""

    server: ClassVar[str] = ""
    encrypted: ClassVar[bool] = False

    def prepare(self, folder: Path) -> None:
        """Make the world."""
        with self.open(folder) as store:
            for pseudonym in PEOPLE:
                _add_person(store, pseudonym, folder)
            if self.encrypted:
                encryption.encrypt(store, PASSPHRASE)
            self.prepare_more(store, folder)

    def prepare_more(self, store: Store, folder: Path) -> None:
        """Make what the scenario needs besides."""

    def act(self, folder: Path) -> None:
        """Do what is killed, and announce each commit, chunk and flush."""
        self.copy_database(folder)
        with self.open(folder) as store:
            _announce(store, folder)
            self.do(store, folder)

    def do(self, store: Store, folder: Path) -> None:
        """Do it."""
        raise NotImplementedError

    def check(self, folder: Path) -> None:
        """Nothing is lost or half; done once more, it is done, and nothing is left over."""
        self.copy_database(folder)
        with self.open(folder) as store:
            self.look(store, folder)
            if int(folder.name.rpartition("-")[2]) % 2:  # nobody finishes what was begun
                _sweep_all(store, folder)
                self.look(store, folder)
        with self.open(folder) as store, suppress(RecordConflictError, RecordInvalidError):
            self.do(store, folder)
        with self.open(folder) as store:
            self.look(store, folder)
            self.look_after(store, folder)
            _sweep_all(store, folder)

    def look(self, store: Store, folder: Path) -> None:
        """See that both people are whole."""
        del folder
        check_whole(store, PEOPLE)

    def look_after(self, store: Store, folder: Path) -> None:
        """See that it is done."""

    def open(self, folder: Path, passphrase: str = PASSPHRASE) -> Store:
        """Open the records of a world."""
        return Store(self.location(folder), who="t", passphrase=lambda: passphrase)

    def location(self, folder: Path, name: str = "data") -> StoreLocation:
        """Where the records of a world are."""
        local = StoreLocation.in_folder(folder / name)
        if not self.server:
            return local
        database = _database(folder, name)
        self._create_database(database)
        return StoreLocation(self.server.format(database), local.files_url)

    def copy_database(self, folder: Path) -> None:
        """Copy the prepared database beside the copied folder, the first time it is asked for."""
        if not self.server:
            return
        source = _database(folder.parent / "prepared", "data")
        self._create_database(_database(folder, "data"), f'TEMPLATE "{source}"')

    def _create_database(self, name: str, how: str = "") -> None:
        with psycopg.connect(self.server.format("postgres"), autocommit=True) as connection:
            known = connection.execute("SELECT FROM pg_database WHERE datname = %s", [name])
            if known.fetchone() is None:
                # The server may still be making it for a process that was killed meanwhile.
                with suppress(DuplicateDatabase, UniqueViolation):
                    connection.execute(f'CREATE DATABASE "{name}" {how}'.encode())


class Encrypt(_Records):
    """Encryption is turned on."""

    encrypted = False

    def do(self, store: Store, folder: Path) -> None:
        """Turn it on."""
        del folder
        encryption.encrypt(store, PASSPHRASE)

    def look_after(self, store: Store, folder: Path) -> None:
        """Nothing lies open any more."""
        assert encryption.encryption_state(store) is vault.VaultState.ON
        assert b"moving pictures" not in _bytes_below(folder / "data")


class Decrypt(_Records):
    """Encryption is taken away."""

    encrypted = True

    def do(self, store: Store, folder: Path) -> None:
        """Take it away."""
        del folder
        encryption.decrypt(store, PASSPHRASE)

    def look_after(self, store: Store, folder: Path) -> None:
        """It is off."""
        del folder
        assert encryption.encryption_state(store) is vault.VaultState.OFF


class Rekey(_Records):
    """Another data key is taken."""

    encrypted = True

    def do(self, store: Store, folder: Path) -> None:
        """Take it, unless it is taken."""
        del folder
        with store.read() as work:
            lines = audit.list_lines(work.connection)
        begun = any(line.action == "change data key" for line in lines)
        state = encryption.encryption_state(store)
        if not begun or state is vault.VaultState.CHANGING_KEY:
            encryption.rekey(store, PASSPHRASE)

    def look_after(self, store: Store, folder: Path) -> None:
        """The former key is gone."""
        del folder
        assert encryption.encryption_state(store) is vault.VaultState.ON
        with store.unlocked() as work:
            assert work.vault.former is None


class ChangePassphrase(_Records):
    """Another passphrase is taken."""

    encrypted = True

    def do(self, store: Store, folder: Path) -> None:
        """Take it."""
        del folder
        with suppress(RecordLockedError):  # taken already
            encryption.change_passphrase(store, PASSPHRASE, ANOTHER)

    def look(self, store: Store, folder: Path) -> None:
        """The one or the other opens everything."""
        try:
            check_whole(store, PEOPLE)
        except RecordLockedError:
            with self.open(folder, ANOTHER) as other:
                check_whole(other, PEOPLE)


class Backup(_Records):
    """A backup is written."""

    def do(self, store: Store, folder: Path) -> None:
        """Write it."""
        write_backup(store, folder / "backup.tar")

    def look(self, store: Store, folder: Path) -> None:
        """The archive is whole or not there."""
        super().look(store, folder)
        if (folder / "backup.tar").exists():
            assert read_backup(folder / "backup.tar", ask=lambda: PASSPHRASE).problems == ()


class Restore(_Records):
    """A backup is put back into a new store."""

    def prepare_more(self, store: Store, folder: Path) -> None:
        """Make the backup, and an empty store beside."""
        write_backup(store, folder / "backup.tar")

    def open(self, folder: Path, passphrase: str = PASSPHRASE) -> Store:
        """Open the new store, once there is a backup."""
        name = "new" if (folder / "backup.tar").exists() else "data"
        return Store(self.location(folder, name), who="t", passphrase=lambda: passphrase)

    def do(self, store: Store, folder: Path) -> None:
        """Put it back."""
        assert restore_backup(store, folder / "backup.tar").problems == ()

    def look(self, store: Store, folder: Path) -> None:
        """It is empty or full."""
        del folder
        with store.read() as work:
            empty = audit.head(work.connection)[0] == 0
            assert not (empty and work.count_people())
        if not empty:
            check_whole(store, PEOPLE)

    def look_after(self, store: Store, folder: Path) -> None:
        """It is full."""
        del folder
        check_whole(store, PEOPLE)


class Import(_Records):
    """A person is taken in."""

    def prepare_more(self, store: Store, folder: Path) -> None:
        """Send a third person away."""
        person = _add_person(store, "P3", folder)
        export_person(store, "P3", folder / "export", with_identity=True)
        erase_person(store, person)

    def do(self, store: Store, folder: Path) -> None:
        """Take them in."""
        import_person(store, folder / "export")

    def look(self, store: Store, folder: Path) -> None:
        """The person is there or not."""
        del folder
        with store.read() as work:
            there = work.count_people() == 3
        check_whole(store, (*PEOPLE, "P3") if there else PEOPLE)

    def look_after(self, store: Store, folder: Path) -> None:
        """The person is there."""
        del folder
        check_whole(store, (*PEOPLE, "P3"))


class Export(_Records):
    """A person is written into a folder."""

    def do(self, store: Store, folder: Path) -> None:
        """Write them."""
        export_person(store, "P1", folder / "export", with_identity=True)

    def look_after(self, store: Store, folder: Path) -> None:
        """The folder is whole."""
        del store
        with Store(StoreLocation.in_folder(folder / "elsewhere"), who="t") as other:
            assert import_person(other, folder / "export").missing == 0
        shutil.rmtree(folder / "elsewhere")


class Erase(_Records):
    """A person is erased."""

    def do(self, store: Store, folder: Path) -> None:
        """Erase them, and finish what was begun."""
        del folder
        with store.read() as work:
            known = {entry.value.pseudonym: entry.id for entry in work.search_people()}
            lines = audit.list_lines(work.connection)
        begun = [line.person_id for line in lines if line.action == audit.ERASE]
        person = known.get("P2") or begun[0]
        assert person is not None
        erase_person(store, person)

    def look(self, store: Store, folder: Path) -> None:
        """The other person is whole, and this one is whole or gone."""
        del folder
        with store.read() as work:
            there = work.count_people() == 2
        check_whole(store, PEOPLE if there else PEOPLE[:1])

    def look_after(self, store: Store, folder: Path) -> None:
        """No byte is left on this machine."""
        with store.read() as work:
            assert work.count_people() == 1
        if not self.server:
            left = _bytes_below(folder / "data")
            assert b"moving pictures of P2" not in left
            assert b"Name of P2" not in left


SCENARIOS: tuple[type[_Records], ...] = (
    Encrypt,
    Decrypt,
    Rekey,
    ChangePassphrase,
    Backup,
    Restore,
    Import,
    Export,
    Erase,
)


def _add_person(store: Store, pseudonym: str, folder: Path) -> Any:  # noqa: ANN401 - an id
    """Add somebody with a name, a visit, a recording and a result."""
    digests = []
    for name in ("video", "result"):
        place = folder / name
        place.write_bytes(f"moving pictures of {pseudonym}: {name} ".encode() * 40)
        digests.append(take_file(store, place)[0])
        place.unlink()
    size = len(f"moving pictures of {pseudonym}: video ") * 40
    now = datetime(2026, 3, 1, tzinfo=UTC)
    with store.unlocked(write=True) as work:
        person = work.add(Person(pseudonym=pseudonym))
        work.add(Identity(family_name=f"Name of {pseudonym}"), person.id)
        visit = work.add(Visit(at=now), person.id)
        recording = Recording(sha256=digests[0], size_bytes=size, suffix=".mp4", visit_id=visit.id)
        kept = work.add(recording, person.id)
        analysis = StoredAnalysis(
            recording_id=kept.id,
            package_version="1",
            method_version="1",
            settings_hash="",
            file_hash=digests[0],
            made_at=now,
            summary={},
            files={"report.html": digests[1]},
        )
        work.add(analysis, person.id)
        settle_files(store, work, digests)
    return person.id


def check_whole(store: Store, people: Iterable[str]) -> None:
    """Everything of these people is there, and what is there is whole."""
    names = sorted(people)
    with store.unlocked() as work:
        found = [entry.value.pseudonym for entry in work.search_people()]
        assert found == names, found
        assert len(work.list(Recording)) == len(work.list(StoredAnalysis)) == len(names)
        told = sorted(identity.value.family_name for identity in work.list(Identity))
        assert told == [f"Name of {name}" for name in names], told
        report = audit_check.verify(work.connection, work.vault)
    assert (report.problems, report.sealed) == ((), 0), report
    contents = verify_files(store, unlock=True)
    assert (contents.problems, contents.sealed) == ((), 0), contents
    assert contents.checked == 2 * len(names)


def _sweep_all(store: Store, folder: Path) -> None:
    """Sweep, and see that no file is left without an entry, none half written, and no note."""
    sweep_outputs(store)
    sweep(store, grace=SOON)
    with store.read() as work:
        kept = list_files(work)
        for table in (tables.loose_file, tables.output):
            assert work.connection.execute(sa.select(table)).all() == []
    root = store.files.folder
    assert root is not None
    assert {place.name for place in root.rglob("*") if place.is_file()} == kept
    litter = [place for place in folder.rglob("*") if place.suffix in (".partial", ".lock")]
    assert litter == [], litter


def _announce(store: Store, folder: Path) -> None:
    """Let every commit, before and after, every chunk and every flush be a step."""
    root = str(folder.resolve())
    dialect = store._engine.dialect
    commit, fsync, write_through = dialect.do_commit, os.fsync, FileStore._write_through

    def do_commit(connection: Any) -> None:  # noqa: ANN401 - of either driver
        sys.audit("tests.step", root)
        commit(connection)
        sys.audit("tests.step", root)

    def flush(handle: int) -> None:
        sys.audit("tests.step", root)
        fsync(handle)

    def told(chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            yield chunk
            sys.audit("tests.step", root)

    def write(own: FileStore, place: Place, chunks: Iterable[bytes]) -> None:
        write_through(own, place, told(chunks))

    setattr(dialect, "do_commit", do_commit)  # noqa: B010 - of one object
    os.fsync = flush  # type: ignore[assignment]
    FileStore._write_through = write  # type: ignore[method-assign, assignment]


def _bytes_below(folder: Path) -> bytes:
    return b"".join(place.read_bytes() for place in folder.rglob("*") if place.is_file())


def _database(folder: Path, name: str) -> str:
    digest = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()
    return f"kill_{digest[:24]}_{name}"


def _count_steps(scenario: _Records, world: Path) -> None:
    """Act unhurt, and leave beside the world how many steps it took."""
    root, done = str(world.resolve()), 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal done
        done += changes(event, arguments, root)

    sys.addaudithook(watch)
    scenario.act(world)
    world.with_name("steps").write_text(str(done))


def kill_at_any_moment(
    scenario: _Records, folder: Path, kills: int, longest: float, rng: random.Random
) -> int:
    """Kill a scenario by a signal; number of those that came before it was done."""
    hit = 0
    for number in range(kills):
        world = folder / f"signal-{number}"
        shutil.copytree(folder / "prepared", world)
        # A copy of the database that is cut is no world; the server would go on with it.
        assert fork(partial(scenario.copy_database, world)) == 0
        hit += _killed_after(partial(scenario.act, world), rng.uniform(0, longest))
        checked = fork(partial(scenario.check, world))
        assert checked == 0, f"after signal {number} the world is not whole"
        shutil.rmtree(world)
    return hit


def _killed_after(work: Any, seconds: float) -> bool:  # noqa: ANN401 - a function
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            work()
        os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def main(words: list[str]) -> None:
    """Kill one scenario, and print how many kills it stood."""
    folder, name, database, encrypted, kills, seed = words
    rng = random.Random(f"{seed} {name}")
    scenario = next(kind for kind in SCENARIOS if kind.__name__ == name)()
    _Records.server = "" if database == "sqlite" else database
    _Records.encrypted = encrypted == "True"
    # Small pieces and a cheap passphrase: it is the order of writes that is looked at.
    chunks.CHUNK_BYTES = 512
    setattr(files, "CHUNK_BYTES", 512)  # noqa: B010 - it is imported there
    vault.make_keyring.__kwdefaults__ |= {"memory_kib": 64, "iterations": 1}  # type: ignore[operator]
    place = Path(folder)
    unhurt = place / "unhurt"
    (unhurt / "prepared").mkdir(parents=True)
    assert fork(partial(scenario.prepare, unhurt / "prepared")) == 0
    shutil.copytree(unhurt / "prepared", unhurt / "world")
    begun = time.monotonic()
    assert fork(partial(_count_steps, scenario, unhurt / "world")) == 0
    longest, n_steps = time.monotonic() - begun, int((unhurt / "steps").read_text())
    some = sorted(rng.sample(range(1, n_steps + 1), int(kills))) if int(kills) else None
    stood = kill_at_each_write(scenario, place, iter(some) if some else None)
    stood += kill_at_any_moment(scenario, place, int(kills) or SIGNALS, longest, rng)
    sys.stdout.write(f"{stood} kills\n")


if __name__ == "__main__":
    main(sys.argv[1:])
