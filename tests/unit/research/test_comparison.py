"""Two groups compared: the size of an effect, however large, in groups however small."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import chi, nct, norm

from hemiface.model.study import Estimate, Study
from hemiface.research.comparison import compare_groups
from hemiface.research.noncentral import compute_noncentral_share


def effect_size(first: list[float], second: list[float], level: float = 0.95) -> Estimate:
    arms = ["a"] * len(first) + ["b"] * len(second)
    people = [f"p{place}" for place in range(len(arms))]
    study = Study.of(people, value=[*first, *second], arm=arms)
    return compare_groups(study, ["value"], "arm", level=level)[0].effect_size


def test_large_effects_in_small_groups_have_the_interval_of_the_noncentral_t() -> None:
    found = effect_size([-0.9, -0.9, -1.4, 0.7], [8.1, 7.2, 6.5, 7.7])
    assert (found.low, found.high) == pytest.approx((3.72, 13.46), abs=0.005)
    found = effect_size([-0.1, 0.6, -0.5, -0.1], [8, 8.6, 8, 7.6])
    assert (found.low, found.high) == pytest.approx((7.23, 25.10), abs=0.005)


@given(
    st.floats(0, 20),
    st.integers(2, 8),
    st.integers(2, 8),
    st.integers(0, 2**32 - 1),
)
def test_the_interval_holds_the_effect_and_turns_with_the_groups(
    effect: float, n: int, m: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    one, two = rng.normal(0, 1, n).tolist(), rng.normal(effect, 1, m).tolist()
    there, back = effect_size(one, two), effect_size(two, one)
    assert there.low <= there.value <= there.high
    assert np.isfinite([there.low, there.high]).all()
    assert (back.low, back.value, back.high) == pytest.approx(
        (-there.high, -there.value, -there.low), rel=1e-6
    )


@pytest.mark.parametrize("freedom", [2, 6, 58, 2000])
@pytest.mark.parametrize(("statistic", "center"), [(14.0, 5.6), (-3.0, 1.0), (0.0, 0.4), (60, 63)])
def test_the_noncentral_t_is_its_integral(statistic: float, freedom: int, center: float) -> None:
    law = chi(freedom, scale=freedom**-0.5)
    cuts = [*law.ppf([1e-12, 0.01, 0.5, 0.99]), law.isf(1e-14)]
    whole = sum(
        quad(lambda s: norm.cdf(statistic * s - center) * law.pdf(s), low, high, limit=400)[0]
        for low, high in pairwise(cuts)
    )
    found = compute_noncentral_share(statistic, freedom, center)
    assert found == pytest.approx(whole, abs=1e-8)
    ready = float(nct.cdf(statistic, freedom, center))
    assert np.isnan(ready) or ready < 1e-9 or found == pytest.approx(ready, abs=1e-7)
