"""When a recording was filmed, whose it is, and what else is known of that time."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from hemiface.model.tasks import TaskName


class BesideKind(StrEnum):
    """What can stand beside a measurement."""

    TREATMENT = "treatment"
    RATING = "rating"
    QUESTIONNAIRE = "questionnaire"


@dataclass(frozen=True, slots=True)
class Beside:
    """Something from the records that a reader wants beside a measurement.

    Parameters
    ----------
    kind, day
        What it is, and when it was.
    title, value
        What in a few words, and the figure or side where there is one. ``decompression``, the
        sides and the items of ratings are known to the catalogs; other words stay as they are.
    scale
        Name of the rating scale or questionnaire; empty for a treatment.
    """

    kind: BesideKind
    day: date
    title: str
    value: str = ""
    scale: str = ""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a recording is, apart from what it shows.

    Parameters
    ----------
    filmed
        Moment, or day, at which it was taken; None where nobody knows. The day of analysis
        is another one.
    pseudonym
        Whose it is; empty where nobody said. Never a name.
    task
        What the person was asked to do throughout; None when not said.
    visit
        The occasion in a few words; empty when not said.
    beside
        Treatments, ratings and questionnaires, in order of time.
    """

    filmed: datetime | date | None = None
    pseudonym: str = ""
    task: TaskName | None = None
    visit: str = ""
    beside: tuple[Beside, ...] = ()

    @property
    def day(self) -> date | None:
        """Day at which it was taken."""
        return self.filmed.date() if isinstance(self.filmed, datetime) else self.filmed

    def completed(self, noted: str | None) -> "Circumstances":
        """The same, with the camera's own note of the time where nobody said one.

        Parameters
        ----------
        noted
            When it was taken in ISO 8601, by the file; None where it does not say.
        """
        if self.filmed is not None or noted is None:
            return self
        return replace(self, filmed=datetime.fromisoformat(noted))
