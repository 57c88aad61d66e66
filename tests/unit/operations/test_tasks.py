"""Tables of tasks, good and bad."""

from pathlib import Path

import pytest

from hemiface.errors import SettingsError
from hemiface.model.analysis import Task
from hemiface.model.tasks import TaskName
from hemiface.operations.session import Session
from hemiface.operations.tasks import read_tasks

EXPECTED = (Task(0.0, 5.0, TaskName.REST), Task(5.5, 2.0, TaskName.GENTLE_CLOSURE))


@pytest.mark.parametrize(
    "text",
    [
        "onset,duration,task\n0,5,rest\n5.5,2,gentle_closure\n",
        "onset\tduration\ttrial_type\n5.5\t2\tGentle closure\n0\t5\trest\n",
        "\ufeffTask;Onset;Duration;note\r\nrest;0;5;x\r\ngentle-closure;5.5;2;\r\n",
    ],
)
def test_a_table_is_read_in_any_of_its_dialects(
    session: Session, tmp_path: Path, text: str
) -> None:
    path = tmp_path / "tasks.csv"
    path.write_text(text, encoding="utf-8", newline="")
    assert read_tasks(session, path) == EXPECTED


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "not a table"),
        ("start,stop,task\n0,1,rest\n", "not a table"),
        ("onset,duration,task\n0,n/a,rest\n", "line 2, duration"),
        ("onset,duration,task\n0,1,rest\n-1,1,rest\n", "line 3, onset"),
        ("onset,duration,task\n0,inf,rest\n", "line 2, duration"),
        ("onset,duration,task\n0,1,jump\n", "line 2, task: 'jump'"),
        ("onset,duration,task\n0\n", "line 2, duration"),
        ("onset,duration,task\n0,2,rest\n1,2,smile\n", "smile at 1 s begins before rest ends"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(
    session: Session, tmp_path: Path, text: str, complaint: str
) -> None:
    path = tmp_path / "tasks.csv"
    path.write_text(text)
    with pytest.raises(SettingsError, match=complaint):
        read_tasks(session, path)


def test_a_file_that_is_no_text_is_said(session: Session, tmp_path: Path) -> None:
    (tmp_path / "tasks.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="cannot read"):
        read_tasks(session, tmp_path / "tasks.csv")
