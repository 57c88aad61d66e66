"""Videos that were dropped on the app: taken in, measured in their turn, kept or forgotten."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import Event, Thread
from typing import Any

from hemiface.errors import JobNotFoundError, UploadInvalidError
from hemiface.jobs.queue import Job, JobState
from hemiface.jobs.uploads import Upload
from hemiface.model.actor import Permission
from hemiface.model.analysis import Analysis, Task
from hemiface.model.provenance import METHOD_VERSION
from hemiface.operations.demo import DEMO_VIDEO, demo_video
from hemiface.operations.measuring import FACE, make_worker
from hemiface.operations.permission import needs
from hemiface.operations.service import Service, location_of, open_service
from hemiface.operations.session import Session
from hemiface.results import ResultsFolder


@dataclass(frozen=True, slots=True)
class DroppedVideo:
    """A video that somebody wants measured.

    Parameters
    ----------
    name
        What the file is called.
    size_bytes
        How long it is.
    fingerprint
        SHA-256 of the SHA-256 of its parts, as hexadecimal digits.
    mirrored
        Whether it was taken in a mirror.
    person
        Who is measured when several people are seen.
    pseudonym
        Whose records it is meant for; empty where nobody said.
    tasks
        What the person was asked to do.
    """

    name: str
    size_bytes: int
    fingerprint: str
    mirrored: bool = False
    person: str = "largest"
    pseudonym: str = ""
    tasks: tuple[Task, ...] = ()

    @property
    def work_key(self) -> str:
        """The same video, measured in the same way, is one piece of work."""
        how: tuple[object, ...] = (
            self.fingerprint,
            self.size_bytes,
            self.mirrored,
            self.person,
            *((task.onset, task.duration, task.name.value) for task in self.tasks),
        )
        return sha256(repr((*how, METHOD_VERSION)).encode()).hexdigest()

    def request(self, session: Session, place: Path) -> dict[str, Any]:
        """What whoever measures it needs to know, as plain JSON."""
        return {
            "video": place.name,
            "mirrored": self.mirrored,
            "person": self.person,
            "pseudonym": self.pseudonym,
            "tasks": [[task.onset, task.duration, task.name.value] for task in self.tasks],
            "language": session.language or "en",
        }


@needs(Permission.WORK_WITH_FILES)
def announce_video(session: Session, service: Service, video: DroppedVideo) -> Upload | Job:
    """Begin to take in a video, go on with it, or give the job that it is already.

    Raises
    ------
    UploadTooLargeError
        If it is larger than is taken, or than there is room for.
    UploadInvalidError
        If it is empty.
    """
    known = service.queue.find(video.work_key)
    if known is not None:
        return known
    return service.uploads.begin(
        session.actor.name, video.name, video.size_bytes, video.fingerprint
    )


@needs(Permission.WORK_WITH_FILES)
def queue_video(session: Session, service: Service, upload_id: str, video: DroppedVideo) -> Job:
    """Queue a video that has come in whole.

    Raises
    ------
    UploadInvalidError
        If it is not what was announced.
    JobNotFoundError
        If it was never announced.
    """
    known = service.queue.find(video.work_key)
    if known is not None:
        return known
    found = service.uploads.get(upload_id)
    if (found.fingerprint, found.size_bytes) != (video.fingerprint, video.size_bytes):
        raise UploadInvalidError("changed_file")
    place = service.uploads.finish(found)
    request = video.request(session, place)
    job = service.queue.add(found.id, video.work_key, place.name, session.actor.name, request)
    service.uploads.forget(found)
    return job


@needs(Permission.WORK_WITH_FILES)
def list_unfinished(session: Session, service: Service) -> Sequence[Upload]:
    """Videos that whoever asks began to send and did not send to their end, the newest first."""
    return service.uploads.unfinished(session.actor.name)


@needs(Permission.WORK_WITH_FILES)
def drop_unfinished(session: Session, service: Service, upload_id: str) -> None:
    """Delete what came of a video that was not sent to its end.

    Raises
    ------
    JobNotFoundError
        If whoever asks sends none such.
    """
    found = [one for one in list_unfinished(session, service) if one.id == upload_id]
    if not found:
        raise JobNotFoundError("upload")
    service.uploads.drop(found[0])


@needs(Permission.WORK_WITH_FILES)
def queue_demo(session: Session, service: Service) -> Job:
    """Queue the clip that comes along."""
    with demo_video() as clip:
        content = clip.read_bytes()
    name = sha256(sha256(content).digest()).hexdigest()
    video = DroppedVideo(DEMO_VIDEO, len(content), name)
    known = service.queue.find(video.work_key)
    if known is not None:
        return known
    folder = service.job_folder(name[:32])
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / video.name).write_bytes(content)
    request = {"video": video.name, "language": session.language or "en"}
    return service.queue.add(name[:32], video.work_key, video.name, session.actor.name, request)


@needs(Permission.WORK_WITH_FILES)
def list_jobs(session: Session, service: Service, *, limit: int = 50) -> Sequence[Job]:
    """Videos that were dropped, the newest first."""
    del session
    return service.queue.list(limit=limit)


@needs(Permission.WORK_WITH_FILES)
def get_job(session: Session, service: Service, job_id: str) -> Job:
    """One of them.

    Raises
    ------
    JobNotFoundError
        If there is none.
    """
    del session
    return service.queue.get(job_id)


@needs(Permission.WORK_WITH_FILES)
def cancel_job(session: Session, service: Service, job_id: str) -> Job:
    """Stop measuring a video.

    Raises
    ------
    JobNotFoundError
        If there is none.
    """
    del session
    return service.queue.cancel(job_id)


@needs(Permission.WORK_WITH_FILES)
def retry_job(session: Session, service: Service, job_id: str) -> Job:
    """Measure again what failed or was canceled.

    Raises
    ------
    JobNotFoundError
        If there is none.
    """
    del session
    return service.queue.retry(job_id)


@needs(Permission.WORK_WITH_FILES)
def forget_job(session: Session, service: Service, job_id: str) -> None:
    """Delete a video that belongs to nobody, with its results.

    Raises
    ------
    JobNotFoundError
        If there is none that is over.
    """
    del session
    if not service.queue.remove(job_id):
        raise JobNotFoundError("not_over")
    shutil.rmtree(service.job_folder(job_id), ignore_errors=True)


@needs(Permission.WORK_WITH_FILES)
def results_of(session: Session, service: Service, job_id: str) -> ResultsFolder:
    """Results of a video that was measured.

    Raises
    ------
    JobNotFoundError
        If there is none, or it is not measured.
    """
    del session
    job = service.queue.get(job_id)
    if job.state is not JobState.DONE or job.outcome is None:
        raise JobNotFoundError("not_measured")
    return ResultsFolder(service.job_folder(job_id) / str(job.outcome["results"]))


@needs(Permission.WORK_WITH_FILES)
def analysis_of(session: Session, service: Service, job_id: str) -> Analysis:
    """What was measured in a video.

    Raises
    ------
    JobNotFoundError
        If there is none, or it is not measured.
    """
    return results_of(session, service, job_id).analysis()


@needs(Permission.WORK_WITH_FILES)
def face_of(session: Session, service: Service, job_id: str) -> bytes:
    """The face with its lines as it is measured now; empty where there is none to show.

    Raises
    ------
    JobNotFoundError
        If there is no such job.
    """
    del session
    if service.queue.get(job_id).state is not JobState.RUNNING:
        return b""
    try:
        return (service.job_folder(job_id) / FACE).read_bytes()
    except OSError:
        return b""


@needs(Permission.WORK_WITH_FILES)
def video_of(session: Session, service: Service, job_id: str) -> Path:
    """The file that was dropped.

    Raises
    ------
    JobNotFoundError
        If there is none.
    """
    del session
    return service.job_folder(job_id) / str(service.queue.get(job_id).request["video"])


@needs(Permission.WORK_WITH_FILES)
def work_on_jobs(
    session: Session,
    data: Path | None,
    stop: Event,
    *,
    workers: int = 1,
    until_empty: bool = False,
    when_open: Callable[[], None] = lambda: None,
    when_silent: Callable[[float], None] = lambda _: None,
) -> None:
    """Measure what is in the queue until told to stop; gives back when all have.

    Parameters
    ----------
    data
        Folder of the records; where the environment says by default.
    stop
        When set, what is at work is given back, and taken up by another worker.
    workers
        How many videos are measured at the same time.
    until_empty
        Whether to end when no video waits.
    when_open
        Called once the place is open and nothing is measured yet.
    when_silent
        Called with the seconds that it can take when all that is left is held by a silent worker.

    Raises
    ------
    RecordStorageError
        If the place cannot be used.
    """
    with open_service(location_of(data)) as service:
        when_open()
        places = [make_worker(service, session.analyzer) for _ in range(workers)]
        how = {"until_empty": until_empty, "when_silent": when_silent}
        threads = [Thread(target=place.run, args=(stop,), kwargs=how) for place in places]
        for thread in threads:
            thread.start()
        for thread in threads:
            while thread.is_alive():
                thread.join(0.2)  # so that signals are heard meanwhile
