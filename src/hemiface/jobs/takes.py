"""Recordings that are being made: they grow part by part, and nobody knows yet how long.

As with files that come in, a part counts once its hash is right and it is on the disk. A page
that crashes loses the part it had not sent; what is here stays, and can be measured.
"""

import shutil
import time
from collections.abc import AsyncIterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from hemiface.errors import JobNotFoundError, UploadOffsetError, UploadTooLargeError
from hemiface.jobs import tables
from hemiface.jobs.file_parts import write_part
from hemiface.jobs.uploads import KEPT_FREE_BYTES, KEPT_S, LARGEST_BYTES, clean_name

take = tables.take


@dataclass(frozen=True, slots=True)
class Take:
    """A recording that is being made.

    Parameters
    ----------
    id
        Names it.
    who
        Who makes it.
    name
        What the file is called.
    pseudonym
        Whose records it is meant for; empty where nobody said.
    received_bytes
        How much is here.
    notes
        What the page said of it last, as plain JSON: what was asked, and when.
    added_at
        When it was begun, in seconds since 1970.
    """

    id: str
    who: str
    name: str
    pseudonym: str
    received_bytes: int
    notes: Mapping[str, Any]
    added_at: float


class Takes:
    """The recordings that are being made at one installation.

    Parameters
    ----------
    engine
        The database of what is here.
    folder
        Where they are written, a folder each.
    """

    def __init__(self, engine: sa.Engine, folder: Path) -> None:
        self._engine = engine
        self._folder = folder

    def begin(self, who: str, name: str, pseudonym: str) -> Take:
        """Begin a recording.

        Raises
        ------
        UploadTooLargeError
            If there is no room for one on the disk.
        """
        self._drop_old()
        self._check_room(0)
        row = {
            "id": uuid4().hex,
            "who": who,
            "name": clean_name(name),
            "pseudonym": pseudonym,
            "received_bytes": 0,
            "notes": {},
            "added_at": time.time(),
        }
        with self._engine.begin() as connection:
            connection.execute(sa.insert(take).values(row))
        return self.get(str(row["id"]))

    def get(self, take_id: str) -> Take:
        """What is here of a recording.

        Raises
        ------
        JobNotFoundError
            If it was never begun, or is over.
        """
        query = sa.select(take).where(take.c.id == take_id)
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            raise JobNotFoundError("take")
        return Take(**row)

    def list(self, who: str) -> Sequence[Take]:
        """Recordings of one account that are not over and of which something is here."""
        query = sa.select(take).where(take.c.who == who, take.c.received_bytes > 0)
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(take.c.added_at.desc())).mappings().all()
        return [Take(**row) for row in rows]

    def place(self, found: Take) -> Path:
        """Where the file is written: under its own name, in a folder of its own."""
        return self._folder / found.id / found.name

    async def take_part(
        self, found: Take, start: int, end: int, digest: str, content: AsyncIterable[bytes]
    ) -> int:
        """Write the next part; how many bytes are here by then.

        Parameters
        ----------
        start, end
            Its place in the file, in bytes; `end` is the first byte behind it.
        digest
            SHA-256 of the part, as hexadecimal digits.
        content
            Its bytes, as they come.

        Raises
        ------
        UploadOffsetError
            If it does not follow what is here.
        UploadInvalidError
            If it is longer or shorter than said, or not what its hash says.
        UploadTooLargeError
            If the recording is too long, or the disk full.
        """
        if start != found.received_bytes or end <= start:
            raise UploadOffsetError("offset", received_bytes=found.received_bytes)
        self._check_room(end)
        await write_part(self.place(found), start, end, digest, content)
        counted = sa.update(take).where(take.c.id == found.id, take.c.received_bytes == start)
        with self._engine.begin() as connection:
            if connection.execute(counted.values(received_bytes=end)).rowcount != 1:
                raise UploadOffsetError("twice")
        return end

    def note(self, found: Take, notes: Mapping[str, Any]) -> None:
        """Keep what the page says of the recording, in case that it says nothing more."""
        with self._engine.begin() as connection:
            query = sa.update(take).where(take.c.id == found.id)
            connection.execute(query.values(notes=dict(notes)))

    def drop(self, found: Take) -> None:
        """Forget a recording and delete what is here of it."""
        self.forget(found)
        shutil.rmtree(self._folder / found.id, ignore_errors=True)

    def forget(self, found: Take) -> None:
        """Forget a recording that others take care of now."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(take).where(take.c.id == found.id))

    def _check_room(self, size_bytes: int) -> None:
        if size_bytes > LARGEST_BYTES:
            raise UploadTooLargeError("take")
        if shutil.disk_usage(self._folder).free < KEPT_FREE_BYTES:
            raise UploadTooLargeError("no_room_take")

    def _drop_old(self) -> None:
        """Delete what nobody went on with for a week."""
        old = sa.select(take.c.id).where(take.c.added_at < time.time() - KEPT_S)
        with self._engine.connect() as connection:
            ids = connection.execute(old).scalars().all()
        for take_id in ids:
            self.drop(self.get(take_id))
