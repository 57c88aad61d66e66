"""Two groups compared in grades: what has an order and no distances."""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata, t

from hemiface.errors import StudyError
from hemiface.model.study import Estimate

METHOD = (
    "Cliff's delta (Cliff 1993, Psychol Bull 114:494-509) of ordered levels, interval and p-value "
    "by the rank test of Brunner and Munzel (2000, Biom J 42:17-25)."
)
SUPERIORITY = (
    "Chance that somebody of the second group has the higher level, ties counted half, interval of "
    "the rank test of Brunner and Munzel (2000, Biom J 42:17-25)."
)


def compare_grades(
    name: str, one: NDArray[np.float64], two: NDArray[np.float64], level: float
) -> tuple[Estimate, Estimate, float]:
    """Cliff's delta, the chance of superiority, and the p-value of the rank test.

    Parameters
    ----------
    name
        The variable, for complaints.
    one, two
        Places of the levels in their order, of each group.
    level
        Of the intervals.

    Raises
    ------
    StudyError
        If all levels are the same, or no level of one group is beside one of the other: then
        ranks have no scatter, and there is no interval.
    """
    n, m = len(one), len(two)
    if np.ptp(np.concatenate([one, two])) == 0:
        raise StudyError("no_variation", column=name)
    ranks = rankdata(np.concatenate([one, two]))
    first, second = ranks[:n], ranks[n:]
    superior = float((second.mean() - first.mean()) / (n + m) + 0.5)
    parts = []
    for values, own in ((first, rankdata(one)), (second, rankdata(two))):
        away = values - own - (values - own).mean()
        parts.append(len(values) * float(np.sum(away**2)) / (len(values) - 1))
    if sum(parts) == 0:
        raise StudyError("grades_apart", name=name)
    error = sum(parts) ** 0.5 / (n * m)
    freedom = sum(parts) ** 2 / (parts[0] ** 2 / (n - 1) + parts[1] ** 2 / (m - 1))
    reach = float(t.ppf(0.5 + level / 2, freedom)) * error
    low, high = max(superior - reach, 0.0), min(superior + reach, 1.0)
    delta = Estimate(2 * superior - 1, 2 * low - 1, 2 * high - 1, n + m, METHOD, level=level)
    chance = Estimate(superior, low, high, n + m, SUPERIORITY, level=level)
    return delta, chance, 2 * float(t.sf(abs(superior - 0.5) / error, freedom))
