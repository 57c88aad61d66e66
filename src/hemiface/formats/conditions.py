"""Conditions on rows of a table, as people write them: ``age < 18 and arm == control``."""

import re
from collections.abc import Iterable

from hemiface.errors import StudyError
from hemiface.model.study_plan import ColumnCondition, Relation

_ONE = re.compile(r"(?P<column>\w+)\s*(?P<relation><=|>=|==|!=|<|>)\s*(?P<value>.+)")
_STATE = re.compile(r"(?P<column>\w+)\s+is\s+(?P<state>missing|known)")


def parse_conditions(text: str) -> tuple[ColumnCondition, ...]:
    """Read conditions that must all hold, joined by ``and``.

    Parameters
    ----------
    text
        Each a column, one of ``< <= > >= == !=``, and a number or a word; or a column and
        ``is missing`` or ``is known``.

    Raises
    ------
    StudyError
        If it is none.

    Examples
    --------
    >>> [found.column for found in parse_conditions("age >= 18 and arm is known")]
    ['age', 'arm']
    """
    return tuple(_parse_one(part.strip()) for part in re.split(r"\s+and\s+", text.strip()))


def write_conditions(conditions: Iterable[ColumnCondition]) -> str:
    """Write conditions so that `parse_conditions` reads the same."""
    return " and ".join(
        f"{one.column} {one.relation}{'' if one.value is None else f' {_write_value(one.value)}'}"
        for one in conditions
    )


def _parse_one(text: str) -> ColumnCondition:
    state = _STATE.fullmatch(text)
    if state:
        return ColumnCondition(state["column"], Relation(f"is {state['state']}"))
    found = _ONE.fullmatch(text)
    if not found:
        raise StudyError("condition", text=text)
    relation, value = Relation(found["relation"]), _read_value(found["value"].strip())
    if isinstance(value, str) and relation not in (Relation.EQUAL, Relation.UNEQUAL):
        raise StudyError("condition_word", text=text)
    return ColumnCondition(found["column"], relation, value)


def _read_value(text: str) -> float | str:
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        return text[1:-1]
    try:
        return float(text)
    except ValueError:
        return text


def _write_value(value: float | str) -> str:
    return f"{value:g}" if isinstance(value, float) else value
