"""Time until something happens: Kaplan & Meier's curve, its median, and curves compared."""

from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2, norm

from hemiface.errors import StudyError
from hemiface.model.study import LEVEL, Estimate, Study
from hemiface.research.bounds import EXACT, bound_all, bound_none

GREENWOOD = (
    "interval by Greenwood's variance on the log-log scale (Kalbfleisch & Prentice 2002, The "
    f"Statistical Analysis of Failure Time Data), {EXACT}"
)


Row: TypeAlias = NDArray[np.float64]
Steps: TypeAlias = tuple[Row, Row, Row, Row]


@dataclass(frozen=True, slots=True)
class RiskTable:
    """What happened at each time, persons with the same time counted together.

    Parameters
    ----------
    times
        Every time at which somebody left, rising, shape ``(n_times,)``.
    at_risk
        Persons still followed just before.
    events
        Persons with each cause, shape ``(n_causes, n_times)``.
    """

    times: NDArray[np.float64]
    at_risk: NDArray[np.float64]
    events: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SurvivalCurve:
    """Share still free of the event, by time.

    Parameters
    ----------
    times
        Every time at which somebody left, rising, shape ``(n_times,)``.
    share, low, high
        From just after each time on; the interval is for one time, not for the whole curve. Before
        the first event it rests on the persons who are still followed.
    at_risk
        Persons still followed just before each time.
    median
        Time by which half had the event; infinite where the curve does not get there.
    n, n_events
        Persons, and those with the event.
    method
        Sentence for a methods section.
    level
        Of the intervals.
    unit
        Unit of time.
    """

    times: NDArray[np.float64]
    share: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    at_risk: NDArray[np.float64]
    median: Estimate
    n: int
    n_events: int
    method: str
    level: float
    unit: str

    def at(self, time: float) -> Estimate:
        """Share free of the event at a time; no number after the last time, unless nobody is left.

        Parameters
        ----------
        time
            In the unit of the study.
        """
        place = int(np.searchsorted(self.times, time, side="right"))
        x, share, low, high = self.steps()
        if time > x[-1] and share[-1] > 0:
            value = lower = upper = np.nan
        else:
            value, lower, upper = share[place], low[place], high[place]
            if value == 1:  # at the very time those who leave then are still followed
                there = self.at_risk[int(np.searchsorted(self.times, time))]
                lower = 1 - float(bound_none(there, self.level)) if time > 0 else 1.0
        return Estimate(
            float(value), float(lower), float(upper), self.n, self.method, level=self.level
        )

    def steps(self) -> Steps:
        """Times from 0 on, and share, low and high from each on, shape ``(n_times + 1,)`` each."""
        start = 1 - float(bound_none(self.at_risk[0], self.level))
        return (
            np.concatenate([[0.0], self.times]),
            np.concatenate([[1.0], self.share]),
            np.concatenate([[start], self.low]),
            np.concatenate([[1.0], self.high]),
        )


@dataclass(frozen=True, slots=True)
class LogRank:
    """Whether several curves are one.

    Parameters
    ----------
    statistic, freedom, p_value
        Chi squared, its degrees of freedom, and how often chance alone gives as much.
    n
        Persons.
    method
        Sentence for a methods section.
    """

    statistic: float
    freedom: int
    p_value: float
    n: int
    method: str


def count_risk(time: NDArray[np.float64], cause: NDArray[np.float64], n_causes: int) -> RiskTable:
    """Who was at risk and what happened, at each time.

    Parameters
    ----------
    time
        Until the event or the last that is known, shape ``(n_persons,)``.
    cause
        0 where nothing had happened by then, else the number of the cause.
    n_causes
        How many causes there are.
    """
    times, places = np.unique(time, return_inverse=True)
    left = np.bincount(places, minlength=len(times)).astype(np.float64)
    at_risk = len(time) - np.concatenate([[0.0], np.cumsum(left)[:-1]])
    events = np.stack(
        [
            np.bincount(places[cause == one], minlength=len(times)).astype(np.float64)
            for one in range(1, n_causes + 1)
        ]
    )
    return RiskTable(times, at_risk, events)


