"""What is beside the records of a person who is erased: dropped videos, and an account."""

import shutil
import time

from hemiface.jobs.queue import Job, Queue
from hemiface.operations.service import Service, has_service, open_service
from hemiface.records.store import StoreLocation

LOOK_S = 0.1
EVERY_JOB = 2**31 - 1


def erase_beside(location: StoreLocation, pseudonym: str) -> None:
    """Delete what a server at that place keeps of a person.

    Raises
    ------
    RecordStorageError
        If it cannot be opened.
    """
    if not has_service(location):
        return
    with open_service(location) as service:
        for job in service.queue.list(limit=EVERY_JOB):
            if job.request.get("pseudonym") == pseudonym:
                _forget(service, job)
        service.accounts.remove_patient(pseudonym)


def _forget(service: Service, job: Job) -> None:
    """Delete a video with its results, once nobody works on it."""
    _stop(service.queue, job)
    service.queue.remove(job.id)
    shutil.rmtree(service.job_folder(job.id), ignore_errors=True)


def _stop(queue: Queue, job: Job) -> None:
    """Cancel a job and wait for its worker, which looks several times within its lease."""
    queue.cancel(job.id)
    until = time.monotonic() + queue.lease_s
    while not queue.get(job.id).state.is_over and time.monotonic() < until:
        time.sleep(LOOK_S)
