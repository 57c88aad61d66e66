"""The one way from what operations give to plain data, at whatever edge."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import singledispatch
from pathlib import Path
from types import NoneType
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from hemiface.errors import HemifaceError
from hemiface.model.messages import Message
from hemiface.model.record import Entry
from hemiface.operations.permission import open_to_all

UTC_OFFSET = "+00:00"

BESIDE = frozenset({"entry", "outcome"})
"""Fields whose own fields lie beside their companions: an entry with its alerts is one object."""


@open_to_all
def to_plain(value: object) -> Any:  # noqa: ANN401 - JSON
    """Plain data of anything that an operation gives; a number that is none becomes null.

    Parameters
    ----------
    value
        Dataclasses, entries, errors, models, enumerations, days, places, and rows of them.

    Raises
    ------
    TypeError
        If it is something else.

    Examples
    --------
    >>> to_plain((Path("visit.mp4"), date(2026, 3, 1), math.nan))
    ['visit.mp4', '2026-03-01', None]
    """
    return _plain(value)


@singledispatch
def _plain(value: object) -> Any:  # noqa: ANN401 - JSON
    if not is_dataclass(value):
        raise TypeError(f"{type(value).__name__} has no plain form")
    plain: dict[str, Any] = {}
    for part in fields(value):
        inner = _plain(getattr(value, part.name))
        beside = part.name in BESIDE and isinstance(inner, dict)
        plain |= inner if beside else {part.name: inner}
    return plain


@_plain.register(NoneType)
@_plain.register(bool)
@_plain.register(int)
@_plain.register(str)
def _itself(value: object) -> object:
    return value.value if isinstance(value, Enum) else value


@_plain.register(float)
def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None


@_plain.register(Path)
@_plain.register(UUID)
def _text(value: object) -> str:
    return str(value)


@_plain.register(date)
def _moment(value: date) -> str:
    # As the values of entries are kept: one notation of UTC in one answer.
    text = value.isoformat()
    return f"{text.removesuffix(UTC_OFFSET)}Z" if text.endswith(UTC_OFFSET) else text


@_plain.register(Mapping)
def _mapping(value: Mapping[Any, object]) -> dict[str, Any]:
    return {str(_plain(name)): _plain(part) for name, part in value.items()}


@_plain.register(list)
@_plain.register(tuple)
def _rows(value: Sequence[object]) -> list[Any]:
    return [_plain(part) for part in value]


@_plain.register(BaseModel)
def _model(value: BaseModel) -> Any:  # noqa: ANN401 - JSON
    # Here and not above: what is no result of an analysis does without tables of signals.
    from hemiface.results.summary import Summary

    return value.to_values() if isinstance(value, Summary) else value.model_dump(mode="json")


@_plain.register(Message)
def _message(message: Message) -> dict[str, Any]:
    return {"code": message.code, "values": _plain(message.values), "text": str(message)}


@_plain.register(HemifaceError)
def _error(error: HemifaceError) -> dict[str, Any]:
    said = {"code": error.code, "message": error.message, "hint": error.hint}
    if error.key == error.code:
        return said
    return {**said, "case": error.case, "values": _plain(error.values)}


@_plain.register(Entry)
def _entry(entry: Entry[Any]) -> dict[str, Any]:
    """Entry with its kind, as it is exported."""
    # Here and not above: what is not in the records does without a database.
    from hemiface.records.entry_types import entry_type_of

    kind = entry_type_of(type(entry.value))
    envelope = {
        name: _plain(getattr(entry, name)) for name in ("created_at", "changed_at", "removed_at")
    }
    return {"kind": kind.name, **kind.plain_entry(entry), **envelope}
