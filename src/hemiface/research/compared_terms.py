"""What each term of a regression compares: the nouns that a report words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from hemiface.errors import StudyError
from hemiface.model.study import Column, Study
from hemiface.model.study_techniques import BY


@dataclass(frozen=True, slots=True)
class ComparedTerm:
    """What one number of a regression compares.

    Parameters
    ----------
    column
        The variable.
    level, reference
        Of a category: the level, and the first one, which it is held against; empty for a number.
    along
        Number whose change is compared between the levels; empty for none.
    held
        Columns whose product with this one is a term too, with the level or number at which this
        term is what it says.
    """

    column: str
    level: str = ""
    reference: str = ""
    along: str = ""
    held: tuple[tuple[str, str], ...] = ()


def list_terms(study: Study, names: Sequence[str]) -> tuple[ComparedTerm, ...]:
    """Every term that the names of a plan give, in the order in which it is fitted.

    Parameters
    ----------
    study
        The table.
    names
        Columns, and products of a number and a category (``month:arm``).

    Raises
    ------
    StudyError
        If a name is no column and no such product.
    """
    products = [split_product(study, name) for name in names if BY in name]
    found: list[ComparedTerm] = []
    for name in names:
        if BY in name:
            number, category = split_product(study, name)
            found += _list_levels(category, along=number.name)
            continue
        column = study.column(name)
        if column.levels:
            zero = tuple((other.name, "0") for other, own in products if own.name == name)
            found += _list_levels(column, held=zero)
        else:
            first = tuple(
                (own.name, own.levels[0]) for other, own in products if other.name == name
            )
            found.append(ComparedTerm(name, held=first))
    return tuple(found)


def list_held(study: Study, names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Where the intercept lies: every number at 0, every category at its first level."""
    columns = (study.column(name) for name in names if BY not in name)
    return tuple((one.name, one.levels[0] if one.levels else "0") for one in columns)


def split_product(study: Study, name: str) -> tuple[Column, Column]:
    """The number and the category of a product.

    Raises
    ------
    StudyError
        If it is not of these two.
    """
    first, _, second = name.partition(BY)
    parts = [study.column(first), study.column(second)]
    numbers = [one for one in parts if not one.levels]
    categories = [one for one in parts if one.levels]
    if len(numbers) != 1:
        raise StudyError("no_product", name=name)
    return numbers[0], categories[0]


def add_products(study: Study, names: Sequence[str]) -> tuple[Study, tuple[str, ...]]:
    """Add a column for each product of a number and a level but the first (``month:arm``)."""
    columns, terms = list(study.columns), []
    for name in names:
        if BY not in name:
            terms.append(name)
            continue
        number, category = split_product(study, name)
        for place, level in enumerate(category.levels[1:], start=1):
            here = np.where(category.missing, np.nan, category.values == place)
            columns.append(Column(f"{number.name} x {level}", here * number.values))
            terms.append(columns[-1].name)
    return Study(study.person, tuple(columns)), tuple(terms)


def _list_levels(
    column: Column, *, along: str = "", held: tuple[tuple[str, str], ...] = ()
) -> Iterator[ComparedTerm]:
    for level in column.levels[1:]:
        yield ComparedTerm(column.name, level, column.levels[0], along, held)
