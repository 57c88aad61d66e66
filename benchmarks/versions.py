"""Whether two versions give the same numbers of the same videos, to the last digit.

    python -m benchmarks.versions VIDEOS --before COMMIT
    python -m benchmarks.versions VIDEOS --before COMMIT --after COMMIT

VIDEOS are files or folders of them. The version before is taken out of the history of the code
into a folder of its own, and runs with the libraries that are installed now. Without `--after`
the other one is the code as it lies here. Values of `summary.json` and the bytes of `events.csv`
are compared; of where a number came from only which video it was, for the versions differ there
by their nature. It ends with 1 where anything differs.
"""

import argparse
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
MAIN = "from hemiface.cli.main import main; main()"
SUFFIXES = {".mp4", ".mov", ".mkv", ".webm", ".avi"}
SUMMARY, EVENTS = "summary.json", "events.csv"


def main(words: Sequence[str] | None = None) -> int:
    """Measure with both versions, and print what differs."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.versions")
    parser.add_argument("videos", nargs="+", type=Path)
    parser.add_argument("--before", required=True, metavar="COMMIT")
    parser.add_argument("--after", metavar="COMMIT")
    given = parser.parse_args(words)
    videos = list(find_videos(given.videos))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        old = take_out(given.before, place / "before")
        new = take_out(given.after, place / "after") if given.after else ROOT / "src"
        n_different = 0
        for number, video in enumerate(videos):
            was, now = (
                measure(source, video, place / f"{number}-{source.parent.name}")
                for source in (old, new)
            )
            found = list(find_differences(was, now))
            n_different += bool(found)
            print(f"{video.name}: {'; '.join(found) if found else 'the same'}", flush=True)
    print(f"{len(videos) - n_different} of {len(videos)} videos give the same")
    return int(n_different > 0)


def find_videos(places: Sequence[Path]) -> Iterator[Path]:
    """Files as they are given, and those of folders in order of their names."""
    for place in places:
        if place.is_dir():
            yield from sorted(one for one in place.iterdir() if one.suffix.lower() in SUFFIXES)
        else:
            yield place


def take_out(commit: str, folder: Path) -> Path:
    """Lay the package of a commit into a folder; where it is imported from."""
    packed = subprocess.run(
        ["git", "archive", commit, "src"], cwd=ROOT, stdout=subprocess.PIPE, check=True
    ).stdout
    with tarfile.open(fileobj=BytesIO(packed)) as box:
        box.extractall(folder, filter="data")
    return folder / "src"


def measure(source: Path, video: Path, output: Path) -> dict[str, Any]:
    """What one version says of a video: its summary, its events, and the code it ended with."""
    done = subprocess.run(
        [sys.executable, "-c", MAIN, "analyze", str(video), "-o", str(output)],
        env={**os.environ, "PYTHONPATH": str(source), "HEMIFACE_DATA": f"{output}-records"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    said: dict[str, Any] = {"ended with": done.returncode}
    for place in sorted(output.rglob(SUMMARY)):
        said["summary"] = json.loads(place.read_text("utf-8"))
        said["summary"]["provenance"] = said["summary"]["provenance"]["file_hash"]
        said["events"] = (place.parent / EVENTS).read_text("utf-8").splitlines()
    return said


def find_differences(was: object, now: object, place: str = "") -> Iterator[str]:
    """Where two values differ, each told with both; what one of them lacks is told, too."""
    if isinstance(was, dict) and isinstance(now, dict):
        for key in {**was, **now}:
            yield from find_differences(
                was.get(key, "nothing"), now.get(key, "nothing"), f"{place}/{key}"
            )
    elif isinstance(was, list) and isinstance(now, list) and len(was) == len(now):
        for number, pair in enumerate(zip(was, now, strict=True)):
            yield from find_differences(*pair, f"{place}/{number}")
    elif was != now:
        yield f"{place} was {was!r:.80} and is {now!r:.80}"


if __name__ == "__main__":
    sys.exit(main())
