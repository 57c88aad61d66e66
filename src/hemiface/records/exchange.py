"""A whole person as a folder that people can read and a store can take back."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from hemiface.errors import RecordConflictError, RecordInvalidError, RecordNotFoundError
from hemiface.formats.diary_table import write_diary
from hemiface.formats.fhir_bundle import make_bundle, read_bundle
from hemiface.formats.strict_json import parse_json
from hemiface.model.diary import DiaryEntry
from hemiface.model.record import (
    Entry,
    Person,
    Recording,
    StoredAnalysis,
    check_file_name,
    check_sha256,
)
from hemiface.records import private_files
from hemiface.records.entry_types import ENTRY_TYPES, entry_type_named
from hemiface.records.files import hash_file
from hemiface.records.foreign_text import read_text
from hemiface.records.outputs import new_output
from hemiface.records.pace import Count, OnProgress, say_nothing
from hemiface.records.questionnaires import find_scale
from hemiface.records.recordings import settle_files, take_file
from hemiface.records.store import Store
from hemiface.records.transaction import Transaction

FORMAT = "hemiface person 1"
PERSON_FILE, BUNDLE_FILE, DIARY_FILE, READ_ME = (
    "person.json",
    "bundle.json",
    "diary.csv",
    "README.txt",
)

READ_ME_TEXT = """Everything that hemiface keeps about {pseudonym}.

person.json   all entries, to be taken in again
bundle.json   the same as a FHIR R4 Bundle, for other systems
diary.csv     the diary, one row a day
files/        recordings and results of analyses

