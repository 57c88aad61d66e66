"""Simulated cohorts as the tables of a study: for the tutorial, and to try a plan before data."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from hemiface.formats.study_tables import write_table
from hemiface.model.study import Column, Study
from hemiface.simulation.cohorts import (
    CohortWorld,
    DiaryWorld,
    simulate_cohort,
    simulate_diary,
)

OF_VISITS = ("month", "burden")
"""Columns of a cohort that change from visit to visit."""


def write_cohort(
    folder: Path, n: int = 120, *, seed: int = 1, world: CohortWorld | None = None
) -> tuple[Path, Path]:
    """Write a cohort of two arms as ``persons.csv`` and ``visits.csv``.

    Parameters
    ----------
    folder
        Where; it must be there.
    n, seed
        Persons, and where chance begins.
    world
        How they are drawn, so that the truth is known.
    """
    study = simulate_cohort(np.random.default_rng(seed), n, world)
    first = study.where(study.numbers("month") == 0)
    visits = _keep(study, OF_VISITS)
    persons = _keep(first, [one.name for one in study.columns if one.name not in OF_VISITS])
    return (
        _write(folder / "persons.csv", persons),
        _write(folder / "visits.csv", visits),
    )


def write_ratings(folder: Path, n: int = 40, *, seed: int = 1) -> Path:
    """Write two raters' time in spasm and grade (0 to 4) of each person as ``ratings.csv``.

    The standard error of measurement is 2 per cent; a twentieth of the grades is missing.
    """
    rng = np.random.default_rng(seed)
    truth = np.repeat(rng.normal(20, 6, n), 2)
    rater = np.tile([0.0, 1.0], n)
    burden = truth + rng.normal(0, 2, 2 * n)
    grade = np.clip(np.round(truth / 8 + rng.normal(0, 0.4, 2 * n)), 0, 4)
    grade[rng.random(2 * n) < 0.05] = np.nan
    people = tuple(f"p{person:03d}" for person in range(n) for _ in range(2))
    columns = (
        Column("rater", rater, ("first", "second")),
        Column("burden", np.round(burden, 2)),
        Column("grade", grade),
    )
    return _write(folder / "ratings.csv", Study(people, columns))


def write_diary(folder: Path, *, seed: int = 1, world: DiaryWorld | None = None) -> Path:
    """Write one person's diary with items beside it as ``diary.csv``."""
    study = simulate_diary(np.random.default_rng(seed), world or DiaryWorld())
    return _write(folder / "diary.csv", study)


def _keep(study: Study, names: Sequence[str]) -> Study:
    return Study(study.person, tuple(study.column(name) for name in names))


def _write(path: Path, study: Study) -> Path:
    path.write_text(write_table(study), encoding="utf-8", newline="")
    return path
