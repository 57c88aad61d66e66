"""Read small files that people give: tables, annotations, questions, answers."""

from pathlib import Path

from hemiface.errors.faults import ReasonError

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
        raise ReasonError("too_large_mb", most=MOST_BYTES // 1024**2)
    return data
