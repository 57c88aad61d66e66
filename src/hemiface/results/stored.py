"""What lies in a folder of results: reading, and nothing else."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hemiface.errors import ResultsNotFoundError, SettingsError
from hemiface.errors.faults import find_reason
from hemiface.formats.event_table import events_from_csv
from hemiface.formats.signal_table import signals_from_parquet
from hemiface.model.analysis import Analysis
from hemiface.model.circumstances import Circumstances
from hemiface.model.corrections import Correction, CorrectionLog
from hemiface.model.events import Event
from hemiface.model.video import VideoInfo
from hemiface.results.about import circumstances_from_json
from hemiface.results.corrections import RecordedCorrections, corrections_from_csv
from hemiface.results.filenames import (
    ABOUT,
    CORRECTIONS,
    EVENTS,
    OVERLAY,
    PICTURES,
    PREVIOUS,
    RECORD,
    REPORT,
    RESULT_FILES,
    SIGNALS,
    SUMMARY,
)
from hemiface.results.pictures import PictureBox, unpack_pictures
from hemiface.results.previous import Earlier
from hemiface.results.publish import sweep
from hemiface.results.summary import Summary
from hemiface.results.untrusted_files import read_bounded

UNREADABLE = (
    OSError, ValueError, KeyError, TypeError, AttributeError, NotImplementedError, RecursionError
)  # fmt: skip
"""What the readers of JSON and Parquet raise for a file that somebody else has written."""

OPENING_BYTES = 500
"""Start of a page in which its language is said."""

MOST_TEXT = 256 << 20
"""Bytes of a summary or table that are read at most."""


@dataclass(frozen=True, slots=True)
class StoredResults:
    """The result of one analysis on disk, to be read.

    Parameters
    ----------
    path
        The folder; it need not be there yet.
    """

    path: Path

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

    @property
    def size_bytes(self) -> int:
        """Size of the result's own files together."""
        places = (self.path / SUMMARY, *self.files_beside_summary())
        return sum(place.stat().st_size for place in places)

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
            signals = signals_from_parquet(read_bounded(self.path / SIGNALS))
        except UNREADABLE as error:
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
            return corrections_from_csv(self._read(CORRECTIONS).removeprefix("\ufeff"))
        except FileNotFoundError:
            return CorrectionLog()
        except (OSError, ValueError) as error:
            raise SettingsError(
                "corrections_unread", path=self.path / CORRECTIONS, reason=find_reason(error)
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
        same = self.is_of(file_hash, mirrored=mirrored, person=person)
        return said if same or not said else None

    def is_of(self, file_hash: str, *, mirrored: bool, person: str) -> bool:
        """Whether what is said here holds for a measurement about to be made.

        Parameters
        ----------
        file_hash, mirrored, person
            What is measured, and how it is looked at.
        """
        try:
            before = self.summary()
        except ResultsNotFoundError:
            return True  # nothing says that it was meant for anything else
        made = before.provenance
        return (before.mirrored, made.person, made.file_hash) == (mirrored, person, file_hash)

    def check_whole(self) -> None:
        """Read everything that a report is made of, the pictures too.

        Raises
        ------
        ResultsNotFoundError
            If something is missing or cannot be read.
        """
        self.analysis()
        try:
            unpack_pictures(read_bounded(self.path / PICTURES)).track_with_mesh()
        except FileNotFoundError:
            return  # they can be cut again
        except (OSError, ValueError) as error:
            raise self._not_found(error) from error

    def pictures(self) -> PictureBox:
        """Pictures of events; nothing where there are none, or they are damaged."""
        try:
            return unpack_pictures(read_bounded(self.path / PICTURES))
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

    def _read(self, name: str) -> str:
        return read_bounded(self.path / name, MOST_TEXT).decode().replace("\r\n", "\n")

    def _not_found(self, error: Exception) -> ResultsNotFoundError:
        if self.path.is_file():
            return ResultsNotFoundError("file", path=self.path)
        if isinstance(error, FileNotFoundError):
            if (self.path / SUMMARY).is_file():
                missing = Path(str(error.filename)).name
                return ResultsNotFoundError("not_whole", path=self.path, name=missing)
            for within in sorted(self.path.glob(f"*/{SUMMARY}"))[:1]:
                return ResultsNotFoundError("within", path=self.path, name=within.parent.name)
            return ResultsNotFoundError("no_results", path=self.path)
        return ResultsNotFoundError("unread_results", path=self.path, reason=find_reason(error))
