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
    WHOLE = "a whole number from 1"
    NUMBERS = "a list of numbers"
    TEXTS = "a list of texts"
    CHOICE = "one of several words"


class ColumnNeed(StrEnum):
    """What the cells of a column must be for what it is used for."""

    EITHER = "numbers or categories"
    LABEL = "categories"
    NUMBER = "numbers"
    ORDER = "numbers or ordered categories"
    DAY = "days"
    FLAG = "0 and 1"
    CAUSE = "0 and the numbers of causes"


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
    need
        What the cells must be, of a column.
    """

    name: str
    kind: OptionKind
    required: bool = True
    choices: tuple[str, ...] = ()
    need: ColumnNeed = ColumnNeed.EITHER


def _columns(**needs: ColumnNeed) -> tuple[Option, ...]:
    return tuple(Option(name, OptionKind.COLUMN, need=need) for name, need in needs.items())


_EITHER, _NUMBER, _DAY = ColumnNeed.EITHER, ColumnNeed.NUMBER, ColumnNeed.DAY
_LABEL, _FLAG, _CAUSE = ColumnNeed.LABEL, ColumnNeed.FLAG, ColumnNeed.CAUSE
_NAMES = Option("names", OptionKind.COLUMNS)
_BY = Option("by", OptionKind.COLUMN, required=False, need=_LABEL)
_AT = Option("at", OptionKind.NUMBERS)
CORRELATIONS = ("ICC(1,1)", "ICC(2,1)", "ICC(3,1)", "ICC(1,k)", "ICC(2,k)", "ICC(3,k)")
CORRELATION = "ICC(2,1)"
"""Intraclass correlation that answers where a plan names none: absolute agreement of one rating."""
TECHNIQUES: Mapping[Technique, tuple[Option, ...]] = {
    Technique.DIFFERENCE: (*_columns(value=ColumnNeed.ORDER), _BY),
    Technique.REPEATED: (
        *_columns(value=_NUMBER),
        _NAMES,
        Option("slope", OptionKind.COLUMN, required=False, need=_NUMBER),
    ),
    Technique.SURVIVAL: (*_columns(time=_NUMBER, event=_FLAG), _AT, _BY),
    Technique.INCIDENCE: (
        *_columns(time=_NUMBER, event=_CAUSE),
        _AT,
        _BY,
        Option("causes", OptionKind.TEXTS),
    ),
    Technique.HAZARDS: (
        *_columns(time=_NUMBER, event=_CAUSE),
        _NAMES,
        Option("cause", OptionKind.WHOLE, required=False),
    ),
    Technique.SCREEN: (
        *_columns(test=_NUMBER, truth=_FLAG),
        Option("cutoff", OptionKind.NUMBER),
    ),
    Technique.CURVE: (
        *_columns(test=ColumnNeed.ORDER, truth=_FLAG),
        Option("against", OptionKind.COLUMN, required=False, need=ColumnNeed.ORDER),
    ),
    Technique.CUTOFF: _columns(test=_NUMBER, truth=_FLAG),
    Technique.PREDICTORS: (*_columns(truth=_FLAG), _NAMES),
    Technique.RELIABILITY: (
        *_columns(value=_NUMBER, by=_LABEL),
        Option("icc", OptionKind.CHOICE, False, CORRELATIONS),
    ),
    Technique.KAPPA: (
        *_columns(first=_EITHER, second=_EITHER),
        Option("weights", OptionKind.CHOICE, False, ("none", "linear", "quadratic")),
    ),
    Technique.ALPHA: (
        *_columns(value=_EITHER, by=_LABEL),
        Option("scale", OptionKind.CHOICE, False, ("nominal", "ordinal", "interval")),
    ),
    Technique.LIMITS: _columns(first=_NUMBER, second=_NUMBER),
    Technique.TRIGGERS: (
        *_columns(value=_NUMBER, day=_DAY),
        Option("names", OptionKind.COLUMNS, need=_NUMBER),
    ),
    Technique.RESPONSE: _columns(value=_NUMBER, day=_DAY, injected=_FLAG),
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
