"""Recording with the camera of a browser: live help, what arrived, and measuring it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

from hemiface.errors import UploadInvalidError, VideoError
from hemiface.jobs.queue import Job
from hemiface.jobs.takes import Take
from hemiface.jobs.uploads import PART_BYTES
from hemiface.model.actor import Permission
from hemiface.model.analysis import Task
from hemiface.model.camera import Arrival, ArrivalFlaw, CameraVerdict, Framing
from hemiface.model.protocol import STEPS
from hemiface.model.tasks import TaskName
from hemiface.operations.jobs import DroppedVideo
from hemiface.operations.permission import needs, open_to_all
from hemiface.operations.service import Service
from hemiface.operations.session import Session
from hemiface.video import count_arrival

MOST_TASKS = 100

NOTHING = Arrival(0, 0.0, None, 0.0, 0.0, CameraVerdict.REFUSED, ArrivalFlaw.EMPTY)
"""What arrived where no picture can be read."""


@dataclass(frozen=True, slots=True)
class FinishedTake:
    """What became of a recording that is over.

    Parameters
    ----------
    arrival
        What arrived.
    job
        The work that measures it; None where it was refused.
    missing
        Steps of the protocol that were not done.
    """

    arrival: Arrival
    job: Job | None
    missing: tuple[TaskName, ...]


@needs(Permission.WORK_WITH_FILES)
def look_at_picture(session: Session, picture: bytes, *, scale: float = 1.0) -> Framing:
    """Say how a face stands before the camera; nothing of the picture is kept.

    Parameters
    ----------
    picture
        A JPEG or PNG file.
    scale
        Pixels of the camera to one of this picture.

    Raises
    ------
    VideoError
        If it is no picture.
    """
    return session.analyzer.look(picture, scale=scale)


@needs(Permission.WORK_WITH_FILES)
def begin_take(session: Session, service: Service, name: str, pseudonym: str = "") -> Take:
    """Begin a recording, for a person or for nobody in particular.

    Raises
    ------
    UploadTooLargeError
        If there is no room for one.
    """
    return service.takes.begin(session.actor.name, name, pseudonym)


@needs(Permission.WORK_WITH_FILES)
def list_takes(session: Session, service: Service) -> Sequence[tuple[Take, Arrival]]:
    """Recordings that broke off, with what arrived of each."""
    return [
        (take, _count(service.takes.place(take))) for take in service.takes.list(session.actor.name)
    ]


@open_to_all
def list_missing(notes: Mapping[str, Any]) -> tuple[TaskName, ...]:
    """Steps of the protocol of which less than half was done, in their order.

    Parameters
    ----------
    notes
        Those of a recording that broke off, or what was asked for of one that was measured.
    """
    done = _read(notes)
    return tuple(
        step.name
        for step in STEPS
        if not any(one.name is step.name and one.duration >= step.duration_s / 2 for one in done)
    )


@needs(Permission.WORK_WITH_FILES)
def count_takes(session: Session, service: Service) -> int:
    """How many recordings broke off or were refused, and wait for what becomes of them."""
    return len(service.takes.list(session.actor.name))


@needs(Permission.WORK_WITH_FILES)
def note_take(session: Session, service: Service, take_id: str, tasks: Sequence[Task]) -> Arrival:
    """Keep what was asked so far, in case that the page crashes; what arrived so far.

    Raises
    ------
    JobNotFoundError
        If there is no such recording.
    UploadInvalidError
        If the tasks overlap.
    """
    _check_tasks(tasks)
    take = get_take(session, service, take_id)
    service.takes.note(take, _write(tasks))
    return _count(service.takes.place(take))


@needs(Permission.WORK_WITH_FILES)
def get_take(session: Session, service: Service, take_id: str) -> Take:
    """A recording that is being made.

    Raises
    ------
    JobNotFoundError
        If there is none.
    """
    del session
    return service.takes.get(take_id)


@needs(Permission.WORK_WITH_FILES)
def take_place(session: Session, service: Service, take_id: str) -> Path:
    """The file of a recording that was not measured, to be saved.

    Raises
    ------
    JobNotFoundError
        If there is none.
    """
    return service.takes.place(get_take(session, service, take_id))


@needs(Permission.WORK_WITH_FILES)
def finish_take(
    session: Session, service: Service, take_id: str, tasks: Sequence[Task] | None = None
) -> FinishedTake:
    """Count what arrived, and queue it unless it is too poor to be measured.

    Nothing is deleted: what is refused stays until somebody deletes it, or for a week.

    Parameters
    ----------
    tasks
        What was asked; what was noted last where not given.

    Raises
    ------
    JobNotFoundError
        If there is no such recording.
    UploadInvalidError
        If the tasks overlap.
    """
    take = get_take(session, service, take_id)
    tasks = _read(take.notes) if tasks is None else tuple(tasks)
    _check_tasks(tasks)
    place = service.takes.place(take)
    arrival = _count(place)
    missing = list_missing(_write(tasks))
    if arrival.verdict is CameraVerdict.REFUSED:
        service.takes.note(take, _write(tasks))
        return FinishedTake(arrival, None, missing)
    # A step that was being asked when the recording broke off ends with it.
    tasks = tuple(
        Task(task.onset, min(task.duration, arrival.length_s - task.onset), task.name)
        for task in tasks
        if task.onset < arrival.length_s
    )
    video = DroppedVideo(
        take.name,
        place.stat().st_size,
        _fingerprint(place),
        pseudonym=take.pseudonym,
        tasks=tasks,
    )
    request = {**video.request(session, place), "recorded": True}
    job = service.queue.add(take.id, video.work_key, place.name, session.actor.name, request)
    service.takes.forget(take)
    return FinishedTake(arrival, job, missing)


@needs(Permission.WORK_WITH_FILES)
def drop_take(session: Session, service: Service, take_id: str) -> None:
    """Delete a recording that was not measured.

    Raises
    ------
    JobNotFoundError
        If there is none.
    """
    service.takes.drop(get_take(session, service, take_id))


def _check_tasks(tasks: Sequence[Task]) -> None:
    """Refuse tasks that overlap, or too many of them."""
    if len(tasks) > MOST_TASKS:
        raise UploadInvalidError("tasks")
    for earlier, later in pairwise(tasks):
        if later.onset < earlier.onset + earlier.duration - 1e-6:
            raise UploadInvalidError("tasks_overlap")


def _count(place: Path) -> Arrival:
    try:
        return count_arrival(place)
    except VideoError:
        return NOTHING


def _fingerprint(place: Path) -> str:
    """SHA-256 of the SHA-256 of the parts, as of a file that was dropped."""
    whole = sha256()
    with place.open("rb") as file:
        while part := file.read(PART_BYTES):
            whole.update(sha256(part).digest())
    return whole.hexdigest()


def _write(tasks: Sequence[Task]) -> Mapping[str, Any]:
    return {"tasks": [[task.onset, task.duration, task.name.value] for task in tasks]}


def _read(notes: Mapping[str, Any]) -> tuple[Task, ...]:
    return tuple(
        Task(float(onset), float(duration), TaskName(name))
        for onset, duration, name in notes.get("tasks", ())
    )