def read_times(
    study: Study, time: str, event: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Times and events of the persons who have both.

    Raises
    ------
    StudyError
        If a time is negative, an event is no whole number, its words have no order, nobody is
        left, or a person has several rows.
    """
    kept = study.complete(time, event)
    kept.require_single()
    times, events = kept.numbers(time), kept.codes(event)
    if not len(times):
        raise StudyError("nobody_followed", time=time, event=event)
    if (times < 0).any() or not np.isfinite(times).all():
        raise StudyError("endless_time", time=time)
    if ((events < 0) | (events != np.round(events))).any():
        raise StudyError("event_values", event=event)
    return times, events


def estimate_survival(
    study: Study, time: str, event: str, *, level: float = LEVEL
) -> SurvivalCurve:
    """Share free of an event by time (Kaplan & Meier 1958, J Am Stat Assoc 53:457-81).

    Parameters
    ----------
    study
        One row a person; incomplete ones are left out.
    time
        Until the event or the last that is known.
    event
        1 where it happened, 0 where it had not by then.
    level
        Of the intervals.

    Raises
    ------
    StudyError
        If times or events are not such, nobody is left, or a person has several rows.
    """
    times, events = read_times(study, time, event)
    _check_single(event, events)
    table = count_risk(times, events, 1)
    happened = table.events[0]
    share = np.cumprod(1 - happened / table.at_risk)
    low, high = _spread_log_log(share, table, level)
    n, n_events = len(times), int(happened.sum())
    unit = study.column(time).unit
    text = f"Kaplan & Meier's curve of {n} persons and {n_events} events, {GREENWOOD}."
    none = Estimate(np.nan, np.nan, np.nan, n, "", unit, level)
    curve = SurvivalCurve(
        table.times, share, low, high, table.at_risk, none, n, n_events, text, level, unit
    )
    x, *ends = curve.steps()
    value, lower, upper = (_first_below(x, one) for one in ends)
    said = f"Median of {text[:-1]}, by Brookmeyer & Crowley 1982."
    return replace(curve, median=Estimate(value, lower, upper, n, said, unit, level))


def compare_survival(study: Study, time: str, event: str, by: str) -> LogRank:
    """Log-rank test of several groups (Mantel 1966; Peto & Peto 1972).

    Parameters
    ----------
    study, time, event
        As for `estimate_survival`.
    by
        The category of the groups.

    Raises
    ------
    StudyError
        As `estimate_survival`, if there are no two groups or no event, or if at no event persons
        of different groups were there of whom some had it and some had not.
    """
    kept = study.complete(time, event, by)
    times, events = read_times(kept, time, event)
    _check_single(event, events)
    groups = kept.column(by).values
    n_groups = len(np.unique(groups))
    if n_groups < 2 or not events.any():
        raise StudyError("log_rank", n_groups=n_groups, by=by, n=int(events.sum()))
    away, spread = _sum_log_rank(times, events, groups)
    freedom = len(away) - 1
    if freedom < 1 or np.linalg.matrix_rank(spread, hermitian=True) < freedom:
        raise StudyError("log_rank_apart", by=by)
    statistic = float(away @ np.linalg.pinv(spread, hermitian=True) @ away)
    method = (
        f"Log-rank test of {len(away)} groups by {by} (Mantel 1966, Cancer Chemother Rep "
        f"50:163-70), chi-squared, degrees of freedom {freedom}."
    )
    return LogRank(statistic, freedom, float(chi2.sf(statistic, freedom)), len(times), method)


def _sum_log_rank(
    times: NDArray[np.float64], events: NDArray[np.float64], groups: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Events less those expected of each group that was at risk, and their covariance.

    As in R's survdiff, a group of whom nobody was there at any event does not count. statsmodels
    has the same test, and stops where the covariance is singular.
    """
    table = count_risk(times, events, 1)
    happened = table.events[0] > 0
    own = [_count_at(times[groups == one], table.times[happened]) for one in np.unique(groups)]
    at_risk = np.array(own)
    present = at_risk.sum(axis=1) > 0
    seen = [float(events[groups == one].sum()) for one in np.unique(groups)[present]]
    n, d = table.at_risk[happened], table.events[0][happened]
    shares = at_risk[present] / n
    weight = d * (n - d) / np.maximum(n - 1, 1)
    spread = np.diag((weight * shares).sum(axis=1)) - (weight * shares) @ shares.T
    return np.array(seen) - (d * shares).sum(axis=1), spread


def _count_at(time: NDArray[np.float64], marks: NDArray[np.float64]) -> NDArray[np.float64]:
    """Persons still followed at each of some times."""
    return np.asarray(np.sum(time[:, None] >= marks, axis=0), dtype=np.float64)


def _check_single(event: str, events: NDArray[np.float64]) -> None:
    if (events > 1).any():
        raise StudyError("several_causes", event=event)


def _sum_greenwood(table: RiskTable) -> NDArray[np.float64]:
    """Variance of the logarithm of the share (Greenwood 1926); infinite once it is 0."""
    happened, left = table.events[0], table.at_risk - table.events[0]
    with np.errstate(divide="ignore"):
        parts = np.where(happened > 0, happened / (table.at_risk * left), 0.0)
    return np.cumsum(parts)


def _spread_log_log(
    share: NDArray[np.float64], table: RiskTable, level: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Interval of a share on the log-log scale; exact before the first event, and at 0."""
    low = 1 - bound_none(np.append(table.at_risk[1:], table.at_risk[-1]), level)
    high = np.ones_like(share)
    inside = (share > 0) & (share < 1)
    depth, variance = np.log(share[inside]), _sum_greenwood(table)[inside]
    reach = float(norm.ppf(0.5 + level / 2)) * np.sqrt(variance) / np.abs(depth)
    low[inside], high[inside] = np.exp(depth * np.exp(reach)), np.exp(depth * np.exp(-reach))
    if share[-1] <= 0:
        low[-1], high[-1] = 0.0, bound_all(table.events[0], table.at_risk, level)
    return low, high


def _first_below(times: NDArray[np.float64], share: NDArray[np.float64]) -> float:
    """First time with half or less left; infinite where there is none."""
    below = np.flatnonzero(share <= 0.5 + 1e-12)
    return float(times[below[0]]) if len(below) else float("inf")
