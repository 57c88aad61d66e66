"""Say what the events of a folder of results are: correct, undo, redo, import, take back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from hemiface.errors import SettingsError
from hemiface.events.corrections import apply_corrections, find_event
from hemiface.model.corrections import Correction, CorrectionAction, CorrectionLog
from hemiface.model.events import EventSide, EventType
from hemiface.operations.annotations import read_annotations
from hemiface.operations.correction_owner import OpenRecords, Owner, owning
from hemiface.operations.method import restore_settings
from hemiface.operations.reassessment import Reassessed, Reassessment, SignalAnalysis
from hemiface.results import ResultsFolder


def correct_events(
    folder: Path, new: Sequence[Correction], *, open_records: OpenRecords | None = None
) -> Reassessed:
    """Add corrections to those of a folder, and assess with them.

    Parameters
    ----------
    folder
        Results of an analysis.
    new
        What is said.
    open_records
        Opens the records, where they own what is said.

    Raises
    ------
    SettingsError
        If a new correction speaks of an event that is not there.
    ResultsNotFoundError, OutputNotWritableError
        If the results cannot be read or written.
    RecordError
        If the records cannot be read or written.
    """
    results = ResultsFolder(folder)
    before = results.analysis()
    _, lost = apply_corrections(before.events, new)
    if lost:
        raise _no_event(lost[0].at, lost[0].event_type, lost[0].side)
    with owning(results, open_records) as owner:
        again = Reassessment(results, before, owner, restore_settings(before))
        carried = owner.log().standing == results.corrections()
        owner.say(new)
        if carried:  # the stored events carry the earlier corrections already
            return again.settle(before.events, new)
        return again.find_anew()


def change_event(
    folder: Path,
    at: float,
    changes: Mapping[str, object],
    *,
    event_type: EventType | None = None,
    side: EventSide | None = None,
    author: str = "",
    open_records: OpenRecords | None = None,
) -> Reassessed:
    """Give the event at a moment other values, for example another type or side.

    Parameters
    ----------
    folder
        Results of an analysis.
    at
        A moment within the event, seconds.
    changes
        New values by the names of `Event`.
    event_type, side
        Which event is meant, where several are there.
    author
        Who says so.
    open_records
        Opens the records, where they own what is said.

    Raises
    ------
    SettingsError
        If there is no such event or nothing to change.
    ResultsNotFoundError, OutputNotWritableError
        If the results cannot be read or written.
    """
    if not changes:
        raise SettingsError("nothing to change", hint="Say what it is instead.")
    events = ResultsFolder(folder).events()
    place = find_event(events, Correction(CorrectionAction.REMOVE, at, event_type, side))
    if place is None:
        raise _no_event(at, event_type, side)
    found = events[place]
    said = Correction(
        CorrectionAction.CHANGE,
        found.onset,
        found.event_type,
        found.side,
        replace(found, **changes),  # type: ignore[arg-type]  # names are checked by the caller
        author,
    )
    return correct_events(folder, [said], open_records=open_records)


def import_annotations(
    folder: Path, file: Path, *, author: str = "", open_records: OpenRecords | None = None
) -> Reassessed:
    """Let the annotations of a file replace all events of the types they speak of.

    Raises
    ------
    SettingsError
        If the file holds no events.
    ResultsNotFoundError, OutputNotWritableError
        If the results cannot be read or written.
    """
    annotated = read_annotations(file).events
    types = {event.event_type for event in annotated}
    present = [event for event in ResultsFolder(folder).events() if event.event_type in types]
    removed = [
        Correction(CorrectionAction.REMOVE, e.onset, e.event_type, e.side, author=author)
        for e in present
    ]
    added = [Correction(CorrectionAction.ADD, e.onset, event=e, author=author) for e in annotated]
    return correct_events(folder, (*removed, *added), open_records=open_records)


def list_corrections(
    folder: Path, *, open_records: OpenRecords | None = None
) -> tuple[Correction, ...]:
    """Corrections that stand about the events of a folder of results.

    Raises
    ------
    SettingsError
        If the file of corrections cannot be read.
    RecordError
        If the records cannot be read.
    """
    with owning(ResultsFolder(folder), open_records) as owner:
        return owner.log().standing


def undo_correction(
    folder: Path,
    *,
    open_records: OpenRecords | None = None,
    analyze_signals: SignalAnalysis | None = None,
) -> Reassessed:
    """Take back what was said last, and assess without it.

    Raises
    ------
    SettingsError
        If nothing stands.
    ResultsNotFoundError, OutputNotWritableError
        If the results cannot be read or written.
    RecordError
        If the records cannot be read or written.
    """
    return _go_back(folder, "undo", lambda owner: owner.undo(), open_records, analyze_signals)


def redo_correction(
    folder: Path,
    *,
    open_records: OpenRecords | None = None,
    analyze_signals: SignalAnalysis | None = None,
) -> Reassessed:
    """Say again what was taken back last, and assess with it.

    Raises
    ------
    SettingsError
        If nothing was taken back since something new was said.
    ResultsNotFoundError, OutputNotWritableError
        If the results cannot be read or written.
    RecordError
        If the records cannot be read or written.
    """
    return _go_back(folder, "redo", lambda owner: owner.redo(), open_records, analyze_signals)


def drop_corrections(
    folder: Path,
    *,
    open_records: OpenRecords | None = None,
    analyze_signals: SignalAnalysis | None = None,
) -> Reassessed:
    """Take all corrections back and find the events anew; each can be said again by redo.

    Raises
    ------
    ResultsNotFoundError, SettingsError, OutputNotWritableError
        If the results cannot be read or written.
    RecordError
        If the records cannot be read or written.
    """
    return _go_back(folder, "", lambda owner: owner.drop(), open_records, analyze_signals)


def _go_back(
    folder: Path,
    verb: str,
    step: Callable[[Owner], CorrectionLog],
    open_records: OpenRecords | None,
    analyze_signals: SignalAnalysis | None,
) -> Reassessed:
    """Move through what was said, and find the events anew."""
    results = ResultsFolder(folder)
    before = results.analysis()
    with owning(results, open_records) as owner:
        log = owner.log()
        if step(owner) == log and verb:
            raise SettingsError(
                f"there is nothing to {verb}", hint="`hemiface correct list` shows what was said."
            )
        again = Reassessment(results, before, owner, restore_settings(before))
        return again.find_anew(analyze_signals=analyze_signals)


def _no_event(at: float, event_type: EventType | None, side: EventSide | None) -> SettingsError:
    """What is said when there is nothing to correct."""
    what = " ".join(word for word in (side, event_type) if word) or "event"
    return SettingsError(f"there is no {what} at {at:g} s", hint="events.csv lists what there is.")
