"""What the manual says of the coverage of intervals is what the benchmark is about."""

import re
from pathlib import Path

from benchmarks.coverage import all_worlds

from hemiface.model.study import LEVEL

PAGES = Path(__file__).parents[2] / "docs/explanation"
ROW = re.compile(r"^\| ([^|]+) \| \d+ \| [^|]+ \| [^|]+ \| [^|]+ \| ([\d.]+) % \|$", re.MULTILINE)


def read_table() -> dict[str, float]:
    """What share of intervals held the truth, by the name of the world."""
    page = (PAGES / "statistics.md").read_text(encoding="utf-8")
    table = page.partition("## Coverage of every interval")[2].partition("### Small studies")[0]
    return {name: float(held) for name, held in ROW.findall(table)}


def test_the_table_has_every_world_and_none_more() -> None:
    assert sorted(read_table()) == sorted(world.name for world in all_worlds())


def test_every_share_lies_within_two_hundredths_of_what_it_is_to_be() -> None:
    held = read_table()
    for world in all_worlds():
        assert abs(held[world.name] - 100 * world.level) <= 2.0, world.name


def test_the_comparison_with_others_says_what_the_table_says() -> None:
    held = read_table()
    told = [held[world.name] for world in all_worlds() if world.level == LEVEL]
    said = f"{min(told):.1f} to {max(told):.1f} % for each of {len(told)} kinds"
    assert said in (PAGES / "why.md").read_text(encoding="utf-8")
