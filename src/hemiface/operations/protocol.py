"""The recommended recording, as it can be asked for."""

from enum import StrEnum

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


def write_protocol(kind: SheetKind, *, start_s: float = 0.0, language: str = "en") -> str:
    """Text of the protocol.

    Parameters
    ----------
    kind
        Plain text, a page to print, or a table for ``--tasks``.
    start_s
        When the first step began, for the table of tasks.
    language
        Language of the sheet; the table of tasks is the same in all.

    Raises
    ------
    SettingsError
        If the sheet does not exist in the language.
    """
    if kind is SheetKind.TASKS:
        return render_protocol_tasks(start_s)
    render = render_protocol_html if kind is SheetKind.HTML else render_protocol_text
    return render(language)
