"""A result that nowhere says what its video was called: a file's name may be somebody's."""

import json
import shutil
from pathlib import Path
from typing import Any

from markupsafe import escape

from hemiface.results.filenames import PREVIOUS, REPORT, SUMMARY
from hemiface.results.stored import StoredResults
from hemiface.results.untrusted_files import read_bounded


def copy_pseudonymized(results: StoredResults, folder: Path, name: str) -> StoredResults:
    """Copy a result's own files, with another name in place of its video's.

    Parameters
    ----------
    results
        The result; it stays as it is.
    folder
        Where the copy goes, which is there.
    name
        What the video is called in the copy, and the one before with which it was compared.

    Raises
    ------
    OSError
        If a file cannot be read or written.
    """
    for place in (results.path / SUMMARY, *results.files_beside_summary()):
        shutil.copyfile(place, folder / place.name)
    names = {
        old
        for place in (folder / SUMMARY, folder / PREVIOUS)
        if place.exists() and (old := _rename(place, name)) is not None
    }
    report = folder / REPORT
    if names and report.exists():
        page = read_bounded(report).decode()
        for old in sorted(names, key=len, reverse=True):
            page = page.replace(str(escape(old)), name)
        report.write_text(page, encoding="utf-8", newline="")
    return StoredResults(folder)


def _rename(place: Path, name: str) -> str | None:
    """Give the video of a summary, or of the one before, another name; the one it had."""
    try:
        values: Any = json.loads(read_bounded(place))
    except (ValueError, RecursionError):
        place.unlink()  # for a report it is none, and whom it names nobody knows
        return None
    summary = values.get("summary", values) if isinstance(values, dict) else None
    video = summary.get("video") if isinstance(summary, dict) else None
    if not isinstance(video, dict) or not isinstance(video.get("name"), str):
        return None
    old: str = video["name"]
    video["name"] = name
    text = json.dumps(values, indent=2, allow_nan=False, ensure_ascii=False) + "\n"
    place.write_text(text, encoding="utf-8")
    return old
