"""Workers that are killed at any moment: no job is lost, none is done twice.

``python -m tests.job_kills FOLDER JOBS KILLS SEED [ADDRESS]`` forks workers, kills
them with SIGKILL at random moments, lets the last ones finish, and prints what became of the jobs.
"""

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from hemiface.jobs import tables
from hemiface.jobs.queue import MOST_ATTEMPTS, JobState, Queue
from hemiface.records.engine import make_engine

LEASE_S = 0.25
N_WORKERS = 4
PATIENT = 10_000
"""On a busy machine one job may meet ten kills in a row, which is no fault of its own."""


def open_queue(folder: Path, address: str = "", *, most_attempts: int = MOST_ATTEMPTS) -> Queue:
    engine = make_engine(address or f"sqlite:///{folder / 'service.db'}")
    tables.METADATA.create_all(engine)
    return Queue(engine, lease_s=LEASE_S, most_attempts=most_attempts)


def work(folder: Path, name: str, address: str) -> None:
    """Take jobs until killed; note each one that was ended by this worker."""
    queue = open_queue(folder, address, most_attempts=PATIENT)
    noted = os.open(folder / "ended", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    while True:
        hold = queue.claim(name)
        if hold is None:
            time.sleep(0.02)
            continue
        if not queue.renew(hold, 0.5):
            continue
        time.sleep(random.random() * 0.01)
        if queue.end(hold, JobState.DONE, {"by": name}):
            os.write(noted, f"{hold.job.id}\n".encode())


def fork(folder: Path, name: str, address: str) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            work(folder, name, address)
        finally:
            os._exit(1)
    return pid


def main(folder: Path, n_jobs: int, n_kills: int, seed: int, address: str = "") -> dict[str, int]:
    chance = random.Random(seed)
    queue = open_queue(folder, address, most_attempts=PATIENT)
    for number in range(n_jobs):
        queue.add(f"{number:032x}", f"work-{number}", "clip", "R9", {"number": number})
    queue.close()  # a connection is not shared with a forked process
    workers = [fork(folder, f"w{number}", address) for number in range(N_WORKERS)]
    for kill in range(n_kills):
        time.sleep(chance.random() * 0.02)
        place = chance.randrange(N_WORKERS)
        os.kill(workers[place], signal.SIGKILL)
        os.waitpid(workers[place], 0)
        workers[place] = fork(folder, f"k{kill}", address)
    deadline = time.monotonic() + 300
    while any(not job.state.is_over for job in queue.list(limit=n_jobs)):
        if time.monotonic() > deadline:
            break
        time.sleep(0.1)
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    jobs = queue.list(limit=n_jobs + 1)
    ended = (folder / "ended").read_text().split()
    return {
        "jobs": len(jobs),
        "done": sum(job.state is JobState.DONE for job in jobs),
        "given_up": sum(job.state is JobState.FAILED for job in jobs),
        "ended_twice": len(ended) - len(set(ended)),
        "begun_again": sum(job.attempt > 1 for job in jobs),
    }


if __name__ == "__main__":
    place, jobs, kills, seed, *address = sys.argv[1:]
    found = main(Path(place), int(jobs), int(kills), int(seed), *address)
    sys.stdout.write(json.dumps(found))
