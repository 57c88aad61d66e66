"""The recommended recording, as it can be asked for."""

from enum import StrEnum

from hemiface.model.actor import Permission
from hemiface.operations.permission import needs
from hemiface.operations.session import Session
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


@needs(Permission.ASK)
def write_protocol(session: Session, kind: SheetKind, *, start_s: float = 0.0) -> str:
    """Text of the protocol.

    Parameters
    ----------
    session
        The language of the sheet; the table of tasks is the same in all.
    kind
        Plain text, a page to print, or a table of tasks for an analysis.
    start_s
        When the first step began, for the table of tasks.

    Raises
    ------
    SettingsError
        If the sheet does not exist in the language.
    """
    if kind is SheetKind.TASKS:
        return render_protocol_tasks(start_s)
    render = render_protocol_html if kind is SheetKind.HTML else render_protocol_text
    return render(session.language or "en")
