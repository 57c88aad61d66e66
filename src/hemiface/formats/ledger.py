"""The ledger of a batch: one line of JSON for each recording that ended."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from pydantic import TypeAdapter, ValidationError

from hemiface.model.batch import BatchPlan, Ended

_ENDED = TypeAdapter(Ended)
_PLAN = TypeAdapter(BatchPlan)
_UNTOLD = ("caught_up", "lost_corrections", "corrections_set_aside")


def ended_to_line(ended: Ended) -> str:
    """Write one line."""
    values = asdict(ended)
    for name in _UNTOLD:
        del values[name]
    return json.dumps(values, ensure_ascii=True, allow_nan=False) + "\n"


def ended_from_lines(text: str) -> Iterator[Ended]:
    """Read lines; one that a killed program left half written is passed over."""
    for line in text.splitlines():
        try:
            yield _ENDED.validate_json(line)
        except ValidationError:
            continue


def latest(lines: Iterable[Ended]) -> dict[str, Ended]:
    """What was last said of each recording, by its name."""
    found: dict[str, Ended] = {}
    for line in lines:
        before = found.get(line.recording)
        if before is None or line.ended_at >= before.ended_at:
            found[line.recording] = line
    return found


def plan_to_json(plan: BatchPlan) -> str:
    """Write the plan of a batch."""
    values = _PLAN.dump_python(plan, mode="json")
    return json.dumps(values, indent=1, ensure_ascii=True, allow_nan=False) + "\n"


def plan_from_json(text: str) -> BatchPlan:
    """Read what `plan_to_json` wrote.

    Raises
    ------
    ValueError
        If the text is no plan.
    """
    return _PLAN.validate_json(text)
