"""Several things that may happen first: the share that each takes, by time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from hemiface.model.study import LEVEL, Estimate, Study
from hemiface.research.survival import RiskTable, count_risk, read_times

ROUNDING = 1e-9


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
        From each time on; the interval is for one time, not for the whole curve.
    at_risk
        Persons still followed just before each time.
    n, n_events
        Persons, and those with this cause.
    method
        Sentence for a methods section.
    level
        Of the intervals.
    """

    cause: int
    times: NDArray[np.float64]
    share: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    at_risk: NDArray[np.float64]
    n: int
    n_events: int
    method: str
    level: float

    def at(self, time: float) -> Estimate:
        """Share at a time; no number after the last time of anybody."""
        place = int(np.searchsorted(self.times, time, side="right")) - 1
        if time > self.times[-1]:
            value = low = high = np.nan
        elif place < 0:
            value = low = high = 0.0
        else:
            value, low, high = self.share[place], self.low[place], self.high[place]
        return Estimate(
            float(value), float(low), float(high), self.n, self.method, level=self.level
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
        nobody had the cause yet, that of Clopper & Pearson (1934) in the persons of whom it is
        known.

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
        high = np.where(share > 0, high, 1 - (0.5 - level / 2) ** (1 / _count_known(table)))
        n_events = int(happened.sum())
        method = (
            f"Cumulative incidence of cause {place + 1} ({n_events} of {len(times)} persons) by "
            "Aalen & Johansen 1978, interval by the delta method on the log-log scale (Marubini & "
            "Valsecchi 1995, Analysing Survival Data from Clinical Trials), before the first event "
            "by Clopper & Pearson 1934, Biometrika 26:404-13."
        )
        curves.append(
            IncidenceCurve(
                place + 1,
                table.times,
                share,
                low,
                high,
                table.at_risk,
                len(times),
                n_events,
                method,
                level,
            )
        )
    return tuple(curves)


def _count_known(table: RiskTable) -> NDArray[np.float64]:
    """Persons of whom it is known at each time what had happened: still there, or with an event."""
    events = table.events.sum(axis=0)
    return np.asarray(table.at_risk + np.cumsum(events) - events)


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
    """Interval of a share on the log-log scale; 0 before the first event."""
    low, high = np.zeros_like(share), np.zeros_like(share)
    # Sums of shares miss 1 by a rounding.
    everybody = share > 1 - ROUNDING
    inside = (share > 0) & ~everybody
    depth = np.log(share[inside])
    z = float(norm.ppf(0.5 + level / 2))
    reach = z * np.sqrt(variance[inside]) / (share[inside] * np.abs(depth))
    low[inside], high[inside] = np.exp(depth * np.exp(reach)), np.exp(depth * np.exp(-reach))
    low[everybody] = high[everybody] = 1.0
    return low, high
