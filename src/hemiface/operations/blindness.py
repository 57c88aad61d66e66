"""What somebody must not learn yet, who is to rate a recording without knowing what was found."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from hemiface.errors import NotAllowedError
from hemiface.model.actor import Actor
from hemiface.model.corrections import Correction, CorrectionAction
from hemiface.model.record import Entry, EventRating, StoredAnalysis, StoredCorrection

if TYPE_CHECKING:
    from hemiface.records.work import Work


def find_unrated(actor: Actor, work: "Work") -> frozenset[UUID]:
    """Recordings that whoever asks has still to rate blind.

    Nothing that was found in them may be told: no event, no number, no point of a course.
    """
    from hemiface.records.courses import list_unrated

    return list_unrated(work, actor.name) if actor.name else frozenset()


def rate_first() -> NotAllowedError:
    """Why somebody does not see what is to be rated blind."""
    return NotAllowedError("blind")


def hide_findings(entries: Sequence[Entry[Any]], unrated: frozenset[UUID]) -> list[Entry[Any]]:
    """Entries of a person without what was found in some recordings.

    They are all there, and counted; what an analysis, a rating or a correction says is not.
    """
    hidden = {
        entry.id
        for entry in entries
        if isinstance(entry.value, StoredAnalysis) and entry.value.recording_id in unrated
    }
    return [_hide(entry, unrated, hidden) for entry in entries]


def _hide(entry: Entry[Any], unrated: frozenset[UUID], analyses: set[UUID]) -> Entry[Any]:
    value = entry.value
    if isinstance(value, StoredAnalysis) and value.recording_id in unrated:
        return replace(entry, value=replace(value, summary={}, files={}))
    if isinstance(value, EventRating) and value.recording_id in unrated:
        return replace(entry, value=replace(value, said=(), undone=()))
    if isinstance(value, StoredCorrection) and value.analysis_id in analyses:
        nothing = Correction(CorrectionAction.REMOVE, 0.0)
        return replace(entry, value=replace(value, correction=nothing))
    return entry
