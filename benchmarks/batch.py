"""How a batch uses the cores, what each file costs beside its measurement, and whether ways agree.

python -m benchmarks.batch
python -m benchmarks.batch --files 8 --processes 1 2 --fakes 200
"""

import argparse
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from struct import pack
from tempfile import TemporaryDirectory

from benchmarks.tables import number, print_table
from benchmarks.truth import DEMO_CLIP
from benchmarks.videos import write_loop
from hemiface.model.batch import Ended
from hemiface.operations.batches import BatchRequest, Share, merge_batches, plan_batch, run_batch
from hemiface.operations.session import Session, open_session
from hemiface.simulation.fake_analyzer import FakeAnalyzer

N_SHARDS = 3
PARTS = ("efficiency", "split", "overhead")


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a batch.

    Parameters
    ----------
    seconds
        From the first recording that ended to the last one, so that start-up is left out.
    measured
        Recordings that ended in that time.
    work_s
        What the measurement of one took, on average.
    processor_s
        Processor time of all processes together, a recording.
    """

    seconds: float
    measured: int
    work_s: float
    processor_s: float

    @property
    def each_s(self) -> float:
        """Seconds a recording."""
        return self.seconds / max(1, self.measured)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run everything and print the tables."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.batch",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    cores = len(os.sched_getaffinity(0))
    parser.add_argument("--files", type=int, default=8, help="copies of the demo clip")
    parser.add_argument("--processes", type=int, nargs="+", default=sorted({1, 2, cores}))
    parser.add_argument("--fakes", type=int, default=100, help="simulated recordings")
    parser.add_argument("--long-s", type=float, default=120.0, help="how long the long video lasts")
    parser.add_argument("--only", choices=PARTS, nargs="+", default=PARTS, help="which tables")
    options = parser.parse_args(arguments)
    if "efficiency" in options.only:
        print_efficiency(options.files, options.processes)
    if "split" in options.only:
        print_split(options.files, cores, options.long_s)
    if "overhead" in options.only:
        print_overhead(options.fakes)


def print_efficiency(n_files: int, processes: Sequence[int]) -> None:
    """One thread each, on as many cores as there are processes."""
    rows, first = [], None
    for count in processes:
        with some_cores(count), TemporaryDirectory() as name:
            videos = copy_clips(Path(name) / "in", n_files + count)
            run = time_batch(open_session(), videos, Path(name) / "out", count)
        first = first or run
        rows.append(
            (
                str(count),
                number(run.each_s, 2),
                number(run.processor_s, 2),
                number(first.each_s / run.each_s / count * processes[0], 2),
            )
        )
    head = ("processes", "seconds a file", "processor seconds a file", "efficiency")
    print_table("Many short files, one thread each", head, rows)


def print_split(n_files: int, cores: int, long_s: float) -> None:
    """The cores given to threads of one process, or to processes of one thread.

    Many short files, a short one and a long one alone; those alone once more on one core, to see
    what more threads are good for.
    """
    rows: list[tuple[str, ...]] = []
    with TemporaryDirectory() as name:
        folder = Path(name)
        long = write_loop(DEMO_CLIP, folder / "long.mp4", long_s)
        sources = (
            ("many short files", copy_clips(folder / "many", n_files), sorted({1, cores})),
            ("one short file", copy_clips(folder / "one", 1), [1]),
            (f"one file of {long_s:.0f} s", _alone(long, folder / "long"), [1]),
        )
        for what, videos, counts in sources:
            for used, count in [(cores, one) for one in counts] + [(1, 1)] * (len(counts) == 1):
                output = folder / f"out-{len(rows)}"
                with some_cores(used):
                    wall_s = _time_whole(videos, output, count)
                rows.append((what, str(count), str(max(1, used // count)), number(wall_s, 1)))
    head = ("files", "processes", "threads each", "seconds, start included")
    print_table("Processes or threads", head, rows)


def _alone(video: Path, folder: Path) -> Path:
    folder.mkdir()
    video.rename(folder / video.name)
    return folder


def _time_whole(videos: Path, output: Path, processes: int) -> float:
    start = time.perf_counter()
    time_batch(open_session(), videos, output, processes)
    return time.perf_counter() - start


def print_overhead(n_files: int) -> None:
    """What a file costs beside its measurement, and whether shards and pool agree."""
    session = open_session(analyzer=FakeAnalyzer(duration_s=10.0))
    with TemporaryDirectory() as name:
        folder = Path(name)
        videos = folder / "in"
        videos.mkdir()
        for place in range(n_files):
            (videos / f"{place:04d}.mp4").write_text(str(place))
        run = time_batch(session, videos, folder / "pool", 1)
        for index in range(1, N_SHARDS + 1):
            time_batch(session, videos, folder / "shards", 2, Share(index, N_SHARDS))
        same = read_tables(session, folder / "pool") == read_tables(session, folder / "shards")
    rows = [
        (
            str(n_files),
            number(run.each_s, 3),
            number(run.work_s, 3),
            number(run.each_s - run.work_s, 3),
            "yes" if same else "NO",
        )
    ]
    head = ("files", "seconds a file", "its measurement", "overhead", "shards: same bytes")
    print_table("Simulated recordings, one process", head, rows)


def copy_clips(folder: Path, count: int) -> Path:
    """Several copies of the demo clip; each is a file of its own, or one would do for all."""
    folder.mkdir(parents=True)
    for place in range(count):
        copy = folder / f"{place}.mp4"
        shutil.copyfile(DEMO_CLIP, copy)
        with copy.open("ab") as file:  # a box that every reader of MP4 leaves aside
            file.write(pack(">I4sI", 12, b"free", place))
    return folder


def time_batch(
    session: Session, videos: Path, output: Path, processes: int, share: Share | None = None
) -> Run:
    """Run a batch, and time it from the first recording that ended."""
    request = BatchRequest(output)
    plan = plan_batch(session, videos, request)
    before = processor_s()
    events = run_batch(session, plan, request, share=share, processes=processes)
    times, work = list_ends(events)
    spent = processor_s() - before
    started = min(processes, len(times))  # the first ones of each process carry its start
    later = work[started:] or work
    return Run(
        times[-1] - times[started - 1],
        len(times) - started,
        sum(later) / len(later),
        spent / len(times),
    )


def list_ends(events: Iterable[object]) -> tuple[list[float], list[float]]:
    """When recordings ended, and how long each took."""
    times, work = [], []
    for event in events:
        if isinstance(event, Ended):
            assert not event.failed, event.message
            times.append(time.perf_counter())
            work.append(event.seconds)
    return times, work


def processor_s() -> float:
    """Processor time of this process and of all that it started and that ended."""
    now = os.times()
    return now.user + now.system + now.children_user + now.children_system


def read_tables(session: Session, folder: Path) -> dict[str, bytes]:
    """Tables and page of a batch."""
    for _ in merge_batches(session, [folder]):
        pass
    places = [*(folder / "tables").iterdir(), folder / "batch.html"]
    return {place.name: place.read_bytes() for place in places}


@contextmanager
def some_cores(count: int) -> Iterator[None]:
    """Use only so many cores meanwhile."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(before)[:count])
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


if __name__ == "__main__":
    main()
