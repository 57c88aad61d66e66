"""What a person said about events that were detected."""

from dataclasses import dataclass
from enum import StrEnum

from hemiface.model.events import Event, EventSide, EventType


class CorrectionAction(StrEnum):
    """What to do with an event."""

    ADD = "add"
    REMOVE = "remove"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Correction:
    """One word of a person about one event.

    Parameters
    ----------
    action
        What to do.
    at
        A moment within the event that is meant, in seconds; for an added one its onset.
    event_type, side
        Type and side of the event that is meant; None where the moment says enough.
    event
        What stands in its place or is added; None for a removed one.
    author
        Who said it, or empty.

    Raises
    ------
    ValueError
        If an event is missing, or given for one that is removed.
    """

    action: CorrectionAction
    at: float
    event_type: EventType | None = None
    side: EventSide | None = None
    event: Event | None = None
    author: str = ""

    def __post_init__(self) -> None:
        """Hold action and event together."""
        if (self.action is CorrectionAction.REMOVE) != (self.event is None):
            raise ValueError("a removed event has no new one; all others need it")
