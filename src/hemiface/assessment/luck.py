"""The chance of having seen nothing by luck."""

import math

_LOWEST_RATE_PER_MIN = 0.3
"""Lowest rate of one-sided lid movements of untreated people, filmed for 3 minutes (Osaki et al.
2019/20, doi:10.1007/s00417-019-04567-w: 0.3 to 24.7 a minute in 28)."""

STATED_SHARE = 0.05
"""Chance below which the caveat is no longer said."""


def chance_of_seeing_none(seconds: float, rate_per_min: float = _LOWEST_RATE_PER_MIN) -> float:
    """Chance that a recording shows no spasm of somebody who has them at this rate, 0..1.

    Spasms are counted as a Poisson process: independent of each other and even in time. They
    come in bouts, so that the true chance is rather higher.

    Parameters
    ----------
    seconds
        How long was seen.
    rate_per_min
        How many spasms a minute.

    Examples
    --------
    >>> [round(chance_of_seeing_none(seconds), 2) for seconds in (20, 60, 180)]
    [0.9, 0.74, 0.41]
    """
    return math.exp(-rate_per_min * seconds / 60)


def seconds_until(share: float, rate_per_min: float = _LOWEST_RATE_PER_MIN) -> float:
    """How long must be seen before the chance of seeing none falls to a share.

    Examples
    --------
    >>> round(seconds_until(0.05))
    599
    """
    return -60 * math.log(share) / rate_per_min
