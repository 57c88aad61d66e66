"""Whoever is to rate a recording blind is told by no operation what was found in it."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from inspect import Parameter, signature
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from tests.reviews import PSEUDONYM, Watched, keep_telling

import hemiface.operations
from hemiface.errors import HemifaceError, NotAllowedError
from hemiface.model.actor import Actor, Role
from hemiface.model.corrections import Correction, CorrectionAction
from hemiface.model.events import Event, EventSide, EventType
from hemiface.model.record import EventRating, Recording, StoredAnalysis, StoredCorrection
from hemiface.operations import record_entries, recordings
from hemiface.operations.analyses import AnalysisRequest
from hemiface.operations.catalog import Operation, list_operations
from hemiface.operations.event_ratings import ask_rating, finish_rating, rate_events
from hemiface.operations.followup import analyze_person
from hemiface.operations.history import tell_history
from hemiface.operations.rater_comparison import MEASURED
from hemiface.operations.recorded_corrections import correct_recorded
from hemiface.operations.review import review_recording
from hemiface.operations.safekeeping import list_audit
from hemiface.operations.session import Session
from hemiface.records.transaction import Transaction

BURDEN = 37.9375
SAID = 6.78125
"""Onset, in seconds, of an event that somebody added to what was found."""
RATED = 7.15625
"""Onset, in seconds, of an event in somebody else's rating."""
TELLING = tuple(str(one) for one in (BURDEN, SAID, RATED))

MEASURE = "spasm_time_percent"

TARGET = Path("target")
"""Stands for a file or folder that is not there."""

NOT_ASKED = {
    "event_ratings.finish_rating": "ends the blindness",
    "patients.erase_person": "says nothing, and leaves nothing to ask",
    "patients.remove_person": "leaves nothing to ask",
    "patients.restore_person": "brings back what was not put aside",
    "treatments.record_treatment": "takes treatments only",
    "treatment_doubts.doubt_treatment": "takes treatments only",
    "treatment_doubts.record_if_sure": "takes treatments only",
    "safekeeping.back_up": "is the records themselves, in one file for safe-keeping",
    "review.see_unrated": "shows a rater the video; test_see_unrated holds who calls it",
}


@pytest.fixture
def watched(session: Session, tmp_path: Path) -> Watched:
    """A recording in which something was found, corrected, and rated by somebody."""
    kept = keep_telling(session, tmp_path, BURDEN)
    correct_recorded(session, kept.recording_id, [_add(SAID, 0.2578125)])
    rater = _as(session, "first")
    rating = str(ask_rating(session, kept.recording_id, "first").id)
    rate_events(rater, rating, [_add(RATED)])
    finish_rating(rater, rating)
    return kept


@pytest.fixture
def blind(session: Session, watched: Watched) -> Session:
    """The owner, who has still to rate it."""
    ask_rating(session, watched.recording_id, "second")
    return _as(session, "second")


def _add(onset: float, duration: float = 0.25) -> Correction:
    event = Event(onset, duration, EventType.SPASM, EventSide.LEFT)
    return Correction(CorrectionAction.ADD, onset, event=event)


def _as(session: Session, name: str) -> Session:
    return replace(session, actor=Actor(name, Role.OWNER))


def choices(session: Session, watched: Watched, place: Path) -> dict[str, list[Any]]:
    """What the parameters of operations may be, by their names."""
    with session.store.read() as work:
        ids = [
            str(one.id)
            for noun in (Recording, StoredAnalysis, StoredCorrection, EventRating)
            for one in work.list(noun)
        ]
        ratings = [str(one.id) for one in work.list(EventRating)]
    return {
        "pseudonym": [PSEUDONYM],
        "recording_id": [watched.recording_id],
        "entry_id": ids,
        "rating_id": ratings,
        "number": [line.number for line in list_audit(session)],
        "noun": [StoredAnalysis, StoredCorrection, EventRating],
        "measures": [[MEASURE]],
        "first": [MEASURED],
        "second": ratings[:1],
        "kept": [[]],
        "at": [SAID],
        "changes": [{"duration": 0.5}],
        "fields": [{}],
        "new": [[]],
        "target": [TARGET],
        "request": [AnalysisRequest(place / "measured")],
    }


def ask_everything(session: Session, watched: Watched, place: Path) -> Iterator[tuple[str, str]]:
    """Every operation that the table of choices is enough for, with what it says."""
    chosen = choices(session, watched, place)
    # What reads comes first, so that what writes takes nothing away from it.
    for operation in sorted(list_operations(), key=_writes):
        parameters = list(signature(operation.call).parameters.values())
        if operation.name in NOT_ASKED or not parameters or parameters[0].name != "session":
            continue
        needed = [one.name for one in parameters[1:] if one.default is Parameter.empty]
        if needed and not set(needed) <= chosen.keys():
            continue
        for values in product(*(chosen[name] for name in needed)):
            yield operation.name, _say(session, operation, values, place)


def _writes(operation: Operation) -> bool:
    assert operation.need is not None
    return operation.need.permission.value == "write"


def _say(session: Session, operation: Operation, values: tuple[Any, ...], place: Path) -> str:
    before = set(place.rglob("*"))
    values = tuple(place / operation.name if one is TARGET else one for one in values)
    try:
        answer = operation.call(session, *values)
        said = repr(list(answer) if isinstance(answer, Iterator) else answer)
    except HemifaceError as error:
        said = error.message
    new = [one for one in set(place.rglob("*")) - before if one.is_file()]
    return said + "".join(one.read_bytes().decode(errors="ignore") for one in new)


