"""What a server keeps beside the records: the queue, what comes in for it, accounts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from hemiface.accounts import tables as account_tables
from hemiface.accounts.doorsteps import Doorsteps
from hemiface.accounts.invitations import Invitations
from hemiface.accounts.passkeys import Passkeys
from hemiface.accounts.register import Register
from hemiface.accounts.signins import SignIns
from hemiface.errors import RecordStorageError
from hemiface.errors.faults import find_reason
from hemiface.jobs import tables as job_tables
from hemiface.jobs.queue import Queue
from hemiface.jobs.takes import Takes
from hemiface.jobs.uploads import Uploads
from hemiface.records import private_files
from hemiface.records.engine import database_errors, make_engine
from hemiface.records.store import StoreLocation

DATABASE = "service.db"
FOLDER = "videos"


def location_of(data: Path | None) -> StoreLocation:
    """Where the records are: in a folder, or where the environment says."""
    if data is None:
        return StoreLocation.from_environment()
    return StoreLocation.in_folder(data.expanduser().resolve())


@dataclass(frozen=True, slots=True)
class Service:
    """What a server keeps beside the records.

    Parameters
    ----------
    folder
        Where videos lie that belong to nobody yet, and their results.
    queue, uploads, takes, accounts, sign_ins, invitations, passkeys, doorsteps
        Its parts.
    """

    folder: Path
    queue: Queue
    uploads: Uploads
    takes: Takes
    accounts: Register
    sign_ins: SignIns
    invitations: Invitations
    passkeys: Passkeys
    doorsteps: Doorsteps

    @property
    def wide_folder(self) -> Path | None:
        """The folder around all of it, where others may enter or list it."""
        around = self.folder.parent
        return around if private_files.is_wide(around) else None

    def job_folder(self, job_id: str) -> Path:
        """Folder of a job's video and results."""
        return self.folder / job_id


def has_service(location: StoreLocation) -> bool:
    """Whether a server was ever opened at one place; with PostgreSQL, whether it may have been."""
    url = StoreLocationParts.of(location).database_url
    path = url.removeprefix("sqlite:///")
    return path == url or Path(path).exists()


@contextmanager
def open_service(location: StoreLocation) -> Iterator[Service]:
    """Open what a server keeps at one place, and close it in the end.

    With SQLite it is a file of its own beside the records, so that the signs of life of workers
    never wait for a long change of the records; with PostgreSQL it is the same database.

    Raises
    ------
    RecordStorageError
        If the place cannot be used.
    """
    place = StoreLocationParts.of(location)
    engine = make_engine(place.database_url)
    try:
        with database_errors():
            job_tables.METADATA.create_all(engine)
            account_tables.METADATA.create_all(engine)
        uploads = Uploads(engine, place.folder)
        try:
            private_files.make_folder(place.folder)
            uploads.sweep()
        except OSError as error:
            raise RecordStorageError("videos", reason=find_reason(error)) from error
        yield Service(
            place.folder,
            Queue(engine),
            uploads,
            Takes(engine, place.folder),
            Register(engine),
            SignIns(engine),
            Invitations(engine),
            Passkeys(engine),
            Doorsteps(engine),
        )
    finally:
        engine.dispose()


@dataclass(frozen=True, slots=True)
class StoreLocationParts:
    """Database and folder of a service."""

    database_url: str
    folder: Path

    @classmethod
    def of(cls, location: StoreLocation) -> Self:
        """Beside the records."""
        files = Path(location.files_url)
        sqlite = location.database_url.removeprefix("sqlite:///")
        if sqlite != location.database_url:
            folder = Path(sqlite).parent
            return cls(f"sqlite:///{folder / DATABASE}", folder / FOLDER)
        return cls(location.database_url, files.parent / FOLDER)
