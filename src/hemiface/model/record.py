"""People, visits and recordings, and the envelope in which every entry is kept."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Generic, TypeAlias, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hemiface.errors import RecordInvalidError
from hemiface.model.analysis import TaskName
from hemiface.model.corrections import Correction
from hemiface.model.events import EventSide

T = TypeVar("T")

Moment: TypeAlias = date | datetime
"""When something happened: a day of the person's own calendar, or an instant."""

PSEUDONYM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
SHA256 = re.compile(r"[0-9a-f]{64}")


def check_range(name: str, value: float | None, low: float, high: float = math.inf) -> None:
    """Refuse a number outside ``[low, high]``; None is an honest answer.

    Raises
    ------
    RecordInvalidError
        If the number is not finite or outside the range.
    """
    if value is None or (math.isfinite(value) and low <= value <= high):
        return
    limits = f"from {low:g} to {high:g}" if math.isfinite(high) else f"of {low:g} or more"
    raise RecordInvalidError(f"{name} is {value:g}", hint=f"Give a number {limits}.")


def check_order(name: str, start: date | None, end: date | None) -> None:
    """Refuse something that ends before it begins.

    Raises
    ------
    RecordInvalidError
        If ``end`` is earlier than ``start``.
    """
    if start is not None and end is not None and end < start:
        raise RecordInvalidError(f"{name} ends before it begins", hint="Check both dates.")


def check_instant(name: str, value: datetime | None) -> None:
    """Refuse an instant without a time zone.

    Raises
    ------
    RecordInvalidError
        If the zone is missing.
    """
    if value is not None and value.utcoffset() is None:
        raise RecordInvalidError(f"{name} has no time zone", hint="Add an offset, such as +00:00.")


def check_sha256(name: str, value: str) -> None:
    """Refuse what is not a SHA-256 in lower-case hex.

    Raises
    ------
    RecordInvalidError
        If it is something else.
    """
    if not SHA256.fullmatch(value):
        raise RecordInvalidError(f"{name} is not a SHA-256", hint="Give 64 hexadecimal digits.")


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """One kept value with its identity, its owner and its version.

    Parameters
    ----------
    id
        Identity of the entry; stays the same through every change.
    person_id
        Whom it belongs to; a person belongs to itself.
    version
        1 at first, one more with every change.
    created_at, changed_at
        Instants in UTC.
    removed_at
        When it was put aside; None while it counts.
    value
        What is kept.
    """

    id: UUID
    person_id: UUID
    version: int
    created_at: datetime
    changed_at: datetime
    removed_at: datetime | None
    value: T


class Sex(StrEnum):
    """Sex as stated by the person."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who is followed, under a pseudonym.

    Parameters
    ----------
    pseudonym
        Letters, digits, ``.``, ``_`` and ``-``; never a name. Unique.
    zone
        Time zone in which the person lives, as in the IANA database.
    side
        Affected side, the person's own; None when not said.
    sex, birth_year, onset_year
        None when not said; ``onset_year`` is the year of the first twitch.
    diagnosis_code
        Code of the clinician's diagnosis (ICD-10 G51.3, ICD-10-CM G51.31 right,
        G51.32 left, G51.33 both); empty when there is none.
    note
        Free text. Names belong into `Identity`.

    Raises
    ------
    RecordInvalidError
        If the pseudonym, the zone or a year is not valid.
    """

    pseudonym: str
    zone: str = "UTC"
    side: EventSide | None = None
    sex: Sex | None = None
    birth_year: int | None = None
    onset_year: int | None = None
    diagnosis_code: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        """Hold the pseudonym to what can also be a file name."""
        if not PSEUDONYM.fullmatch(self.pseudonym):
            raise RecordInvalidError(
                "the pseudonym cannot be used",
                hint="Use up to 64 letters, digits, dots, underscores or hyphens, and no name.",
            )
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise RecordInvalidError(
                f"unknown time zone {self.zone}", hint="Give a name such as Europe/Berlin."
            ) from error
        check_range("birth year", self.birth_year, 1850, 2200)
        check_range("onset year", self.onset_year, 1850, 2200)

    @property
    def today(self) -> date:
        """The day it is now where the person lives."""
        return datetime.now(UTC).astimezone(ZoneInfo(self.zone)).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What says who a person is; kept apart from everything else."""

    given_name: str = ""
    family_name: str = ""
    birth_date: date | None = None
    record_number: str = ""
    contact: str = ""
    note: str = ""


class ConsentKind(StrEnum):
    """What a person can agree to."""

    RECORDING = "recording"
    RESEARCH = "research"
    TEACHING = "teaching"
    PUBLICATION = "publication"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What a person agreed to, from when, and until when.

    Raises
    ------
    RecordInvalidError
        If it was withdrawn before it was given.
    """

    kind: ConsentKind
    given_on: date
    withdrawn_on: date | None = None
    document: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        """Hold the days in order."""
        check_order("the consent", self.given_on, self.withdrawn_on)

    @property
    def occurred(self) -> Moment:
        """When it was given."""
        return self.given_on


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
        Ending of the original name with its dot, in lower case.
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
        If the hash or the instant is not valid.
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
        """Hold hash and instant to their form."""
        check_sha256("the recording's hash", self.sha256)
        check_instant("the recording", self.recorded_at)

    @property
    def occurred(self) -> Moment | None:
        """When it was taken."""
        return self.recorded_at


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
        SHA-256 of every other file of the result, by name.
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
        """Hold the instant to a time zone."""
        check_instant("the analysis", self.made_at)

    @property
    def occurred(self) -> Moment:
        """When it was made."""
        return self.made_at


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCorrection:
    """A person's word about one event of an analysis; the detected event stays as it was."""

    analysis_id: UUID
    correction: Correction

    @property
    def occurred(self) -> Moment | None:
        """A correction has no day of its own."""
        return None
