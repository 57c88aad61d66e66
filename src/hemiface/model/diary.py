"""A day in a person's own words: the diary and its triggers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hemiface.errors import RecordInvalidError
from hemiface.model.anatomy import Region
from hemiface.model.events import EventSide
from hemiface.model.record import Moment, check_range


@dataclass(frozen=True, slots=True)
class DiaryField:
    """A number that the diary asks for.

    Parameters
    ----------
    name
        Name of the field of `DiaryEntry`.
    question
        What the person is asked.
    unit
        Unit, for people.
    high
        Largest answer; the smallest is 0.
    """

    name: str
    question: str
    unit: str
    high: float


DIARY_FIELDS = (
    DiaryField("spasm", "How bad was the spasm today?", "0 none - 10 worst", 10),
    DiaryField("eye_shut_min", "How long was the eye shut by it?", "minutes", 1440),
    DiaryField("sleep_h", "How long did you sleep last night?", "hours", 24),
    DiaryField("stress", "How much stress?", "0 none - 10 most", 10),
    DiaryField("fatigue", "How tired?", "0 not at all - 10 most", 10),
    DiaryField("caffeine_cups", "Coffee, tea, cola?", "cups", 100),
    DiaryField("screen_h", "How long at a screen?", "hours", 24),
    DiaryField("light", "How much bright light?", "0 none - 10 most", 10),
    DiaryField("talking_h", "How long did you talk?", "hours", 24),
    DiaryField("reading_h", "How long did you read?", "hours", 24),
    DiaryField("alcohol_drinks", "Alcohol?", "drinks", 100),
)
"""Every number of a diary entry, in the order in which it is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiaryEntry:
    """One day. None means not said, which is never the same as zero.

    Parameters
    ----------
    day
        Day of the person's own calendar.
    spasm
        How bad, 0 none to 10 worst.
    eye_shut_min
        Minutes with the eye shut by spasm.
    felt, side
        Where it was felt.
    sleep_h, screen_h, talking_h, reading_h
        Hours.
    stress, fatigue, light
        0 none to 10 most.
    caffeine_cups, alcohol_drinks
        How many.
    medicine_taken
        Whether the medicine of the day was taken.
    triggers
        The person's own triggers, by name.
    note
        Free text.

    Raises
    ------
    RecordInvalidError
        If a number is outside its range.
    """

    day: date
    spasm: float | None = None
    eye_shut_min: float | None = None
    felt: tuple[Region, ...] = ()
    side: EventSide | None = None
    sleep_h: float | None = None
    stress: float | None = None
    fatigue: float | None = None
    caffeine_cups: float | None = None
    screen_h: float | None = None
    light: float | None = None
    talking_h: float | None = None
    reading_h: float | None = None
    alcohol_drinks: float | None = None
    medicine_taken: bool | None = None
    triggers: Mapping[str, float] | None = None
    note: str = ""

    def __post_init__(self) -> None:
        """Hold every number to its range."""
        for field in DIARY_FIELDS:
            check_range(field.name, getattr(self, field.name), 0, field.high)
        for name, value in (self.triggers or {}).items():
            check_range(f"trigger {name}", value, 0)

    @property
    def occurred(self) -> Moment:
        """The day."""
        return self.day


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """Something that a person wants to watch from day to day.

    Raises
    ------
    RecordInvalidError
        If it has no name or its largest answer is not above 0.
    """

    name: str
    question: str = ""
    unit: str = ""
    high: float = 10

    def __post_init__(self) -> None:
        """Ask for a name and a range."""
        if not self.name.strip() or not self.high > 0:
            raise RecordInvalidError("trigger")

    @property
    def occurred(self) -> Moment | None:
        """A trigger has no day of its own."""
        return None
