"""Look again at stored signals: detect and assess anew, or let a person correct events."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Protocol

from hemiface.assessment.assess import assess
from hemiface.events.corrections import apply_corrections
from hemiface.model.analysis import Analysis, Task
from hemiface.model.assessment import Assessment
from hemiface.model.corrections import Correction
from hemiface.model.events import Event
from hemiface.model.provenance import METHOD_VERSION
from hemiface.model.quality import Quality
from hemiface.model.signals import Signals
from hemiface.operations.correction_owner import OpenRecords, Owner, owning
from hemiface.operations.method import restore_settings
from hemiface.operations.pages import cut_again, render_again
from hemiface.results import ResultsFolder, Summary
from hemiface.results.filenames import ILLUSTRATIONS
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
    open_records: OpenRecords | None = None,
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
    open_records
        Opens the records, where they own what was said about the events.
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
    RecordError
        If the records cannot be read or written.
    """
    results = ResultsFolder(folder)
    before = results.analysis()
    stored = restore_settings(before)
    wanted = stored if settings is None else _keep_signal_settings(stored, settings)
    with owning(results, open_records) as owner:
        again = Reassessment(results, before, owner, wanted)
        return again.find_anew(video=video, analyze_signals=analyze_signals)


@dataclass(frozen=True, slots=True)
class Reassessment:
    """Results of an analysis that are being looked at again.

    Parameters
    ----------
    results, before
        Where they are, and what they are.
    owner
        Who keeps what is said about the events.
    settings
        How events are found and assessed.
    """

    results: ResultsFolder
    before: Analysis
    owner: Owner
    settings: AnalysisSettings

    def find_anew(
        self, *, video: Path | None = None, analyze_signals: SignalAnalysis | None = None
    ) -> Reassessed:
        """Find the events anew, apply all that stands, and write the results back."""
        find: SignalAnalysis = analyze_signals or import_module("hemiface.pipeline").analyze_signals
        before = self.before
        events, _ = find(before.signals, before.quality, before.tasks, self.settings)
        return self.settle(events, self.owner.log().standing, video=video)

    def settle(
        self,
        events: Sequence[Event],
        to_apply: Sequence[Correction],
        *,
        video: Path | None = None,
    ) -> Reassessed:
        """Apply corrections, assess, and write everything back in one step.

        Parameters
        ----------
        events
            Events.
        to_apply
            Corrections that they do not carry yet.
        video
            The original video, to cut pictures of events that have none.
        """
        before, results = self.before, self.results
        settled, lost = apply_corrections(events, to_apply)
        found = assess(
            before.signals, settled, before.quality, before.tasks, self.settings.assessment
        )
        after = replace(
            before,
            events=settled,
            assessment=found,
            provenance=replace(
                before.provenance,
                assessment_version=METHOD_VERSION,
                settings=self.settings.model_dump(mode="json"),
                settings_hash=self.settings.hash,
            ),
        )
        cut = cut_again(results, after, video, self.settings) if video else None
        page = render_again(results, after, strips=cut and cut[0])
        with results.rewritten(keep=ILLUSTRATIONS) as new:
            new.write(after, report=page)
            if cut:
                new.write_pictures(*cut)
            self.owner.copy_to(new)
        standing = self.owner.log().standing
        return Reassessed(results.path, Summary.of(after), len(standing) - len(lost), lost)


def _keep_signal_settings(stored: AnalysisSettings, wanted: AnalysisSettings) -> AnalysisSettings:
    """New settings for what is done anew; the old ones for what made the signals."""
    kept = {name: getattr(stored, name) for name in ("video", "landmarks", "signals")}
    return wanted.model_copy(update=kept)
