"""What libraries and the system find wrong, said in hemiface's own sentences.

Their own words are English, speak of Python and change with a version: none of them reaches a
person. `find_reason` takes any exception that a door catches, `find_value_fault` what a validator
tells of a value; what they give goes into an error as its ``reason``.
"""

import csv
import json
import re
import reprlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from hemiface.errors.words import Sayable, say_words

LONGEST = 200
"""Letters of a reason that are shown."""

SHOWN = 40
"""Letters of a value that are shown."""

LIMITS = {
    "greater_than": ("above", "gt"),
    "greater_than_equal": ("least", "ge"),
    "less_than": ("below", "lt"),
    "less_than_equal": ("most", "le"),
}
"""Sentence and name of the limit, by the validator's name of the fault."""

KINDS = {
    "int": "no_whole_number",
    "float": "no_number",
    "finite": "no_number",
    "bool": "no_yes_or_no",
    "date": "no_day",
    "datetime": "no_moment",
    "string": "no_text",
    "dict": "no_table_of_names",
    "model": "no_table_of_names",
    "dataclass": "no_table_of_names",
    "tuple": "no_list",
    "list": "no_list",
    "missing": "missing",
    "unexpected": "unknown_name",
    "extra": "unknown_name",
}
"""Sentence, by the first word of the validator's name of the fault."""


@dataclass(frozen=True)
class Reason:
    """Why something does not work, as a part of an error's sentence.

    Parameters
    ----------
    case
        Under which the catalogs hold it: ``value``, ``reason_`` and this.
    values
        For its places; another reason among them is said in the same language.
    """

    case: str
    values: Mapping[str, object] = field(default_factory=dict)

    def say(self, language: str = "en") -> str:
        """The words in a language."""
        return say_words(f"reason_{self.case}", self.values, language)

    def __str__(self) -> str:
        """The words in English."""
        return self.say()


class ReasonError(ValueError):
    """Something that does not fit, with a reason that every language can say.

    Raised below a door, which turns it into an error of hemiface.
    """

    def __init__(self, case: str, **values: object) -> None:
        self.reason = Reason(case, values)
        super().__init__(str(self.reason))

    def __reduce__(self) -> tuple[Any, ...]:
        """Let it travel between processes."""
        return _again, (self.reason.case, dict(self.reason.values))


def _again(case: str, values: Mapping[str, object]) -> ReasonError:
    return ReasonError(case, **values)


def find_reason(error: BaseException) -> Sayable | str:
    """Why something could not be done; errors of hemiface itself are said as they are."""
    if isinstance(error, ReasonError):
        return error.reason
    if isinstance(error, Sayable):
        return error
    said = _find_system_words(error)
    return said or _find_format_fault(error) or str(error).strip().split("\n", 1)[0][:LONGEST]


def _find_system_words(error: BaseException) -> Sayable | str | None:
    """What the system says; the catalogs know its words. Video libraries tell it likewise."""
    said = getattr(error, "strerror", None)
    if said:
        return str(said)
    return Reason("system") if isinstance(error, OSError) or not str(error) else None


def _find_format_fault(error: BaseException) -> Reason | None:
    if isinstance(error, json.JSONDecodeError):
        return Reason("no_json", {"line": error.lineno})
    if isinstance(error, tomllib.TOMLDecodeError):
        line = re.search(r"at line (\d+)", str(error))
        return Reason("no_toml", {"line": int(line[1])}) if line else Reason("no_toml_end")
    names = {RecursionError: "too_deep", UnicodeError: "no_text_file", csv.Error: "no_table"}
    return next((Reason(case) for kind, case in names.items() if isinstance(error, kind)), None)


def find_value_fault(fault: Mapping[str, Any]) -> Sayable | str:
    """Why a value does not fit.

    Parameters
    ----------
    fault
        As the validator tells it: ``type``, ``input`` and perhaps ``ctx``.
    """
    kind, context = str(fault["type"]), fault.get("ctx") or {}
    value = _show(fault.get("input"))
    if kind in LIMITS:
        case, name = LIMITS[kind]
        return Reason(case, {"value": value, "limit": float(context[name])})
    if kind in ("enum", "literal_error"):
        choices = list_choices(fault)
        near = get_close_matches(str(fault.get("input")).lower(), choices, n=1)
        values = {"value": value, "names": ", ".join(choices)}
        return (
            Reason("choice_near", {**values, "near": near[0]}) if near else Reason("choice", values)
        )
    if kind == "value_error" and isinstance(context.get("error"), Exception):
        return find_reason(context["error"])
    return Reason(KINDS.get(kind.partition("_")[0], "no_fit"), {"value": value})


def list_choices(fault: Mapping[str, Any]) -> list[str]:
    """Words that a value may be, as the validator tells them."""
    expected = str((fault.get("ctx") or {}).get("expected", ""))
    return [word.strip(" '") for word in expected.replace(" or ", ",").split(",") if word.strip()]


def _show(value: object) -> str:
    # What is nested would be written to its end, however deep.
    text = reprlib.repr(value) if isinstance(value, dict | list | tuple) else str(value)
    return text if len(text) <= SHOWN else text[: SHOWN - 3] + "..."
