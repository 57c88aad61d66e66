"""Folders of results that are copies of what records hold, and may be older than that."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from hemiface.errors import RecordError
from hemiface.model.actor import Permission
from hemiface.model.messages import Message
from hemiface.operations.correction_owner import RecordsOwner
from hemiface.operations.permission import needs
from hemiface.operations.session import Session
from hemiface.results import ResultsFolder
from hemiface.results.corrections import RecordedCorrections

OUTDATED, APART = "copy.outdated", "copy.apart"
"""Codes of what is said of a copy."""


@dataclass(frozen=True, slots=True)
class DoubtfulCopy:
    """A copy of results that may not say what the records say now.

    Parameters
    ----------
    folder
        Where it is.
    is_outdated
        Whether more was said in the records since; else the records that own it are not at hand.
    words
        The same as a sentence.
    """

    folder: Path
    is_outdated: bool
    words: Message


@needs(Permission.WORK_WITH_FILES)
def find_doubtful(session: Session, folders: Iterable[Path]) -> tuple[DoubtfulCopy, ...]:
    """Copies among folders of results that do not say what stands in the records now.

    A folder that is no copy, or holds no results, is passed over; so are other files.

    Raises
    ------
    SettingsError
        If the corrections in a folder cannot be read.
    """
    found = []
    for folder in dict.fromkeys(folders):
        copy = ResultsFolder(folder).recorded() if folder.is_dir() else None
        code = copy and _judge(session, copy)
        if code:
            words = Message(code, {"folder": folder.resolve().name})
            found.append(DoubtfulCopy(folder, code == OUTDATED, words))
    return tuple(found)


def _judge(session: Session, copy: RecordedCorrections) -> str:
    """What is to be said of a copy; empty where it says what the records say."""
    # Here and not above: a folder by itself does without a database.
    from hemiface.records.entry_types import read_id

    if not session.records.exists:
        return APART
    try:
        now = RecordsOwner(session.store, read_id(copy.recording_id)).recorded()
    except RecordError:  # other records, an erased person, or a database that is broken
        return APART
    return OUTDATED if copy.revision < now.revision else ""
