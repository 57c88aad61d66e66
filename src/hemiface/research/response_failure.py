"""Whether single injections failed, and whether a person has lost the response.

No agreed definition exists for hemifacial spasm, so the rule is hemiface's own: a session failed
where the upper end of the interval of its effect lies below half of what was to be expected; the
response is lost where two sessions or more worked and the last two that can be judged failed. A
shorter and weaker effect is what is usually noted first where a response is lost (Dressler D,
2004, as cited in J Neural Transm, 10.1007/s00702-013-1127-5, on cervical dystonia). Published as
secondary non-response is "the loss of a previous good clinical response", without a number
(Gorodetsky et al., Toxins 2021;13:511, 10.3390/toxins13080511, on dystonia).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from hemiface.model.study import Estimate
from hemiface.research.autoregression import fit_autoregressive
from hemiface.research.response_curve import shape_effect
from hemiface.research.response_population import PUBLISHED, Population

LEVEL = 0.95
FEWEST_AT_HEIGHT = 4
"""Entries at the height of the usual effect that a session needs to be judged."""
HALF = 0.5
METHOD = (
    "Difference of the value at the usual height of each injection's effect, generalized least "
    "squares with autoregressive noise (restricted maximum likelihood)."
)


def measure_effects(
    injected: NDArray[np.float64],
    days: NDArray[np.float64],
    values: NDArray[np.float64],
    population: Population = PUBLISHED,
) -> tuple[Estimate | None, ...]:
    """How much lower the value was at the height of each injection's effect.

    Parameters
    ----------
    injected
        Days of the injections, rising, shape ``(n_sessions,)``.
    days, values
        Entries in order of days, shape ``(n_entries,)`` each; larger is worse.
    population
        What the usual course of an effect is.

    Returns
    -------
    tuple
        One a session; None where there are too few entries at its height or without effect.
    """
    session = np.searchsorted(injected, days, side="left") - 1
    since = np.where(session >= 0, days - injected[np.maximum(session, 0)], -1.0)
    onset, returned = np.exp(population.mean_onset), np.exp(population.mean_return)
    shape = shape_effect(since, float(onset), float(returned), 0.2)
    places = [
        place
        for place in range(len(injected))
        if np.sum((session == place) & (shape > 0.7)) >= FEWEST_AT_HEIGHT
    ]
    found: list[Estimate | None] = [None] * len(injected)
    if not places or np.sum(shape < 0.3) < FEWEST_AT_HEIGHT or np.ptp(values) == 0:
        return tuple(found)
    columns = [np.where(session == place, -shape, 0.0) for place in places]
    others = np.where(np.isin(session, places), 0.0, -shape)
    extra = [others] if np.ptp(others) > 0 else []
    design = np.column_stack([*columns, *extra, np.ones(len(days))])
    freedom = len(days) - design.shape[1]
    if freedom < 3 or np.linalg.matrix_rank(design) < design.shape[1]:
        return tuple(found)
    fit = fit_autoregressive(values[:, None], design, days, len(places))
    reach = float(stdtrit(freedom, 0.5 + LEVEL / 2))
    for row, place in enumerate(places):
        value, error = float(fit.slopes[row, 0]), float(fit.errors[row, 0])
        low, high = value - reach * error, value + reach * error
        found[place] = Estimate(value, low, high, len(days), METHOD, level=LEVEL)
    return tuple(found)


def find_failures(
    effects: Sequence[Estimate | None], untreated: float, population: Population = PUBLISHED
) -> tuple[bool | None, ...]:
    """Whether each session did less than half of what was to be expected.

    Parameters
    ----------
    effects
        As `measure_effects` gives them.
    untreated
        Value without effect, of which the usual share is expected where nothing worked before.
    population
        What share of the untreated value an injection usually takes away.
    """
    failed: list[bool | None] = []
    worked: list[float] = []
    for effect in effects:
        if effect is None:
            failed.append(None)
            continue
        expected = float(np.median(worked)) if worked else population.depth_share * untreated
        failed.append(effect.high < HALF * expected)
        if effect.low > 0 and not failed[-1]:
            worked.append(effect.value)
    return tuple(failed)


def has_lost_response(effects: Sequence[Estimate | None], failed: Sequence[bool | None]) -> bool:
    """Whether two sessions or more worked, and the last two that can be judged failed.

    Parameters
    ----------
    effects, failed
        As `measure_effects` and `find_failures` give them.
    """
    judged = [
        (effect.low > 0 and not one, one)
        for effect, one in zip(effects, failed, strict=True)
        if effect is not None
    ]
    worked = sum(worked for worked, _ in judged[:-2])
    return len(judged) >= 4 and worked >= 2 and all(one for _, one in judged[-2:])
