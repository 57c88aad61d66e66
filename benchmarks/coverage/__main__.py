"""Print the coverage of every interval: ``python -m benchmarks.coverage [--n 2000]``."""

import argparse

from benchmarks.coverage import all_worlds, measure_coverage
from benchmarks.tables import number, print_table

OFF = 0.02
"""How far a share may lie from what it is to be."""


def main() -> None:
    """Simulate and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=2000, help="simulated studies for each interval")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="worlds whose name holds this")
    given = parser.parse_args()
    rows = []
    for world in all_worlds():
        if given.only in world.name:
            # A world of which few make a short look is slow.
            found = measure_coverage(world, min(given.n, 50 * world.n_quick), given.seed)
            within = abs(found.held - world.level) <= OFF + 1e-9
            rows.append(
                [
                    world.name,
                    str(found.n),
                    number(world.truth, 3),
                    number(found.bias, 3),
                    number(found.width, 3),
                    f"{100 * found.held:.1f} %",
                    "" if within else f"not {100 * world.level:.0f} \u00b1 {100 * OFF:.0f} %",
                ]
            )
    head = ("interval", "studies", "truth", "bias", "median width", "holds the truth", "")
    print_table("Coverage of nominal 95 % intervals on simulated studies", head, rows)


if __name__ == "__main__":
    main()
