"""What recordings show with what a person said about their events."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, isclose
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from hemiface.errors import (
    HemifaceError,
    RecordNotFoundError,
    RecordStorageError,
    ResultsNotFoundError,
    SettingsError,
)
from hemiface.model.messages import Message
from hemiface.model.record import Entry, Person
from hemiface.operations.correction_owner import RecordsOwner
from hemiface.operations.review import review_recording
from hemiface.operations.session import Session
from hemiface.records.corrected_summaries import find_bases, read_corrected
from hemiface.results import Summary

MOST_AT_ONCE = 4
"""Recordings that are looked at anew before a list is shown: each takes half a second."""


@dataclass(frozen=True, slots=True)
class CorrectedFindings:
    """What recordings show about whose events something was ever said.

    Parameters
    ----------
    summaries
        With what stands now, by recording. A recording that is not here counts as measured.
    unread
        Recordings of which nobody can tell: something was said, and the files it was said of are
        missing or damaged. What was measured does not count, for it was corrected.
    """

    summaries: Mapping[UUID, Summary]
    unread: frozenset[UUID] = frozenset()


def find_corrected(session: Session, person: Entry[Person]) -> CorrectedFindings:
    """Summary of each recording of a person about whose events something was ever said.

    The analysis is kept as it was measured; whoever follows a course or writes a study wants it
    with the corrections that stand now. It is taken from where it is kept, and made anew and kept
    where something was said since. What whoever asks has still to rate blind, is left out.

    Raises
    ------
    RecordLockedError
        If such a recording must be looked at anew, is encrypted and the passphrase was not given.
    """
    with session.read() as work:
        bases = find_bases(work, [person.id])
        kept = read_corrected(work, bases)
    found, unread = {}, set()
    for recording in bases:
        try:
            summary = _take(session, recording, kept)
        except (RecordNotFoundError, RecordStorageError):
            unread.add(recording)  # one file that is gone takes no other recording away
            continue
        if summary is not None:
            found[recording] = summary
    return CorrectedFindings(found, frozenset(unread))


def make_some(session: Session, recordings: Sequence[UUID]) -> bool:
    """Look at the first few of some recordings anew, and keep what they show.

    Nobody is asked for a passphrase, and few are done at a time, for somebody waits.

    Returns
    -------
    Whether any of them is kept now.
    """
    with session.read() as work:
        if work.vault.is_locked:
            return False
    made = False
    for recording in recordings[:MOST_AT_ONCE]:
        try:
            _make(session, recording)
            made = True
        except HemifaceError:
            continue  # the list leaves it out, and who opens the recording is told why
    return made


def replace_untrue(
    session: Session, share: float, on_recording: Callable[[int, int], None]
) -> list[Message]:
    """Hold what is kept of corrected recordings to what they show, and make anew what is not.

    Parameters
    ----------
    share
        Part of them that is looked at, drawn by chance; above 0, 1 for all.
    on_recording
        Told how many are done, of how many.

    Returns
    -------
    list of Message
        What was not so, a sentence each.
    """
    with session.read() as work:
        people = [person.id for person in work.list(Person, removed=None)]
        kept: dict[UUID, Mapping[str, Any] | None] = {}
        for person in people:
            kept |= read_corrected(work, find_bases(work, [person]))
        if work.vault.is_locked:
            return []
    problems = []
    drawn = random.sample(sorted(kept), ceil(share * len(kept)))
    for number, recording in enumerate(drawn, start=1):
        on_recording(number, len(drawn))
        try:
            fresh = _make(session, recording)
        except HemifaceError:
            continue  # its files are damaged, which is named by those
        if not _says_same(kept[recording], fresh):
            problems.append(Message("damage.corrected", {"entry": str(recording)}))
    return problems


def _says_same(values: Mapping[str, Any] | None, fresh: Summary | None) -> bool:
    """Whether two summaries give one side, one pattern and the same numbers, but for rounding."""
    try:
        kept = None if values is None else Summary.model_validate(values)
    except ValidationError:
        return False
    if kept is None or fresh is None:
        return kept is fresh
    numbers = [{name: one.value for name, one in each.measures.items()} for each in (kept, fresh)]
    found = [
        (each.affected_side, each.pattern.label, each.measures.keys()) for each in (kept, fresh)
    ]
    return found[0] == found[1] and all(
        _is_near(one, numbers[1][name]) for name, one in numbers[0].items()
    )


def _is_near(one: float | None, other: float | None) -> bool:
    """Whether two numbers are the same, however another machine rounds."""
    if one is None or other is None:
        return one is other
    return isclose(one, other, rel_tol=1e-6, abs_tol=1e-9)


def _take(
    session: Session, recording: UUID, kept: Mapping[UUID, Mapping[str, Any] | None]
) -> Summary | None:
    """What is kept of a recording, or else is made anew."""
    try:
        values = kept[recording]
        return None if values is None else Summary.model_validate(values)
    except (KeyError, ValidationError):
        return _make(session, recording)


def _make(session: Session, recording_id: UUID) -> Summary | None:
    """Look at a recording anew and keep what it shows; None where it stays as it was kept."""
    owner = RecordsOwner(session.store, recording_id)
    log = owner.log()
    try:
        review = review_recording(session, str(recording_id))
    except (SettingsError, ResultsNotFoundError):  # measured by another version
        owner.keep_shown(log, None)
        return None
    owner.keep_shown(review.log, review.analysis)
    return Summary.of(review.analysis)
