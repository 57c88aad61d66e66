"""The noncentral law of Student's t, where the ready-made one gives no number.

`scipy.stats.nct` returns NaN or 0 far out, as for large effects in small groups. The law is a
normal one mixed over the spread that was estimated, and that integral has no such place.
"""

from collections.abc import Callable

import numpy as np
from scipy.optimize import brentq
from scipy.special import gammaln, ndtr
from scipy.stats import chi2

NODES, WEIGHTS = np.polynomial.legendre.leggauss(40)
EDGES = (1e-16, 1e-8, 1e-3, 0.1, 0.5, 0.9, 0.999, 1 - 1e-8)
"""Shares of the law of the spread at which its range is cut; its upper end comes on top."""
STEP = (-9.0, -4.0, -1.5, 0.0, 1.5, 4.0, 9.0)
"""Places around the step of the normal law at which the range is cut, too."""


def compute_noncentral_share(statistic: float, freedom: float, center: float) -> float:
    """Share of a noncentral t below a value.

    Parameters
    ----------
    statistic
        The value.
    freedom
        Degrees of freedom.
    center
        Noncentrality.

    Returns
    -------
    float
        Mean of the normal law at ``statistic * s - center``, s being the square root of chi squared
        over its degrees of freedom; good to about 1e-10.
    """
    spread = np.sqrt(np.array([*chi2.ppf(EDGES, freedom), chi2.isf(1e-16, freedom)]) / freedom)
    cuts = spread
    if statistic:
        step = (center + np.array(STEP)) / statistic
        cuts = np.unique(np.concatenate([spread, step[(step > spread[0]) & (step < spread[-1])]]))
    half = np.diff(cuts)[:, None] / 2
    s = (cuts[:-1, None] + half) + half * NODES
    density = np.exp(
        np.log(2)
        + freedom / 2 * np.log(freedom / 2)
        - gammaln(freedom / 2)
        + (freedom - 1) * np.log(s)
        - freedom * s**2 / 2
    )
    return float(np.sum(half * WEIGHTS * density * ndtr(statistic * s - center)))


def find_centers(statistic: float, freedom: float, level: float) -> tuple[float, float]:
    """Interval of the noncentrality of which a t was drawn (Steiger & Fouladi 1997).

    Parameters
    ----------
    statistic, freedom
        The t that was seen, and its degrees of freedom.
    level
        Of the interval.
    """
    size, tail = abs(statistic), 0.5 - level / 2

    def find(share: float) -> float:
        def miss(center: float) -> float:
            return compute_noncentral_share(size, freedom, center) - share

        reach = 3 * (1 + size**2 / (2 * freedom)) ** 0.5
        return _find_root(miss, size - reach, size + reach)

    low, high = find(1 - tail), find(tail)
    return (low, high) if statistic >= 0 else (-high, -low)


def _find_root(falling: Callable[[float], float], low: float, high: float) -> float:
    """Where a falling function crosses 0, ends moved out until its sign changes."""
    reach = high - low
    while falling(low) < 0:
        low, reach = low - reach, 2 * reach
    while falling(high) > 0:
        high, reach = high + reach, 2 * reach
    return float(brentq(falling, low, high, xtol=1e-9 * max(1.0, abs(low), abs(high))))