def telling(session: Session, watched: Watched, place: Path) -> tuple[set[str], set[str]]:
    """Names of the operations that were asked, and of those that told."""
    place.mkdir()
    seen = review_recording(_as(session, "nobody's rater"), watched.recording_id).analysis
    burdens = {one.value for one in seen.assessment.measures if one.name == MEASURE}
    numbers = (*TELLING, *(str(one) for one in burdens if one))
    assert len(numbers) > len(TELLING)
    said = list(ask_everything(session, watched, place))
    told = {name for name, text in said if any(number in text for number in numbers)}
    return {name for name, _ in said}, told


def test_the_test_sees_what_it_looks_for(
    session: Session, watched: Watched, tmp_path: Path
) -> None:
    asked, told = telling(_as(session, "third"), watched, tmp_path / "out")
    assert len(asked) > 60
    assert told >= {
        "course.tell_course",
        "record_entries.list_values",
        "record_entries.edit_entry",
        "record_entries.remove_entry",
        "record_entries.restore_entry",
        "record_entries.show_entry",
        "event_ratings.list_ratings",
        "history.tell_history",
        "rater_comparison.compare_raters",
        "recorded_corrections.list_recorded",
        "review.review_recording",
        "roster.list_roster",
        "safekeeping.export_person",
        "safekeeping.read_audit_content",
        "study_records.tabulate_records",
        "visit_summary.summarize_visit",
    }


def test_no_operation_tells_whoever_has_still_to_rate(
    blind: Session, watched: Watched, tmp_path: Path
) -> None:
    asked, told = telling(blind, watched, tmp_path / "out")
    assert len(asked) > 60
    assert told == set()


def test_entries_are_there_and_counted_and_do_not_say_what_was_found(
    blind: Session, session: Session
) -> None:
    (analysis,) = record_entries.list_values(blind, StoredAnalysis, PSEUDONYM)
    assert (analysis.value.summary, analysis.value.files) == ({}, {})
    assert len(tell_history(blind, PSEUDONYM)) == len(tell_history(session, PSEUDONYM))
    (kept,) = recordings.list_recordings(blind, PSEUDONYM)
    assert kept.analyses == (analysis.id,)


def test_a_rating_that_is_finished_lifts_the_veil(blind: Session, watched: Watched) -> None:
    with pytest.raises(NotAllowedError):
        entries_of_audit(blind)
    with blind.store.read() as work:
        mine = [one for one in work.list(EventRating) if one.value.rater == "second"]
    finish_rating(blind, str(mine[0].id))
    assert str(BURDEN) in entries_of_audit(blind)
    assert recordings.list_recordings(blind, PSEUDONYM)[0].entry.id == mine[0].value.recording_id
    del watched


def entries_of_audit(session: Session) -> str:
    """All that the audit keeps of what was done."""
    from hemiface.operations.safekeeping import read_audit_content

    lines = list_audit(session)
    return "".join(read_audit_content(session, line.number) or "" for line in lines)


def test_whoever_has_no_account_is_known_by_the_login(session: Session, watched: Watched) -> None:
    nameless = replace(session, actor=Actor())
    assert record_entries.list_values(nameless, StoredAnalysis, PSEUDONYM)[0].value.summary
    ask_rating(session, watched.recording_id, session.store.who)
    assert not record_entries.list_values(nameless, StoredAnalysis, PSEUDONYM)[0].value.summary


def test_nobody_lifts_the_veil_from_below(blind: Session, watched: Watched, tmp_path: Path) -> None:
    with blind.store.read() as work:
        hidden = [
            one
            for noun in (StoredAnalysis, StoredCorrection, EventRating)
            for one in work.list(noun)
        ]
    assert len(hidden) == 4
    for entry in hidden:
        for touch in (record_entries.remove_entry, record_entries.restore_entry):
            with pytest.raises(NotAllowedError):
                touch(blind, str(entry.id))
        with pytest.raises(NotAllowedError):
            record_entries.edit_entry(blind, str(entry.id), {})
    with pytest.raises(NotAllowedError):
        list(analyze_person(blind, PSEUDONYM, AnalysisRequest(tmp_path / "out"), again=True))
    with blind.store.read() as work:
        assert [work.find(entry.id) for entry in hidden] == hidden
    del watched


UNVEILED = {
    "event_ratings": "a rater's own events",
    "playback": "how the video is played",
    "review": "signals and places of the face, once it is known who may see what",
}


def test_only_what_shows_a_rater_the_video_looks_behind_the_veil() -> None:
    found = set()
    for path in Path(hemiface.operations.__file__).parent.glob("*.py"):
        names = {
            node.attr
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Attribute)
        }
        if "unveiled" in names:
            found.add(path.stem)
    assert found == set(UNVEILED)


def test_see_unrated_serves_ratings_alone() -> None:
    source = Path(hemiface.operations.__file__).parent.parent
    callers = {
        path.stem
        for path in source.rglob("*.py")
        if "see_unrated" in path.read_text() and path.stem != "review"
    }
    assert callers == {"event_ratings"}


def test_a_look_without_a_veil_hides_nothing(session: Session, watched: Watched) -> None:
    with session.store.read() as work:
        assert isinstance(work, Transaction)
        assert work.unrated == frozenset()
        assert work.list(StoredAnalysis)[0].value.summary
    del watched
