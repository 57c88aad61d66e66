"""Compare stored recordings of one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hemiface.assessment.change import compare_assessments
from hemiface.errors import SettingsError
from hemiface.model.actor import Permission
from hemiface.model.assessment import AffectedSide
from hemiface.model.change import (
    Change,
    Verdict,
    find_spasm_sides,
    judge_spasm,
)
from hemiface.model.faces import are_alike
from hemiface.model.measures import MeasureGroup, get_measure
from hemiface.model.messages import Message
from hemiface.operations.permission import needs, open_to_all
from hemiface.operations.session import Session
from hemiface.reports.comparison import render_comparison
from hemiface.reports.visits import ComparedRecording, Treatment
from hemiface.results import ResultsFolder, Summary

RATE_SHARE = 0.2
"""Frame rates further apart than this share are worth a word."""
SHORT_S = 30.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """One recording against the first.

    Parameters
    ----------
    before, after
        Folders of results.
    changes
        Every measure.
    verdict
        In a word, from the time in spasm and the rate of spasm of the affected side.
    words
        The same as a sentence.
    notes
        What makes the two hard to compare.
    """

    before: Path
    after: Path
    changes: tuple[Change, ...]
    verdict: Verdict
    words: Message
    notes: tuple[Message, ...]


@needs(Permission.WORK_WITH_FILES)
def compare_folders(
    session: Session, folders: Sequence[Path], retests: Sequence[Sequence[Path]] = ()
) -> tuple[Comparison, ...]:
    """Compare the first recording with each later one.

    Parameters
    ----------
    folders
        Folders of results, the earliest first; at least two.
    retests
        Groups of recordings of an unchanged state, taken one after the other.

    Raises
    ------
    ResultsNotFoundError
        If a folder holds no results.
    SettingsError
        If there are fewer than two recordings, or a group of repeats with fewer.
    """
    del session
    if len(folders) < 2 or any(len(group) < 2 for group in retests):
        raise SettingsError("two_recordings")
    repeats = [
        [ResultsFolder(folder).summary().assessment() for folder in group] for group in retests
    ]
    first = ResultsFolder(folders[0]).summary()
    comparisons = []
    for folder in folders[1:]:
        second = ResultsFolder(folder).summary()
        alike = are_alike(first.quality.face, second.quality.face)
        changes = compare_assessments(first.assessment(), second.assessment(), repeats, alike=alike)
        verdict = judge_spasm(changes, find_spasm_sides(first.affected_side, second.affected_side))
        comparisons.append(
            Comparison(
                folders[0],
                folder,
                changes,
                verdict,
                Message(f"comparison.verdict.{verdict}"),
                _find_notes(first, second),
            )
        )
    return tuple(comparisons)


@needs(Permission.WORK_WITH_FILES)
def render_comparison_page(
    session: Session,
    folders: Sequence[Path],
    days: Sequence[date] = (),
    retests: Sequence[Sequence[Path]] = (),
    *,
    treatments: Sequence[tuple[date, str]] = (),
) -> str:
    """Compare recordings as one HTML page.

    Parameters
    ----------
    folders
        Folders of results, the earliest first; at least two.
    days
        When each was filmed; without them the recordings are numbered.
    retests
        As in `compare_folders`.
    treatments
        What was done in between, with its day; needs the days of the recordings.

    Raises
    ------
    ResultsNotFoundError
        If a folder holds no results.
    SettingsError
        If there are fewer than two recordings, or not one day for each in their order.
    """
    if days and (len(days) != len(folders) or sorted(set(days)) != list(days)):
        raise SettingsError("days")
    comparisons = compare_folders(session, folders, retests)
    changes = [(), *(found.changes for found in comparisons)]
    filmed: Sequence[date | None] = days or [None] * len(folders)
    visits = [
        ComparedRecording(ResultsFolder(folder).analysis(), day, change)
        for folder, day, change in zip(folders, filmed, changes, strict=True)
    ]
    marks = [Treatment(day, title) for day, title in treatments]
    return render_comparison(visits, treatments=marks, language=session.language or "en")


@open_to_all
def select_changes(comparison: Comparison, *, everything: bool = False) -> tuple[Change, ...]:
    """Changes worth a line: the burden, and whatever differs; or all that have a value."""
    return tuple(
        change
        for change in comparison.changes
        if (everything and (change.before is not None or change.after is not None))
        or change.verdict in (Verdict.BETTER, Verdict.WORSE, Verdict.DIFFERENT)
        or (get_measure(change.name).group is MeasureGroup.BURDEN and _has_something(change))
    )


def _has_something(change: Change) -> bool:
    """Whether either recording has more than nothing of it."""
    return bool(change.before) or bool(change.after)


def _find_notes(first: Summary, second: Summary) -> tuple[Message, ...]:
    """What makes two recordings hard to compare."""
    both = (first, second)
    methods, events = zip(*(one.provenance.versions for one in both), strict=True)
    rates = [one.quality.frame_rate_hz or 0.0 for one in both]
    asked = [{task.name for task in one.tasks} for one in both]
    named = {AffectedSide.LEFT, AffectedSide.RIGHT}
    doubts = {
        "method": methods[0] != methods[1],
        "events": methods[0] == methods[1] and events[0] != events[1],
        "settings": first.provenance.settings_hash != second.provenance.settings_hash,
        "sides": {first.affected_side, second.affected_side} == named,
        "people": are_alike(first.quality.face, second.quality.face) is False,
        "rates": abs(rates[0] - rates[1]) > RATE_SHARE * max(rates),
        "tasks": asked[0] != asked[1],
        "short": min(one.quality.valid_time_s for one in both) < SHORT_S,
    }
    return tuple(Message(f"comparison.note.{name}") for name, holds in doubts.items() if holds)
