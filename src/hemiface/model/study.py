"""The table of a study, and a number that was estimated from one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hemiface.errors import StudyError

LEVEL = 0.95
"""Share of the intervals that are to hold the truth."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with the interval it lies in.

    Parameters
    ----------
    value
        Point estimate.
    low, high
        Interval; NaN where there is none.
    n
        How many observations it rests on.
    method
        How it was computed, with its source, as a sentence for a methods section.
    unit
        Unit, empty for a ratio.
    level
        Share of such intervals that hold the truth.
    """

    value: float
    low: float
    high: float
    n: int
    method: str
    unit: str = ""
    level: float = LEVEL


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One variable of a study; it cannot be written to.

    Parameters
    ----------
    name
        Name within the study.
    values
        Numbers, or places in ``levels``, shape ``(n_rows,)``; NaN is missing.
    levels
        Names of the categories in their order; empty for a number.
    unit
        Unit of a number.
    valid_time_s
        Time that each value was measured on, shape ``(n_rows,)``; None where that has no meaning.
    is_ordered
        Whether somebody gave the order of the levels; else they merely stand by the alphabet.

    Raises
    ------
    StudyError
        If the shapes do not fit, or a value is infinite.
    """

    name: str
    values: NDArray[np.float64]
    levels: tuple[str, ...] = ()
    unit: str = ""
    valid_time_s: NDArray[np.float64] | None = None
    is_ordered: bool = True

    def __post_init__(self) -> None:
        """Keep own arrays that nobody can change."""
        for name in ("values", "valid_time_s"):
            given = getattr(self, name)
            if given is not None:
                kept = np.array(given, dtype=np.float64)
                kept.setflags(write=False)
                object.__setattr__(self, name, kept)
        times = self.valid_time_s
        if self.values.ndim != 1 or (times is not None and times.shape != self.values.shape):
            raise StudyError("column_length", name=self.name)
        if np.isinf(self.values).any():
            raise StudyError("infinite", name=self.name)

    @property
    def missing(self) -> NDArray[np.bool_]:
        """Where there is no value, shape ``(n_rows,)``."""
        return np.isnan(self.values)

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> "Column":
        """The same variable of some rows."""
        times = None if self.valid_time_s is None else self.valid_time_s[rows]
        return replace(self, values=self.values[rows], valid_time_s=times)


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """A frozen table: one row an observation of a person.

    Parameters
    ----------
    person
        Pseudonym of whom each row is about; several rows may share one.
    columns
        Variables, all of the same length, each under its own name.

    Raises
    ------
    StudyError
        If two columns share a name or their lengths differ.

    Examples
    --------
    >>> study = Study.of(["a", "b"], age=[54.0, None], arm=["toxin", "placebo"])
    >>> study.numbers("age").tolist()
    [54.0, nan]
    >>> study.column("arm").levels
    ('placebo', 'toxin')
    """

    person: tuple[str, ...]
    columns: tuple[Column, ...]

    def __post_init__(self) -> None:
        """Hold the columns to one length and to names of their own."""
        names = [column.name for column in self.columns]
        if len(set(names)) < len(names):
            twice = sorted({name for name in names if names.count(name) > 1})
            raise StudyError("column_twice", names=", ".join(twice))
        for column in self.columns:
            if len(column.values) != len(self.person):
                raise StudyError(
                    "column_rows",
                    column=column.name,
                    n_values=len(column.values),
                    n_person=len(self.person),
                )

    @classmethod
    def of(
        cls, person: Sequence[str], **columns: Sequence[float | str | None] | ArrayLike
    ) -> "Study":
        """Make a table of plain sequences; texts become categories in alphabetical order."""
        return cls(
            tuple(person), tuple(_make_column(name, given) for name, given in columns.items())
        )

    @property
    def n_rows(self) -> int:
        """Number of observations."""
        return len(self.person)

    @property
    def persons(self) -> tuple[tuple[str, ...], NDArray[np.intp]]:
        """Everybody's pseudonym, sorted, and whose each row is, shape ``(n_rows,)``."""
        names, places = np.unique(np.array(self.person, dtype=str), return_inverse=True)
        return tuple(str(name) for name in names), places

    @property
    def n_distinct(self) -> int:
        """Number of rows that differ from one another in person or variables."""
        rows: list[Sequence[object]] = [self.person]
        # A gap is like any other gap, and unlike itself as a number.
        rows += [np.where(one.missing, np.inf, one.values).tolist() for one in self.columns]
        return len(set(zip(*rows, strict=True)))

    def column(self, name: str) -> Column:
        """One variable.

        Raises
        ------
        StudyError
            If the table has no such column.
        """
        for column in self.columns:
            if column.name == name:
                return column
        known = ", ".join(column.name for column in self.columns)
        raise StudyError("study_column", name=name, known=known)

    def numbers(self, *names: str) -> NDArray[np.float64]:
        """Values of one variable, shape ``(n_rows,)``, or of several, ``(n_rows, n_names)``.

        Raises
        ------
        StudyError
            If the table has no such column, or it is a category: places in an alphabet are no
            measurements.
        """
        columns = [self.column(name) for name in names]
        for column in columns:
            if column.levels:
                raise StudyError("category_as_number", name=column.name)
        found = [column.values for column in columns]
        return found[0] if len(found) == 1 else np.column_stack(found)

    def codes(self, name: str) -> NDArray[np.float64]:
        """Numbers, or places in an order of levels that somebody gave, shape ``(n_rows,)``.

        Raises
        ------
        StudyError
            If the table has no such column, or it is a category that merely stands by the
            alphabet: what its first level means is chance.
        """
        column = self.column(name)
        if column.levels and not column.is_ordered:
            raise StudyError(
                "unordered_words",
                column=name,
                names=", ".join(f'"{level}"' for level in column.levels[:4]),
            )
        return column.values

    def where(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> "Study":
        """Some of the rows, all of the columns."""
        people = np.array(self.person, dtype=str)[rows]
        return Study(
            tuple(str(one) for one in people), tuple(column.take(rows) for column in self.columns)
        )

    def complete(self, *names: str) -> "Study":
        """The rows in which none of the variables is missing."""
        holes = np.zeros(self.n_rows, dtype=bool)
        for name in names:
            holes |= self.column(name).missing
        return self.where(~holes)

    def require_single(self) -> None:
        """See that nobody has several rows.

        Raises
        ------
        StudyError
            If somebody has.
        """
        if len(set(self.person)) < self.n_rows:
            raise StudyError("repeated_rows")

    def spread(self, value: str, by: str) -> NDArray[np.float64]:
        """A variable as a table of persons and categories, NaN where there is none.

        Parameters
        ----------
        value
            The variable that fills the cells.
        by
            The category of the columns, such as the rater.

        Returns
        -------
        ndarray
            Shape ``(n_persons, n_levels)``, persons sorted by pseudonym.

        Raises
        ------
        StudyError
            If ``by`` is no category, or a person has two values in one cell.
        """
        category = self.column(by)
        if not category.levels:
            raise StudyError("spread_by_number", by=by)
        names, rows = self.persons
        kept = ~category.missing
        cells = rows[kept] * len(category.levels) + category.values[kept].astype(int)
        if len(np.unique(cells)) < len(cells):
            raise StudyError("several_values", value=value, by=by)
        table = np.full(len(names) * len(category.levels), np.nan)
        table[cells] = self.column(value).values[kept]
        return table.reshape(len(names), len(category.levels))


def _make_column(name: str, given: Sequence[float | str | None] | ArrayLike) -> Column:
    """A number column, or a category where there is any text."""
    if isinstance(given, np.ndarray) and given.dtype.kind in "fiub":
        return Column(name, given.astype(np.float64))
    cells = list(given) if isinstance(given, Sequence | np.ndarray) else [given]
    if any(isinstance(cell, str) for cell in cells):
        levels = sorted({str(cell) for cell in cells if cell is not None})
        places = [np.nan if cell is None else levels.index(str(cell)) for cell in cells]
        return Column(name, np.array(places, dtype=np.float64), tuple(levels), is_ordered=False)
    return Column(name, np.array([np.nan if c is None else c for c in cells], dtype=np.float64))
