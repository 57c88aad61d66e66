"""What is known of a measure."""

from dataclasses import dataclass
from enum import StrEnum


class Better(StrEnum):
    """Which way a measure moves when a person gets better."""

    LOWER = "lower"
    HIGHER = "higher"
    NEITHER = "neither"


class MeasureGroup(StrEnum):
    """What a measure is about, in the order in which people read."""

    BURDEN = "burden"
    SPASM = "spasm"
    EYE = "eye"
    SYNKINESIS = "synkinesis"
    WEAKNESS = "weakness"


@dataclass(frozen=True, slots=True)
class Reference:
    """What other people have, where somebody measured it.

    Parameters
    ----------
    low, high
        Range, in the unit of the measure.
    people
        Who was measured, and doing what.
    source
        Where it is from.
    """

    low: float
    high: float
    people: str
    source: str


@dataclass(frozen=True, slots=True)
class MeasureInfo:
    """What one measure is.

    Parameters
    ----------
    name
        Name in every file and call.
    title
        Short heading.
    unit
        Unit; empty for a ratio or a count.
    per_side
        Whether there is one value for each side, or one for the face.
    group
        What it is about.
    better
        Which way is better.
    meaning
        One line for the person in the video.
    definition
        Exact definition, for a researcher.
    source
        Where the idea or definition is from.
    references
        Ranges measured in other people; empty where none is known.
    reference_note
        What must be known about them, or that there are none.
    """

    name: str
    title: str
    unit: str
    per_side: bool
    group: MeasureGroup
    better: Better
    meaning: str
    definition: str
    source: str
    references: tuple[Reference, ...] = ()
    reference_note: str = "No healthy reference range is known for this measure."
