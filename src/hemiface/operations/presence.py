"""Whether what was named is there, said before anything that measures is loaded."""

import os
from collections.abc import Sequence
from pathlib import Path

from hemiface.errors import VideoNotFoundError
from hemiface.model.actor import Permission
from hemiface.operations.permission import needs
from hemiface.operations.session import Session


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
        raise VideoNotFoundError("file", name=videos[0].name)
