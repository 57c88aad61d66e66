"""How long several files take, one after the other and with `--jobs`.

python -m benchmarks.batch
python -m benchmarks.batch --files 4 --jobs 1 2
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.tables import number, print_table
from benchmarks.truth import DEMO_CLIP

COMMAND = [sys.executable, "-c", "from hemiface.cli.main import main; main()", "analyze"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command once for each number of jobs and print the table."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.batch",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--files", type=int, default=4, help="copies of the demo clip")
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, os.cpu_count() or 1])
    options = parser.parse_args(arguments)
    rows = []
    for jobs in options.jobs:
        wall_s = time_batch(options.files, jobs)
        rows.append((str(options.files), str(jobs), number(wall_s, 1)))
    print_table("Several files", ("files", "jobs", "seconds"), rows)


def time_batch(n_files: int, jobs: int) -> float:
    """Time one command over copies of the demo clip: start, results and reports included."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        videos = [folder / f"{place}.mp4" for place in range(n_files)]
        for video in videos:
            shutil.copyfile(DEMO_CLIP, video)
        command = [*COMMAND, *map(str, videos), "-o", str(folder / "out"), "--jobs", str(jobs)]
        start = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        return time.perf_counter() - start


if __name__ == "__main__":
    main()
