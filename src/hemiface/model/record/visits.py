"""Visits, their recordings, and what was measured in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from hemiface.model.corrections import Correction, CorrectionLog
from hemiface.model.record.checks import (
    SUFFIX,
    check_instant,
    check_range,
    check_sha256,
    is_file_name,
)
from hemiface.model.record.entry import Entry, Moment
from hemiface.model.tasks import TaskName


class VisitKind(StrEnum):
    """Where a visit takes place."""

    CLINIC = "clinic"
    HOME = "home"
    REMOTE = "remote"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One occasion on which a person was seen or filmed.

    Raises
    ------
    RecordInvalidError
        If the instant has no time zone.
    """

    at: datetime
    kind: VisitKind = VisitKind.CLINIC
    label: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        """Hold the instant to a time zone."""
        check_instant("the visit", self.at)

    @property
    def occurred(self) -> Moment:
        """When it took place."""
        return self.at


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """An original video, kept unchanged under its hash.

    The name of the file is not kept: people name videos after people.

    Parameters
    ----------
    sha256, size_bytes
        Hash and size of the original bytes.
    suffix
        Ending of the original name with its dot, in lower case; empty where it is no plain one.
        What was kept long ago may be anything: `plain_suffix` is what a path may hold.
    visit_id
        Visit to which it belongs; None for a video from home.
    recorded_at
        When it was taken; None when not known.
    mirrored
        Whether it was taken in a mirror (selfie).
    task
        What the person was asked to do throughout; None when not said.

    Raises
    ------
    RecordInvalidError
        If the hash, the size or the instant is not valid.
    """

    sha256: str
    size_bytes: int
    suffix: str = ""
    visit_id: UUID | None = None
    recorded_at: datetime | None = None
    mirrored: bool = False
    task: TaskName | None = None
    note: str = ""

    def __post_init__(self) -> None:
        """Hold hash, size and instant to their form."""
        check_sha256("the recording's hash", self.sha256)
        check_range("the recording's size", self.size_bytes, 0)
        check_instant("the recording", self.recorded_at)

    @property
    def plain_suffix(self) -> str:
        """The ending where it is a plain one, else nothing."""
        return self.suffix if SUFFIX.fullmatch(self.suffix) else ""

    @property
    def occurred(self) -> Moment | None:
        """When it was taken."""
        return self.recorded_at


def filmed_at(
    recording: Entry[Recording], visits: Mapping[UUID | None, datetime]
) -> datetime | None:
    """Instant of a recording: its own, else that of its visit; None where nobody knows.

    Parameters
    ----------
    recording
        Which.
    visits
        When each visit of the person was.
    """
    return recording.value.recorded_at or visits.get(recording.value.visit_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAnalysis:
    """What an analysis of a recording gave, with all that is needed to make it again.

    Parameters
    ----------
    recording_id
        What was analysed.
    package_version, method_version, settings_hash, file_hash
        As in the summary's provenance, for search.
    made_at
        When.
    summary
        The whole of ``summary.json``.
    files
        SHA-256 of every other file of the result, by name. What was kept long ago may have any
        name: `plain_files` are those that a path may hold.

    Raises
    ------
    RecordInvalidError
        If the instant has no time zone, or a file has no hash.
    """

    recording_id: UUID
    package_version: str
    method_version: str
    settings_hash: str
    file_hash: str
    made_at: datetime
    summary: Mapping[str, object]
    files: Mapping[str, str]

    def __post_init__(self) -> None:
        """Hold the instant to a time zone, and files to hashes."""
        check_instant("the analysis", self.made_at)
        for digest in self.files.values():
            check_sha256("the hash of a file of the analysis", digest)

    @property
    def plain_files(self) -> Mapping[str, str]:
        """The files, each that has no plain name under its hash."""
        return {
            name if is_file_name(name) else digest: digest for name, digest in self.files.items()
        }

    @property
    def occurred(self) -> Moment:
        """When it was made."""
        return self.made_at


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRating:
    """What one person says the events of a recording are, without those that were detected.

    Parameters
    ----------
    recording_id
        What is rated.
    rater
        Name of the account that rates.
    said, undone
        What was said, beginning with no event at all, and what was taken back.
    finished
        Whether the rater is done: until then it is shown to nobody else, and afterwards it
        stays as it is.
    settled
        Whether it settles what two ratings disagreed on, with both before one's eyes.
    """

    recording_id: UUID
    rater: str
    said: tuple[Correction, ...] = ()
    undone: tuple[Correction, ...] = ()
    finished: bool = False
    settled: bool = False

    @property
    def log(self) -> CorrectionLog:
        """What is said now."""
        return CorrectionLog(self.said, self.undone)

    @property
    def occurred(self) -> Moment | None:
        """A rating has no day of its own."""
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCorrection:
    """A person's word about one event of an analysis; the detected event stays as it was."""

    analysis_id: UUID
    correction: Correction

    @property
    def occurred(self) -> Moment | None:
        """A correction has no day of its own."""
        return None
