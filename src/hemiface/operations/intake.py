"""Take in a folder of videos named by person and date."""

import re
from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from hemiface.errors import HemifaceError, RecordInvalidError, RecordNotFoundError
from hemiface.model.actor import Permission
from hemiface.model.record import NOON, Entry, Person, Recording, Visit, VisitKind
from hemiface.model.tasks import TaskName
from hemiface.operations.fields import in_zone, refuse_future
from hemiface.operations.own_zone import own_zone
from hemiface.operations.permission import needs
from hemiface.operations.recordings import add_recording
from hemiface.operations.session import Session
from hemiface.operations.stream import Advance, run_in_thread
from hemiface.records.files import hash_file
from hemiface.records.transaction import Transaction

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
    error
        Why it failed.
    """

    name: str
    pseudonym: str
    outcome: str
    error: HemifaceError | None = None


@dataclass(frozen=True, slots=True)
class _NamedFile:
    pseudonym: str
    day: date
    clock: time | None
    task: TaskName | None


@needs(Permission.WRITE)
def import_folder(
    session: Session, folder: Path, *, create: bool = False, dry_run: bool = False
) -> Generator[Advance | ImportedFile, None, None]:
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

    Yields
    ------
    Advance or ImportedFile
        What became of each file, and how many are done. Leaving the stream stops the work; the
        file that was being taken in is there whole or not at all.

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
    if not folder.is_dir():
        raise RecordInvalidError("no_folder", folder=folder)
    if not videos:
        raise RecordInvalidError("no_video", folder=folder.name or folder)
    if not dry_run:
        with session.unlocked():  # whoever is asked for a passphrase, is asked in this thread
            pass

    def work(tell: Callable[[Advance | ImportedFile], None]) -> None:
        for number, place in enumerate(videos, start=1):
            tell(_import_one(session, place, folder, create=create, dry_run=dry_run))
            tell(Advance("files", number, len(videos), "files"))

    for event in run_in_thread(work):
        if event is not None:
            yield event


def _import_one(
    session: Session, place: Path, folder: Path, *, create: bool, dry_run: bool
) -> ImportedFile:
    name = str(place.relative_to(folder))
    pseudonym = ""
    try:
        if not place.resolve().is_relative_to(folder.resolve()):
            raise RecordInvalidError("link")
        named = _read_name(place, folder)
        pseudonym = named.pseudonym
        known = _is_known(session, pseudonym, place, create=create)
        refuse_future(named.day, _new_person(pseudonym).today)
        at = in_zone(datetime.combine(named.day, named.clock or NOON), _zone_of(session, pseudonym))
        if known:
            return ImportedFile(name, pseudonym, "known")
        session.analyzer.check(place)  # before a person or a visit is added for it
        if dry_run:
            return ImportedFile(name, pseudonym, "would be added")
        visit = _find_visit(session, named, at, create=create)
        fields: dict[str, object] = {"visit_id": visit.id, "task": named.task}
        fields["on"] = named.day.isoformat()
        if named.clock:
            fields["at"] = f"{named.clock:%H:%M}"
        add_recording(session, pseudonym, place, fields)
    except HemifaceError as error:
        return ImportedFile(name, pseudonym, "failed", error)
    return ImportedFile(name, pseudonym, "added")


def _read_name(place: Path, folder: Path) -> _NamedFile:
    match = NAME.fullmatch(place.stem)
    inside = place.parent.name if place.parent != folder else ""
    pseudonym = (match and match["person"]) or inside
    if match is None or not pseudonym:
        raise RecordInvalidError("file_name_day")
    try:
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
        clock = time(int(match["hour"]), int(match["minute"])) if match["hour"] else None
    except ValueError as error:
        raise RecordInvalidError("file_name_date") from error
    rest = (match["rest"] or "").lower().replace("-", "_")
    task = next((task for task in TaskName if rest.startswith(task.value)), None)
    return _NamedFile(pseudonym, day, clock, task)


def _is_known(session: Session, pseudonym: str, place: Path, *, create: bool) -> bool:
    digest, _ = hash_file(place)
    with session.read() as work:
        try:
            person = work.find_person(pseudonym)
        except RecordNotFoundError:
            if create:
                return False
            raise
        return any(entry.value.sha256 == digest for entry in work.list(Recording, person.id))


def _zone_of(session: Session, pseudonym: str) -> str:
    """Zone of a person; of somebody who is not there yet, the one that new people are given."""
    with session.read() as work:
        try:
            return work.find_person(pseudonym).value.zone
        except RecordNotFoundError:
            return _new_person(pseudonym).zone


def _find_visit(session: Session, named: _NamedFile, at: datetime, *, create: bool) -> Entry[Visit]:
    """Visit of that day, or a new one."""
    with session.write() as work:
        person = _find_or_add(work, named.pseudonym, create=create)
        zone = ZoneInfo(person.value.zone)
        for visit in work.list(Visit, person.id):
            if visit.value.at.astimezone(zone).date() == named.day:
                return visit
        return work.add(Visit(at=at, kind=VisitKind.CLINIC, label="imported"), person.id)


def _find_or_add(work: Transaction, pseudonym: str, *, create: bool) -> Entry[Person]:
    try:
        return work.find_person(pseudonym)
    except RecordNotFoundError:
        if not create:
            raise
        return work.add(_new_person(pseudonym))


def _new_person(pseudonym: str) -> Person:
    return Person(pseudonym=pseudonym, zone=own_zone())
