"""What a study is going to do, written down before its results are seen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from hemiface.model.measures import MEASURES
from hemiface.model.study_techniques import (
    BY,
    TECHNIQUES,
    ColumnNeed,
    OptionKind,
    Technique,
)

Value: TypeAlias = str | float | bool | tuple[str, ...] | tuple[float, ...]
"""What an option of an endpoint may hold."""


class Design(StrEnum):
    """Kind of a study; it decides which reporting guideline is filled in."""

    COHORT = "cohort"
    SCREENING = "screening"
    AGREEMENT = "agreement"
    N_OF_1 = "n-of-1"


class Rank(StrEnum):
    """What an endpoint is to the question; p-values are corrected within a rank."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    EXPLORATORY = "exploratory"


class Relation(StrEnum):
    """How a cell is compared."""

    BELOW = "<"
    AT_MOST = "<="
    ABOVE = ">"
    AT_LEAST = ">="
    EQUAL = "=="
    UNEQUAL = "!="
    MISSING = "is missing"
    KNOWN = "is known"


@dataclass(frozen=True, slots=True)
class ColumnCondition:
    """One comparison of a column.

    Parameters
    ----------
    column
        Which.
    relation
        How.
    value
        With what; None for whether there is a value at all.
    """

    column: str
    relation: Relation
    value: float | str | None = None


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Who or what is left out, and why.

    Parameters
    ----------
    reason
        As the flow diagram says it.
    where
        Conditions that must all hold.
    rows_only
        Leave out such rows only, and not whoever has one.
    """

    reason: str
    where: tuple[ColumnCondition, ...]
    rows_only: bool = False


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One number that the study asks for.

    Parameters
    ----------
    name
        Short name, also of its figure's file.
    title
        As the report says it.
    rank
        What it is to the question.
    technique
        How it is computed.
    options
        What the technique is told.
    where
        The rows that it rests on; all of them where there is no condition.
    """

    name: str
    title: str
    rank: Rank
    technique: Technique
    options: Mapping[str, Value]
    where: tuple[ColumnCondition, ...] = ()

    @property
    def needs(self) -> tuple[tuple[str, ColumnNeed], ...]:
        """Every column that its technique reads, with what its cells must be."""
        found: list[tuple[str, ColumnNeed]] = []
        for option in TECHNIQUES[self.technique]:
            given = self.options.get(option.name)
            if option.kind is OptionKind.COLUMN and isinstance(given, str):
                found.append((given, option.need))
            elif option.kind is OptionKind.COLUMNS and isinstance(given, tuple):
                parts = [part for name in given for part in str(name).split(BY)]
                found += [(part, option.need) for part in parts]
        return tuple(found)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column it needs, each once."""
        found = [name for name, _ in self.needs]
        return tuple(dict.fromkeys([*found, *(one.column for one in self.where)]))


@dataclass(frozen=True, slots=True)
class TableSource:
    """A table that the study reads.

    Parameters
    ----------
    file
        Place, from where the plan lies.
    join
        Columns by which its rows are put beside those of the first table; empty for the first.
    count
        Name of a column that gets the number of its rows, for a table of events.
    measures
        Measures to take of the affected side, or of the face where a measure has no side: from
        a long table (a row a recording, side and measure), or from one with columns for sides.
    """

    file: str
    join: tuple[str, ...] = ()
    count: str = ""
    measures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyPlan:
    """A whole study before its results.

    Parameters
    ----------
    title, question
        In words.
    design
        Kind of the study.
    person
        Column of the tables that says, by pseudonym, whom a row is about.
    tables
        Where rows come from; the first has the rows of the study.
    records
        Measures to take from the records, a row a recording; empty to read none.
    group
        Column of the groups; empty for none.
    baseline
        Rows for table 1, one a person.
    describe
        Columns of table 1.
    exclusions
        In the order in which they act.
    endpoints
        In the order of the report.
    level
        Share of intervals that hold the truth.
    units, titles, levels
        Unit, title and order of the categories, by column.
    words
        What only the authors know, by key: setting, ethics, funding and so on.
    """

    title: str
    question: str
    design: Design
    person: str
    tables: tuple[TableSource, ...]
    endpoints: tuple[Endpoint, ...]
    records: tuple[str, ...] = ()
    group: str = ""
    baseline: tuple[ColumnCondition, ...] = ()
    describe: tuple[str, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    level: float = 0.95
    units: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)

    def title_of(self, column: str) -> str:
        """What a column is called in the report."""
        return self.titles.get(column, column.replace("_", " "))

    @property
    def measured(self) -> frozenset[str]:
        """Columns that the plan takes from recordings: numbers, whatever values they have."""
        return frozenset(self.records) | {name for one in self.tables for name in one.measures}

    @property
    def column_units(self) -> Mapping[str, str]:
        """Unit of each column: of a measure as it is defined, where the plan gives no other."""
        own = {one.name: one.unit for one in MEASURES if one.name in self.measured}
        return {**own, **self.units}

    @property
    def needs(self) -> Mapping[str, frozenset[ColumnNeed]]:
        """What the cells of each column must be, for everything that the plan does with it."""
        found: dict[str, set[ColumnNeed]] = {}
        pairs = [(name, ColumnNeed.EITHER) for name in self.describe]
        pairs += [(name, ColumnNeed.NUMBER) for table in self.tables for name in table.measures]
        pairs += [pair for endpoint in self.endpoints for pair in endpoint.needs]
        conditions = [*self.baseline, *(one for exc in self.exclusions for one in exc.where)]
        conditions += [one for endpoint in self.endpoints for one in endpoint.where]
        pairs += [
            (one.column, ColumnNeed.EITHER) for one in conditions if isinstance(one.value, float)
        ]
        for name, need in pairs:
            found.setdefault(name, set()).add(need)
        return {name: frozenset(needs) for name, needs in found.items()}

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the plan names, each once."""
        found = [self.group] if self.group else []
        found += [one.column for one in self.baseline] + list(self.describe)
        found += [one.column for exclusion in self.exclusions for one in exclusion.where]
        for endpoint in self.endpoints:
            found += endpoint.columns
        return tuple(dict.fromkeys(found))


AUTHORS_WORDS = (
    "authors",
    "setting",
    "recruitment",
    "dates",
    "eligibility",
    "sample_size",
    "blinding",
    "reference_standard",
    "raters",
    "intervention",
    "ethics",
    "consent",
    "registration",
    "protocol",
    "funding",
    "conflicts",
    "data_access",
    "license",
)
"""What a plan may say in the authors' words; a checklist quotes it, or says that it is missing."""
