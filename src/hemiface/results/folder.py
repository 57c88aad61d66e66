"""The folder that holds the result of one analysis, written whole."""

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

from hemiface.errors import HemifaceError, OutputNotWritableError, ResultsNotFoundError
from hemiface.errors.faults import find_reason
from hemiface.formats.event_table import events_to_csv
from hemiface.formats.signal_table import signals_to_parquet
from hemiface.model.analysis import Analysis
from hemiface.model.circumstances import Circumstances
from hemiface.model.corrections import Correction, CorrectionLog
from hemiface.model.event_pictures import FaceTrack
from hemiface.results.about import circumstances_to_json
from hemiface.results.corrections import RecordedCorrections, corrections_to_csv
from hemiface.results.filenames import (
    ABOUT,
    CORRECTIONS,
    EVENTS,
    PICTURES,
    PREVIOUS,
    RECORD,
    REPORT,
    RESULT_FILES,
    SIGNALS,
    SUMMARY,
)
from hemiface.results.pictures import PackedStrip, pack_pictures
from hemiface.results.previous import Earlier
from hemiface.results.publish import link_rest, replaced_folder, sweep
from hemiface.results.stored import StoredResults
from hemiface.results.summary import Summary


@dataclass(frozen=True, slots=True)
class ResultsFolder(StoredResults):
    """The result of one analysis on disk: what is read, and what is written.

    Parameters
    ----------
    path
        The folder; it need not be there yet.
    """

    def sweep(self) -> None:
        """Remove what runs that were killed have left beside it."""
        sweep(self.path)

    @contextmanager
    def rewritten(self, keep: Collection[str] = ()) -> Iterator["ResultsFolder"]:
        """Give a new folder to write into, and put it in the place of this one when it is full.

        An error or a kill on the way leaves the results that were here before, whole. What
        others put into the folder, and a person's corrections, stay in it. Where another video is
        measured, or the same one in another way, the folder is a copy of what records hold no more,
        and what had been taken back of the former events goes with them.

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
            written = ResultsFolder(new)
            yield written
            if self.path.is_dir():
                gone = set(RESULT_FILES) - set(keep)
                if not self._measured_like(written):
                    gone |= {RECORD, CORRECTIONS}
                link_rest(self.path, new, without=frozenset(gone))

    def _measured_like(self, other: "ResultsFolder") -> bool:
        """Whether both hold what one video showed, looked at in one way."""
        try:
            made = other.summary()
        except ResultsNotFoundError:
            return True
        return self.is_of(
            made.provenance.file_hash, mirrored=made.mirrored, person=made.provenance.person
        )

    def write(self, analysis: Analysis, *, report: str | None = None) -> None:
        """Write summary, events, signals and the rendered report into an existing folder.

        Raises
        ------
        OutputNotWritableError
            If a file cannot be written.
        """
        with self._writing():
            (self.path / SIGNALS).write_bytes(signals_to_parquet(analysis.signals))
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
                "place", path=self.path, reason=find_reason(error)
            ) from error
