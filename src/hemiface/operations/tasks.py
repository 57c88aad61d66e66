"""Tables that say what a person was asked to do while being filmed."""

import math
from itertools import pairwise
from pathlib import Path

from hemiface.errors import SettingsError
from hemiface.formats.tables import find_delimiter, iter_rows
from hemiface.model.actor import Permission
from hemiface.model.analysis import Task
from hemiface.model.tasks import TaskName
from hemiface.operations.inputs import read_input
from hemiface.operations.permission import needs
from hemiface.operations.session import Session

NAMES = ", ".join(TaskName)
HINT = (
    "The file needs a header and the columns onset, duration (seconds) and task, separated by "
    f"commas, semicolons or tabs. Tasks are: {NAMES}."
)


@needs(Permission.WORK_WITH_FILES)
def read_tasks(session: Session, path: Path) -> tuple[Task, ...]:
    """Read a CSV file or BIDS events table of tasks.

    Parameters
    ----------
    path
        Table with the columns onset and duration, in seconds, and task (or trial_type).
        Other columns are left aside.

    Returns
    -------
    tuple of Task
        In order of time.

    Raises
    ------
    SettingsError
        If the file is no such table, or two tasks overlap.
    """
    del session
    try:
        text = read_input(path).decode("utf-8-sig")
        rows = list(iter_rows(text, delimiter=find_delimiter(text)))
    except (OSError, ValueError) as error:
        raise SettingsError(f"cannot read tasks from {path}: {error}", hint=HINT) from error
    header = text.splitlines()[0].split(find_delimiter(text)) if text else []
    columns = {name.strip(' "').lower(): name.strip(' "') for name in header}
    name_column = columns.get("task", columns.get("trial_type"))
    if "onset" not in columns or "duration" not in columns or name_column is None:
        raise SettingsError(f"{path} is not a table of tasks", hint=HINT)
    tasks = []
    for line, row in rows:
        where = f"{path}, line {line}"
        onset = _seconds(row[columns["onset"]], f"{where}, onset")
        duration = _seconds(row[columns["duration"]], f"{where}, duration")
        tasks.append(Task(onset, duration, _name(row[name_column], f"{where}, task")))
    return _in_order(tasks, path)


def _seconds(text: str | None, where: str) -> float:
    try:
        value = float(text or "")
    except ValueError:
        value = math.nan
    if not 0 <= value < math.inf:
        raise SettingsError(f"{where}: {text!r} is not a number of seconds", hint=HINT)
    return value


def _name(text: str | None, where: str) -> TaskName:
    try:
        return TaskName((text or "").strip().lower().replace(" ", "_").replace("-", "_"))
    except ValueError as error:
        raise SettingsError(f"{where}: {text!r} is not a known task", hint=HINT) from error


def _in_order(tasks: list[Task], path: Path) -> tuple[Task, ...]:
    tasks.sort(key=lambda task: task.onset)
    for earlier, later in pairwise(tasks):
        if later.onset < earlier.onset + earlier.duration:
            raise SettingsError(
                f"{path}: {later.name} at {later.onset:g} s begins before {earlier.name} ends",
                hint="Give each moment one task.",
            )
    return tuple(tasks)
