"""Folders of files that say what happens when they are measured."""

from pathlib import Path


def told_folder(folder: Path, **orders: str) -> Path:
    """A folder with a file for each order; see `tests.fakes.ToldAnalyzer`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, order in orders.items():
        (folder / f"{name}.mp4").write_text(order)
    return folder
