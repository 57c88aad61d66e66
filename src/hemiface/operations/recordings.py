"""Put videos and their analyses into a person's records, and get them out again."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from hemiface.errors import RecordConflictError, RecordInvalidError, ResultsNotFoundError
from hemiface.model.actor import Permission
from hemiface.model.circumstances import Circumstances
from hemiface.model.corrections import MergedCorrections
from hemiface.model.record import (
    SUFFIX,
    Entry,
    Person,
    Recording,
    StoredAnalysis,
    check_file_name,
    filmed_at,
    what_is_known,
)
from hemiface.operations.circumstances import when_visited
from hemiface.operations.correction_owner import RecordsOwner
from hemiface.operations.fields import make_value, read_instant, refuse_future
from hemiface.operations.permission import needs
from hemiface.operations.session import Session
from hemiface.records import private_files
from hemiface.records.entry_types import read_id
from hemiface.records.files import storage_errors
from hemiface.records.outputs import refuse_no_folder
from hemiface.records.recordings import settle_files, take_file
from hemiface.records.workspace import private_workspace
from hemiface.results import ResultsFolder
from hemiface.results.filenames import RESULT_FILES
from hemiface.results.pseudonymized_copy import copy_pseudonymized

_PROVENANCE_FIELDS = ("package_version", "method_version", "settings_hash", "file_hash")


@dataclass(frozen=True, slots=True)
class KeptRecording:
    """A recording, and the ids of its analyses."""

    entry: Entry[Recording]
    analyses: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class AttachedResults:
    """Results that were taken into the records.

    Parameters
    ----------
    entry
        The analysis as it is kept.
    merged
        What had been said about their events beside them.
    """

    entry: Entry[StoredAnalysis]
    merged: MergedCorrections


@needs(Permission.WRITE, of="pseudonym")
def add_recording(
    session: Session, pseudonym: str, video: Path, fields: Mapping[str, object] | None = None
) -> Entry[Recording]:
    """Keep an unchanged copy of a video; its name is not kept.

    Parameters
    ----------
    fields
        ``visit_id``, ``mirrored``, ``task``, ``note``, and when it was taken: ``recorded_at``, or
        ``on`` and ``at`` by the person's own clock.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    RecordInvalidError
        If a field does not fit, it was taken on a day that is still to come, or the visit is
        somebody else's.
    VideoError
        If there is no such file, or it is no video.
    RecordStorageError
        If the file cannot be kept.
    """
    given = dict(fields or {})
    with session.read() as work:
        person = work.find_person(pseudonym)
    on, at = given.pop("on", None), given.pop("at", None)
    taken = {"on": on, "at": at or given.get("recorded_at")}
    moment = read_instant(taken, person.value.zone, person.value.today)
    if moment is not None:
        refuse_future(moment.astimezone(ZoneInfo(person.value.zone)), person.value.today)
    given["recorded_at"] = moment
    session.analyzer.check(video)
    digest, size = take_file(session.store, video)
    suffix = video.suffix.lower()
    given |= {
        "sha256": digest,
        "size_bytes": size,
        "suffix": suffix if SUFFIX.fullmatch(suffix) else "",
    }
    with session.unlocked(write=True) as work:
        entry = work.add(make_value(Recording, given), person.id)
        settle_files(session.store, work, [digest])
    return entry


@needs(Permission.READ_VIDEO, of="recording_id")
def save_recording(session: Session, recording_id: str, target: Path) -> Entry[Recording]:
    """Write the original out, byte for byte; nothing is overwritten.

    Raises
    ------
    RecordNotFoundError
        If there is no such recording.
    RecordConflictError
        If there is something of that name.
    RecordStorageError
        If it cannot be read or written, or its folder is not there.
    """
    refuse_no_folder(target)
    with session.unlocked() as work:
        entry = work.get(Recording, read_id(recording_id))
        vault = work.vault
    with storage_errors():
        try:
            handle = private_files.open_new(target)
        except FileExistsError as error:
            raise RecordConflictError("file_there", target=target.name) from error
        with handle:
            handle.writelines(session.store.files.read(entry.value.sha256, vault))
    return entry


@needs(Permission.WORK_WITH_FILES)
@contextmanager
def plain_copy(session: Session, recording: Entry[Recording], name: str) -> Iterator[Path]:
    """Give a plain copy of a recording that only this user can read, and delete it in the end.

    Parameters
    ----------
    name
        Name of the copy, without its ending.

    Raises
    ------
    RecordStorageError
        If it cannot be read or written.
    RecordLockedError
        If it is encrypted and the passphrase was not given.
    """
    with private_workspace(recording.value.size_bytes) as folder:
        video = folder / f"{name}{recording.value.plain_suffix}"
        save_recording(session, str(recording.id), video)
        yield video


@needs(Permission.WRITE, of="recording_id")
def keep_analysis(
    session: Session, recording_id: str, folder: Path, *, mirrored: bool | None = None
) -> Entry[StoredAnalysis]:
    """Keep the results that an analysis wrote about a recording.

    Parameters
    ----------
    folder
        Folder of results; what others put into it is left alone.
    mirrored
        Whether the recording counts as taken in a mirror from now on, in the same step; as it
        is, where None.

    Raises
    ------
    RecordInvalidError
        If it holds no results, or those of another video.
    RecordNotFoundError
        If there is no such recording.
    """
    results = ResultsFolder(folder)
    summary = _read_summary(results)
    provenance = summary.get("provenance")
    known: Mapping[str, Any] = provenance if isinstance(provenance, Mapping) else {}
    with session.read() as work:
        recording = work.get(Recording, read_id(recording_id))
    if known.get("file_hash") != recording.value.sha256:
        raise RecordInvalidError("other_video")
    others = list(results.files_beside_summary())
    for place in others:
        check_file_name("a file of the analysis", place.name)
    files = {place.name: take_file(session.store, place)[0] for place in others}
    fields = {
        **{name: str(known.get(name, "")) for name in _PROVENANCE_FIELDS},
        "recording_id": recording.id,
        "made_at": read_instant({"at": known.get("created_at")}, "UTC", date.min)
        or datetime.now(UTC),
        "summary": summary,
        "files": files,
    }
    with session.unlocked(write=True) as work:
        entry = work.add(make_value(StoredAnalysis, fields), recording.person_id)
        settle_files(session.store, work, files.values())
        recording = work.get(Recording, recording.id)
        if mirrored is not None and recording.value.mirrored != mirrored:
            work.change(recording, replace(recording.value, mirrored=mirrored))
    return entry


@needs(Permission.WRITE, of="recording_id")
def attach_results(
    session: Session, recording_id: str, folder: Path, *, mirrored: bool | None = None
) -> AttachedResults:
    """Keep results about a recording, and take up what was said about their events.

    From then on the records own the corrections; the folder is a copy that says so. What the
    video was called is not kept: it may be somebody's name.

    Parameters
    ----------
    folder
        Of the results.
    mirrored
        As for `keep_analysis`.

    Raises
    ------
    RecordInvalidError
        If the folder holds no whole results, or those of another video.
    RecordNotFoundError
        If there is no such recording.
    SettingsError
        If the corrections in the folder cannot be read.
    OutputNotWritableError
        If the folder cannot be marked as a copy; the results are kept.
    """
    results = ResultsFolder(folder)
    # What cannot be read is said before anything is kept.
    try:
        results.check_whole()
    except ResultsNotFoundError as error:
        raise RecordInvalidError("results_unread", problem=error) from error
    results.correction_log()
    with session.read() as work:
        recording = work.get(Recording, read_id(recording_id))
    name = f"{str(recording.id)[:8]}{recording.value.plain_suffix}"
    with private_workspace(results.size_bytes) as place:
        with storage_errors():
            copy_pseudonymized(results, place, name)
        entry = keep_analysis(session, recording_id, place, mirrored=mirrored)
    owner = RecordsOwner(session.store, entry.value.recording_id)
    merged = owner.take_up(results)
    with results.rewritten(keep=RESULT_FILES) as new:
        owner.copy_to(new)
    return AttachedResults(entry, merged)


@needs(Permission.READ, of="pseudonym")
def list_recordings(session: Session, pseudonym: str) -> list[KeptRecording]:
    """Recordings of a person, each with the ids of its analyses.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    """
    with session.read() as work:
        person = work.find_person(pseudonym)
        analyses = work.list(StoredAnalysis, person.id)
        recordings = work.list(Recording, person.id)
    return [
        KeptRecording(
            recording, tuple(a.id for a in analyses if a.value.recording_id == recording.id)
        )
        for recording in recordings
    ]


@needs(Permission.READ, of="recording_id")
def name_recording(session: Session, recording_id: str) -> Circumstances:
    """Whose recording it is, and when it was filmed by the clock of that person, or on which day.

    Raises
    ------
    RecordNotFoundError
        If there is no such recording.
    """
    with session.read() as work:
        recording = work.get(Recording, read_id(recording_id))
        person = work.get(Person, recording.person_id).value
        filmed = filmed_at(recording, when_visited(work, recording.person_id))
    local = filmed.astimezone(ZoneInfo(person.zone)) if filmed else None
    known = what_is_known(local) if local else None
    return Circumstances(filmed=known, pseudonym=person.pseudonym)


def _read_summary(results: ResultsFolder) -> dict[str, Any]:
    try:
        return results.plain_summary()
    except ResultsNotFoundError as error:
        raise RecordInvalidError("results", path=results.path.name) from error
