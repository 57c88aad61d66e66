"""What does not fit in a field, in words for people."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

SAID = {
    "missing": "is missing",
    "date": "is not a day",
    "datetime": "is not a moment",
    "timezone": "has no time zone",
    "time": "is not a time of day",
    "int": "is not a whole number",
    "float": "is not a number",
    "finite": "is not a number",
    "bool": "is neither yes nor no",
    "uuid": "is not the id of an entry",
    "string": "is not text",
    "is": "is not an object of fields",
    "dataclass": "is not an object of fields",
    "mapping": "is not an object of fields",
    "dict": "is not an object of fields",
    "tuple": "is not a list",
    "list": "is not a list",
    "unexpected": "is no field",
}
"""By the first word of the validator's own name of the fault."""

LONGEST = 40
"""Letters of a value that are shown."""


def say_fault(fault: Mapping[str, Any]) -> str:
    """Say what is wrong with a value.

    Parameters
    ----------
    fault
        As the validator tells it: ``type``, ``input`` and perhaps ``ctx``.
    """
    shown = _show(fault.get("input"))
    if fault["type"] in ("enum", "literal_error"):
        return f"{shown} is not known{_near(fault)}"
    words = SAID.get(str(fault["type"]).partition("_")[0], "does not fit")
    return words if fault["type"] == "missing" else f"{shown} {words}"


def advise(fault: Mapping[str, Any]) -> str:
    """Say what can be given."""
    if fault["type"] in ("enum", "literal_error"):
        return f"Give one of {', '.join(_choices(fault))}."
    if str(fault["type"]).startswith("date"):
        return "Write it as 2026-03-01."
    return "Give a value that fits the field."


def _choices(fault: Mapping[str, Any]) -> list[str]:
    expected = str(fault.get("ctx", {}).get("expected", ""))
    return [word.strip(" '") for word in expected.replace(" or ", ",").split(",") if word.strip()]


def _near(fault: Mapping[str, Any]) -> str:
    near = get_close_matches(str(fault.get("input")).lower(), _choices(fault), n=1)
    return f"; did you mean {near[0]}?" if near else ""


def _show(value: object) -> str:
    text = str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."
