"""Read files that a stranger may have put there: ordinary ones, and no more than fits."""

import stat
from pathlib import Path

MOST_BYTES = 2 << 30
"""More than any table of hemiface: a day of sixty frames a second."""


def read_bounded(path: Path, most: int = MOST_BYTES) -> bytes:
    """Read a whole file.

    Parameters
    ----------
    path
        Where it is.
    most
        Bytes beyond which it is refused.

    Raises
    ------
    OSError
        If it cannot be read.
    ValueError
        If it is a pipe, a device or the like, or larger.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise ValueError(f"{path.name} is no ordinary file")
    with path.open("rb") as handle:
        data = handle.read(most + 1)
    if len(data) > most:
        raise ValueError(f"{path.name} has more than {most >> 20} MB")
    return data
