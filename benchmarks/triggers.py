"""How often one person's diary is told of triggers, true ones and none.

``python -m benchmarks.triggers [--n 1000]``
"""

import argparse

import numpy as np

from benchmarks.tables import print_table
from hemiface.research.triggers import TriggerSearch, TriggerVerdict, search_triggers
from hemiface.simulation.cohorts import ITEMS, DiaryWorld, simulate_diary


def search_many(seed: int, n: int, world: DiaryWorld, *, n_draws: int = 499) -> list[TriggerSearch]:
    """Search ``n`` simulated diaries."""
    found = []
    for person in range(n):
        rng = np.random.default_rng([seed, person])
        study = simulate_diary(rng, world)
        found.append(search_triggers(study, "spasm", ITEMS, seed=person, n_draws=n_draws))
    return found


def share_told(found: list[TriggerSearch]) -> float:
    """Share of persons who are told of any item."""
    return float(np.mean([one.verdict is TriggerVerdict.ASSOCIATED for one in found]))


def share_found(found: list[TriggerSearch], name: str = "stress") -> float:
    """Share of persons who are told of one item."""
    told = [
        any(item.name == name and item.verdict is TriggerVerdict.ASSOCIATED for item in one.items)
        for one in found
    ]
    return float(np.mean(told))


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--n", type=int, default=1000, help="diaries in which nothing matters")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    worlds = {
        "as usual": DiaryWorld(),
        "24 bad days": DiaryWorld(n_events=24),
        "long memory of both": DiaryWorld(memory=0.85, item_memory=0.85),
        "no memory": DiaryWorld(memory=0.0, item_memory=0.0),
        "a wave of injections": DiaryWorld(wave=1.0),
    }
    rows = []
    for name, world in worlds.items():
        found = search_many(given.seed, given.n, world)
        silent = float(np.mean([bool(one.reason) for one in found]))
        rows.append([name, f"{100 * share_told(found):.1f} %", f"{100 * silent:.1f} %"])
    print_table(
        f"{given.n} diaries in which nothing matters, 30 % of days missing, {len(ITEMS)} items",
        ("diaries", "persons told of any item", "silent: too few bad days"),
        rows,
    )
    rows = []
    for n_events in (24, 48, 96):
        cells = []
        for effect in (0.2, 0.35, 0.5, 0.8):
            # A little above 24, so that few diaries are silent.
            world = DiaryWorld(n_events=max(n_events, 28), effect=effect)
            found = search_many(given.seed, max(given.n // 10, 20), world)
            cells.append(f"{100 * share_found(found):.0f} %")
        rows.append([str(n_events), *cells])
    head = ("bad days", "effect .2", ".35", ".5", ".8 SD")
    print_table("Power: persons told of the one item that matters", head, rows)


if __name__ == "__main__":
    main()