{identity} Keep this folder as safely as the records themselves.
"""


@dataclass(frozen=True, slots=True)
class ExchangeReport:
    """What was exported or imported.

    Parameters
    ----------
    pseudonym
        Whose records.
    entries
        How many entries, by kind.
    files
        How many files came along.
    missing
        How many files entries speak of that did not.
    """

    pseudonym: str
    entries: Mapping[str, int]
    files: int
    missing: int


def list_entries(
    work: Transaction, person_id: UUID, *, skip: Sequence[str] = ()
) -> list[tuple[str, Entry[Any]]]:
    """Everything of one person by kind, removed entries included, owners before owned.

    Parameters
    ----------
    skip
        Kinds to leave out.
    """
    found: list[tuple[str, Entry[Any]]] = []
    for kind in ENTRY_TYPES:
        if kind.name in skip:
            continue
        everything = work.list(kind.noun, person_id, removed=None)
        found += [(kind.name, entry) for entry in everything]
    return found


def export_person(
    store: Store,
    pseudonym: str,
    target: Path,
    *,
    corrected: Mapping[UUID, Mapping[str, Any]] | None = None,
    with_identity: bool = False,
) -> ExchangeReport:
    """Write everything about a person into a new folder; files that are not here are counted.

    Parameters
    ----------
    corrected
        What recordings show as they were corrected; an import passes it over, for it follows.
    with_identity
        Whether name, contact and record number come along.

    Raises
    ------
    RecordConflictError
        If the folder exists.
    RecordNotFoundError
        If there is no such person.
    RecordLockedError
        If something is encrypted and the passphrase was not given.
    """
    with store.unlocked() as work:
        person = work.find_person(pseudonym)
        entries = list_entries(work, person.id)
        vault = work.vault
    if not with_identity:
        entries = [(kind, entry) for kind, entry in entries if kind != "identity"]
    entries = [(kind, _with_plain_names(entry)) for kind, entry in entries]
    named = _name_files(entries)
    files = {digest: name for digest, name in named.items() if store.files.has(digest)}
    with new_output(store, target) as partial:
        private_files.make_folder(partial)
        for digest, name in files.items():
            place = partial / name
            private_files.make_folder(place.parent)
            with private_files.open_new(place) as handle:
                handle.writelines(store.files.read(digest, vault))
        document = {
            "format": FORMAT,
            "entries": [_plain(kind, entry) for kind, entry in entries],
            "files": files,
            "corrected": {str(recording): shown for recording, shown in (corrected or {}).items()},
        }
        _write_json(partial / PERSON_FILE, document)
        _write_json(partial / BUNDLE_FILE, to_bundle(entries, corrected or {}))
        diary = [entry.value for _, entry in entries if _is_kept_day(entry)]
        _write_text(partial / DIARY_FILE, write_diary(diary))
        _write_text(partial / READ_ME, _say_what_lies_here(pseudonym, with_identity=with_identity))
    return ExchangeReport(pseudonym, _count(entries), len(files), len(named) - len(files))


def import_person(
    store: Store,
    source: Path,
    check: Callable[[Entry[Any]], None] = lambda _: None,
    *,
    on_progress: OnProgress = say_nothing,
) -> ExchangeReport:
    """Take a person in from an exported folder, or from its FHIR Bundle alone.

    Identities, versions and times stay as they were, so that what is imported is what
    was exported. From a Bundle alone the entries come without their files.

    Parameters
    ----------
    check
        Raises where an entry holds what only another engine can judge.
    on_progress
        Told how many entries are read, how many files are copied, and how many entries kept.

    Raises
    ------
    RecordInvalidError
        If it is not an export, or a file is not the one that was exported.
    RecordConflictError
        If the person is here already.
    """
    entries, files = _read_export(source, on_progress)
    for _, entry in entries:
        check(entry)
    people = [entry for kind, entry in entries if kind == "person"]
    if len(people) != 1 or any(entry.person_id != people[0].id for _, entry in entries):
        raise _not_an_export(source)
    person: Entry[Person] = people[0]
    with store.read() as work:
        _refuse_known(work, person)
    wanted = set(_name_files(entries))
    wrong = [
        place.name
        for digest, place in files.items()
        if digest not in wanted or not place.is_file() or hash_file(place)[0] != digest
    ]
    if wrong:
        raise RecordInvalidError("export_files", names=", ".join(map(ascii, wrong)))
    for number, (digest, place) in enumerate(files.items(), start=1):
        if take_file(store, place)[0] != digest:
            raise RecordInvalidError("export_changed", place=place.name)
        on_progress("copying", number, len(files))
    count = Count("importing entries", len(entries), on_progress)
    with store.unlocked(write=True) as work:
        _refuse_known(work, person)
        for _, entry in entries:
            work.insert(entry, "import")
            count.add()
        settle_files(store, work, files)
        missing = sum(not store.files.has(digest) for digest in wanted)
    return ExchangeReport(person.value.pseudonym, _count(entries), len(files), missing)


def _refuse_known(work: Transaction, person: Entry[Person]) -> None:
    try:
        work.get(Person, person.id)
    except RecordNotFoundError:
        return
    raise RecordConflictError("already_here")


def _name_files(entries: Iterable[tuple[str, Entry[Any]]]) -> dict[str, str]:
    """Readable place of every file in the folder, by hash."""
    files: dict[str, str] = {}
    for _, entry in entries:
        value = entry.value
        if isinstance(value, Recording):
            day = f"{value.recorded_at:%Y-%m-%d}_" if value.recorded_at else ""
            files[value.sha256] = f"files/{day}{entry.id}{value.plain_suffix}"
        elif isinstance(value, StoredAnalysis):
            for name, digest in value.plain_files.items():
                files[digest] = f"files/{entry.id}/{name}"
    return files


def _with_plain_names(entry: Entry[Any]) -> Entry[Any]:
    """Entry that an import takes, whatever names of files were kept long ago."""
    value = entry.value
    if isinstance(value, Recording):
        value = replace(value, suffix=value.plain_suffix)
    elif isinstance(value, StoredAnalysis):
        value = replace(value, files=value.plain_files)
    return replace(entry, value=value)


def _say_what_lies_here(pseudonym: str, *, with_identity: bool) -> str:
    identity = (
        "It says who the person is."
        if with_identity
        else "Name, contact and record number are left out; faces are not."
    )
    return READ_ME_TEXT.format(pseudonym=pseudonym, identity=identity)


def to_bundle(
    entries: Sequence[tuple[str, Entry[Any]]],
    corrected: Mapping[UUID, Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """Entries of a person as a FHIR Bundle.

    Parameters
    ----------
    corrected
        What other systems are told of recordings in the place of what was measured.
    """
    latest = {
        entry.value.recording_id: entry.id
        for _, entry in entries
        if isinstance(entry.value, StoredAnalysis) and entry.removed_at is None
    }
    shown = {latest[one]: summary for one, summary in (corrected or {}).items() if one in latest}
    plain = ((entry, _plain(kind, entry)) for kind, entry in entries)
    return make_bundle(plain, find_scale, shown)


def from_bundle(bundle: Mapping[str, Any]) -> list[tuple[str, Entry[Any]]]:
    """Entries of a FHIR Bundle that hemiface has made.

    Raises
    ------
    RecordInvalidError
        If there are none, or one does not fit.
    """
    return [_read_plain(plain) for plain in read_bundle(bundle)]


def _plain(kind: str, entry: Entry[Any]) -> dict[str, Any]:
    return {"kind": kind, **entry_type_named(kind).plain_entry(entry)}


def _read_plain(plain: Mapping[str, Any]) -> tuple[str, Entry[Any]]:
    return plain["kind"], entry_type_named(plain["kind"]).read_entry(plain)


def _is_kept_day(entry: Entry[Any]) -> bool:
    return isinstance(entry.value, DiaryEntry) and entry.removed_at is None


def _write_json(place: Path, document: object) -> None:
    _write_text(place, json.dumps(document, indent=1, ensure_ascii=False))


def _write_text(place: Path, text: str) -> None:
    with private_files.open_new(place) as handle:
        handle.write(text.encode())


def _read_export(
    source: Path, on_progress: OnProgress
) -> tuple[list[tuple[str, Entry[Any]]], dict[str, Path]]:
    place = source / PERSON_FILE if source.is_dir() else source
    root = place.parent.resolve()
    if place != source and place.is_symlink():
        raise _not_an_export(source)
    try:
        document = parse_json(read_text(place))
        if document.get("resourceType") == "Bundle":
            return _check_ids(from_bundle(document)), {}
        if document["format"] != FORMAT:
            raise _not_an_export(source)
        count = Count("reading entries", len(document["entries"]), on_progress)
        entries = [count.passed(_read_plain(plain)) for plain in document["entries"]]
        files = {
            digest: _place_within(root, digest, name) for digest, name in document["files"].items()
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, RecordInvalidError):
            raise
        raise _not_an_export(source) from error
    return _check_ids(entries), files


def _place_within(root: Path, digest: str, name: str) -> Path:
    """Place of a file of an export: below its folder, by plain names, and by no link."""
    check_sha256("the hash of a file", digest)
    for part in name.split("/"):
        check_file_name("the place of a file", part)
    place = root / name
    if place.resolve() != place:
        raise RecordInvalidError("export_link", name=name)
    return place


def _check_ids(entries: list[tuple[str, Entry[Any]]]) -> list[tuple[str, Entry[Any]]]:
    if len({entry.id for _, entry in entries}) != len(entries):
        raise RecordInvalidError("same_id")
    return entries


def _not_an_export(source: Path) -> RecordInvalidError:
    return RecordInvalidError("export", source=source.name)


def _count(entries: Iterable[tuple[str, Entry[Any]]]) -> dict[str, int]:
    return dict(Counter(kind for kind, _ in entries))
