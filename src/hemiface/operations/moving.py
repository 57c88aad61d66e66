"""Move a recording that was put to the wrong person, with all that was found and said of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from hemiface.errors import (
    RecordConflictError,
    RecordNotFoundError,
    RecordStorageError,
    ResultsNotFoundError,
)
from hemiface.model.actor import Permission
from hemiface.model.record import Entry, Person, Recording, StoredAnalysis
from hemiface.operations.circumstances import tell_circumstances
from hemiface.operations.correction_owner import latest_analysis
from hemiface.operations.followup import find_neighbors
from hemiface.operations.keeping import waits_to_be_kept
from hemiface.operations.laid_out import laid_out
from hemiface.operations.permission import needs
from hemiface.operations.recent_cache import clear_recent
from hemiface.operations.report_pages import render_page
from hemiface.operations.service import has_service, open_service
from hemiface.operations.session import Session
from hemiface.records.entry_types import read_id
from hemiface.records.handing_over import give_recording
from hemiface.records.recordings import (
    LONG_AGO,
    list_files,
    mark_loose,
    settle_files,
    sweep,
    take_file,
)
from hemiface.records.vault import Vault
from hemiface.results import Earlier
from hemiface.results.filenames import ABOUT, PREVIOUS, REPORT
from hemiface.results.pictures import match_pictures

TELL_OF_SOMEBODY = frozenset({REPORT, PREVIOUS, ABOUT})
"""Files of results that say whose recording it is, or what another one of that person showed."""


@dataclass(frozen=True, slots=True)
class MovedRecording:
    """A recording that was moved.

    Parameters
    ----------
    entry
        As it is now.
    pseudonym
        Whose it is now.
    before, visit_before
        Whose it was, and of which visit: with those it is moved back.
    """

    entry: Entry[Recording]
    pseudonym: str
    before: str
    visit_before: UUID | None


@needs(Permission.WRITE, of="recording_id")
def move_recording(
    session: Session, recording_id: str, pseudonym: str, *, visit_id: str = ""
) -> MovedRecording:
    """Put a recording to another person, with its measurement, corrections and ratings.

    Nothing of it stays with the first one, in no report either; those are drawn anew. The audit
    of both says it. Moving it back undoes all of it.

    Parameters
    ----------
    pseudonym
        Whose it is from now on.
    visit_id
        Visit of that person to which it belongs; empty for none.

    Raises
    ------
    RecordNotFoundError
        If there is no such recording, or no such person.
    RecordConflictError
        If it is that person's already, who may hold the same video apart from it; or if its
        measurement waits to be kept.
    RecordInvalidError
        If the visit is somebody else's.
    RecordLockedError
        If it is encrypted and the passphrase was not given.
    NotAllowedError
        If whoever asks has still to rate a recording of one of the two blind.
    """
    with session.read() as work:
        recording = work.get(Recording, read_id(recording_id))
        first = work.get(Person, recording.person_id).value.pseudonym
        target = work.find_person(pseudonym)
    _refuse_taken(session, recording, target)
    _refuse_waiting(session, recording)
    # Whoever may not know what is beside it is refused before anything is done.
    find_neighbors(session, first, recording.id)
    find_neighbors(session, pseudonym, recording.id)
    telling = _find_telling(session, recording)
    with session.unlocked(write=True) as work:
        before = list_files(work)
        moved = work.get(Recording, recording.id)
        if moved.version != recording.version:
            raise RecordConflictError("changed", kind="recording")
        moved = give_recording(work, moved, target.id, read_id(visit_id) if visit_id else None)
        for analysis_id in telling:
            entry = work.get(StoredAnalysis, analysis_id)
            work.change(entry, replace(entry.value, files=_silent(entry.value.files)))
        mark_loose(work, before - list_files(work), LONG_AGO)
    clear_recent()
    later = find_neighbors(session, pseudonym, recording.id).later
    if later is not None:
        with session.read() as work:
            telling |= _read_languages(session, [latest_analysis(work, later)])
    for analysis_id, language in telling.items():
        if language:
            _draw_anew(session, analysis_id, language)
    sweep(session.store)
    return MovedRecording(moved, pseudonym, first, recording.value.visit_id)


def _refuse_taken(session: Session, recording: Entry[Recording], target: Entry[Person]) -> None:
    """Refuse to move a recording to where it is, or where the same video is kept already."""
    with session.read() as work:
        theirs = work.list(Recording, target.id, removed=None)
    if recording.value.sha256 in {one.value.sha256 for one in theirs}:
        raise RecordConflictError("video_there", pseudonym=target.value.pseudonym)


def _refuse_waiting(session: Session, recording: Entry[Recording]) -> None:
    """Refuse while a copy of it is being measured for the person who has it."""
    if has_service(session.records.location):
        with open_service(session.records.location) as service:
            if waits_to_be_kept(session, service, recording):
                raise RecordConflictError("recording_waits")


def _find_telling(session: Session, recording: Entry[Recording]) -> dict[UUID, str]:
    """Analyses whose files would tell one person of the other, and the language of each report.

    They are those of the recording, and those of others that were compared with it.
    """
    with session.unlocked() as work:
        kept = work.list(StoredAnalysis, recording.person_id, removed=None)
        vault = work.vault
    found = []
    for entry in kept:
        files = entry.value.files
        if entry.value.recording_id == recording.id:
            tells = not TELL_OF_SOMEBODY.isdisjoint(files)
        else:
            tells = PREVIOUS in files and _is_compared(
                _read_text(session, files[PREVIOUS], vault), recording
            )
        if tells:
            found.append(entry)
    return _read_languages(session, found)


def _is_compared(previous: str, recording: Entry[Recording]) -> bool:
    """Whether a comparison is with a recording; so is one that cannot be read."""
    try:
        return Earlier.from_json(previous).summary.provenance.file_hash == recording.value.sha256
    except ValueError:
        return True


def _read_languages(session: Session, entries: Sequence[Entry[StoredAnalysis]]) -> dict[UUID, str]:
    """Language of the report of each analysis; empty where there is none that can be read."""
    found = {}
    for entry in entries:
        files = {name: digest for name, digest in entry.value.files.items() if name == REPORT}
        alone = replace(entry, value=replace(entry.value, files=files))
        try:
            with laid_out(session, alone) as results:
                found[entry.id] = results.language() if files else ""
        except (RecordNotFoundError, RecordStorageError):
            found[entry.id] = ""  # a report that is damaged is not drawn again
    return found


def _read_text(session: Session, digest: str, vault: Vault) -> str:
    """A stored text; empty where it is missing or damaged."""
    try:
        return b"".join(session.store.files.read(digest, vault)).decode(errors="replace")
    except (RecordNotFoundError, RecordStorageError):
        return ""


def _silent(files: Mapping[str, str]) -> dict[str, str]:
    return {name: digest for name, digest in files.items() if name not in TELL_OF_SOMEBODY}


def _draw_anew(session: Session, analysis_id: UUID, language: str) -> None:
    """Draw the report of an analysis for whose it is now, compared with the one before."""
    with session.unlocked() as work:
        entry = work.get(StoredAnalysis, analysis_id)
        recording = work.get(Recording, entry.value.recording_id)
        person = work.get(Person, recording.person_id)
        known = tell_circumstances(work, person, recording)
    earlier = find_neighbors(session, person.value.pseudonym, recording.id).earlier
    silent = replace(entry, value=replace(entry.value, files=_silent(entry.value.files)))
    try:
        with laid_out(session, silent) as results:
            analysis = results.analysis()
            page = render_page(
                analysis,
                match_pictures(analysis.events, results.pictures().frames),
                previous=earlier,
                known=known.completed(analysis.video.filmed_at),
                language=language,
            )
            results.write_report(page)
            if earlier is not None:
                results.write_previous(earlier)
            made = [results.path / name for name in (REPORT, PREVIOUS)]
            new = {one.name: take_file(session.store, one)[0] for one in made if one.exists()}
    except (ResultsNotFoundError, RecordNotFoundError, RecordStorageError):
        return  # of another version, or damaged: there is no report, and who opens it is told
    with session.unlocked(write=True) as work:
        if work.get(StoredAnalysis, analysis_id).version != entry.version:
            return  # measured or moved again meanwhile
        before = list_files(work)
        work.change(entry, replace(silent.value, files={**silent.value.files, **new}))
        settle_files(session.store, work, new.values())
        mark_loose(work, before - list_files(work), LONG_AGO)
