"""Look at files that people give, before anything else is done with them."""

import os
from collections.abc import Sequence
from pathlib import Path

from hemiface.errors import VideoNotFoundError
from hemiface.model.actor import Permission
from hemiface.operations.permission import needs
from hemiface.operations.session import Session

MOST_BYTES = 64 * 1024 * 1024
"""No table, annotation or list of questions that people make is larger."""


def read_input(path: Path) -> bytes:
    """Read a file that must be small.

    Raises
    ------
    OSError
        If it cannot be read.
    ValueError
        If it is larger than such a file can be.
    """
    with path.open("rb") as handle:
        data = handle.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise ValueError(f"it has more than {MOST_BYTES // 1024**2} MB")
    return data


@needs(Permission.WORK_WITH_FILES)
def refuse_missing(session: Session, videos: Sequence[Path]) -> None:
    """Say that the only video is not there, before anything that measures is loaded.

    Of several videos the missing ones are said with the others.

    Raises
    ------
    VideoNotFoundError
        If there is one video, and nothing of its name.
    """
    del session  # asked for its permission
    if len(videos) == 1 and not os.path.lexists(videos[0]):
        raise VideoNotFoundError(f"there is no file {videos[0].name}", hint="Check the path.")
