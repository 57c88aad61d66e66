"""Which video goes into which folder of results."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path

from hemiface.errors import SettingsError

DEMO_VIDEO = "hfs_moderate_right.mp4"
"""A rendered face with a moderate spasm of the right side; nobody real."""


@contextmanager
def demo_video() -> Iterator[Path]:
    """Give the clip that is shipped with hemiface as a file."""
    with as_file(files("hemiface.operations") / "demo" / DEMO_VIDEO) as path:
        yield path


def plan_folders(videos: Sequence[Path], output: Path) -> list[tuple[Path, Path]]:
    """Give each video the folder of its results: its name without suffix, under ``output``.

    Raises
    ------
    SettingsError
        If two videos would share a folder.
    """
    plan = [(video, output / _folder_name(video)) for video in videos]
    claims = defaultdict(list)
    for video, folder in plan:
        claims[folder.name.casefold()].append(video)
    for rivals in claims.values():
        if len(rivals) > 1:
            raise SettingsError(
                f"{rivals[0]} and {rivals[1]} would be written to the same folder",
                hint="Analyze them one at a time, each with another -o DIR.",
            )
    return plan


def _folder_name(video: Path) -> str:
    name = video.resolve().name if video.name in ("", "..") else video.name
    stem = Path(name).stem
    return name if stem in (".", "..") else stem  # "...mp4" must not climb out of the output
