"""The plan of a study as a TOML file, and what its hash is taken of."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from math import isfinite
from typing import Any

from hemiface.errors import StudyError
from hemiface.errors.faults import find_reason
from hemiface.formats.conditions import parse_conditions
from hemiface.formats.strict_toml import parse_toml
from hemiface.model.study_plan import (
    AUTHORS_WORDS,
    ColumnCondition,
    Design,
    Endpoint,
    Exclusion,
    Rank,
    StudyPlan,
    TableSource,
    Value,
)
from hemiface.model.study_techniques import BY, TECHNIQUES, Option, OptionKind, Technique

FORMAT = 1
MOST_BYTES = 256 * 1024
PLAN_KEYS = (
    "format",
    "title",
    "question",
    "design",
    "level",
    "person",
    "records",
    "group",
    "baseline",
    "describe",
    "table",
    "exclude",
    "endpoint",
    "units",
    "titles",
    "levels",
    "words",
)


def read_plan(data: bytes) -> StudyPlan:
    """Read a plan.

    Parameters
    ----------
    data
        The file.

    Raises
    ------
    StudyError
        If it is no plan; says which key, and what belongs there.
    """
    try:
        values = parse_toml(data, most_bytes=MOST_BYTES)
    except (ValueError, RecursionError) as error:
        raise StudyError("no_toml", reason=find_reason(error)) from error
    plan = _Reader(values, "the plan")
    plan.only(PLAN_KEYS)
    if plan.number("format", 1.0) != FORMAT:
        raise StudyError("plan_format", format=FORMAT)
    words = _Reader(plan.mapping("words"), "words")
    words.only(AUTHORS_WORDS)
    endpoints = tuple(_read_endpoint(one) for one in plan.readers("endpoint"))
    names = [one.name.casefold() for one in endpoints]  # figures are called so, on any file system
    if not endpoints:
        raise StudyError("no_endpoint")
    if len(set(names)) < len(names):
        raise StudyError("same_endpoints")
    tables = tuple(_read_table(one) for one in plan.readers("table"))
    records = plan.texts("records")
    if tables and records:
        raise StudyError("tables_and_records")
    if not tables and not records:
        raise StudyError("nothing_to_read")
    _check_joins(tables)
    group = plan.text("group", "")
    for place, one in enumerate(endpoints, start=1):
        _check_group(one, group, f"endpoint {place}")
    level = plan.number("level", 0.95)
    if not 0.5 <= level < 1:
        raise StudyError("level", level=level)
    return StudyPlan(
        title=plan.text("title"),
        question=plan.text("question"),
        design=Design(plan.choice("design", [one.value for one in Design])),
        person=plan.text("person", "person"),
        tables=tables,
        endpoints=endpoints,
        records=records,
        group=group,
        baseline=plan.conditions("baseline"),
        describe=plan.texts("describe"),
        exclusions=tuple(_read_exclusion(one) for one in plan.readers("exclude")),
        level=level,
        units=_read_texts(plan.mapping("units"), "units"),
        titles=_read_texts(plan.mapping("titles"), "titles"),
        levels={
            name: _Reader({name: given}, "levels").texts(name)
            for name, given in plan.mapping("levels").items()
        },
        words=_read_texts(plan.mapping("words"), "words"),
    )


def plan_values(plan: StudyPlan) -> dict[str, Any]:
    """What a plan decides, as plain values.

    The places of its tables and the authors' words (funding, ethics and so on) are not among
    them: they can change without a change of the analysis, and may tell who persons are.
    """
    values = asdict(plan)
    del values["words"]
    for table in values["tables"]:
        del table["file"]
    return values


def hash_plan(plan: StudyPlan) -> str:
    """SHA-256 of what a plan decides; comments and the order of keys do not count."""
    text = json.dumps(plan_values(plan), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


class _Reader:
    """Values of a table of TOML, each asked for by what it must be."""

    def __init__(self, values: Mapping[str, Any], where: str) -> None:
        self._values = values
        self.where = where

    def only(self, keys: Sequence[str]) -> None:
        """Refuse keys that mean nothing."""
        for key in self._values:
            if key not in keys:
                raise StudyError("unknown_key", where=self.where, key=key, names=", ".join(keys))

    def has(self, key: str) -> bool:
        """Whether a key is there."""
        return key in self._values

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty, where there is no default."""
        value = self._values.get(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self._wrong(key, "plan_text")
        return value.strip()

    def number(self, key: str, default: float | None = None) -> float:
        """A number."""
        value = self._values.get(key, default)
        if not _is_number(value):
            raise self._wrong(key, "plan_number")
        return float(value)

    def whole(self, key: str) -> float:
        """A whole number from 1."""
        value = self.number(key)
        if value < 1 or value % 1:
            raise self._wrong(key, "plan_whole")
        return value

    def numbers(self, key: str) -> tuple[float, ...]:
        """One or more times, each once."""
        value = self._values.get(key)
        found: list[Any] = value if isinstance(value, list) else [value]
        if not found or not all(_is_number(one) and one >= 0 for one in found):
            raise self._wrong(key, "plan_numbers")
        if len(set(found)) < len(found):
            raise self._wrong(key, "plan_numbers")
        return tuple(float(one) for one in found)

    def texts(self, key: str) -> tuple[str, ...]:
        """Any number of texts, each once."""
        value = self._values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self._wrong(key, "plan_texts")
        if len(set(value)) < len(value):
            raise self._wrong(key, "plan_texts")
        return tuple(value)

    def flag(self, key: str) -> bool:
        """True or false; false where it is not there."""
        value = self._values.get(key, False)
        if not isinstance(value, bool):
            raise self._wrong(key, "plan_flag")
        return value

    def choice(self, key: str, words: Sequence[str]) -> str:
        """One of some words."""
        value = self._values.get(key)
        if value not in words:
            raise self._wrong(key, "plan_choice", *words)
        return str(value)

    def mapping(self, key: str) -> Mapping[str, Any]:
        """A table of its own; empty where it is not there."""
        value = self._values.get(key, {})
        if not isinstance(value, dict):
            raise self._wrong(key, "plan_table")
        return value

    def readers(self, key: str) -> "list[_Reader]":
        """Tables of which there may be several."""
        value = self._values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self._wrong(key, "plan_tables")
        return [_Reader(one, f"{key} {place}") for place, one in enumerate(value, start=1)]

    def conditions(self, key: str) -> tuple[ColumnCondition, ...]:
        """Conditions; none where it is not there."""
        text = self.text(key, "")
        try:
            return parse_conditions(text) if text else ()
        except StudyError as error:
            raise StudyError("plan_condition", where=self.where, key=key, problem=error) from error

    def option(self, option: Option) -> Value:
        """What a technique is told."""
        if option.kind is OptionKind.COLUMN:
            return self.text(option.name)
        if option.kind is OptionKind.NUMBER:
            return self.number(option.name)
        if option.kind is OptionKind.WHOLE:
            return self.whole(option.name)
        if option.kind is OptionKind.NUMBERS:
            return self.numbers(option.name)
        if option.kind is OptionKind.CHOICE:
            return self.choice(option.name, option.choices)
        found = self.texts(option.name)
        if not found:
            raise self._wrong(option.name, "plan_list")
        return found

    def _wrong(self, key: str, wanted: str, *names: str) -> StudyError:
        values = {"where": self.where, "key": key, "wanted": wanted, "names": ", ".join(names)}
        if key in self._values:
            return StudyError("plan_key", **values)
        return StudyError("plan_key_missing", **values)


def _read_texts(values: Mapping[str, Any], where: str) -> dict[str, str]:
    reader = _Reader(values, where)
    return {name: reader.text(name, "") for name in values}


def _read_table(reader: _Reader) -> TableSource:
    reader.only(("file", "join", "count", "measures"))
    return TableSource(
        reader.text("file"),
        reader.texts("join"),
        reader.text("count", ""),
        reader.texts("measures"),
    )


def _check_joins(tables: Sequence[TableSource]) -> None:
    for place, table in enumerate(tables):
        if place and not table.join:
            raise StudyError("join_missing", place=place + 1)
        if not place and (table.join or table.count):
            raise StudyError("first_table")


def _read_exclusion(reader: _Reader) -> Exclusion:
    reader.only(("reason", "where", "rows_only"))
    where = reader.conditions("where")
    if not where:
        raise StudyError("where_missing", where=reader.where)
    return Exclusion(reader.text("reason"), where, reader.flag("rows_only"))


def _read_endpoint(reader: _Reader) -> Endpoint:
    technique = Technique(reader.choice("technique", [one.value for one in Technique]))
    options = TECHNIQUES[technique]
    reader.only(("name", "title", "rank", "technique", "where", *(one.name for one in options)))
    name = reader.text("name")
    if not name.replace("_", "").replace("-", "").isalnum() or not name.isascii():
        raise StudyError("short_name", where=reader.where, name=name)
    given = {
        one.name: reader.option(one) for one in options if one.required or reader.has(one.name)
    }
    _check_roles(given, options, reader.where)
    return Endpoint(
        name,
        reader.text("title"),
        Rank(reader.choice("rank", [one.value for one in Rank])),
        technique,
        given,
        reader.conditions("where"),
    )


def _check_roles(given: Mapping[str, Value], options: Sequence[Option], where: str) -> None:
    """Refuse a column that stands for two things: what explains itself always seems to be found."""
    own = [str(given[one.name]) for one in options if _has_role(one) and one.name in given]
    names = given.get("names", ())
    several = [str(one) for one in names] if isinstance(names, tuple) else []
    explaining = {part for name in several for part in name.split(BY)}
    twice = [name for name in own if own.count(name) > 1 or name in explaining]
    if twice:
        raise StudyError("column_in_two_roles", where=where, name=twice[0])


def _check_group(endpoint: Endpoint, group: str, where: str) -> None:
    """Refuse a column that is compared between its own groups, where `by` is left out."""
    options = TECHNIQUES[endpoint.technique]
    grouped = any(one.name == "by" for one in options) and "by" not in endpoint.options
    own = [endpoint.options.get(one.name) for one in options if _has_role(one)]
    if grouped and group and group in own:
        raise StudyError("column_in_two_roles", where=where, name=group)


def _has_role(option: Option) -> bool:
    """Whether a column is asked for that is none of those that explain; a slope is one of them."""
    return option.kind is OptionKind.COLUMN and option.name != "slope"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
