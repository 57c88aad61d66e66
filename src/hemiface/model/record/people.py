"""People, who they are, and what they agreed to."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from difflib import get_close_matches
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from hemiface.errors import RecordInvalidError
from hemiface.model.events import EventSide
from hemiface.model.record.checks import YEARS, check_order, check_pseudonym, check_range
from hemiface.model.record.entry import Moment


class Sex(StrEnum):
    """Sex as stated by the person."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


def near_zone(text: str) -> str:
    """Time zone that somebody may have meant by its city, or by nearly its name; else nothing."""
    zones = {zone.rpartition("/")[2].lower(): zone for zone in sorted(available_timezones())}
    zones |= {zone.lower(): zone for zone in available_timezones()}
    word = text.strip().lower().replace(" ", "_")
    near = get_close_matches(word, zones, n=1, cutoff=0.8)
    return zones[near[0]] if near else ""


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
        check_pseudonym(self.pseudonym)
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            if near := near_zone(self.zone):
                raise RecordInvalidError("zone_near", zone=self.zone, near=near) from error
            raise RecordInvalidError("zone", zone=self.zone) from error
        check_range("birth year", self.birth_year, *YEARS)
        check_range("onset year", self.onset_year, *YEARS)

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
