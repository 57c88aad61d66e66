"""A part of a file, written so that it is on the disk or does not count."""

import os
from collections.abc import AsyncIterable
from hashlib import sha256
from pathlib import Path

from hemiface.errors import UploadInvalidError


async def write_part(
    place: Path, start: int, end: int, digest: str, content: AsyncIterable[bytes]
) -> None:
    """Write one part at the end of what counts of a file; what came after that is cut away.

    Parameters
    ----------
    place
        The file; it and its folder are made where they are not there.
    start, end
        Place of the part in the file, in bytes; `end` is the first byte behind it.
    digest
        SHA-256 of the part, as hexadecimal digits.
    content
        Its bytes, as they come.

    Raises
    ------
    UploadInvalidError
        If it is longer or shorter than said, or not what its hash says.
    """
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    opened = os.open(place, os.O_RDWR | os.O_CREAT, 0o600)
    hasher, written = sha256(), 0
    with os.fdopen(opened, "r+b") as file:
        file.seek(start)
        async for chunk in content:
            written += len(chunk)
            if written > end - start:
                break
            hasher.update(chunk)
            file.write(chunk)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())
    if written != end - start or hasher.hexdigest() != digest:
        raise UploadInvalidError("part_damaged")
