"""Peak memory of a long recording against a short one.

    python -m benchmarks.memory
    python -m benchmarks.memory --minutes 0.5 2

The demo clip is made into 1080p and repeated; each length is measured in a process of its own.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.tables import number, print_table
from benchmarks.truth import DEMO_CLIP
from benchmarks.videos import write_full_hd, write_loop
from hemiface.pipeline.analysis import measure_video
from hemiface.settings import AnalysisSettings

KIB_PER_MB = 1000**2 / 1024


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure every length and print the table."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.memory",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--minutes", type=float, nargs="+", default=[1.0, 10.0])
    parser.add_argument("--video", type=Path, help="clip to repeat instead of the 1080p demo clip")
    parser.add_argument("--only", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.only:
        print(json.dumps(measure_here(options.only)))
        return
    with TemporaryDirectory() as name:
        folder = Path(name)
        clip = options.video or write_full_hd(DEMO_CLIP, folder / "demo_1080p.mp4")
        results = []
        for minutes in options.minutes:
            video = write_loop(clip, folder / f"{minutes:g}_min.mp4", 60 * minutes)
            results.append(measure_apart(video))
            video.unlink()
    first = results[0]["peak_mb"]
    rows = [
        (
            number(result["duration_s"], 0),
            number(result["peak_mb"], 0),
            number(result["peak_mb"] - first, 0),
            number(result["wall_s"], 0),
        )
        for result in results
    ]
    print_table("Peak memory", ("video s", "peak MB", "more than first", "took s"), rows)


def measure_apart(video: Path) -> dict[str, float]:
    """Measure a video in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.memory", "--only", str(video)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    result: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return result


def measure_here(video: Path) -> dict[str, float]:
    """Measure a video in this process, and say what its memory peaked at."""
    start = time.perf_counter()
    analysis = measure_video(video, AnalysisSettings()).analysis
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Linux counts kibibytes, macOS bytes.
    peak_mb = peak / 1000**2 if sys.platform == "darwin" else peak / KIB_PER_MB
    return {
        "duration_s": analysis.quality.duration_s,
        "peak_mb": peak_mb,
        "wall_s": time.perf_counter() - start,
    }


if __name__ == "__main__":
    main()
