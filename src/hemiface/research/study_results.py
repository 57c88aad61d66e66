"""What came out of a study: the nouns that its report is made of."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import nan

import numpy as np
from numpy.typing import NDArray

from hemiface.errors import StudyError
from hemiface.model.study import Estimate
from hemiface.model.study_plan import Endpoint
from hemiface.research.cohort import Description
from hemiface.research.compared_terms import ComparedTerm
from hemiface.research.selection import Flow


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One number of an endpoint.

    Parameters
    ----------
    code
        What kind of number it is; the report has the words.
    subject
        Of what, in words of the data: a group, a term, a time.
    estimate
        The number; None where there is only a p-value or a verdict.
    p_value, corrected_p_value
        Of the test of this line, and corrected for all tests of its rank; NaN without a test.
    verdict
        Code of a verdict in words; empty for none.
    term
        What a number of a regression compares; None for any other.
    """

    code: str
    subject: str
    estimate: Estimate | None
    p_value: float = nan
    corrected_p_value: float = nan
    verdict: str = ""
    term: ComparedTerm | None = None


class ChartKind(StrEnum):
    """What a figure of an endpoint looks like."""

    STEPS = "steps"
    COURSE = "course"
    OPERATING = "operating"
    SCATTER = "scatter"
    FOREST = "forest"


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """One line or cloud of a figure.

    Parameters
    ----------
    name
        Group; empty where there is only one.
    x, y
        Shape ``(n_points,)``.
    low, high
        Interval of y, or None.
    at_risk
        Persons followed just before each x, shape ``(n_points,)``, or None.
    censored
        Each x at which somebody was followed no longer, without any event; None without such.
    """

    name: str
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    low: NDArray[np.float64] | None = None
    high: NDArray[np.float64] | None = None
    at_risk: NDArray[np.float64] | None = None
    censored: NDArray[np.float64] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Chart:
    """What a figure of an endpoint shows.

    Parameters
    ----------
    kind
        How it is drawn.
    series
        Its lines; empty for a forest, which shows the endpoint's own numbers.
    x, y
        Columns of its axes, whose titles and units they bear; empty where the kind says it.
    marks
        Places on the x axis that are named, such as the times of the plan.
    codes
        Of the lines that a forest shows.
    levels
        Heights of reference lines of a scatter with their interval: low, value, high.
    points
        Places that are marked: x, y and what they are called.
    """

    kind: ChartKind
    series: tuple[Series, ...] = ()
    x: str = ""
    y: str = ""
    marks: tuple[float, ...] = ()
    codes: tuple[str, ...] = ()
    levels: tuple[tuple[float, float, float], ...] = ()
    points: tuple[tuple[float, float, str], ...] = ()


@dataclass(frozen=True, slots=True)
class EndpointResult:
    """One endpoint of a study.

    Parameters
    ----------
    endpoint
        As it was planned.
    n_persons, n_rows
        That the plan's conditions leave, and
    n_incomplete
        rows among them that lack one of its columns.
    lines
        Its numbers.
    notes
        What speaks against them, in sentences.
    chart
        Its figure; None for none.
    error
        Why there are no numbers; None where there are.
    n_included
        Persons of the study, after its exclusions, and
    n_valued
        those among them on whom its numbers rest: with a complete row that the conditions leave,
        or as many of them as the technique needs.
    """

    endpoint: Endpoint
    n_persons: int
    n_rows: int
    n_incomplete: int
    lines: tuple[ResultLine, ...] = ()
    notes: tuple[str, ...] = ()
    chart: Chart | None = None
    error: StudyError | None = None
    n_included: int = 0
    n_valued: int = 0

    @property
    def methods(self) -> tuple[str, ...]:
        """Sentences for a methods section, each once."""
        return unique(line.estimate.method for line in self.lines if line.estimate is not None)


@dataclass(frozen=True, slots=True)
class StudyResults:
    """Everything that a study found.

    Parameters
    ----------
    flow
        Who stayed.
    baseline
        Table 1; empty where the plan asks for none.
    endpoints
        In the order of the plan.
    few
        Smallest count above 0 in table 1 where it is below five, so that persons might be
        recognized; else 0.
    """

    flow: Flow
    baseline: tuple[Description, ...]
    endpoints: tuple[EndpointResult, ...]
    few: int


def unique(texts: Iterable[str]) -> tuple[str, ...]:
    """Each text once, in order."""
    return tuple(dict.fromkeys(texts))
