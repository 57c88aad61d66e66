"""Exact ends of curves over time where nobody, or everybody, has had the event.

The log-log scale has no interval there. The one of beta products takes its place (Fay, Brittain &
Proschan 2013, Biostatistics 14:723-36): without censoring it is Clopper & Pearson's.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta

EXACT = (
    "where nobody or everybody had it by beta products (Fay et al. 2013, Biostatistics 14:723-36)"
)


def bound_none(n: NDArray[np.float64], level: float) -> NDArray[np.float64]:
    """Largest share that may have had an event that nobody of some persons had.

    Parameters
    ----------
    n
        Persons of whom it is known; may be a fraction where some count in part.
    level
        Of the two-sided interval of which it is one end.

    Returns
    -------
    numpy.ndarray
        Shape of ``n``; 1 where nobody is known.
    """
    with np.errstate(divide="ignore"):
        return np.asarray(1 - (0.5 - level / 2) ** (1 / np.asarray(n, dtype=np.float64)))


def bound_all(happened: NDArray[np.float64], at_risk: NDArray[np.float64], level: float) -> float:
    """Largest share that may be free of an event that everybody who was left has had.

    The product of a beta variable for each time of an event, its first two moments those of one
    beta variable; without censoring that is exact.

    Parameters
    ----------
    happened, at_risk
        Events, and persons still followed just before, shape ``(n_times,)``.
    level
        Of the two-sided interval of which it is one end.
    """
    d = happened[happened > 0]
    free = at_risk[happened > 0] - d + 1
    first = float(np.prod(free / (free + d)))
    second = float(np.prod(free * (free + 1) / ((free + d) * (free + d + 1))))
    total = (first - second) / (second - first**2)
    return float(beta.ppf(0.5 + level / 2, first * total, (1 - first) * total))
