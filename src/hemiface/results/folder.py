"""The folder that holds the result of one analysis."""

import json
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from hemiface.errors import (
    HemifaceError,
    OutputNotWritableError,
    ResultsNotFoundError,
    SettingsError,
)
from hemiface.formats.event_table import events_from_csv, events_to_csv
from hemiface.formats.signal_table import read_signals, write_signals
from hemiface.model.analysis import Analysis
from hemiface.model.circumstances import Circumstances
from hemiface.model.corrections import Correction, CorrectionLog
from hemiface.model.events import Event
from hemiface.model.strips import FaceTrack
from hemiface.model.video import VideoInfo
from hemiface.results.about import circumstances_from_json, circumstances_to_json
from hemiface.results.corrections import (
    HINT,
    RecordedCorrections,
    corrections_from_csv,
    corrections_to_csv,
)
from hemiface.results.pictures import PackedStrip, PictureBox, pack_pictures, unpack_pictures
from hemiface.results.previous import Earlier
from hemiface.results.publish import link_rest, replaced_folder, sweep
from hemiface.results.summary import Summary

SUMMARY = "summary.json"
EVENTS = "events.csv"
SIGNALS = "signals.parquet"
PICTURES = "pictures.zip"
PREVIOUS = "previous.json"
ABOUT = "about.json"
REPORT = "report.html"
OVERLAY = "overlay.mp4"
CORRECTIONS = "corrections.csv"
RECORD = "record.json"

RESULT_FILES = (SIGNALS, EVENTS, PICTURES, PREVIOUS, ABOUT, REPORT, OVERLAY, SUMMARY)
"""What an analysis writes, and what another one replaces."""

ILLUSTRATIONS = (PICTURES, OVERLAY, PREVIOUS, ABOUT)
"""What looking again at the signals leaves as it is."""

OPENING_BYTES = 500


