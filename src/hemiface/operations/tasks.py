"""Tables that say what a person was asked to do while being filmed."""

import math
from itertools import pairwise
from pathlib import Path

from hemiface.errors import SettingsError
from hemiface.errors.faults import find_reason
from hemiface.formats.tables import find_delimiter, iter_rows
from hemiface.model.actor import Permission
from hemiface.model.analysis import Task
from hemiface.model.tasks import TaskName
from hemiface.operations.inputs import read_input
from hemiface.operations.permission import needs
from hemiface.operations.session import Session

NAMES = ", ".join(TaskName)


@needs(Permission.WORK_WITH_FILES)
def read_tasks(session: Session, path: Path, *, among_others: bool = False) -> tuple[Task, ...]:
    """Read a CSV file or BIDS events table of tasks.

    Parameters
    ----------
    path
        Table with the columns onset and duration, in seconds, and task (or trial_type).
        Other columns are left aside.
    among_others
        Leave rows aside that name no task, as tables of other people's events have them.

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
        raise SettingsError(
            "tasks_unread", path=path, reason=find_reason(error), names=NAMES
        ) from error
    header = text.splitlines()[0].split(find_delimiter(text)) if text else []
    columns = {name.strip(' "').lower(): name.strip(' "') for name in header}
    name_column = columns.get("task", columns.get("trial_type"))
    if "onset" not in columns or "duration" not in columns or name_column is None:
        raise SettingsError("no_tasks", path=path, names=NAMES)
    tasks = []
    for line, row in rows:
        if among_others and _plain(row[name_column]) not in set(TaskName):
            continue
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
        raise SettingsError("task_seconds", where=where, text=text, names=NAMES)
    return value


def _plain(text: str | None) -> str:
    return (text or "").strip().lower().replace(" ", "_").replace("-", "_")


def _name(text: str | None, where: str) -> TaskName:
    try:
        return TaskName(_plain(text))
    except ValueError as error:
        raise SettingsError("task", where=where, text=text, names=NAMES) from error


def _in_order(tasks: list[Task], path: Path) -> tuple[Task, ...]:
    tasks.sort(key=lambda task: task.onset)
    for earlier, later in pairwise(tasks):
        if later.onset < earlier.onset + earlier.duration:
            raise SettingsError(
                "tasks_overlap",
                path=path,
                later=later.name,
                onset=later.onset,
                earlier=earlier.name,
            )
    return tuple(tasks)
