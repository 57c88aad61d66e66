"""How an endpoint of a study can be computed, and what each way must be told."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Technique(StrEnum):
    """How an endpoint is computed."""

    DIFFERENCE = "difference"
    REPEATED = "repeated"
    SURVIVAL = "survival"
    INCIDENCE = "incidence"
    HAZARDS = "hazards"
    SCREEN = "screen"
    CURVE = "curve"
    CUTOFF = "cutoff"
    PREDICTORS = "predictors"
    RELIABILITY = "reliability"
    KAPPA = "kappa"
    ALPHA = "alpha"
    LIMITS = "limits"
    TRIGGERS = "triggers"
    RESPONSE = "response"


class OptionKind(StrEnum):
    """What an option is."""

    COLUMN = "a column"
    COLUMNS = "a list of columns"
    NUMBER = "a number"
    NUMBERS = "a list of numbers"
    TEXTS = "a list of texts"
    CHOICE = "one of several words"


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that a technique must or may be told.

    Parameters
    ----------
    name
        Key in the plan.
    kind
        What it is.
    required
        Whether there is no analysis without it.
    choices
        The words, of a choice.
    """

    name: str
    kind: OptionKind
    required: bool = True
    choices: tuple[str, ...] = ()


def _columns(*names: str) -> tuple[Option, ...]:
    return tuple(Option(name, OptionKind.COLUMN) for name in names)


_NAMES = Option("names", OptionKind.COLUMNS)
_BY = Option("by", OptionKind.COLUMN, required=False)
_AT = Option("at", OptionKind.NUMBERS)
TECHNIQUES: Mapping[Technique, tuple[Option, ...]] = {
    Technique.DIFFERENCE: (*_columns("value"), _BY),
    Technique.REPEATED: (
        *_columns("value"),
        _NAMES,
        Option("slope", OptionKind.COLUMN, required=False),
    ),
    Technique.SURVIVAL: (*_columns("time", "event"), _AT, _BY),
    Technique.INCIDENCE: (
        *_columns("time", "event"),
        _AT,
        _BY,
        Option("causes", OptionKind.TEXTS),
    ),
    Technique.HAZARDS: (
        *_columns("time", "event"),
        _NAMES,
        Option("cause", OptionKind.NUMBER, required=False),
    ),
    Technique.SCREEN: (*_columns("test", "truth"), Option("cutoff", OptionKind.NUMBER)),
    Technique.CURVE: (
        *_columns("test", "truth"),
        Option("against", OptionKind.COLUMN, required=False),
    ),
    Technique.CUTOFF: _columns("test", "truth"),
    Technique.PREDICTORS: (*_columns("truth"), _NAMES),
    Technique.RELIABILITY: _columns("value", "by"),
    Technique.KAPPA: (
        *_columns("first", "second"),
        Option("weights", OptionKind.CHOICE, False, ("none", "linear", "quadratic")),
    ),
    Technique.ALPHA: (
        *_columns("value", "by"),
        Option("scale", OptionKind.CHOICE, False, ("nominal", "ordinal", "interval")),
    ),
    Technique.LIMITS: _columns("first", "second"),
    Technique.TRIGGERS: (*_columns("value", "day"), _NAMES),
    Technique.RESPONSE: _columns("value", "day", "injected"),
}
"""What each technique is told, in the order of the template."""

BY = ":"
"""Between two columns whose product is a term of its own: ``month:arm``."""

REPEATING = frozenset(
    {
        Technique.REPEATED,
        Technique.RELIABILITY,
        Technique.ALPHA,
        Technique.TRIGGERS,
        Technique.RESPONSE,
    }
)
"""Techniques that take several rows of one person; the others count everybody once."""
