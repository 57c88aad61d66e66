"""How much processor time a command takes before it has said anything.

    python -m benchmarks.startup

Each is given as a ratio to a bare interpreter, the median of several runs, so that a slow or
busy machine does not change the table much. The records are those of a new folder.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence

from benchmarks.tables import print_table

RUNS = 7

MAIN = "from hemiface.cli.main import main; main()"

COMMANDS: tuple[tuple[str, Sequence[str]], ...] = (
    ("help", ("--help",)),
    ("person add, the first", ("person", "add", "P{run}", "--side", "left")),
    ("person list", ("person", "list")),
    ("a video that is missing", ("analyze", "there-is-none.mp4")),
    ("a wrong word", ("analyze", "a.mp4", "--jobs", "none")),
    ("ask", ("ask", "Is it a stroke?")),
)


def main() -> None:
    """Measure and print the table."""
    # Whoever runs it from an environment that writes no bytecode would measure the compiler.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    bare = statistics.median(measure(["-c", "pass"], environment) for _ in range(RUNS))
    rows = [("a bare interpreter", f"{bare:.3f}", "1")]
    with tempfile.TemporaryDirectory() as folder:
        environment["HEMIFACE_DATA"] = folder
        for name, words in COMMANDS:
            times = []
            for run in range(RUNS + 1):
                if "first" in name:
                    environment["HEMIFACE_DATA"] = f"{folder}/{run}"
                said = [word.format(run=run) for word in words]
                times.append(measure(["-c", MAIN, *said], environment))
            seconds = statistics.median(times[1:])  # the first may still compile
            rows.append((name, f"{seconds:.3f}", f"{seconds / bare:.0f}"))
    print_table("Start-up", ("command", "processor time, s", "ratio"), rows)


def measure(words: Sequence[str], environment: dict[str, str]) -> float:
    """Processor time of one run of the interpreter, in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, *words],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
