"""The folder of a study, written anew without losing what its authors wrote into it."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from hemiface.errors import OutputNotWritableError
from hemiface.errors.faults import find_reason
from hemiface.formats.ro_crate import METADATA
from hemiface.results.publish import replaced_folder

EDITED = ".edited"
"""Stands before the ending of a file that somebody changed and that was written anew."""


def write_folder(output: Path, written: Mapping[str, bytes]) -> tuple[str, ...]:
    """Write every file, and keep what is not ours.

    Files that the earlier run did not write stay. One that it wrote and that somebody changed
    since stays as it is where it is text for authors and the new run says the same; else it
    stands beside the new one, ``.edited`` in its name.

    Parameters
    ----------
    output
        The folder.
    written
        Files by their place in it.

    Returns
    -------
    tuple of str
        Files with changes of somebody's, by the place where they are now.

    Raises
    ------
    OutputNotWritableError
        If the folder cannot be written.
    """
    kept = []
    try:
        with replaced_folder(output) as new:
            for place, data in written.items():
                (new / place).parent.mkdir(parents=True, exist_ok=True)
                (new / place).write_bytes(data)
            ours = _read_hashes(output)
            for place, path in _list_files(output):
                is_edited = place in ours and ours[place] != _hash(path.read_bytes())
                if place == METADATA or (place in ours and not is_edited):
                    continue
                target = _find_place(place, path, written, ours) if is_edited else place
                _keep(path, new / target)
                if is_edited:
                    kept.append(target)
    except OSError as error:
        raise OutputNotWritableError("place", path=output, reason=find_reason(error)) from error
    return tuple(kept)


def _find_place(
    place: str, path: Path, written: Mapping[str, bytes], ours: Mapping[str, str]
) -> str:
    """Where a changed file goes: its own place where nothing new is lost by that."""
    if place not in written:
        return place
    if place.endswith(".md") and ours[place] == _hash(written[place]):
        return place
    whole = PurePosixPath(place)
    for number in range(1, 1000):
        name = f"{whole.stem}{EDITED}{'' if number == 1 else f'-{number}'}{whole.suffix}"
        if not (path.parent / name).exists():
            return str(whole.with_name(name))
    return place


def _list_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """What lies there, links as links."""
    if not folder.is_dir():
        return
    for top, _, names in os.walk(folder):
        for name in sorted(names):
            path = Path(top) / name
            yield path.relative_to(folder).as_posix(), path


def _read_hashes(folder: Path) -> Mapping[str, str]:
    """SHA-256 of what the earlier run wrote, by its place."""
    try:
        graph = json.loads((folder / METADATA).read_text(encoding="utf-8"))["@graph"]
        return {
            str(one["@id"]): str(one["sha256"])
            for one in graph
            if "sha256" in one and not str(one["@id"]).startswith("#")
        }
    except (OSError, ValueError, KeyError, TypeError):
        return {}  # a new folder, or one whose files are all kept


def _keep(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    shutil.copy2(path, target, follow_symlinks=False)


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
