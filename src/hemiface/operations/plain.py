"""Plain data of what operations give: for ``--json``, and for any other edge."""

from typing import Any

from hemiface.model.record import Entry
from hemiface.operations.permission import open_to_all
from hemiface.records.kinds import kind_of


@open_to_all
def plain_entry(entry: Entry[Any]) -> dict[str, Any]:
    """Entry as plain JSON, with its kind."""
    kind = kind_of(type(entry.value))
    return {"kind": kind.name, **kind.plain_entry(entry)}
