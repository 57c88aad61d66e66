"""Content hashes: which recording it was, whatever it is called."""

import hashlib
import os
from pathlib import Path

from hemiface.video.folder import list_pictures
from hemiface.video.source import convert_errors, open_source


def file_hash(path: Path | str) -> str:
    """SHA-256 of a recording as hexadecimal text; reads it piece by piece.

    Parameters
    ----------
    path
        Video file, hashed as it is; or folder of images, hashed by the names and the contents
        of its images in their order.

    Raises
    ------
    VideoError
        If it cannot be read.
    """
    path = Path(path)
    if not path.is_dir():
        return _digest(path).hex()
    whole = hashlib.sha256()
    for picture in list_pictures(path):
        name = os.fsencode(picture.name)
        # A name cannot hold a zero byte, so names and digests cannot run into each other.
        whole.update(name + b"\0" + _digest(picture))
    return whole.hexdigest()


def _digest(path: Path) -> bytes:
    with open_source(path) as source, convert_errors(path):
        return hashlib.file_digest(source, "sha256").digest()
