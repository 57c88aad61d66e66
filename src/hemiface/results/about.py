"""`about.json`: when a recording was filmed, whose it is, and what stands beside it."""

import json

from pydantic import TypeAdapter

from hemiface.model.circumstances import Circumstances

_ADAPTER = TypeAdapter(Circumstances)


def circumstances_to_json(known: Circumstances) -> str:
    """Write strict JSON."""
    values = _ADAPTER.dump_python(known, mode="json")
    return json.dumps(values, indent=2, allow_nan=False, ensure_ascii=False) + "\n"


def circumstances_from_json(text: str) -> Circumstances:
    """Read what `circumstances_to_json` wrote.

    Raises
    ------
    ValueError
        If the text says nothing of the kind.
    """
    return _ADAPTER.validate_json(text)
