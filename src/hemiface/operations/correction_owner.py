"""Who owns what a person said about events: the records, or a folder on its own."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol
from uuid import UUID, uuid4

from hemiface.errors import RecordConflictError, RecordNotFoundError, RecordStorageError
from hemiface.model.analysis import Analysis
from hemiface.model.corrections import (
    NOTHING_MISSED,
    CaughtUp,
    Correction,
    CorrectionLog,
    MergedCorrections,
    merge_corrections,
)
from hemiface.model.record import Entry, Recording, StoredAnalysis, StoredCorrection
from hemiface.operations.session import Session
from hemiface.results import ResultsFolder, Summary
from hemiface.results.corrections import RecordedCorrections

if TYPE_CHECKING:
    from hemiface.records.store import Store
    from hemiface.records.transaction import Transaction

TICK = timedelta(microseconds=1)


class CorrectionOwner(Protocol):
    """Where the corrections of a folder of results are kept."""

    def log(self) -> CorrectionLog:
        """What is said now."""

    def say(self, new: Sequence[Correction]) -> CorrectionLog:
        """Say more."""

    def undo(self) -> CorrectionLog:
        """Take back what was said last."""

    def redo(self) -> CorrectionLog:
        """Say again what was taken back last."""

    def drop(self) -> CorrectionLog:
        """Take back everything."""

    def copy_to(self, results: ResultsFolder) -> None:
        """Write what is said beside results."""


@dataclass(slots=True)
class FolderOwner:
    """The folder itself: nothing is kept until `copy_to` writes it with the results."""

    _log: CorrectionLog

    def log(self) -> CorrectionLog:
        """What is said now."""
        return self._log

    def say(self, new: Sequence[Correction]) -> CorrectionLog:
        """Say more."""
        self._log = self._log.say(*new)
        return self._log

    def undo(self) -> CorrectionLog:
        """Take back what was said last."""
        self._log = self._log.undo()
        return self._log

    def redo(self) -> CorrectionLog:
        """Say again what was taken back last."""
        self._log = self._log.redo()
        return self._log

    def drop(self) -> CorrectionLog:
        """Take back everything."""
        while self._log.standing:
            self._log = self._log.undo()
        return self._log

    def copy_to(self, results: ResultsFolder) -> None:
        """Write what is said beside results."""
        results.write_corrections(self._log)


@dataclass(frozen=True, slots=True)
class RecordsOwner:
    """The records: each correction is an entry, undoing archives the last one.

    The order is that of ``created_at``, which grows with each correction of a recording even
    where the clock of the machine goes back. What was archived, is younger than all that
    stands and was followed by nothing new can be said again.
    """

    store: "Store"
    recording_id: UUID

    def log(self) -> CorrectionLog:
        """What is said now."""
        with self.store.read() as work:
            return self.log_within(work)

    def log_within(self, work: "Transaction") -> CorrectionLog:
        """What is said now, within a transaction."""
        return _log(self._entries(work))

    @staticmethod
    def log_of(work: "Transaction", recording: Entry[Recording]) -> CorrectionLog:
        """The same of a recording that was read already."""
        return _log(_list_said(work, recording))

    def recorded(self) -> RecordedCorrections:
        """What is said now, with the state of the records."""
        with self.store.read() as work:
            entries = self._entries(work)
        revision = sum(entry.version for entry in entries)
        return RecordedCorrections(str(self.recording_id), revision, _log(entries))

    def say(self, new: Sequence[Correction]) -> CorrectionLog:
        """Say more.

        Raises
        ------
        RecordNotFoundError
            If the recording has no analysis.
        """
        with self.store.write() as work:
            analysis = latest_analysis(work, self.recording_id)
            for said in new:
                self.add(work, StoredCorrection(analysis_id=analysis.id, correction=said))
            return _log(self._entries(work))

    def add(self, work: "Transaction", value: StoredCorrection) -> Entry[StoredCorrection]:
        """Keep one more, younger than all before it, within a transaction."""
        person = work.get(Recording, self.recording_id).person_id
        moment = datetime.now(UTC)
        if before := self._entries(work):
            moment = max(moment, before[-1].created_at + TICK)
        return work.insert(Entry(uuid4(), person, 1, moment, moment, None, value), "add")

    def undo(self) -> CorrectionLog:
        """Take back what was said last."""
        with self.store.write() as work:
            entries = self._entries(work)
            standing, _ = _split(entries)
            if standing:
                work.remove(standing[-1], not_before=entries[-1].created_at)
            return _log(self._entries(work))

    def redo(self) -> CorrectionLog:
        """Say again what was taken back last."""
        with self.store.write() as work:
            _, undone = _split(self._entries(work))
            if undone:
                work.restore(undone[0])
            return _log(self._entries(work))

    def drop(self) -> CorrectionLog:
        """Take back everything."""
        with self.store.write() as work:
            entries = self._entries(work)
            standing, _ = _split(entries)
            for entry in reversed(standing):
                work.remove(entry, not_before=entries[-1].created_at)
            return _log(self._entries(work))

    def copy_to(self, results: ResultsFolder) -> None:
        """Write what is said beside results, with the state of the records."""
        results.write_recorded(self.recorded())

    def keep_shown(self, log: CorrectionLog, shown: Analysis | None) -> None:
        """Keep what the recording shows with what was said, if nobody has said more by now.

        Parameters
        ----------
        log
            What was said.
        shown
            What is seen with it; None where this version cannot see it. What the file was called
            is not kept: people name videos after people.
        """
        # Here and not above: a folder by itself does without a database.
        from hemiface.records.corrected_summaries import keep_corrected

        values = None
        if shown is not None:
            nameless = replace(shown, video=replace(shown.video, name=""))
            values = Summary.of(nameless).to_values()
        # Who cannot write now loses nothing: whoever asks next makes it anew.
        with suppress(RecordConflictError, RecordStorageError), self.store.write() as work:
            if self.log_within(work) == log:
                keep_corrected(work, self.recording_id, values)

    def take_up(self, results: ResultsFolder) -> MergedCorrections:
        """Take up what was said beside results and never reached the records.

        Raises
        ------
        SettingsError
            If the corrections beside the results cannot be read.
        """
        with self.store.read() as work:
            entries = self._entries(work)
        ever = [entry.value.correction for entry in entries]
        merged = merge_corrections(_log(entries), results.corrections(), ever)
        if merged.new:
            self.say(merged.new)
        return merged

    def _entries(self, work: "Transaction") -> list[Entry[StoredCorrection]]:
        """All that was ever said about the recording, in order."""
        return _list_said(work, work.get(Recording, self.recording_id))


def _list_said(work: "Transaction", recording: Entry[Recording]) -> list[Entry[StoredCorrection]]:
    """All that was ever said about a recording, in order."""
    said = work.list(StoredCorrection, recording.person_id, removed=None)
    if not said:
        return []
    to = (recording.id, recording.person_id)
    made = work.list_names(StoredAnalysis, "recording_id", *to, removed=None)
    analyses = {analysis_id for analysis_id, _ in made}
    return [entry for entry in said if entry.value.analysis_id in analyses]


def latest_analysis(work: "Transaction", recording_id: UUID) -> Entry[StoredAnalysis]:
    """What the analysis of a recording gave that came in last, whatever the clock said.

    Raises
    ------
    RecordNotFoundError
        If there is no such recording, or it was not measured.
    """
    return work.get(StoredAnalysis, name_latest(work, work.get(Recording, recording_id))[0])


def name_latest(work: "Transaction", recording: Entry[Recording]) -> tuple[UUID, int]:
    """Identity and version of `latest_analysis`, which is not read.

    Raises
    ------
    RecordNotFoundError
        If it was not measured.
    """
    to = (recording.id, recording.person_id)
    analyses = work.list_names(StoredAnalysis, "recording_id", *to)
    if not analyses:
        raise RecordNotFoundError("measure", recording_id=recording.id)
    return analyses[-1]


def find_owner(session: Session, results: ResultsFolder) -> tuple[CorrectionOwner, CaughtUp]:
    """Who owns the corrections of a folder of results.

    What was said in the folder and never reached the records reaches them now.

    Parameters
    ----------
    session
        Its records are opened where the folder is a copy of what they hold.
    results
        The folder.

    Returns
    -------
    owner
        The records, where the folder is a copy of what they hold; else the folder.
    caught_up
        What either of them did not know of the other.

    Raises
    ------
    SettingsError
        If the file of corrections cannot be read.
    RecordStorageError
        If the records cannot be read.
    """
    copy = results.recorded()
    if copy is None:
        return FolderOwner(results.correction_log()), NOTHING_MISSED
    if not session.records.exists:
        return FolderOwner(copy.log), CaughtUp(apart=True)
    # Here and not above: a folder by itself does without a database.
    from hemiface.records.entry_types import read_id

    owner = RecordsOwner(session.store, read_id(copy.recording_id))
    try:
        behind = copy.revision < owner.recorded().revision
        merged = owner.take_up(results)
    except RecordNotFoundError:
        # Of other records, or erased: the folder is all there is.
        return FolderOwner(copy.log), CaughtUp(apart=True)
    return owner, CaughtUp(merged, behind=behind)


def _log(entries: Sequence[Entry[StoredCorrection]]) -> CorrectionLog:
    standing, undone = _split(entries)
    return CorrectionLog(
        tuple(entry.value.correction for entry in standing),
        tuple(entry.value.correction for entry in undone),
    )


def _split(
    entries: Sequence[Entry[StoredCorrection]],
) -> tuple[list[Entry[StoredCorrection]], list[Entry[StoredCorrection]]]:
    """Entries that stand, and those archived that can be said again."""
    standing = [entry for entry in entries if entry.removed_at is None]
    youngest = standing[-1].created_at if standing else datetime.min.replace(tzinfo=UTC)
    undone = [
        entry
        for entry in entries
        if entry.removed_at is not None
        and entry.created_at > youngest
        # What was said after it was taken back has ended it.
        and (entry is entries[-1] or entries[-1].created_at <= entry.removed_at)
    ]
    return standing, undone
