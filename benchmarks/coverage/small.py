"""Print how often the interval of a chosen cut-off holds where persons are few.

``python -m benchmarks.coverage.small [--n 1000]``
"""

import argparse
from itertools import product

import numpy as np
from scipy.stats import norm

from benchmarks.tables import print_table
from hemiface.model.study import Study
from hemiface.research.roc import choose_cutoff

SHIFTS = (1.0, 1.5, 2.5)
"""How much higher the test is in the ill, standard deviations."""
SIZES = ((10, 10), (14, 26), (20, 20), (30, 30), (50, 50), (100, 100))
"""Persons with and without the condition."""


def main() -> None:
    """Simulate and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=1000, help="simulated studies for each cell")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    held = {
        (size, shift): measure_cutoff(given.n, given.seed, *size, shift)
        for size, shift in product(SIZES, SHIFTS)
    }
    rows = [
        [f"{ill} + {well}", *(f"{100 * held[(ill, well), shift]:.1f} %" for shift in SHIFTS)]
        for ill, well in SIZES
    ]
    head = ("with and without", *(f"area {norm.cdf(shift / 2**0.5):.2f}" for shift in SHIFTS))
    print_table("Intervals of 95 % of a chosen cut-off that hold the best one", head, rows)


def measure_cutoff(n: int, seed: int, n_ill: int, n_well: int, shift: float) -> float:
    """Share of the intervals that hold the cut-off that is best in everybody.

    Parameters
    ----------
    n, seed
        Studies that are drawn.
    n_ill, n_well
        Persons with and without the condition.
    shift
        How much higher the test is in the ill, standard deviations.
    """
    rng = np.random.default_rng([seed, n_ill, n_well, round(10 * shift)])
    ill = np.arange(n_ill + n_well) < n_ill
    held = 0
    for _ in range(n):
        test = rng.normal(size=n_ill + n_well) + shift * ill
        study = Study.of([f"{one}" for one in range(len(ill))], test=test, ill=ill.astype(float))
        draws = int(rng.integers(1 << 30))
        found = choose_cutoff(study, "test", "ill", n_samples=200, seed=draws).cutoff
        held += found.low <= shift / 2 <= found.high
    return held / n


if __name__ == "__main__":
    main()
