"""Data that others published with their results, and those results beside ours.

Each table is a list of measurements from a paper or a package; where each comes from stands
in `SOURCES`, and in NOTICE.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hemiface.model.study import Study

FOLDER = Path(__file__).parent
NOT_READ = "source not read; recomputed by another program (in the tests)"


@dataclass(frozen=True, slots=True)
class Row:
    """One published number and ours.

    Parameters
    ----------
    method, data
        What was computed, of what.
    quantity
        Which number.
    theirs, ours
        Both values.
    digits
        Decimals that they print.
    source
        Where theirs stands.
    read_in
        Where it was read for this page.
    """

    method: str
    data: str
    quantity: str
    theirs: float
    ours: float
    digits: int
    source: str
    read_in: str

    @property
    def agrees(self) -> bool:
        """Whether ours rounds to theirs, a last figure of rounding allowed."""
        return bool(abs(self.theirs - self.ours) <= 0.51 * 10.0**-self.digits)


def read_study(name: str, *, person: str | None = None, texts: tuple[str, ...] = ()) -> Study:
    """A published table; each row is a person of its own unless a column says whose it is."""
    with (FOLDER / f"{name}.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    people = [row[person] if person else f"{place:03d}" for place, row in enumerate(rows)]
    columns = {
        key: [row[key] if key in texts else float(row[key]) if row[key] else None for row in rows]
        for key in rows[0]
        if key != person
    }
    return Study.of(people, **columns)


def compare_all() -> Iterator[Row]:
    """Every published number beside ours."""
    from benchmarks.published import cohorts, raters, screens, survivors

    yield from raters.compare()
    yield from screens.compare()
    yield from survivors.compare()
    yield from cohorts.compare()
