"""Print how often the interval of a chosen cut-off holds where persons are few.

``python -m benchmarks.coverage.small [--n 1000]``
"""

import argparse
from itertools import product

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.stats import norm

from benchmarks.tables import print_table
from hemiface.model.study import Study
from hemiface.research.roc import choose_cutoff

TESTS = ((1.0, 1.0), (1.5, 1.0), (2.5, 1.0), (1.5, 2.0))
"""How much higher the test is in the ill, and their standard deviation; that of the others is 1."""
SIZES = ((10, 10), (14, 26), (20, 20), (30, 30), (50, 50), (100, 100))
"""Persons with and without the condition."""


def main() -> None:
    """Simulate and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=1000, help="simulated studies for each cell")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    held = {
        (size, test): measure_cutoff(given.n, given.seed, size, test)
        for size, test in product(SIZES, TESTS)
    }
    rows = [
        [f"{ill} + {well}", *(f"{100 * held[(ill, well), test]:.1f} %" for test in TESTS)]
        for ill, well in SIZES
    ]
    head = ("with and without", *(_name(*test) for test in TESTS))
    print_table("Intervals of 95 % of a chosen cut-off that hold the best one", head, rows)


def _name(shift: float, deviation: float) -> str:
    area = f"area {norm.cdf(shift / (1 + deviation**2) ** 0.5):.2f}"
    return area if deviation == 1 else f"{area}, the ill scatter {deviation:g} times as much"


def measure_cutoff(n: int, seed: int, size: tuple[int, int], test: tuple[float, float]) -> float:
    """Share of the intervals that hold the cut-off that is best in everybody.

    Parameters
    ----------
    n, seed
        Studies that are drawn.
    size
        Persons with and without the condition.
    test
        How much higher it is in the ill, and their standard deviation.
    """
    (n_ill, n_well), (shift, deviation) = size, test
    rng = np.random.default_rng([seed, n_ill, n_well, round(10 * shift), round(10 * deviation)])
    best = float(
        minimize_scalar(
            lambda at: norm.cdf((at - shift) / deviation) + norm.sf(at),
            bounds=(0.0, shift),
            method="bounded",
        ).x
    )
    ill = np.arange(n_ill + n_well) < n_ill
    held = 0
    for _ in range(n):
        values = rng.normal(size=n_ill + n_well) * np.where(ill, deviation, 1.0) + shift * ill
        study = Study.of([f"{one}" for one in range(len(ill))], test=values, ill=ill.astype(float))
        draws = int(rng.integers(1 << 30))
        found = choose_cutoff(study, "test", "ill", n_samples=200, seed=draws).cutoff
        held += found.low <= best <= found.high
    return held / n


if __name__ == "__main__":
    main()
