"""The records as a table for a study: a row a measured recording, under pseudonyms."""

from collections.abc import Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from hemiface.errors import StudyError
from hemiface.formats.study_cells import Cell
from hemiface.formats.study_tables import VALID_TIME, PlainTable
from hemiface.model.actor import Permission
from hemiface.model.assessment import Measure
from hemiface.model.measures import MEASURES
from hemiface.model.record import (
    Consent,
    ConsentKind,
    Entry,
    Person,
    Recording,
    StoredAnalysis,
    Visit,
    filmed_at,
)
from hemiface.model.treatments import BotulinumSession
from hemiface.operations.blindness import refuse_blind
from hemiface.operations.circumstances import when_visited
from hemiface.operations.corrected_findings import CorrectedFindings, find_corrected
from hemiface.operations.permission import needs
from hemiface.operations.session import Session
from hemiface.records.transaction import Transaction
from hemiface.results import Summary

COLUMNS = (
    "person",
    "consented",
    "sex",
    "side",
    "age",
    "years_since_onset",
    "visit",
    "task",
    "days_since_first",
    "days_since_injection",
    "n_injections",
    "unread",
    "affected_side",
    "pattern",
)
"""What is known of each recording beside its measures; no dates and no names."""

UNREAD: Mapping[str, Cell] = {"unread": 1.0}
"""Of a recording whose results cannot be read; the flow of the study counts it."""


@needs(Permission.LIST_PEOPLE)
def tabulate_records(session: Session, measures: Sequence[str]) -> PlainTable:
    """Make a table of the newest analysis of every recording.

    Of a measure with sides the affected one counts. ``consented`` is 1 where a consent to
    research stands and was not withdrawn, ``unread`` where the results of a recording are kept
    but cannot be read, so that it has no measures.

    Parameters
    ----------
    measures
        Names of measures, as columns.

    Raises
    ------
    StudyError
        If a measure is unknown, or nothing is measured.
    NotAllowedError
        If whoever asks has still to rate one of the recordings blind: without it the table
        would be another one.
    """
    known = {str(info.name) for info in MEASURES}
    unknown = [name for name in measures if name not in known]
    if unknown:
        raise StudyError("no_measure", names=", ".join(unknown))
    with session.read() as work:
        refuse_blind(work, list(work.unrated))
        people = sorted(work.list(Person), key=lambda one: one.value.pseudonym)
    corrected = {person.id: find_corrected(session, person) for person in people}
    with session.read() as work:
        rows = [
            row
            for person in people
            for row in _tabulate_person(work, person, measures, corrected[person.id])
        ]
    if not rows:
        raise StudyError("nothing_measured")
    names = [*COLUMNS, *(part for name in measures for part in (name, f"{name}{VALID_TIME}"))]
    return PlainTable("the records", {name: [row.get(name) for row in rows] for name in names})


def _tabulate_person(
    work: Transaction,
    person: Entry[Person],
    measures: Sequence[str],
    corrected: CorrectedFindings,
) -> list[dict[str, Cell]]:
    recordings = {one.id: one for one in work.list(Recording, person.id)}
    visits = {one.id: one.value for one in work.list(Visit, person.id)}
    latest = {one.value.recording_id: one.value for one in work.list(StoredAnalysis, person.id)}
    sessions = sorted(one.value.day for one in work.list(BotulinumSession, person.id))
    agreed = any(
        one.value.kind is ConsentKind.RESEARCH and one.value.withdrawn_on is None
        for one in work.list(Consent, person.id)
    )
    zone, moments = ZoneInfo(person.value.zone), when_visited(work, person.id)
    filmed = {key: filmed_at(recordings[key], moments) for key in latest if key in recordings}
    days = {key: when and when.astimezone(zone).date() for key, when in filmed.items()}
    first = min((day for day in days.values() if day), default=None)
    rows = []
    for key in sorted(days, key=lambda one: (days[one] or date.max, str(one))):
        recording, day = recordings[key].value, days[key]
        visit = visits.get(recording.visit_id) if recording.visit_id else None
        before = [one for one in sessions if day and one <= day]
        row: dict[str, Cell] = {
            "person": person.value.pseudonym,
            "consented": float(agreed),
            "sex": person.value.sex.value if person.value.sex else None,
            "side": person.value.side.value if person.value.side else None,
            "age": _years(person.value.birth_year, day),
            "years_since_onset": _years(person.value.onset_year, day),
            "visit": visit.kind.value if visit else None,
            "task": recording.task.value if recording.task else None,
            "days_since_first": float((day - first).days) if day and first else None,
            "days_since_injection": float((day - before[-1]).days) if day and before else None,
            "n_injections": float(len(before)) if day or not sessions else None,
        }
        found = corrected.summaries.get(key)
        is_unread = key in corrected.unread
        seen = UNREAD if is_unread else _read_measures(latest[key], measures, found)
        rows.append({**row, **seen})
    return rows


def _read_measures(
    stored: StoredAnalysis, measures: Sequence[str], corrected: Summary | None
) -> Mapping[str, Cell]:
    """What one analysis found, of the affected side."""
    try:
        found = (corrected or Summary.model_validate(stored.summary)).assessment()
    except ValueError:
        return UNREAD
    side = found.affected_side.value
    row: dict[str, Cell] = {"affected_side": side, "pattern": found.pattern.label.value}
    row["unread"] = 0.0
    for measure in found.measures:
        if measure.name in measures and _counts(measure, side):
            row[measure.name] = measure.value
            row[f"{measure.name}{VALID_TIME}"] = measure.valid_time_s
    return row


def _counts(measure: Measure, side: str) -> bool:
    return measure.side is None or measure.side.value == side


def _years(year: int | None, day: date | None) -> float | None:
    return None if year is None or day is None else float(day.year - year)
