"""The recommended recording, as it can be asked for."""

from enum import StrEnum
from pathlib import Path

from hemiface.errors import OutputNotWritableError
from hemiface.reports.protocol import (
    render_protocol_html,
    render_protocol_tasks,
    render_protocol_text,
)


class SheetKind(StrEnum):
    """What the protocol is written as."""

    TEXT = "text"
    HTML = "html"
    TASKS = "tasks"


def write_protocol(kind: SheetKind, *, start_s: float = 0.0) -> str:
    """Text of the protocol.

    Parameters
    ----------
    kind
        Plain text, a page to print, or a table for ``--tasks``.
    start_s
        When the first step began, for the table of tasks.
    """
    if kind is SheetKind.TASKS:
        return render_protocol_tasks(start_s)
    return render_protocol_html() if kind is SheetKind.HTML else render_protocol_text()


def save_text(text: str, path: Path) -> None:
    """Write a text to a file.

    Raises
    ------
    OutputNotWritableError
        If it cannot be written.
    """
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise OutputNotWritableError(
            f"cannot write {path}: {error.strerror or error}", hint="Choose another place."
        ) from error
