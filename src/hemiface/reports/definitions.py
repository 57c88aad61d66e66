"""What each measure means, in the reader's language."""

from dataclasses import dataclass

from hemiface.model.assessment import Measure
from hemiface.reports.language import Language


@dataclass(frozen=True, slots=True)
class Definition:
    """A measure in words.

    Parameters
    ----------
    title
        Name a reader knows.
    patient
        What it means, in one plain line.
    exact
        How it is defined, for those who compute with it.
    source
        Where the definition comes from.
    reference
        Range of healthy people in words, or why there is none.
    """

    title: str
    patient: str
    exact: str
    source: str
    reference: str


def define(measure: Measure, language: Language) -> Definition:
    """Definition of a measure; an unknown one keeps its bare name."""
    del language
    return Definition(measure.name.replace("_", " "), "", "", "", "")
