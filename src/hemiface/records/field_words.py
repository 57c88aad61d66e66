"""What does not fit in a field, as an error that says so to people."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from hemiface.errors import RecordInvalidError
from hemiface.errors.faults import list_choices

FAULTS = {
    "date": "no_day",
    "datetime": "no_moment",
    "timezone": "no_zone",
    "time": "no_time_of_day",
    "int": "no_whole_number",
    "float": "no_number",
    "finite": "no_number",
    "bool": "no_yes_or_no",
    "uuid": "no_id",
    "string": "no_text",
    "is": "no_object",
    "dataclass": "no_object",
    "mapping": "no_object",
    "dict": "no_object",
    "tuple": "no_list",
    "list": "no_list",
    "unexpected": "no_field",
}
"""Words of the catalogs, by the first word of the validator's own name of the fault."""

LONGEST = 40
"""Letters of a value that are shown."""


def name_place(parts: Iterable[int | str]) -> list[str]:
    """Where something does not fit, as people count: the fourth of the injections is injection 4.

    Parameters
    ----------
    parts
        Fields and places in lists, these from 0, from the outside in.
    """
    found: list[str] = []
    for part in parts:
        if isinstance(part, int) and found:
            found[-1] = f"{found[-1].removesuffix('s')} {part + 1}"
        else:
            found.append(str(part))
    return found


def find_fault(name: str, fault: Mapping[str, Any]) -> RecordInvalidError:
    """The error for a value that does not fit.

    Parameters
    ----------
    name
        Kind of entry and field.
    fault
        As the validator tells it: ``type``, ``input`` and perhaps ``ctx``.
    """
    shown = _show(fault.get("input"))
    if fault["type"] in ("enum", "literal_error"):
        choices = list_choices(fault)
        names = ", ".join(choices)
        near = get_close_matches(str(fault.get("input")).lower(), choices, n=1)
        if near:
            return RecordInvalidError(
                "choice_near", name=name, shown=shown, near=near[0], names=names
            )
        return RecordInvalidError("choice", name=name, shown=shown, names=names)
    if fault["type"] == "missing":
        return RecordInvalidError("field_missing", name=name)
    wrong = FAULTS.get(str(fault["type"]).partition("_")[0], "no_fit")
    if str(fault["type"]).startswith("date"):
        return RecordInvalidError("field_day", name=name, shown=shown, wrong=wrong)
    return RecordInvalidError("field", name=name, shown=shown, wrong=wrong)


def _show(value: object) -> str:
    text = str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."
