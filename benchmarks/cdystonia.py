"""The arm means of a published trial of botulinum toxin, read from its table.

The table (109 persons, 9 sites, 3 arms, total score of TWSTRS in weeks 0 to 16) is that of Davis
CS, Statistical Methods for the Analysis of Repeated Measurements, 2002, table 6.9. Its licence is
not stated, so that it is not shipped: ``--cdystonia FILE`` names it. What is shipped are means.
"""

import csv
from collections import defaultdict
from pathlib import Path
from statistics import mean

from hemiface.errors import StudyError

ARM_MEANS: dict[str, dict[int, float]] = {
    "Placebo": {0: 43.58, 2: 39.97, 4: 39.34, 8: 41.40, 12: 41.74, 16: 42.91},
    "5000U": {0: 46.42, 2: 37.03, 4: 37.11, 8: 39.49, 12: 42.92, 16: 44.91},
    "10000U": {0: 46.92, 2: 36.00, 4: 34.81, 8: 38.50, 12: 44.09, 16: 48.89},
}
"""Mean of the score by arm and week, of those who were seen."""
N_PERSONS, N_ROWS = 109, 631


def read_means(file: Path) -> dict[str, dict[int, float]]:
    """Means by arm and week from a table with patient, week, treat and twstrs.

    Raises
    ------
    StudyError
        If it is another table.
    """
    with file.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    needed = {"patient", "week", "treat", "twstrs"}
    if not rows or not needed <= rows[0].keys():
        raise StudyError(
            f"{file.name} is not the table of the trial",
            hint=f"It has the columns {', '.join(sorted(needed))}.",
        )
    scores: dict[tuple[str, int], list[float]] = defaultdict(list)
    for row in rows:
        scores[row["treat"], int(row["week"])].append(float(row["twstrs"]))
    found: dict[str, dict[int, float]] = defaultdict(dict)
    for (arm, week), values in sorted(scores.items()):
        found[arm][week] = mean(values)
    return dict(found)


def tabulate_means(file: Path) -> list[list[str]]:
    """Rows of a table: arm, week, mean of the file, and the shipped one."""
    found = read_means(file)
    return [
        [arm, str(week), f"{found.get(arm, {}).get(week, float('nan')):.2f}", f"{known:.2f}"]
        for arm, weeks in ARM_MEANS.items()
        for week, known in weeks.items()
    ]
