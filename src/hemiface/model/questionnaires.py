"""Scales as data, and the two ways to fill them in: by the person, by a clinician.

An estimate computed from a video is neither of them (`ScaleEstimate`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Self
from uuid import UUID

from hemiface.errors import RecordInvalidError
from hemiface.model.record import Moment

UNCONFIRMED_MAXIMUM = 100.0
"""Totals above this are refused where a scale has no confirmed maximum: a slip of the hand."""


class ScaleKind(StrEnum):
    """Who fills a scale in."""

    SELF = "self"
    CLINICIAN = "clinician"


class Wording(StrEnum):
    """How much of a scale may be and is shown."""

    FULL = "full"
    PARAPHRASE = "paraphrase"
    ONE_NUMBER = "one_number"
    TOTAL_ONLY = "total_only"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer; ``loinc`` is empty where no code is confirmed."""

    value: int
    text: str
    loinc: str = ""


@dataclass(frozen=True, slots=True)
class ScaleItem:
    """One question with its answers.

    ``levels`` names the scale of `hemiface.model.scales` whose grades are the answers, which a
    video allows an estimate of; empty where the answers are the item's own.
    """

    id: str
    text: str
    choices: tuple[Choice, ...]
    loinc: str = ""
    levels: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """A range of totals with its name; both ends belong to it."""

    low: float
    high: float
    name: str


