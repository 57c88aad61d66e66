"""Several things that may happen first: the share that each takes, by time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from hemiface.model.study import LEVEL, Estimate, Study
from hemiface.research.bounds import EXACT, bound_all, bound_none
from hemiface.research.survival import RiskTable, Steps, count_risk, read_times

ROUNDING = 1e-9
"""By which sums of shares miss 1."""


@dataclass(frozen=True, slots=True)
class IncidenceCurve:
    """Share to whom one cause had happened first, by time.

    Parameters
    ----------
    cause
        Number of the cause.
    times
        Every time at which somebody left, rising, shape ``(n_times,)``.
    share, low, high
        From just after each time on; the interval is for one time, not for the whole curve.
    at_risk
        Persons still followed just before each time.
    known
        Persons of whom it is known at each time whether they had the cause first: those still
        followed, and those with another one by the chance that they would be followed still.
    n, n_events
        Persons, and those with this cause.
    method
        Sentence for a methods section.
    level
        Of the intervals.
    is_over
        Whether whoever was still followed had some cause in the end, so that nothing can change.
    """

    cause: int
    times: NDArray[np.float64]
    share: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    at_risk: NDArray[np.float64]
    known: NDArray[np.float64]
    n: int
    n_events: int
    method: str
    level: float
    is_over: bool

    def at(self, time: float) -> Estimate:
        """Share at a time; no number after the last time, unless everybody left had a cause."""
        place = int(np.searchsorted(self.times, time, side="right"))
        x, share, low, high = self.steps()
        if time > x[-1] and not self.is_over:
            value = lower = upper = np.nan
        else:
            value, lower, upper = share[place], low[place], high[place]
            if value == 0:  # at the very time those who leave then are still followed
                place = int(np.searchsorted(self.times, time))
                there = self.known[min(place, len(self.known) - 1)]
                upper = float(bound_none(there, self.level)) if time > 0 else 0.0
        return Estimate(
            float(value), float(lower), float(upper), self.n, self.method, level=self.level
        )

    def steps(self) -> Steps:
        """Times from 0 on, and share, low and high from each on, shape ``(n_times + 1,)`` each."""
        start = float(bound_none(self.known[0], self.level))
        return (
            np.concatenate([[0.0], self.times]),
            np.concatenate([[0.0], self.share]),
            np.concatenate([[0.0], self.low]),
            np.concatenate([[start], self.high]),
        )


def estimate_incidence(
    study: Study, time: str, event: str, *, n_causes: int = 1, level: float = LEVEL
) -> tuple[IncidenceCurve, ...]:
    """Cumulative incidence of each cause (Aalen & Johansen 1978, Scand J Stat 5:141-50).

    Events at the same time are counted together: nothing is drawn by lot, and the same table
    always gives the same numbers. One minus Kaplan & Meier's curve, with the other causes taken
    for the end of follow-up, would tell too much.

    Parameters
    ----------
    study
        One row a person; incomplete ones are left out.
    time
        Until the first event or the last that is known.
    event
        0 where nothing had happened by then, else the number of the cause.
    n_causes
        How many causes there are at least; one that nobody had has a curve too.
    level
        Of the intervals (delta method, Marubini & Valsecchi 1995, on the log-log scale). Where
        nobody had the cause yet, or everybody, it is exact (see `hemiface.research.bounds`), in
        the persons of whom it is known; those with another cause count as Fine & Gray (1999, J Am
        Stat Assoc 94:496-509) weigh them.

    Raises
    ------
    StudyError
        If times or events are not such, or nobody is left.
    """
    times, causes = read_times(study, time, event)
    n_causes = max(int(causes.max()), n_causes)
    table = count_risk(times, causes, n_causes)
    free = np.cumprod(1 - table.events.sum(axis=0) / table.at_risk)
    before = np.concatenate([[1.0], free[:-1]])
    curves = []
    for place, happened in enumerate(table.events):
        share = np.cumsum(before * happened / table.at_risk)
        low, high = _spread(share, _sum_variance(table, before, share, happened), level)
        known = _count_known(table, place)
        none = share <= 0
        high[none] = bound_none(np.append(known[1:], known[-1]), level)[none]
        if share[-1] > 1 - ROUNDING:
            low[-1], high[-1] = 1 - bound_all(happened, table.at_risk, level), 1.0
        n_events = int(happened.sum())
        method = (
            f"Cumulative incidence of cause {place + 1} ({n_events} of {len(times)} persons) by "
            "Aalen & Johansen 1978, interval by the delta method on the log-log scale (Marubini & "
            f"Valsecchi 1995, Analysing Survival Data from Clinical Trials), {EXACT}."
        )
        curves.append(
            IncidenceCurve(
                place + 1,
                table.times,
                share,
                low,
                high,
                table.at_risk,
                known,
                len(times),
                n_events,
                method,
                level,
                bool(free[-1] <= 0),
            )
        )
    return tuple(curves)


def _count_known(table: RiskTable, cause: int) -> NDArray[np.float64]:
    """Persons of whom it is known just before each time whether they had a cause first.

    Whoever had another cause will never have this one first, but would not have been followed for
    ever: by the chance of not being censored, as in Fine & Gray's risk set.
    """
    n, all_causes = table.at_risk, table.events.sum(axis=0)
    free, stay = n - all_causes, np.append(n[1:], 0.0)
    followed = np.divide(stay, free, out=np.ones_like(n), where=free > 0)
    before = np.concatenate([[1.0], np.cumprod(followed)[:-1]])
    others = (all_causes - table.events[cause]) / before
    return np.asarray(n + before * (np.cumsum(others) - others))


def _sum_variance(
    table: RiskTable,
    before: NDArray[np.float64],
    share: NDArray[np.float64],
    happened: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Variance of the share at each time, shape ``(n_times,)``."""
    n, all_causes = table.at_risk, table.events.sum(axis=0)
    left = n - all_causes
    # Where nobody is left the curve has ended: what would be added is 0.
    first = np.divide(all_causes, n * left, out=np.zeros_like(n), where=left > 0)
    second = before**2 * happened * (n - happened) / n**3
    third = before * happened / n**2
    # (I(t) - I(s))^2 written out, so that running sums over s do.
    a, b, c = np.cumsum(first), np.cumsum(first * share), np.cumsum(first * share**2)
    d, e = np.cumsum(third), np.cumsum(third * share)
    whole = share**2 * a - 2 * share * b + c + np.cumsum(second) - 2 * (share * d - e)
    return np.asarray(np.maximum(whole, 0.0))


def _spread(
    share: NDArray[np.float64], variance: NDArray[np.float64], level: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Interval of a share on the log-log scale; 0 where it has none."""
    low, high = np.zeros_like(share), np.zeros_like(share)
    inside = (share > 0) & (share <= 1 - ROUNDING)
    depth = np.log(share[inside])
    z = float(norm.ppf(0.5 + level / 2))
    reach = z * np.sqrt(variance[inside]) / (share[inside] * np.abs(depth))
    low[inside], high[inside] = np.exp(depth * np.exp(reach)), np.exp(depth * np.exp(-reach))
    return low, high
