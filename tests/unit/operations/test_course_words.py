"""What is said fits what there is: scales without known noise, no diary, the right questions."""

from dataclasses import replace
from datetime import timedelta

from tests.courses import add_person, add_recording
from tests.unit.operations.test_course import line
from tests.unit.reports.worlds import right_clonic

from hemiface.model.anatomy import Side
from hemiface.model.course import LineKind
from hemiface.model.diary import DiaryEntry
from hemiface.model.treatments import (
    BotulinumSession,
    Decompression,
    InjectedMuscle,
    Injection,
    Toxin,
)
from hemiface.model.visit_summary import QuestionName
from hemiface.operations.course_lines import find_disagreements
from hemiface.operations.responses import tell_responses
from hemiface.operations.session import Session
from hemiface.operations.visit_summary import render_visit, summarize_visit
from hemiface.reports.course_words import name_line, say_band, say_disagreement
from hemiface.reports.language import get_language
from hemiface.results import Summary


def test_a_scale_without_known_noise_is_compared_by_half_of_its_range() -> None:
    rated = replace(line(LineKind.RATING, {0: 2, 60: 8}, smallest=None), low=0.0, high=8.0)
    diary = line(LineKind.DIARY, {-2: 8, 1: 8, 58: 1, 61: 1})
    (found,) = find_disagreements([diary, rated])
    assert found.is_opposite
    assert found.first.is_by_range
    said = say_disagreement(found, get_language("en"))
    assert "half of its range" in said
    small = replace(rated, points=line(LineKind.RATING, {0: 2, 60: 5}).points)
    assert list(find_disagreements([diary, small])) == []
    assert "half of its scale" in say_band(small, get_language("en"))


def test_no_diary_is_no_diary_with_too_few_entries(session: Session) -> None:
    today = add_person(session)
    shot = Injection(muscle=InjectedMuscle.PLATYSMA, side=Side.LEFT, units=3.75)
    given = BotulinumSession(day=today, product=Toxin("Botox"), injections=(shot,))
    with session.write() as work:
        work.add(given, work.find_person("P001").id)
    (told,) = tell_responses(session, "P001")
    assert "Neither a diary nor a measured video" in str(told.silent)
    assert "too few entries" not in render_visit(session, "P001")


def test_questions_fit_what_was_done(session: Session) -> None:
    today = add_person(session)
    surgery = today - timedelta(days=200)
    with session.write() as work:
        person = work.find_person("P001").id
        work.add(Decompression(day=surgery, side=Side.LEFT), person)
        for number in range(60):
            day = surgery + timedelta(days=3 * number + 1)
            work.add(DiaryEntry(day=day, spasm=0.0 if number < 40 else 6.0), person)
    add_recording(session, "P001", today - timedelta(days=150), Summary.of(right_clonic()), 1)
    summary = summarize_visit(session, "P001")
    names = [one.name for one in summary.questions]
    assert names[0] is QuestionName.RECURRENCE
    assert QuestionName.FILM_AGAIN in names
    assert QuestionName.FILM not in names
    page = render_visit(session, "P001")
    assert "Spasm came back on" in page
    assert "next injection" not in page
    (burden,) = [one for one in summary.course.lines if one.kind is LineKind.VIDEO]
    value = get_language("en").quantity(burden.points[-1].value, burden.unit)
    assert f"<b>last</b>: {name_line(burden, get_language('en'))}, {value}" in page
