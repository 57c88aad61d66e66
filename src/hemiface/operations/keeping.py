"""Keep a measured video that belonged to nobody with a person."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID
from zoneinfo import ZoneInfo

from filelock import FileLock, Timeout

from hemiface.errors import RecordConflictError, RecordInvalidError
from hemiface.jobs.queue import Job
from hemiface.model.actor import Permission
from hemiface.model.provenance import METHOD_VERSION
from hemiface.model.record import Entry, Person, Recording, Visit
from hemiface.operations.correction_owner import RecordsOwner, latest_analysis
from hemiface.operations.fields import read_instant, refuse_future
from hemiface.operations.jobs import DroppedVideo, forget_job, results_of, video_of
from hemiface.operations.patients import add_visit
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

LOCK = ".keeping.lock"
"""File beside a video that somebody keeps now."""


@needs(Permission.WRITE)
def keep_job(
    session: Session,
    service: Service,
    job_id: str,
    pseudonym: str,
    *,
    on: str = "",
    at: str = "",
    visit: str = "",
    label: str = "",
) -> str:
    """Put a measured video into a person's records, once; the id of its recording.

    From then on the records alone hold it: the copy that belonged to nobody is deleted. A video
    that is there already takes what was measured now, and what was said of it.

    Parameters
    ----------
    on, at
        Day and time at which it was filmed, by the person's own clock; what the file or the
        camera page noted, where neither is given.
    visit, label
        Where it was filmed, by the words of `VisitKind`, and what the visit was for; that visit of
        the day takes it in, and is added where there is none. Nothing where it is of no visit.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    JobNotFoundError
        If there is no such video, or it is not measured.
    RecordInvalidError
        If day or time is none or still to come, or it is of a visit and nobody knows the day.
    RecordConflictError
        If it is there already, measured in another way, and somebody has corrected that; or if
        somebody else is keeping it now.
    """
    with _only_here(service, job_id):
        results, job = results_of(session, service, job_id), service.queue.get(job_id)
        noted = {"on": on, "at": at} if on or at else _note_of(results, job)
        known = _find_known(session, pseudonym, results)
        if visit and not (noted or (known and known.entry.value.recorded_at)):
            raise RecordInvalidError("visit_day")
        if known is None:
            recording_id = _keep_new(session, service, job, pseudonym, noted)
        else:
            recording_id = str(known.entry.id)
            _keep_again(session, known, results, on=on, at=at)
        if known is None or not _is_same(session, known, results) or _is_corrected(results):
            attach_results(session, recording_id, results.path, mirrored=_is_mirrored(job))
        elif known.entry.value.mirrored != _is_mirrored(job):
            edit_entry(session, recording_id, {"mirrored": _is_mirrored(job)})
        if visit:
            _join_visit(session, recording_id, visit, label)
        forget_job(session, service, job_id)
        return recording_id


@contextmanager
def _only_here(service: Service, job_id: str) -> Iterator[None]:
    """Keep a video here and nowhere else, be it another window or another server.

    The lock falls with the process that holds it, and goes with the folder.
    """
    folder = service.job_folder(service.queue.get(job_id).id)
    lock = FileLock(folder / LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise RecordConflictError("busy") from error
    try:
        yield
    finally:
        lock.release()


def _find_known(session: Session, pseudonym: str, results: ResultsFolder) -> KeptRecording | None:
    """The same video where the person's records hold it already."""
    digest = results.summary().provenance.file_hash
    held = {kept.entry.value.sha256: kept for kept in list_recordings(session, pseudonym)}
    return held.get(digest)


def _keep_new(
    session: Session, service: Service, job: Job, pseudonym: str, noted: Mapping[str, object]
) -> str:
    video = video_of(session, service, job.id)
    fields = {"mirrored": _is_mirrored(job), **noted}
    return str(add_recording(session, pseudonym, video, fields).id)


def _keep_again(
    session: Session, known: KeptRecording, results: ResultsFolder, *, on: str, at: str
) -> None:
    recording_id = str(known.entry.id)
    if known.analyses:
        _refuse_corrected(session, known, results)
    if on or at:
        date_recording(session, recording_id, on=on, at=at)


def _is_mirrored(job: Job) -> bool:
    return bool(job.request.get("mirrored", False))


def _is_corrected(results: ResultsFolder) -> bool:
    return bool(results.correction_log().standing)


def _join_visit(session: Session, recording_id: str, kind: str, label: str) -> None:
    """Put a recording into the visit of its day; a new one where there is none of that kind."""
    with session.read() as work:
        recording = work.get(Recording, read_id(recording_id))
        person = work.get(Person, recording.person_id).value
        visits = work.list(Visit, recording.person_id)
    zone, when = ZoneInfo(person.zone), recording.value.recorded_at
    if when is None:
        raise RecordInvalidError("visit_day")
    day = when.astimezone(zone).date()
    for visit in visits:
        same_day = visit.value.at.astimezone(zone).date() == day
        if same_day and visit.value.kind == kind and label in ("", visit.value.label):
            break
    else:
        visit = add_visit(session, person.pseudonym, {"kind": kind, "label": label, "at": when})
    edit_entry(session, recording_id, {"visit_id": visit.id})


@needs(Permission.WRITE, of="recording_id")
def date_recording(
    session: Session, recording_id: str, *, on: str, at: str = "", visit_id: str | None = None
) -> None:
    """Say when a recording was filmed, by the person's own clock; nothing where that is not known.

    Parameters
    ----------
    visit_id
        Visit of the same person to which it belongs; empty for none. It stays where not given.

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
    visit = {} if visit_id is None else {"visit_id": visit_id or None}
    edit_entry(session, recording_id, {"recorded_at": moment, **visit})


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
    key = _work_key(recording)
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


@needs(Permission.WRITE)
def waits_to_be_kept(session: Session, service: Service, recording: Entry[Recording]) -> bool:
    """Whether a copy of a recording is being measured, or was, for the person who has it."""
    del session  # asked for its permission
    return service.queue.find(_work_key(recording)) is not None


def _work_key(recording: Entry[Recording]) -> str:
    return sha256(f"{recording.id} {METHOD_VERSION}".encode()).hexdigest()


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
