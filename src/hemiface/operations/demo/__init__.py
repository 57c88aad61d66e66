"""The clip that is shipped with hemiface."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path

from hemiface.operations.permission import open_to_all

DEMO_VIDEO = "hfs_moderate_right.mp4"
"""A rendered face with a moderate spasm of the right side; nobody real."""


@open_to_all
@contextmanager
def demo_video() -> Iterator[Path]:
    """Give the clip as a file."""
    with as_file(files("hemiface.operations.demo") / DEMO_VIDEO) as path:
        yield path
