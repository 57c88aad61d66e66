"""Which video goes into which folder of results."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from hemiface.errors import SettingsError


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
            raise SettingsError("same_folder", first=rivals[0], second=rivals[1])
    return plan


def _folder_name(video: Path) -> str:
    name = video.resolve().name if video.name in ("", "..") else video.name
    stem = Path(name).stem
    return name if stem in (".", "..") else stem  # "...mp4" must not climb out of the output
