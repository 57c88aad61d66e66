"""Keep a measured video that belonged to nobody with a person."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from threading import Lock
from uuid import UUID
from zoneinfo import ZoneInfo

from hemiface.errors import RecordConflictError
from hemiface.jobs.queue import Job
from hemiface.model.actor import Permission
from hemiface.model.provenance import METHOD_VERSION
from hemiface.model.record import Person, Recording
from hemiface.operations.correction_owner import RecordsOwner, latest_analysis
from hemiface.operations.fields import read_instant, refuse_future
from hemiface.operations.jobs import DroppedVideo, forget_job, results_of, video_of
from hemiface.operations.permission import needs
from hemiface.operations.record_entries import edit_entry
from hemiface.operations.recordings import (
    KeptRecording,
    add_recording,
    attach_results,
    list_recordings,
    save_recording,
)
from hemiface.operations.service import Service
from hemiface.operations.session import Session
from hemiface.records.entry_types import read_id
from hemiface.results import ResultsFolder, Summary


@needs(Permission.WRITE)
def keep_job(
    session: Session, service: Service, job_id: str, pseudonym: str, *, on: str = "", at: str = ""
) -> str:
    """Put a measured video into a person's records, once; the id of its recording.

    From then on the records alone hold it: the copy that belonged to nobody is deleted. A video
    that is there already takes what was measured now, and what was said of it.

    Parameters
    ----------
    on, at
        Day and time at which it was filmed, by the person's own clock; what the file or the
        camera page noted, where neither is given.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    JobNotFoundError
        If there is no such video, or it is not measured.
    RecordInvalidError
        If day or time is none.
    RecordConflictError
        If it is there already, measured in another way, and somebody has corrected that; or if
        somebody else is keeping it now.
    """
    with _LOCK:
        if job_id in _KEEPING:
            raise RecordConflictError("busy")
        _KEEPING.add(job_id)
    try:
        return _keep(session, service, job_id, pseudonym, on=on, at=at)
    finally:
        _KEEPING.discard(job_id)


_LOCK = Lock()
_KEEPING: set[str] = set()
"""What is being kept now; pages of one video in two windows must not both put it somewhere."""


def _keep(
    session: Session, service: Service, job_id: str, pseudonym: str, *, on: str, at: str
) -> str:
    results = results_of(session, service, job_id)
    job = service.queue.get(job_id)
    digest = results.summary().provenance.file_hash
    held = {kept.entry.value.sha256: kept for kept in list_recordings(session, pseudonym)}
    known, mirrored = held.get(digest), bool(job.request.get("mirrored", False))
    if known is None:
        noted = {"on": on, "at": at} if on or at else _note_of(results, job)
        video = video_of(session, service, job_id)
        entry = add_recording(session, pseudonym, video, {"mirrored": mirrored, **noted})
        recording_id = str(entry.id)
    else:
        recording_id = str(known.entry.id)
        if known.analyses:
            _refuse_corrected(session, known, results)
        if known.entry.value.mirrored != mirrored:
            edit_entry(session, recording_id, {"mirrored": mirrored})
        if on or at:
            date_recording(session, recording_id, on=on, at=at)
    if known is None or not _is_same(session, known, results) or results.correction_log().standing:
        attach_results(session, recording_id, results.path)
    forget_job(session, service, job_id)
    return recording_id


@needs(Permission.WRITE, of="recording_id")
def date_recording(session: Session, recording_id: str, *, on: str, at: str = "") -> None:
    """Say when a recording was filmed, by the person's own clock; nothing where that is not known.

    Raises
    ------
    RecordNotFoundError
        If there is no such recording.
    RecordInvalidError
        If day or time is none, or still to come.
    """
    with session.read() as work:
        recording = work.get(Recording, read_id(recording_id))
        person = work.get(Person, recording.person_id).value
    moment = read_instant({"on": on or None, "at": at or None}, person.zone, person.today)
    if moment is not None:
        refuse_future(moment.astimezone(ZoneInfo(person.zone)), person.today)
    edit_entry(session, recording_id, {"recorded_at": moment})


@needs(Permission.WRITE, of="recording_id")
def queue_recording(session: Session, service: Service, recording_id: str) -> Job:
    """Queue a recording that the records hold and nobody has measured.

    A plain copy of it lies with the videos that belong to nobody, until its results are kept.

    Raises
    ------
    RecordNotFoundError
        If there is no such recording.
    RecordLockedError
        If it is encrypted and the passphrase was not given.
    """
    with session.read() as work:
        recording = work.get(Recording, read_id(recording_id))
        person = work.get(Person, recording.person_id).value
    key = sha256(f"{recording.id} {METHOD_VERSION}".encode()).hexdigest()
    if (known := service.queue.find(key)) is not None:
        return known
    name = f"{str(recording.id)[:8]}{recording.value.plain_suffix}"
    folder = service.job_folder(key[:32])
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / name).unlink(missing_ok=True)  # of a copy that was broken off
    save_recording(session, recording_id, folder / name)
    video = DroppedVideo(
        name,
        recording.value.size_bytes,
        recording.value.sha256,
        mirrored=recording.value.mirrored,
        pseudonym=person.pseudonym,
    )
    request = video.request(session, folder / name)
    return service.queue.add(key[:32], key, name, session.actor.name, request)


def _note_of(results: ResultsFolder, job: Job) -> dict[str, object]:
    """When the file or the camera page says that it was filmed."""
    filmed = results.known(results.summary().video).filmed
    if isinstance(filmed, datetime):
        return {"recorded_at": filmed}
    if filmed is not None:
        return {"on": filmed.isoformat()}
    if job.request.get("recorded"):
        return {"recorded_at": datetime.fromtimestamp(job.added_at, UTC)}
    return {}


def _refuse_corrected(session: Session, known: KeptRecording, results: ResultsFolder) -> None:
    """Refuse to put another measurement in the place of one that somebody corrected."""
    if _is_same(session, known, results):
        return
    log = RecordsOwner(session.store, known.entry.id).log()
    if log.standing or log.undone:
        raise RecordConflictError("measured_otherwise")


def _is_same(session: Session, known: KeptRecording, results: ResultsFolder) -> bool:
    """Whether results say what the records have measured already."""
    if not known.analyses:
        return False
    return _way_of(_latest(session, known.entry.id)) == _way_of(results.summary())


def _latest(session: Session, recording_id: UUID) -> Summary:
    with session.unlocked() as work:
        return Summary.from_json(json.dumps(latest_analysis(work, recording_id).value.summary))


def _way_of(summary: Summary) -> tuple[object, ...]:
    """How a video was measured."""
    made = summary.provenance
    return summary.mirrored, made.person, made.settings_hash, made.method_version, summary.tasks
