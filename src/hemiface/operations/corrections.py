"""Say what the events of a folder of results are: correct, undo, redo, import, take back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hemiface.errors import ResultsNotFoundError, SettingsError
from hemiface.model.actor import Permission
from hemiface.model.corrections import (
    NOTHING_MISSED,
    CaughtUp,
    Correction,
    CorrectionAction,
    CorrectionLog,
)
from hemiface.model.events import Event, EventSide, EventType
from hemiface.operations.annotations import read_annotations, refuse_points
from hemiface.operations.correction_owner import (
    CorrectionOwner,
    find_owner,
)
from hemiface.operations.method import restore_settings
from hemiface.operations.new_corrections import accept_corrections, change_values
from hemiface.operations.permission import needs, open_to_all
from hemiface.operations.reassessment import Reassessed, Reassessment
from hemiface.operations.session import Session
from hemiface.results import ResultsFolder


@dataclass(frozen=True, slots=True)
class StandingCorrections:
    """What stands about the events of a recording.

    Parameters
    ----------
    corrections
        In the order in which they were said.
    caught_up
        How folder and records were brought together to know.
    """

    corrections: tuple[Correction, ...]
    caught_up: CaughtUp = NOTHING_MISSED


@needs(Permission.WORK_WITH_FILES)
def correct_events(session: Session, folder: Path, new: Sequence[Correction]) -> Reassessed:
    """Add corrections to those of a folder, and assess with them.

    Parameters
    ----------
    folder
        Results of an analysis.
    new
        What is said.

    Raises
    ------
    SettingsError
        If a new correction speaks of an event that is not there, or of one that cannot be.
    ResultsNotFoundError, OutputNotWritableError
        If the results cannot be read or written.
    RecordError
        If the records cannot be read or written.
    """
    results = _find_results(folder)
    before = results.analysis()
    new = accept_corrections(before, new)
    settings = restore_settings(before.provenance)
    corrected, lost = session.analyzer.correct(before, new, settings)
    if lost:
        raise _no_event(lost[0].at, lost[0].event_type, lost[0].side)
    owner, caught_up = find_owner(session, results)
    again = Reassessment(results, before, owner, settings, session.analyzer, caught_up)
    carried = owner.log().standing == results.corrections()
    owner.say(new)
    # Stored events that carry the earlier corrections need only the new ones.
    return again.settle(corrected, ()) if carried else again.find_anew()


@needs(Permission.WORK_WITH_FILES)
def change_event(
    session: Session,
    folder: Path,
    at: float,
    changes: Mapping[str, object],
    *,
    event_type: EventType | None = None,
    side: EventSide | None = None,
    author: str = "",
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

    Raises
    ------
    SettingsError
        If there is no such event or nothing to change.
    ResultsNotFoundError, OutputNotWritableError
        If the results cannot be read or written.
    """
    events = _find_results(folder).events()
    said = say_change(events, at, changes, event_type=event_type, side=side, author=author)
    return correct_events(session, folder, [said])


@open_to_all
def say_change(
    events: Sequence[Event],
    at: float,
    changes: Mapping[str, object],
    *,
    event_type: EventType | None = None,
    side: EventSide | None = None,
    author: str = "",
) -> Correction:
    """Correction that gives the event at a moment other values; see :func:`change_event`.

    Raises
    ------
    SettingsError
        If there is no such event or nothing to change.
    """
    if not changes:
        raise SettingsError("no_change")
    # Here and not above: the stage of events takes its time to load.
    from hemiface.events.corrections import find_event

    place = find_event(events, Correction(CorrectionAction.REMOVE, at, event_type, side))
    if place is None:
        raise _no_event(at, event_type, side)
    found = events[place]
    return Correction(
        CorrectionAction.CHANGE,
        found.onset,
        found.event_type,
        found.side,
        change_values(found, changes),
        author,
    )


@needs(Permission.WORK_WITH_FILES)
def import_annotations(
    session: Session, folder: Path, file: Path, *, author: str = ""
) -> Reassessed:
    """Let the annotations of a file replace all events of the types they speak of.

    Raises
    ------
    SettingsError
        If the file holds no events.
    ResultsNotFoundError, OutputNotWritableError
        If the results cannot be read or written.
    """
    events = _find_results(folder).events()
    said = say_annotations(session, events, file, author=author)
    return correct_events(session, folder, said)


@needs(Permission.WORK_WITH_FILES)
def say_annotations(
    session: Session, events: Sequence[Event], file: Path, *, author: str = ""
) -> tuple[Correction, ...]:
    """Corrections that put the annotations of a file in the place of events of their types.

    Raises
    ------
    SettingsError
        If the file holds no events, or some without a duration.
    """
    del session  # asked for its permission
    annotated = read_annotations(file).events
    refuse_points(annotated)
    types = {event.event_type for event in annotated}
    removed = [
        Correction(CorrectionAction.REMOVE, e.onset, e.event_type, e.side, author=author)
        for e in events
        if e.event_type in types
    ]
    added = [Correction(CorrectionAction.ADD, e.onset, event=e, author=author) for e in annotated]
    return (*removed, *added)


@needs(Permission.WORK_WITH_FILES)
def list_corrections(session: Session, folder: Path) -> StandingCorrections:
    """Corrections that stand about the events of a folder of results.

    Raises
    ------
    ResultsNotFoundError
        If it holds no results.
    SettingsError
        If the file of corrections cannot be read.
    RecordError
        If the records cannot be read.
    """
    results = _find_results(folder)
    results.plain_summary()
    owner, caught_up = find_owner(session, results)
    return StandingCorrections(owner.log().standing, caught_up)


@needs(Permission.WORK_WITH_FILES)
def undo_correction(session: Session, folder: Path) -> Reassessed:
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
    return _go_back(session, folder, "undo", lambda owner: owner.undo())


@needs(Permission.WORK_WITH_FILES)
def redo_correction(session: Session, folder: Path) -> Reassessed:
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
    return _go_back(session, folder, "redo", lambda owner: owner.redo())


@needs(Permission.WORK_WITH_FILES)
def drop_corrections(session: Session, folder: Path) -> Reassessed:
    """Take all corrections back and find the events anew; each can be said again by redo.

    Raises
    ------
    ResultsNotFoundError, SettingsError, OutputNotWritableError
        If the results cannot be read or written.
    RecordError
        If the records cannot be read or written.
    """
    return _go_back(session, folder, "", lambda owner: owner.drop())


def _find_results(folder: Path) -> ResultsFolder:
    """A folder that is there; what nobody wrote is no empty one."""
    if not folder.is_dir():
        raise ResultsNotFoundError("no_target", target=folder)
    return ResultsFolder(folder)


def _go_back(
    session: Session, folder: Path, verb: str, step: Callable[[CorrectionOwner], CorrectionLog]
) -> Reassessed:
    """Move through what was said, and find the events anew."""
    results = _find_results(folder)
    before = results.analysis()
    owner, caught_up = find_owner(session, results)
    log = owner.log()
    if step(owner) == log and verb:
        if caught_up.behind:
            raise SettingsError("copy_behind", folder=folder)
        raise SettingsError("nothing_to_undo" if verb == "undo" else "nothing_to_redo")
    settings = restore_settings(before.provenance)
    again = Reassessment(results, before, owner, settings, session.analyzer, caught_up)
    return again.find_anew()


def _no_event(at: float, event_type: EventType | None, side: EventSide | None) -> SettingsError:
    """What is said when there is nothing to correct."""
    what = " ".join(word for word in (side, event_type) if word) or "event"
    return SettingsError("no_event", what=what, at=at)
