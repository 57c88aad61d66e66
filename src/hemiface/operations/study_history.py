"""The history of a plan, beside it: when it was fixed, changed, and first gave results.

Each line holds the hash of the line before, so that a line taken out or rewritten is noticed.
"""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

from hemiface.errors import OutputNotWritableError, StudyError
from hemiface.errors.faults import find_reason
from hemiface.model.study_origin import PlanEvent
from hemiface.results.publish import added_files

SUFFIX = ".history.jsonl"


def history_path(plan: Path) -> Path:
    """Where the history of a plan lies."""
    return plan.with_name(f"{plan.name.removesuffix('.toml')}{SUFFIX}")


def read_history(plan: Path) -> tuple[PlanEvent, ...]:
    """Everything that happened to a plan; nothing where it was never fixed.

    Raises
    ------
    StudyError
        If the file was altered or cannot be read.
    """
    return tuple(
        PlanEvent(line["what"], line["plan_hash"], line["at"], line.get("data_hash", ""))
        for line in _read_lines(plan)
    )


def note_fixed(plan: Path, plan_hash: str) -> tuple[PlanEvent, ...]:
    """Write down that a plan is fixed, unless it is fixed as it stands.

    Raises
    ------
    StudyError
        If the history was altered.
    OutputNotWritableError
        If it cannot be written.
    """
    known = [one for one in read_history(plan) if one.what != "results"]
    if known and known[-1].plan_hash == plan_hash:
        return read_history(plan)
    return _add(plan, "changed" if known else "fixed", plan_hash)


def note_results(plan: Path, plan_hash: str, data_hash: str) -> tuple[PlanEvent, ...]:
    """Write down that this plan gives results of these tables, unless its last ones were that.

    Raises
    ------
    StudyError
        If the history was altered.
    OutputNotWritableError
        If it cannot be written.
    """
    history = read_history(plan)
    results = [one for one in history if one.what == "results"]
    if results and (results[-1].plan_hash, results[-1].data_hash) == (plan_hash, data_hash):
        return history
    return _add(plan, "results", plan_hash, data_hash)


def _add(plan: Path, what: str, plan_hash: str, data_hash: str = "") -> tuple[PlanEvent, ...]:
    path, lines = history_path(plan), _read_lines(plan)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    lines.append(
        {
            "what": what,
            "plan_hash": plan_hash,
            "at": now,
            "previous": _hash(lines[-1]) if lines else "",
            **({"data_hash": data_hash} if data_hash else {}),
        }
    )
    text = "".join(f"{_write(line)}\n" for line in lines)
    try:
        with added_files(path.resolve().parent, make=False) as new:
            (new / path.name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise OutputNotWritableError("plan_history", reason=find_reason(error)) from error
    return read_history(plan)


def _read_lines(plan: Path) -> list[dict[str, str]]:
    path = history_path(plan)
    if not path.exists():
        return []
    try:
        lines: list[dict[str, str]] = [
            json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()
        ]
        chained = ["", *(_hash(line) for line in lines[:-1])]
        true = [line["previous"] for line in lines] == chained
        known = all({"what", "plan_hash", "at"} <= line.keys() for line in lines)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _altered(path) from error
    if not (true and known):
        raise _altered(path)
    return lines


def _altered(path: Path) -> StudyError:
    return StudyError("history_altered", path=path.name)


def _hash(line: dict[str, str]) -> str:
    return hashlib.sha256(_write(line).encode()).hexdigest()


def _write(line: dict[str, str]) -> str:
    return json.dumps(line, sort_keys=True, separators=(",", ":"))
