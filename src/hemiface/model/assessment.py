"""What a recording shows, each part with how sure it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum

from hemiface.errors import MeasureNotFoundError
from hemiface.model.events import EventSide
from hemiface.model.messages import Message


class AffectedSide(StrEnum):
    """Side on which involuntary movement was seen; the last two are honest answers."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"
    NONE = "none"
    UNCERTAIN = "uncertain"


class ActivityName(StrEnum):
    """What a person can be seen to do, whether somebody asked for it or not."""

    REST = "rest"
    TALKING = "talking"
    SMILE = "smile"
    PUCKER = "pucker"
    MOUTH_OPEN = "mouth_open"
    BROW_RAISE = "brow_raise"
    HEAD_TURN = "head_turn"


@dataclass(frozen=True, slots=True)
class Activity:
    """A stretch in which a person was seen to do something; stretches may overlap.

    Parameters
    ----------
    onset, duration
        Seconds.
    name
        What was seen.
    """

    onset: float
    duration: float
    name: ActivityName


class PatternLabel(StrEnum):
    """What the movement resembles. Never a diagnosis."""

    HEMIFACIAL_SPASM = "hemifacial_spasm"
    BILATERAL_SPASM = "bilateral_spasm"
    SYNKINESIS = "synkinesis"
    EYELID_MYOKYMIA = "eyelid_myokymia"
    FACIAL_WEAKNESS = "facial_weakness"
    NO_INVOLUNTARY_MOVEMENT = "no_involuntary_movement"
    INDETERMINATE = "indeterminate"


@dataclass(frozen=True, slots=True)
class Measure:
    """One number about a recording, with how far it can be trusted.

    Parameters
    ----------
    name
        Name in the registry of measures.
    value
        The number in ``unit``; None where it could not be measured.
    unit
        Unit, empty for a ratio or a count.
    side
        The person's own side; None for a measure of the whole face.
    low, high
        95 % interval; None where there is none.
    valid_time_s
        Seconds of recording on which the number rests.
    standard_error
        How far the number scatters by chance, from split halves of the recording;
        None where there is too little to split.
    """

    name: str
    value: float | None
    unit: str
    side: EventSide | None
    low: float | None
    high: float | None
    valid_time_s: float
    standard_error: float | None = None


@dataclass(frozen=True, slots=True)
class Pattern:
    """What the movement resembles, with reasons.

    Parameters
    ----------
    label
        The closest resemblance.
    scores
        Support for each label, 0..1, adding up to 1.
    reasons
        Plain English sentences that say why.
    reason_codes
        The same without a language, in the same order; empty in results of old.
    """

    label: PatternLabel
    scores: Mapping[PatternLabel, float]
    reasons: tuple[str, ...]
    reason_codes: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class ScaleEstimate:
    """Where the video alone would place a recording on a clinicians' scale.

    It is not a rating and never stands under the name of one.

    Parameters
    ----------
    scale
        Name of the scale in the registry of scales.
    low, high
        Range of grades that the video is compatible with.
    rater_agreement
        How far trained people agree on this scale, in words with the source.
    reasons
        Plain English sentences that say why, the limits of the scale last.
    reason_codes
        The same without a language, in the same order; empty in results of old.
    """

    scale: str
    low: float
    high: float
    rater_agreement: str
    reasons: tuple[str, ...]
    reason_codes: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything a recording says about its face.

    Parameters
    ----------
    affected_side, side_confidence
        Side with involuntary movement, and how sure, 0..1.
    pattern
        What it resembles.
    measures
        All numbers, in the order of the registry.
    scale_estimates
        Ranges on clinicians' scales.
    by_task
        The same measures within each task, by its name; empty when no task was said.
    activities
        What the person was seen to do, in order of time.
    by_activity
        The same measures within each activity that was seen, by its name, without time in
        which a movement was asked for; no value where there is too little such time.
    """

    affected_side: AffectedSide
    side_confidence: float
    pattern: Pattern
    measures: tuple[Measure, ...]
    scale_estimates: tuple[ScaleEstimate, ...] = field(default=())
    by_task: Mapping[str, tuple[Measure, ...]] = field(default_factory=dict)
    activities: tuple[Activity, ...] = ()
    by_activity: Mapping[str, tuple[Measure, ...]] = field(default_factory=dict)

    def get(self, name: str, side: str | None = None) -> Measure:
        """Measure of a name, of one side or of the whole face.

        Parameters
        ----------
        name
            Name in the registry of measures.
        side
            ``left`` or ``right``, the person's own; None for a measure of the whole face.

        Raises
        ------
        MeasureNotFoundError
            If there is no such measure, or it is not one of that side.
        """
        for measure in self.measures:
            if (measure.name, measure.side) == (name, side):
                return measure
        names = sorted({measure.name for measure in self.measures})
        if name in names:
            has_sides = any(one.side for one in self.measures if one.name == name)
            sides = "for each side" if has_sides else "for the whole face"
            raise MeasureNotFoundError("side", name=name, sides=sides)
        near = get_close_matches(name, names, n=3, cutoff=0.5) or names[:3]
        raise MeasureNotFoundError("absent", name=name, near=", ".join(near))
