"""How the cores of a machine are split between processes and the threads of each.

``benchmarks/batch`` measures it. Many recordings go quickest with one process a core and one
thread each, for decoding and assessment of one recording cannot use a second core all the time;
a few long ones go quickest when the cores that would stand idle help.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

BYTES_A_PROCESS = 2**30
"""What one process may need: twice what it was seen to hold for pictures of 1080 lines."""
CGROUP = Path("/sys/fs/cgroup")


@dataclass(frozen=True, slots=True)
class Split:
    """How many recordings are measured at the same time, and by how many threads each.

    Parameters
    ----------
    processes, threads
        Both at least 1.
    """

    processes: int
    threads: int

    @classmethod
    def choose(
        cls,
        n_recordings: int,
        *,
        processes: int | None = None,
        cores: int | None = None,
        memory_bytes: int | None = None,
    ) -> Self:
        """Find the best one for a machine.

        Parameters
        ----------
        n_recordings
            How many there are to measure.
        processes
            How many processes somebody asked for; None to choose.
        cores, memory_bytes
            What there is to use; looked up where not given.
        """
        cores = cores or count_cores()
        room = max(1, (memory_bytes or free_memory_bytes()) // BYTES_A_PROCESS)
        chosen = processes or min(cores, max(1, n_recordings), room)
        return cls(chosen, max(1, cores // chosen))


def count_cores() -> int:
    """Cores that this process may use: of the machine, by its affinity, by its container."""
    has_affinity = hasattr(os, "sched_getaffinity")
    cores = len(os.sched_getaffinity(0)) if has_affinity else os.cpu_count() or 1
    quota = _read_words(CGROUP / "cpu.max")
    if len(quota) == 2 and quota[0].isdigit():
        cores = min(cores, max(1, int(quota[0]) // int(quota[1])))
    return cores


def free_memory_bytes() -> int:
    """Memory that may still be taken, by the machine and by its container; much if unknown."""
    free = [2**40]
    for line in _read_words(Path("/proc/meminfo"), lines=True):
        if line.startswith("MemAvailable:"):
            free.append(int(line.split()[1]) * 1024)
    limit = _read_words(CGROUP / "memory.max")
    used = _read_words(CGROUP / "memory.current")
    if limit and used and limit[0].isdigit():
        free.append(max(0, int(limit[0]) - int(used[0])))
    return min(free)


def _read_words(path: Path, *, lines: bool = False) -> list[str]:
    try:
        text = path.read_text()
    except OSError:
        return []
    return text.splitlines() if lines else text.split()