@dataclass(frozen=True, slots=True)
class ResultsFolder:
    """The result of one analysis on disk: every file in it has its name here.

    Parameters
    ----------
    path
        The folder; it need not be there yet.
    """

    path: Path

    # ---- reading

    @property
    def holds_events(self) -> bool:
        """Whether a table of events lies here."""
        return (self.path / EVENTS).is_file()

    @property
    def shown(self) -> Path:
        """What a person opens: the report, or the folder where there is none."""
        report = self.path / REPORT
        return report if report.exists() else self.path

    @property
    def overlay(self) -> Path:
        """Where the video with lines and events drawn into it is, or goes."""
        return self.path / OVERLAY

    def files_beside_summary(self) -> tuple[Path, ...]:
        """The result's own other files that are here, but for what the records know themselves."""
        names = sorted(set(RESULT_FILES) - {SUMMARY, ABOUT})
        return tuple(self.path / name for name in names if (self.path / name).is_file())

    def analysis(self) -> Analysis:
        """Read back what `write` wrote.

        Raises
        ------
        ResultsNotFoundError
            If the folder holds no whole results of this version.
        """
        summary = self.summary()
        events = self.events()
        try:
            signals = read_signals(self.path / SIGNALS)
        except (OSError, ValueError, KeyError) as error:
            raise self._not_found(error) from error
        return Analysis(
            video=summary.video,
            mirrored=summary.mirrored,
            quality=summary.quality,
            signals=signals,
            tasks=summary.tasks,
            events=events,
            assessment=summary.assessment(),
            provenance=summary.provenance,
        )

    def summary(self) -> Summary:
        """Read the summary alone, which is quick.

        Raises
        ------
        ResultsNotFoundError
            If the folder holds no whole results of this version.
        """
        if not self.path.exists():
            sweep(self.path)
        try:
            return Summary.from_json(self._read(SUMMARY))
        except (OSError, ValueError) as error:
            raise self._not_found(error) from error

    def plain_summary(self) -> dict[str, Any]:
        """Read the summary as plain values, also that of another version.

        Raises
        ------
        ResultsNotFoundError
            If there is none.
        """
        try:
            values = json.loads(self._read(SUMMARY))
        except (OSError, ValueError, RecursionError) as error:
            raise self._not_found(error) from error
        if not isinstance(values, dict):
            raise self._not_found(ValueError("it is no object"))
        return values

    def events(self) -> tuple[Event, ...]:
        """Read the table of events alone.

        Raises
        ------
        ResultsNotFoundError
            If there is none, or it cannot be read.
        """
        try:
            return events_from_csv(self._read(EVENTS))
        except (OSError, ValueError) as error:
            raise self._not_found(error) from error

    def corrections(self) -> tuple[Correction, ...]:
        """Corrections of a person that stand here.

        Raises
        ------
        SettingsError
            If the file cannot be read.
        """
        return self.correction_log().standing

    def correction_log(self) -> CorrectionLog:
        """Corrections of a person kept here; none where there is no such file.

        Raises
        ------
        SettingsError
            If the file cannot be read.
        """
        try:
            return corrections_from_csv((self.path / CORRECTIONS).read_text(encoding="utf-8-sig"))
        except FileNotFoundError:
            return CorrectionLog()
        except (OSError, ValueError) as error:
            raise SettingsError(
                f"cannot read {self.path / CORRECTIONS}: {error}", hint=HINT
            ) from error

    def recorded(self) -> RecordedCorrections | None:
        """Whose copy the corrections are; None where they are the folder's own.

        Raises
        ------
        SettingsError
            If the file of corrections cannot be read.
        """
        try:
            values = json.loads(self._read(RECORD))
            recording, revision = str(values["recording"]), int(values["revision"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None  # a folder without a whole note belongs to itself
        return RecordedCorrections(recording, revision, self.correction_log())

    def corrections_for(
        self, file_hash: str, *, mirrored: bool, person: str
    ) -> tuple[Correction, ...] | None:
        """Corrections kept here that hold for a measurement about to be made.

        Parameters
        ----------
        file_hash, mirrored, person
            What is measured, and how it is looked at.

        Returns
        -------
        tuple of Correction or None
            None where those that are kept were said of another video, person or side.

        Raises
        ------
        SettingsError
            If the file cannot be read.
        """
        said = self.corrections()
        try:
            before = self.summary()
        except ResultsNotFoundError:
            return said  # nothing says that they were meant for anything else
        same = (before.mirrored, before.provenance.person, before.provenance.file_hash) == (
            mirrored,
            person,
            file_hash,
        )
        return said if same or not said else None

    def pictures(self) -> PictureBox:
        """Pictures of events; nothing where there are none, or they are damaged."""
        try:
            return unpack_pictures((self.path / PICTURES).read_bytes())
        except (OSError, ValueError):
            # They can be cut again; results without them are still whole.
            return PictureBox()

    def previous(self) -> Earlier | None:
        """Tell with what the report compares; None where nothing of this version is kept."""
        try:
            return Earlier.from_json(self._read(PREVIOUS))
        except (OSError, ValueError):
            return None

    def known(self, video: VideoInfo) -> Circumstances:
        """When the recording was filmed and whose it is; what its file says, at least."""
        try:
            kept = circumstances_from_json(self._read(ABOUT))
        except (OSError, ValueError):
            kept = Circumstances()
        return kept.completed(video.filmed_at)

    def language(self) -> str:
        """Language of the report; English where there is none."""
        try:
            with (self.path / REPORT).open(encoding="utf-8") as page:
                found = re.search(r'<html lang="([a-z]+)"', page.read(OPENING_BYTES))
        except (OSError, ValueError):
            return "en"
        return found[1] if found else "en"

    # ---- writing

    @contextmanager
    def rewritten(self, keep: Collection[str] = ()) -> Iterator["ResultsFolder"]:
        """Give a new folder to write into, and put it in the place of this one when it is full.

        An error or a kill on the way leaves the results that were here before, whole. What
        others put into the folder, and a person's corrections, stay in it.

        Parameters
        ----------
        keep
            Results of before that stay where no new ones take their place.

        Yields
        ------
        ResultsFolder
            A new one.

        Raises
        ------
        OutputNotWritableError
            If a folder cannot be written.
        """
        with self._writing(), replaced_folder(self.path) as new:
            yield ResultsFolder(new)
            if self.path.is_dir():
                link_rest(self.path, new, without=frozenset(RESULT_FILES) - set(keep))

    def write(self, analysis: Analysis, *, report: str | None = None) -> None:
        """Write summary, events, signals and the rendered report into an existing folder.

        Raises
        ------
        OutputNotWritableError
            If a file cannot be written.
        """
        with self._writing():
            write_signals(analysis.signals, self.path / SIGNALS)
            self._write(EVENTS, events_to_csv(analysis.events))
            self._write(SUMMARY, Summary.of(analysis).to_json())
            if report is not None:
                self._write(REPORT, report)

    def write_report(self, page: str) -> None:
        """Write the rendered report.

        Raises
        ------
        OutputNotWritableError
            If it cannot be written.
        """
        with self._writing():
            self._write(REPORT, page)

    def write_pictures(self, strips: Sequence[PackedStrip], track: FaceTrack | None) -> None:
        """Keep pictures of events; the same ones make the same file.

        Raises
        ------
        OutputNotWritableError
            If the file cannot be written.
        """
        with self._writing():
            (self.path / PICTURES).write_bytes(pack_pictures(strips, track))

    def write_previous(self, earlier: Earlier) -> None:
        """Keep with what the report compares.

        Raises
        ------
        OutputNotWritableError
            If it cannot be written.
        """
        with self._writing():
            self._write(PREVIOUS, earlier.to_json())

    def write_known(self, known: Circumstances) -> None:
        """Keep when the recording was filmed and whose it is.

        Raises
        ------
        OutputNotWritableError
            If it cannot be written.
        """
        with self._writing():
            self._write(ABOUT, circumstances_to_json(known))

    def write_corrections(self, log: CorrectionLog) -> None:
        """Keep corrections of a person.

        Raises
        ------
        OutputNotWritableError
            If the file cannot be written.
        """
        with self._writing():
            self._write(CORRECTIONS, corrections_to_csv(log))

    def write_recorded(self, recorded: RecordedCorrections) -> None:
        """Keep a copy of corrections that the records own, and say which state it is.

        Raises
        ------
        OutputNotWritableError
            If a file cannot be written.
        """
        values = {"recording": recorded.recording_id, "revision": recorded.revision}
        self.write_corrections(recorded.log)
        with self._writing():
            self._write(RECORD, json.dumps(values) + "\n")

    def put_aside(self, corrections: Sequence[Correction], *, like: "ResultsFolder") -> str:
        """Keep corrections that hold no more under a name of their own, and none as valid.

        Parameters
        ----------
        corrections
            What is kept.
        like
            The folder that this one replaces; no name in it is used again.

        Returns
        -------
        str
            Name of the file.

        Raises
        ------
        OutputNotWritableError
            If it cannot be written.
        """
        stem, suffix = CORRECTIONS.split(".")
        names = (f"{stem}-before-{number}.{suffix}" for number in count(1))
        name = next(name for name in names if not (like.path / name).exists())
        with self._writing():
            self._write(name, corrections_to_csv(CorrectionLog(tuple(corrections))))
        self.write_corrections(CorrectionLog())
        return name

    def _read(self, name: str) -> str:
        return (self.path / name).read_text(encoding="utf-8")

    def _write(self, name: str, text: str) -> None:
        (self.path / name).write_text(text, encoding="utf-8", newline="")

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except HemifaceError:
            raise
        except OSError as error:
            raise OutputNotWritableError(
                f"cannot write results to {self.path}: {error.strerror or error}",
                hint="Choose another folder with -o, or make room.",
            ) from error

    def _not_found(self, error: Exception) -> ResultsNotFoundError:
        if isinstance(error, FileNotFoundError):
            message = f"{self.path} holds no results of an analysis"
        else:
            said = str(error).strip().split("\n", 1)[0]
            message = f"results in {self.path} cannot be read: {said}"
        return ResultsNotFoundError(message, hint="Run `hemiface analyze` on the video again.")
