"""Batches whose processes are killed at any moment: nothing is lost, nothing is done twice.

``python -m tests.batch_kills FOLDER WAY N KILLS SEED [ADDRESS]`` makes N files, some of which
crash or cannot be measured, has them measured by WAY (pool, shards or queue), kills what runs
with SIGKILL at random moments, lets the last run finish, and prints what became of it all.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from hemiface.errors import NoFaceError
from hemiface.formats.ledger import ended_from_lines
from hemiface.model.actor import Actor
from hemiface.model.analysis import Progress, Task
from hemiface.model.corrections import Correction
from hemiface.model.event_pictures import IllustratedAnalysis
from hemiface.operations.batch_folder import BatchFolder
from hemiface.operations.batch_queue import queue_batch, work_on_batches
from hemiface.operations.batches import (
    BatchReport,
    BatchRequest,
    Share,
    merge_batches,
    plan_batch,
    run_batch,
)
from hemiface.operations.session import Session, open_session
from hemiface.operations.unit import key_of
from hemiface.settings import AnalysisSettings
from hemiface.simulation.fake_analyzer import FakeAnalyzer

N_SHARDS = 3
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class CrashingAnalyzer(FakeAnalyzer):
    """Measures a short simulated face, or dies or refuses as the file says."""

    duration_s: float = 2.0

    def measure(
        self,
        path: Path,
        settings: AnalysisSettings,
        *,
        mirrored: bool = False,
        person: str = "largest",
        tasks: Sequence[Task] = (),
        corrections: Sequence[Correction] = (),
        progress: Callable[[Progress], None] | None = None,
        overlay: Path | None = None,
        mesh_only: bool = False,
    ) -> IllustratedAnalysis:
        """Do what the file says."""
        order = path.read_text()
        if order.startswith("die"):
            os.kill(os.getpid(), signal.SIGSEGV)
        if order.startswith("nobody"):
            raise NoFaceError("nobody is seen", hint="Film a face.")
        return FakeAnalyzer.measure(
            self,
            path,
            settings,
            mirrored=mirrored,
            person=person,
            tasks=tasks,
            corrections=corrections,
            progress=progress,
            overlay=overlay,
            mesh_only=mesh_only,
        )


def make_files(folder: Path, n_files: int, chance: random.Random) -> dict[str, str]:
    """What each file says, by the name of its recording; about one in ten is bad."""
    folder.mkdir(parents=True)
    orders = {}
    for number in range(n_files):
        kind = chance.choices(("good", "die", "nobody"), (0.9, 0.05, 0.05))[0]
        orders[f"r{number:04d}"] = kind
        (folder / f"r{number:04d}.mp4").write_text(f"{kind} {number}")
    return orders


def session() -> Session:
    return open_session(Actor("R9"), analyzer=CrashingAnalyzer())


def drive(folder: Path, way: str, part: str, address: str) -> None:
    """Run one driver to its end: a pool, a share, whoever waits for a queue, or a worker."""
    request = BatchRequest(folder / "out")
    here = session()
    if way == "worker":
        work_on_batches(here, address, Event(), workers=1)
        return
    plan = plan_batch(here, folder / "in", request)
    if way == "queue":
        events = queue_batch(here, plan, request, address)
    else:
        share = Share(int(part), N_SHARDS) if way == "shards" else None
        events = run_batch(here, plan, request, share=share, processes=2 if part == "1" else 1)
    for _ in events:
        pass


def start(folder: Path, way: str, part: str, address: str) -> "subprocess.Popen[bytes]":
    words = [sys.executable, "-m", "tests.batch_kills", "drive", str(folder), way, part, address]
    return subprocess.Popen(words, cwd=ROOT, stderr=subprocess.DEVNULL)


def children_of(pid: int) -> list[int]:
    """Processes that a process has started, where the system tells it."""
    found = []
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = place.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(words[1]) == pid:
            found.append(int(place.parent.name))
    return found


def kill_something(
    running: dict[tuple[str, str], "subprocess.Popen[bytes]"], dice: random.Random
) -> None:
    """Kill a driver, or one of the processes that measure for it; a driver is started again."""
    key = dice.choice([*running])
    process = running[key]
    children = children_of(process.pid)
    if children and dice.random() < 0.5:
        try:
            os.kill(dice.choice(children), signal.SIGKILL)
        except ProcessLookupError:
            return
    elif process.poll() is None:
        process.kill()
        process.wait()


def main(
    folder: Path, way: str, n_files: int, kills: int, seed: int, *, address: str = ""
) -> dict[str, object]:
    dice = random.Random(seed)
    orders = make_files(folder / "in", n_files, dice)
    parts = {"pool": ("1",), "shards": ("1", "2", "3"), "queue": ("1",)}[way]
    places = [(way, part) for part in parts]
    if way == "queue":
        places += [("worker", part) for part in ("1", "2", "3")]
    running = {place: start(folder, *place, address) for place in places}
    deadline = time.monotonic() + 900
    while any(running[place].poll() is None for place in places if place[0] != "worker"):
        time.sleep(0.2 + dice.random() * 1.5 if kills else 0.2)
        if kills:
            kills -= 1
            kill_something(running, dice)
        for place in places:
            code = running[place].poll()
            if code not in (None, 0):
                running[place] = start(folder, *place, address)
        if time.monotonic() > deadline:
            break
    for process in running.values():
        process.kill()
        process.wait()
    return judge(folder, way, orders)


def judge(folder: Path, way: str, orders: dict[str, str]) -> dict[str, object]:
    """Compare files, folders of results and ledger."""
    batch = BatchFolder(folder / "out")
    *_, report = merge_batches(session(), [folder / "out"])
    assert isinstance(report, BatchReport)
    ended = batch.ended()
    good = {name for name, order in orders.items() if order == "good"}
    failed = {name for name, line in ended.items() if line.failed}
    lines = Counter(
        line.recording
        for place in (folder / "out/ledger").glob("*.jsonl")
        for line in ended_from_lines(place.read_text())
        if line.key
    )
    untrue = [
        name
        for name, line in ended.items()
        if line.key and key_of(batch.recording(name).summary()).digest != line.key
    ]
    return {
        "way": way,
        "files": len(orders),
        "done": report.n_done,
        "failed": report.n_failed,
        "missing": report.n_missing,
        "lost": sorted(good - {name for name, line in ended.items() if line.key}),
        "wrongly_failed": sorted(failed & good),
        "wrongly_done": sorted(set(lines) - good),
        "twice": sorted(name for name, n in lines.items() if n > 1),
        "untrue": untrue,
    }


if __name__ == "__main__":
    if sys.argv[1] == "drive":
        drive(Path(sys.argv[2]), *sys.argv[3:])
    else:
        place, way, *numbers = sys.argv[1:]
        address = numbers[3] if len(numbers) > 3 else ""
        found = main(Path(place), way, *map(int, numbers[:3]), address=address)
        sys.stdout.write(json.dumps(found) + "\n")
