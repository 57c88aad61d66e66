"""Look again at stored signals: detect and assess anew, or let a person correct events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Protocol

from hemiface.assessment.assess import assess
from hemiface.errors import SettingsError
from hemiface.events.corrections import apply_corrections, find_event
from hemiface.model.analysis import Analysis, Task
from hemiface.model.assessment import Assessment
from hemiface.model.corrections import Correction, CorrectionAction
from hemiface.model.events import Event, EventSide, EventType
from hemiface.model.provenance import METHOD_VERSION
from hemiface.model.quality import Quality
from hemiface.model.signals import Signals
from hemiface.operations.annotations import read_annotations
from hemiface.operations.method import restore_settings
from hemiface.operations.pages import cut_again, render_again
from hemiface.results import ResultsFolder, Summary
from hemiface.results.folder import ILLUSTRATIONS
from hemiface.settings import AnalysisSettings


class SignalAnalysis(Protocol):
    """What finds events in signals and assesses them."""

    def __call__(
        self,
        signals: Signals,
        quality: Quality,
        tasks: Sequence[Task],
        settings: AnalysisSettings,
    ) -> tuple[tuple[Event, ...], Assessment]:
        """Find and assess the events of one recording."""
        ...


@dataclass(frozen=True, slots=True)
class Reassessed:
    """What looking again gave.

    Parameters
    ----------
    folder
        Where the results are.
    summary
        What was found.
    n_corrections
        Corrections of a person that count.
    lost
        Corrections whose event is no longer there.
    """

    folder: Path
    summary: Summary
    n_corrections: int
    lost: tuple[Correction, ...]


def reassess_folder(
    folder: Path,
    settings: AnalysisSettings | None = None,
    *,
    video: Path | None = None,
    analyze_signals: SignalAnalysis | None = None,
) -> Reassessed:
    """Find and assess events anew in stored signals, and write the results back.

    Parameters
    ----------
    folder
        Results of an analysis.
    settings
        New parameters of events and assessment; those of the analysis by default. What
        made the signals stays as it was.
    video
        The original video, to cut pictures of events that have none yet.
    analyze_signals
        What finds events; the pipeline by default.

    Raises
    ------
    ResultsNotFoundError
        If the folder holds no results.
    SettingsError
        If the stored settings or corrections are not valid, or it is another video.
    VideoError
        If the video cannot be read.
    OutputNotWritableError
        If the results cannot be written.
    """
    results = ResultsFolder(folder)
    before = results.analysis()
    stored = restore_settings(before)
    wanted = stored if settings is None else _keep_signal_settings(stored, settings)
    find: SignalAnalysis = analyze_signals or import_module("hemiface.pipeline").analyze_signals
    events, _ = find(before.signals, before.quality, before.tasks, wanted)
    return _settle(results, before, events, results.corrections(), wanted, video=video)


def correct_events(folder: Path, new: Sequence[Correction]) -> Reassessed:
    """Add corrections to those of a folder, and assess with them.

    Raises
    ------
    SettingsError
        If a new correction speaks of an event that is not there.
    ResultsNotFoundError, OutputNotWritableError
        If the results cannot be read or written.
    """
    results = ResultsFolder(folder)
    before = results.analysis()
    _, lost = apply_corrections(before.events, new)
    if lost:
        raise _no_event(lost[0].at, lost[0].event_type, lost[0].side)
    said = (*results.corrections(), *new)
    # The stored events carry the earlier corrections already.
    return _settle(results, before, before.events, said, restore_settings(before), still_to_say=new)


def change_event(
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
    return correct_events(folder, [said])


def import_annotations(folder: Path, file: Path, *, author: str = "") -> Reassessed:
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
    return correct_events(folder, (*removed, *added))


def list_corrections(folder: Path) -> tuple[Correction, ...]:
    """Corrections kept in a folder of results.

    Raises
    ------
    SettingsError
        If the file of corrections cannot be read.
    """
    return ResultsFolder(folder).corrections()


def drop_corrections(folder: Path, *, analyze_signals: SignalAnalysis | None = None) -> Reassessed:
    """Take all corrections back and detect anew.

    Raises
    ------
    ResultsNotFoundError, SettingsError, OutputNotWritableError
        If the results cannot be read or written.
    """
    results = ResultsFolder(folder)
    before = results.analysis()
    settings = restore_settings(before)
    find: SignalAnalysis = analyze_signals or import_module("hemiface.pipeline").analyze_signals
    events, _ = find(before.signals, before.quality, before.tasks, settings)
    return _settle(results, before, events, (), settings, still_to_say=())


def _no_event(at: float, event_type: EventType | None, side: EventSide | None) -> SettingsError:
    """What is said when there is nothing to correct."""
    what = " ".join(word for word in (side, event_type) if word) or "event"
    return SettingsError(f"there is no {what} at {at:g} s", hint="events.csv lists what there is.")


def _settle(
    results: ResultsFolder,
    before: Analysis,
    events: Sequence[Event],
    corrections: Sequence[Correction],
    settings: AnalysisSettings,
    *,
    still_to_say: Sequence[Correction] | None = None,
    video: Path | None = None,
) -> Reassessed:
    """Apply corrections, assess, and write everything back."""
    spoken = corrections if still_to_say is None else still_to_say
    settled, lost = apply_corrections(events, spoken)
    found = assess(before.signals, settled, before.quality, before.tasks, settings.assessment)
    after = replace(
        before,
        events=settled,
        assessment=found,
        provenance=replace(
            before.provenance,
            assessment_version=METHOD_VERSION,
            settings=settings.model_dump(mode="json"),
            settings_hash=settings.hash,
        ),
    )
    cut = cut_again(results, after, video, settings) if video else None
    page = render_again(results, after, strips=cut and cut[0])
    with results.rewritten(keep=ILLUSTRATIONS) as new:
        new.write(after, report=page)
        if cut:
            new.write_pictures(*cut)
        if corrections or still_to_say is not None:
            new.write_corrections(corrections)
    return Reassessed(results.path, Summary.of(after), len(corrections) - len(lost), lost)


def _keep_signal_settings(stored: AnalysisSettings, wanted: AnalysisSettings) -> AnalysisSettings:
    """New settings for what is done anew; the old ones for what made the signals."""
    kept = {name: getattr(stored, name) for name in ("video", "landmarks", "signals")}
    return wanted.model_copy(update=kept)
