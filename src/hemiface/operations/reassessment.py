"""Look again at stored signals: detect and assess anew, or let a person correct events."""

from dataclasses import dataclass
from pathlib import Path

from hemiface.model.actor import Permission
from hemiface.model.analysis import Analysis
from hemiface.model.corrections import NOTHING_MISSED, CaughtUp, Correction
from hemiface.operations.correction_owner import (
    CorrectionOwner,
    find_owner,
)
from hemiface.operations.method import restore_settings
from hemiface.operations.permission import needs
from hemiface.operations.report_pages import cut_again, render_again
from hemiface.operations.session import Session
from hemiface.pipeline.analyzer import Analyzer
from hemiface.results import ResultsFolder, Summary
from hemiface.results.filenames import ILLUSTRATIONS
from hemiface.settings import AnalysisSettings


@dataclass(frozen=True, slots=True)
class Reassessed:
    """What looking again gave.

    Parameters
    ----------
    folder
        Where the results are.
    summary
        What was found.
    corrections
        Corrections of a person that count.
    lost_corrections
        Those whose event is no longer there.
    caught_up
        How folder and records were brought together on the way.
    """

    folder: Path
    summary: Summary
    corrections: int
    lost_corrections: tuple[Correction, ...]
    caught_up: CaughtUp = NOTHING_MISSED


@needs(Permission.WORK_WITH_FILES)
def reassess_folder(
    session: Session,
    folder: Path,
    settings: AnalysisSettings | None = None,
    *,
    video: Path | None = None,
) -> Reassessed:
    """Find and assess events anew in stored signals, and write the results back.

    Parameters
    ----------
    session
        What finds events, and the records where they own what was said about them.
    folder
        Results of an analysis.
    settings
        New parameters of events and assessment; those of the analysis by default. What
        made the signals stays as it was.
    video
        The original video, to cut pictures of events that have none yet.

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
    stored = restore_settings(before.provenance)
    wanted = stored if settings is None else _keep_signal_settings(stored, settings)
    owner, caught_up = find_owner(session, results)
    again = Reassessment(results, before, owner, wanted, session.analyzer, caught_up)
    return again.find_anew(video=video)


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
    analyzer
        What finds and assesses them.
    caught_up
        How folder and owner were brought together.
    """

    results: ResultsFolder
    before: Analysis
    owner: CorrectionOwner
    settings: AnalysisSettings
    analyzer: Analyzer
    caught_up: CaughtUp = NOTHING_MISSED

    @classmethod
    def of_folder(cls, session: Session, results: ResultsFolder) -> "Reassessment":
        """Of a folder, with the settings it was made with."""
        before = results.analysis()
        settings = restore_settings(before.provenance)
        owner, caught_up = find_owner(session, results)
        return cls(results, before, owner, settings, session.analyzer, caught_up)

    def find_anew(self, *, video: Path | None = None) -> Reassessed:
        """Find the events anew, apply all that stands, and write the results back."""
        standing = self.owner.log().standing
        after, lost = self.analyzer.find_events(self.before, standing, self.settings)
        return self.settle(after, lost, video=video)

    def settle(
        self, after: Analysis, lost: tuple[Correction, ...], *, video: Path | None = None
    ) -> Reassessed:
        """Write everything back in one step.

        Parameters
        ----------
        after
            What is seen now.
        lost
            Corrections whose event is not there.
        video
            The original video, to cut pictures of events that have none.
        """
        cut = cut_again(self.results, after, video, self.settings, self.analyzer) if video else None
        page = render_again(self.results, after, strips=cut and cut[0])
        with self.results.rewritten(keep=ILLUSTRATIONS) as new:
            new.write(after, report=page)
            if cut:
                new.write_pictures(*cut)
            self.owner.copy_to(new)
        standing = self.owner.log().standing
        count = len(standing) - len(lost)
        return Reassessed(self.results.path, Summary.of(after), count, lost, self.caught_up)


def _keep_signal_settings(stored: AnalysisSettings, wanted: AnalysisSettings) -> AnalysisSettings:
    """New settings for what is done anew; the old ones for what made the signals."""
    kept = {name: getattr(stored, name) for name in ("video", "landmarks", "signals")}
    return wanted.model_copy(update=kept)
