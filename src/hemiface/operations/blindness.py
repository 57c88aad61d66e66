"""What somebody must not learn yet, who is to rate a recording without knowing what was found.

This is the one place that says it. `Session.read` and `Session.unlocked` look at the records
through a `Veil`, so that an operation which knows nothing of ratings gives nothing away; whoever
must see more, to show a rater the video itself, says so with `Session.unveiled`.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from hemiface.errors import NotAllowedError
from hemiface.model.corrections import Correction, CorrectionAction
from hemiface.model.record import Entry, EventRating, StoredAnalysis, StoredCorrection

if TYPE_CHECKING:
    from hemiface.records.transaction import Transaction

T = TypeVar("T")

NOTHING_SAID = Correction(CorrectionAction.REMOVE, 0.0)
"""Stands in the place of a correction."""


class Veil:
    """What one person may not see in one look at the records.

    Nothing is asked of the database before something is met that may have to be hidden.

    Parameters
    ----------
    work
        The look.
    rater
        Who looks.
    """

    def __init__(self, work: "Transaction", rater: str) -> None:
        self._work = work
        self._rater = rater

    @cached_property
    def unrated(self) -> frozenset[UUID]:
        """Recordings of which nothing that was found may be told.

        No event, no number, no point of a course: whoever looks has still to rate them blind.
        """
        from hemiface.records.courses import list_unrated

        return list_unrated(self._work, self._rater) if self._rater else frozenset()

    @cached_property
    def _analyses(self) -> frozenset[UUID]:
        """What was found in them."""
        from hemiface.records.courses import list_measured

        return list_measured(self._work, self.unrated) if self.unrated else frozenset()

    def hide(self, entry: Entry[T]) -> Entry[T]:
        """The entry, without what it says of a recording that is to be rated blind.

        It is there, and counted; what an analysis, a rating or a correction says is not.
        """
        value: Any = entry.value
        if isinstance(value, StoredAnalysis) and value.recording_id in self.unrated:
            value = replace(value, summary={}, files={})
        elif isinstance(value, EventRating) and value.recording_id in self.unrated:
            value = replace(value, said=(), undone=())
        elif isinstance(value, StoredCorrection) and value.analysis_id in self._analyses:
            value = replace(value, correction=NOTHING_SAID)
        return entry if value is entry.value else replace(entry, value=value)

    def refuse_content(self, content: bytes) -> None:
        """Refuse what the audit keeps of an entry that `hide` would empty.

        Raises
        ------
        NotAllowedError
            If it is one.
        """
        if not self.unrated:
            return
        hidden = {str(one) for one in (*self.unrated, *self._analyses)}
        for state in json.loads(content).values():
            said = (state or {}).get("value", state or {})
            if hidden & {str(said.get(name)) for name in ("recording_id", "analysis_id")}:
                raise rate_first()


def refuse_blind(work: "Transaction", recordings: Sequence[UUID]) -> None:
    """Refuse what would tell of some recordings to whoever has still to rate one of them.

    Raises
    ------
    NotAllowedError
        If there is one.
    """
    if not work.unrated.isdisjoint(recordings):
        raise rate_first()


def rate_first() -> NotAllowedError:
    """Why somebody does not see what is to be rated blind."""
    return NotAllowedError("blind")
