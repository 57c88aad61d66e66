"""What a person said about events that were detected."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
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


NEAR_S = 0.25
"""How far from an event the moment that names it may lie."""


@dataclass(frozen=True, slots=True)
class CorrectionLog:
    """What was said about the events of one recording, and what was taken back.

    Parameters
    ----------
    standing
        In the order in which it was said; a later one may speak of an earlier one.
    undone
        What was taken back, the next to be said again first.
    """

    standing: tuple[Correction, ...] = ()
    undone: tuple[Correction, ...] = ()

    def say(self, *new: Correction) -> "CorrectionLog":
        """Say more; what was taken back before is forgotten."""
        return CorrectionLog((*self.standing, *new)) if new else self

    def undo(self) -> "CorrectionLog":
        """Take back what was said last; the same where nothing stands."""
        if not self.standing:
            return self
        return CorrectionLog(self.standing[:-1], (self.standing[-1], *self.undone))

    def redo(self) -> "CorrectionLog":
        """Say again what was taken back last; the same where there is nothing."""
        if not self.undone:
            return self
        return CorrectionLog((*self.standing, self.undone[0]), self.undone[1:])


@dataclass(frozen=True, slots=True)
class MergedCorrections:
    """Corrections of a copy, held against those of the log that owns them.

    Parameters
    ----------
    new
        Those that the log did not know and takes up.
    contested
        Those that speak of an event of which the log says something else; the log wins.
    """

    new: tuple[Correction, ...] = ()
    contested: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """How a folder of results and the records that own its corrections came together.

    Parameters
    ----------
    merged
        What was said beside the results and had never reached the records.
    behind
        Whether more was said in the records since the folder was written.
    apart
        Whether the records that own the corrections are not these: what is taken back in the
        folder is not taken back there.
    """

    merged: MergedCorrections = field(default_factory=MergedCorrections)
    behind: bool = False
    apart: bool = False


NOTHING_MISSED = CaughtUp()


def merge_corrections(
    log: CorrectionLog, copy: Sequence[Correction], ended: Sequence[Correction] = ()
) -> MergedCorrections:
    """Find out which corrections of a copy the log lacks, event by event.

    Parameters
    ----------
    log
        What is said where the corrections are owned.
    copy
        What stands beside results, perhaps of an earlier state of the log.
    ended
        What was taken back for good: an older copy does not bring it back.
    """
    known = (*log.standing, *log.undone, *ended)
    unknown = [said for said in copy if said not in known]
    contested = [said for said in unknown if _speak_of_one_event(said, log.standing)]
    new = [said for said in unknown if said not in contested]
    return MergedCorrections(tuple(new), tuple(contested))


def _speak_of_one_event(said: Correction, others: Iterable[Correction]) -> bool:
    return any(
        abs(said.at - other.at) <= NEAR_S
        and (said.event_type is None or other.event_type in (None, said.event_type))
        and (said.side is None or other.side in (None, said.side))
        for other in others
    )