@dataclass(frozen=True, slots=True)
class SafetyRule:
    """An answer after which a text is shown at once.

    Parameters
    ----------
    item, above
        The rule holds when the answer to ``item`` is above this.
    text
        What is shown.
    source
        Why.
    """

    item: str
    above: int
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class ScaleTranslation:
    """A published and validated wording in another language; never a translation of our own.

    Parameters
    ----------
    source
        Who made it, and where its wording was read.
    intro
        What is said before the first question.
    choices
        Answers, in the order of those of every item.
    items
        Questions, in their order.
    """

    source: str
    intro: str
    choices: tuple[str, ...]
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NamedTotal:
    """A total with its name.

    Parameters
    ----------
    total
        None while answers are missing.
    band
        Name of the range of the total; empty where there is none.
    missing
        Items without an answer.
    """

    total: float | None
    band: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """A questionnaire or a clinician's scale.

    Parameters
    ----------
    id, title
        Name for machines and for people.
    kind
        Who fills it in.
    wording
        How much of it is shown.
    source, licence
        Where it is published and on what terms it is shown.
    items
        Questions; empty where only the total is entered.
    minimum, maximum
        Range of the total; None where no source was found.
    intro
        What is said before the first question.
    bands
        Named ranges of the total.
    important_change, important_change_source
        Smallest change that people notice, as a difference of totals.
    loinc, loinc_total
        Codes of the panel and of the total; empty where not confirmed.
    safety
        Answers that need a text at once.
    note
        What to know before using it.
    belongs_to
        Scale without which, on the same day, it says little.
    language
        ISO 639-1 code of its wording.
    translations
        Other published wordings, by the code of their language.
    """

    id: str
    title: str
    kind: ScaleKind
    wording: Wording
    source: str
    licence: str
    items: tuple[ScaleItem, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    intro: str = ""
    bands: tuple[Band, ...] = ()
    important_change: float | None = None
    important_change_source: str = ""
    loinc: str = ""
    loinc_total: str = ""
    safety: tuple[SafetyRule, ...] = ()
    note: str = ""
    belongs_to: str = ""
    language: str = "en"
    translations: Mapping[str, ScaleTranslation] = field(default_factory=dict)

    def worded_in(self, language: str) -> Self:
        """The same in the published wording of a language; as it is where there is none."""
        known = self.translations.get(language)
        if known is None:
            return self
        items = tuple(
            replace(
                item,
                text=text,
                choices=tuple(
                    replace(choice, text=answer)
                    for choice, answer in zip(item.choices, known.choices, strict=True)
                ),
            )
            for item, text in zip(self.items, known.items, strict=True)
        )
        source = f"{self.source}. {known.source}"
        return replace(self, items=items, intro=known.intro, source=source, language=language)

    def check_answers(self, answers: Mapping[str, int]) -> None:
        """Refuse answers that the scale does not offer.

        Raises
        ------
        RecordInvalidError
            If an item or an answer is unknown.
        """
        items = {item.id: item for item in self.items}
        for name, value in answers.items():
            if not items:
                raise RecordInvalidError("total_only", scale=self.title)
            if name not in items:
                raise RecordInvalidError(
                    "no_item", title=self.title, name=name, names=", ".join(items)
                )
            offered = [choice.value for choice in items[name].choices]
            if value not in offered:
                raise RecordInvalidError(
                    "item_answer",
                    title=self.title,
                    name=name,
                    value=value,
                    names=", ".join(str(choice) for choice in offered),
                )

    def check_total(self, total: float | None) -> None:
        """Refuse a total outside the range of the scale.

        Raises
        ------
        RecordInvalidError
            If it is outside; where no largest total is confirmed, if it is below 0 or so
            high that it must be a slip.
        """
        high = UNCONFIRMED_MAXIMUM if self.maximum is None else self.maximum
        low = self.minimum or 0
        if total is not None and not low <= total <= high:
            raise RecordInvalidError(
                "total_range", title=self.title, value=total, low=low, high=high
            )

    def band_of(self, total: float) -> str:
        """Name of the range in which a total lies, or empty."""
        return next((band.name for band in self.bands if band.low <= total <= band.high), "")

    def score(self, answers: Mapping[str, int]) -> NamedTotal:
        """Add the answers up; a total needs all of them.

        Raises
        ------
        RecordInvalidError
            If an answer is not one that the scale offers.
        """
        self.check_answers(answers)
        missing = tuple(item.id for item in self.items if item.id not in answers)
        if missing or not self.items:
            return NamedTotal(None, "", missing)
        total = float(sum(answers.values()))
        return NamedTotal(total, self.band_of(total), ())

    def safety_notices(self, answers: Mapping[str, int]) -> tuple[SafetyRule, ...]:
        """Texts that these answers call for, whatever else is missing."""
        return tuple(rule for rule in self.safety if answers.get(rule.item, 0) > rule.above)

    def unknown_safety(self, answers: Mapping[str, int]) -> tuple[str, ...]:
        """Items that could call for a safety text and were not answered."""
        return tuple(rule.item for rule in self.safety if rule.item not in answers)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionnaireResponse:
    """What a person answered.

    Parameters
    ----------
    scale
        Name of the scale.
    day
        When it was filled in.
    answers
        Answer by item; empty where only the total was obtained elsewhere.
    total
        Sum of a complete response, or the total obtained elsewhere.
    safety_shown
        Whether a safety text was called for and shown.
    language
        Code of the language in which the questions were shown; empty where nobody said.
    """

    scale: str
    day: date
    answers: Mapping[str, int]
    total: float | None = None
    visit_id: UUID | None = None
    safety_shown: bool = False
    note: str = ""
    language: str = ""

    @property
    def occurred(self) -> Moment:
        """The day."""
        return self.day


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """A clinician's judgement on a scale.

    Parameters
    ----------
    scale
        Name of the scale.
    day
        When it was made.
    rater
        Who, by a code, not by name.
    levels
        Level by item; empty where only the total is entered.
    total
        Sum of the levels, or the total obtained elsewhere.
    blinded
        Whether the rater did not know about treatment; None when not said.
    """

    scale: str
    day: date
    rater: str
    levels: Mapping[str, int]
    total: float | None = None
    visit_id: UUID | None = None
    recording_id: UUID | None = None
    blinded: bool | None = None
    note: str = ""

    @property
    def occurred(self) -> Moment:
        """The day."""
        return self.day
