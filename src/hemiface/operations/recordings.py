"""Put videos and their analyses into a person's records, and get them out again."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from hemiface.errors import HemifaceError, RecordInvalidError, RecordNotFoundError
from hemiface.model.analysis import TaskName
from hemiface.model.record import (
    Entry,
    Person,
    Recording,
    StoredAnalysis,
    StoredCorrection,
    Visit,
    VisitKind,
)
from hemiface.operations.patients import make_value, read_instant
from hemiface.records.files import hash_file, storage_errors
from hemiface.records.kinds import read_id
from hemiface.records.recordings import settle_files, take_file
from hemiface.records.store import Store
from hemiface.records.work import Work

VIDEO_SUFFIXES = frozenset(
    {".mp4", ".mov", ".m4v", ".avi", ".mkv", ".webm", ".mts", ".m2ts", ".mpg", ".mpeg", ".wmv"}
    | {".flv", ".3gp"}
)

NAME = re.compile(
    r"(?:(?P<person>[A-Za-z0-9][A-Za-z0-9.-]*)[_ ])?"
    r"(?P<year>\d{4})-?(?P<month>\d\d)-?(?P<day>\d\d)"
    r"(?:[T_ ](?P<hour>\d\d)[-h]?(?P<minute>\d\d)(?:\d\d)?)?"
    r"(?:[_ -](?P<rest>.*))?"
)
"""``PERSON_2026-03-01_rest``, ``PERSON_20260301_0930_smile``, or without the person."""


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """What became of one file of a folder.

    Parameters
    ----------
    name
        Its path within the folder.
    pseudonym
        Whose it is; empty when the name does not say.
    outcome
        ``added``, ``known`` (it is there already), ``would be added`` or ``failed``.
    reason
        Why it failed.
    """

    name: str
    pseudonym: str
    outcome: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _NamedFile:
    pseudonym: str
    day: date
    clock: time | None
    task: TaskName | None


def add_recording(
    store: Store, pseudonym: str, video: Path, fields: Mapping[str, object] | None = None
) -> Entry[Recording]:
    """Keep an unchanged copy of a video; its name is not kept.

    Parameters
    ----------
    fields
        ``visit_id``, ``recorded_at``, ``mirrored``, ``task`` and ``note``.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    RecordInvalidError
        If a field does not fit, or the visit is somebody else's.
    RecordStorageError
        If the file cannot be read or kept.
    """
    given = dict(fields or {})
    with store.read() as work:
        person = work.find_person(pseudonym)
    given["recorded_at"] = read_instant(given.get("recorded_at"), person.value.zone)
    digest, size = take_file(store, video)
    given |= {"sha256": digest, "size_bytes": size, "suffix": video.suffix.lower()}
    with store.unlocked(write=True) as work:
        entry = work.add(make_value(Recording, given), person.id)
        settle_files(store, work, [digest])
    return entry


def save_recording(store: Store, recording_id: str, target: Path) -> Entry[Recording]:
    """Write the original out, byte for byte; nothing is overwritten.

    Raises
    ------
    RecordNotFoundError
        If there is no such recording.
    RecordStorageError
        If it cannot be read or written.
    """
    with store.unlocked() as work:
        entry = work.get(Recording, read_id(recording_id))
        vault = work.vault
    with storage_errors(), target.open("xb") as handle:
        handle.writelines(store.files.read(entry.value.sha256, vault))
    return entry


def keep_analysis(store: Store, recording_id: str, folder: Path) -> Entry[StoredAnalysis]:
    """Keep the results that `hemiface analyze` wrote about a recording.

    Parameters
    ----------
    folder
        Folder with ``summary.json`` and the files beside it.

    Raises
    ------
    RecordInvalidError
        If it holds no results, or those of another video.
    RecordNotFoundError
        If there is no such recording.
    """
    summary = _read_summary(folder)
    provenance = summary.get("provenance")
    known: Mapping[str, Any] = provenance if isinstance(provenance, Mapping) else {}
    with store.read() as work:
        recording = work.get(Recording, read_id(recording_id))
    if known.get("file_hash") != recording.value.sha256:
        raise RecordInvalidError(
            "these are the results of another video",
            hint="`hemiface record list --json` shows each recording's sha256.",
        )
    others = [place for place in sorted(folder.iterdir()) if place.is_file()]
    files = {
        place.name: take_file(store, place)[0] for place in others if place.name != "summary.json"
    }
    fields = {
        **{name: str(known.get(name, "")) for name in _PROVENANCE_FIELDS},
        "recording_id": recording.id,
        "made_at": read_instant(known.get("created_at"), "UTC") or datetime.now(UTC),
        "summary": summary,
        "files": files,
    }
    with store.unlocked(write=True) as work:
        entry = work.add(make_value(StoredAnalysis, fields), recording.person_id)
        settle_files(store, work, files.values())
    return entry


def keep_correction(
    store: Store, analysis_id: str, fields: Mapping[str, object]
) -> Entry[StoredCorrection]:
    """Keep a person's word about an event, as the fields of a `Correction`.

    Raises
    ------
    RecordInvalidError
        If a field does not fit.
    RecordNotFoundError
        If there is no such analysis.
    """
    with store.write() as work:
        analysis = work.get(StoredAnalysis, read_id(analysis_id))
        said = {"author": store.who, **fields}
        value = make_value(StoredCorrection, {"analysis_id": analysis.id, "correction": said})
        return work.add(value, analysis.person_id)


def read_event(text: str) -> Mapping[str, object]:
    """Fields of an event from JSON.

    Raises
    ------
    RecordInvalidError
        If it is no JSON object.
    """
    try:
        fields = json.loads(text)
    except ValueError:
        fields = None
    if not isinstance(fields, dict):
        raise RecordInvalidError(
            "the event is no JSON object",
            hint='Such as {"onset": 1, "duration": 0.4, "event_type": "spasm", "side": "left"}.',
        )
    return fields


def import_folder(
    store: Store, folder: Path, *, create: bool = False, dry_run: bool = False
) -> Sequence[ImportedFile]:
    """Take in a folder of videos named by person and date, a visit a day.

    Names are ``PERSON_2026-03-01[_0930][_rest].mp4`` or, in a folder named after the
    person, ``2026-03-01[_0930][_rest].mp4``. Files that are there already stay as they
    are, so that the same folder can be taken in again.

    Parameters
    ----------
    create
        Whether people who are not there yet are added.
    dry_run
        Whether to say only what would happen.

    Raises
    ------
    RecordInvalidError
        If it is not a folder or holds no video.
    """
    videos = [
        place
        for place in sorted(folder.rglob("*"))
        if place.suffix.lower() in VIDEO_SUFFIXES and place.is_file()
    ]
    if not videos:
        raise RecordInvalidError(
            f"there is no video in {folder.name or folder}", hint="Give a folder with videos."
        )
    return [_import_one(store, place, folder, create=create, dry_run=dry_run) for place in videos]


_PROVENANCE_FIELDS = ("package_version", "method_version", "settings_hash", "file_hash")


def _read_summary(folder: Path) -> dict[str, Any]:
    try:
        summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RecordInvalidError(
            f"{folder.name} holds no results of an analysis",
            hint="Give a folder that `hemiface analyze` wrote.",
        ) from error
    if not isinstance(summary, dict):
        raise RecordInvalidError(
            f"{folder.name}/summary.json is not a summary", hint="Analyse the video again."
        )
    return summary


def _import_one(
    store: Store, place: Path, folder: Path, *, create: bool, dry_run: bool
) -> ImportedFile:
    name = str(place.relative_to(folder))
    pseudonym = ""
    try:
        named = _read_name(place, folder)
        pseudonym = named.pseudonym
        known = _is_known(store, pseudonym, place, create=create)
        if known or dry_run:
            return ImportedFile(name, pseudonym, "known" if known else "would be added")
        visit = _find_visit(store, named, create=create)
        fields: dict[str, object] = {"visit_id": visit.id, "task": named.task}
        if named.clock:
            fields["recorded_at"] = datetime.combine(named.day, named.clock)
        add_recording(store, pseudonym, place, fields)
    except HemifaceError as error:
        return ImportedFile(name, pseudonym, "failed", error.message)
    return ImportedFile(name, pseudonym, "added")


def _read_name(place: Path, folder: Path) -> _NamedFile:
    match = NAME.fullmatch(place.stem)
    inside = place.parent.name if place.parent != folder else ""
    pseudonym = (match and match["person"]) or inside
    if match is None or not pseudonym:
        raise RecordInvalidError(
            "the name does not say person and date", hint="Name it PERSON_2026-03-01.mp4."
        )
    try:
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
        clock = time(int(match["hour"]), int(match["minute"])) if match["hour"] else None
    except ValueError as error:
        raise RecordInvalidError(
            "the date in the name does not exist", hint="Name it PERSON_2026-03-01.mp4."
        ) from error
    rest = (match["rest"] or "").lower().replace("-", "_")
    task = next((task for task in TaskName if rest.startswith(task.value)), None)
    return _NamedFile(pseudonym, day, clock, task)


def _is_known(store: Store, pseudonym: str, place: Path, *, create: bool) -> bool:
    digest, _ = hash_file(place)
    with store.read() as work:
        try:
            person = work.find_person(pseudonym)
        except RecordNotFoundError:
            if create:
                return False
            raise
        return any(entry.value.sha256 == digest for entry in work.list(Recording, person.id))


def _find_visit(store: Store, named: _NamedFile, *, create: bool) -> Entry[Visit]:
    """Visit of that day, or a new one; noon stands for a time that is not known."""
    with store.write() as work:
        person = _find_or_add(work, named.pseudonym, create=create)
        zone = ZoneInfo(person.value.zone)
        for visit in work.list(Visit, person.id):
            if visit.value.at.astimezone(zone).date() == named.day:
                return visit
        at = datetime.combine(named.day, named.clock or time(12), zone)
        return work.add(Visit(at=at, kind=VisitKind.CLINIC, label="imported"), person.id)


def _find_or_add(work: Work, pseudonym: str, *, create: bool) -> Entry[Person]:
    try:
        return work.find_person(pseudonym)
    except RecordNotFoundError:
        if not create:
            raise
        return work.add(Person(pseudonym=pseudonym))


def list_recordings(store: Store, pseudonym: str) -> list[tuple[Entry[Recording], list[UUID]]]:
    """Recordings of a person, each with the ids of its analyses.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    """
    with store.read() as work:
        person = work.find_person(pseudonym)
        analyses = work.list(StoredAnalysis, person.id)
        recordings = work.list(Recording, person.id)
    return [
        (recording, [a.id for a in analyses if a.value.recording_id == recording.id])
        for recording in recordings
    ]
