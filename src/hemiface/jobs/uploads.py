"""Files that come in, part by part.

A part counts once its hash is right and it is on the disk; what came after the last such part
is written again. So a lost connection or a killed server costs one part.
"""

import re
import shutil
import time
from collections.abc import AsyncIterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from hemiface.errors import (
    JobNotFoundError,
    UploadInvalidError,
    UploadOffsetError,
    UploadTooLargeError,
)
from hemiface.jobs import tables
from hemiface.jobs.file_parts import write_part

PART_BYTES = 8 * 2**20
"""Size of every part but the last."""
LARGEST_BYTES = 20 * 10**9
"""Largest file that is taken."""
KEPT_FREE_BYTES = 2 * 10**9
"""Room that an upload leaves on the disk."""

KEPT_S = 7 * 24 * 3600.0
"""How long a file that did not come in whole is kept, in seconds."""
SWEPT_S = 24 * 3600.0
"""How long a folder may belong to nobody, as that of a job which is just made, in seconds."""
OWN_FOLDER = re.compile(r"[0-9a-f]{32}")
MOST_NAME_BYTES = 120
"""Longest name that is kept, without its ending; folders of results are called after it."""

upload, part = tables.upload, tables.upload_part
_COUNTED = sa.select(sa.func.count()).where(part.c.upload_id == upload.c.id).scalar_subquery()
_ALL = sa.select(upload, _COUNTED.label("n_parts"))


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that comes in.

    Parameters
    ----------
    id
        Names it.
    name
        What its owner calls it.
    size_bytes, fingerprint
        How long it is to be, and SHA-256 of the SHA-256 of its parts, as hexadecimal digits.
    n_parts
        How many parts are here.
    """

    id: str
    name: str
    size_bytes: int
    fingerprint: str
    n_parts: int

    @property
    def received_bytes(self) -> int:
        """How much is here."""
        return min(self.size_bytes, self.n_parts * PART_BYTES)

    @property
    def is_whole(self) -> bool:
        """Whether all of it is here."""
        return self.received_bytes == self.size_bytes


class Uploads:
    """The files that come in at one installation.

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

    def begin(self, who: str, name: str, size_bytes: int, fingerprint: str) -> Upload:
        """Announce a file, or find what is here of the same one.

        Raises
        ------
        UploadTooLargeError
            If it is larger than is taken, or than there is room for.
        UploadInvalidError
            If the size or the fingerprint is none.
        """
        if size_bytes < 1 or len(fingerprint) != 64:
            raise UploadInvalidError("empty")
        if size_bytes > LARGEST_BYTES:
            raise UploadTooLargeError("file")
        same = sa.and_(
            upload.c.who == who,
            upload.c.fingerprint == fingerprint,
            upload.c.size_bytes == size_bytes,
        )
        with self._engine.begin() as connection:
            known = connection.execute(sa.select(upload.c.id).where(same)).scalar()
        if known is not None:
            return self.get(known)
        self._drop_old()
        if shutil.disk_usage(self._folder).free < size_bytes + KEPT_FREE_BYTES:
            raise UploadTooLargeError("no_room")
        row = {
            "id": uuid4().hex,
            "who": who,
            "name": clean_name(name),
            "size_bytes": size_bytes,
            "fingerprint": fingerprint,
            "added_at": time.time(),
        }
        with self._engine.begin() as connection:
            connection.execute(sa.insert(upload).values(row))
        return self.get(str(row["id"]))

    def _drop_old(self) -> None:
        """Delete what nobody went on with for a week, which begins anew when the clock goes back.

        What was queued belongs to its job, also where a killed program did not come to say so.
        """
        now = time.time()
        queued = upload.c.id.in_(sa.select(tables.job.c.id))
        old = sa.select(upload.c.id).where(upload.c.added_at < now - KEPT_S)
        with self._engine.begin() as connection:
            ahead = sa.update(upload).where(upload.c.added_at > now)
            connection.execute(ahead.values(added_at=now))
            connection.execute(sa.delete(upload).where(queued))
            ids = connection.execute(old).scalars().all()
        for upload_id in ids:
            self.drop(self.get(upload_id))

    def sweep(self) -> None:
        """Delete what killed programs left: folders that belong to no upload, recording or job."""
        now = time.time()
        left = [
            place
            for place in self._folder.iterdir()
            if OWN_FOLDER.fullmatch(place.name) and place.is_dir() and not place.is_symlink()
            if abs(now - place.stat().st_mtime) > SWEPT_S
        ]
        owners = (upload, tables.job, tables.take)
        known = sa.union(*(sa.select(table.c.id) for table in owners))
        with self._engine.connect() as connection:
            owned = set(connection.execute(known).scalars())
        for place in left:
            if place.name not in owned:
                shutil.rmtree(place, ignore_errors=True)

    def get(self, upload_id: str) -> Upload:
        """What is here of a file.

        Raises
        ------
        JobNotFoundError
            If it was never announced, or is done.
        """
        found = self._read(_ALL.where(upload.c.id == upload_id))
        if not found:
            raise JobNotFoundError("upload")
        return found[0]

    def unfinished(self, who: str) -> list[Upload]:
        """What somebody announced and did not send to its end, the newest first."""
        # In one look: one that is sent to its end meanwhile is in the list, or is not.
        return self._read(_ALL.where(upload.c.who == who).order_by(upload.c.added_at.desc()))

    def _read(self, query: sa.Select[Any]) -> list[Upload]:
        with self._engine.connect() as connection:
            rows = connection.execute(query).mappings().all()
        return [Upload(**{name: row[name] for name in Upload.__dataclass_fields__}) for row in rows]

    def place(self, found: Upload) -> Path:
        """Where the file is written: under its own name, in a folder of its own."""
        return self._folder / found.id / found.name

    async def take_part(
        self, found: Upload, start: int, end: int, digest: str, content: AsyncIterable[bytes]
    ) -> int:
        """Write one part; how many parts are here by then.

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
        """
        expected = min(found.size_bytes, found.received_bytes + PART_BYTES)
        if start != found.received_bytes or end != expected or found.is_whole:
            raise UploadOffsetError("offset", received_bytes=found.received_bytes)
        await write_part(self.place(found), start, end, digest, content)
        row = {"upload_id": found.id, "number": found.n_parts, "sha256": digest}
        try:
            with self._engine.begin() as connection:
                connection.execute(sa.insert(part).values(row))
                this = sa.update(upload).where(upload.c.id == found.id)
                connection.execute(this.values(added_at=time.time()))
        except sa.exc.IntegrityError as error:
            raise UploadOffsetError("twice") from error
        return found.n_parts + 1

    def finish(self, found: Upload) -> Path:
        """Compare the whole with what was announced; where the file is.

        Raises
        ------
        UploadInvalidError
            If it is another file than was announced; what came is then deleted.
        """
        query = sa.select(part.c.sha256).where(part.c.upload_id == found.id).order_by(part.c.number)
        with self._engine.connect() as connection:
            digests = connection.execute(query).scalars().all()
        whole = sha256(b"".join(bytes.fromhex(digest) for digest in digests)).hexdigest()
        if not found.is_whole or whole != found.fingerprint:
            self.drop(found)
            raise UploadInvalidError("other_file")
        return self.place(found)

    def drop(self, found: Upload) -> None:
        """Forget a file and delete what is here of it."""
        self.forget(found)
        shutil.rmtree(self._folder / found.id, ignore_errors=True)

    def forget(self, found: Upload) -> None:
        """Forget a file that others take care of now."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(part).where(part.c.upload_id == found.id))
            connection.execute(sa.delete(upload).where(upload.c.id == found.id))


def clean_name(name: str) -> str:
    """What a file is called, without its folders and without what cannot be shown or stored."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(c for c in last if c.isprintable() and c not in ':*?"<>|').strip(" .")
    stem, dot, suffix = shown.rpartition(".")
    stem = (stem if dot else suffix).encode()[:MOST_NAME_BYTES].decode(errors="ignore")
    return f"{stem or 'video'}.{suffix[:8]}" if dot else stem or "video"
