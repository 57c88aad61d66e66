"""Of an injection that failed nothing is foretold, wherever a forecast would stand."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.courses import add_person

from hemiface.model.anatomy import Side
from hemiface.model.course import choose_forecast
from hemiface.model.diary import DiaryEntry
from hemiface.model.treatments import BotulinumSession, InjectedMuscle, Injection, Toxin
from hemiface.model.visit_summary import QuestionName
from hemiface.operations.course import tell_course
from hemiface.operations.reminders import ReminderKind, list_reminders, write_reminders
from hemiface.operations.responses import tell_responses
from hemiface.operations.session import Session
from hemiface.operations.told_course import put_course_into_words
from hemiface.operations.visit_summary import render_visit, summarize_visit
from hemiface.reports.course_words import say_effect
from hemiface.reports.language import get_language

PERSON = "P001"
EVERY_D = 100
LAST_D = 61
"""Days since the last injection: enough entries at its height to judge it."""


def add_sessions(session: Session, worked: list[bool], *, worsening: float = 0.0) -> None:
    """Injections a hundred days apart, and a diary in which some did nothing, or made it worse."""
    add_person(session)
    today = tell_course(session, PERSON).today
    first = today - timedelta(days=LAST_D + EVERY_D * (len(worked) - 1))
    shot = Injection(muscle=InjectedMuscle.ORBICULARIS_OCULI, side=Side.LEFT, units=25.0)
    with session.write() as work:
        person = work.find_person(PERSON)
        for place in range(len(worked)):
            day = first + timedelta(days=EVERY_D * place)
            given = BotulinumSession(day=day, product=Toxin("Botox"), injections=(shot,))
            work.add(given, person.id)
        for number in range((today - first).days // 3 + 10):
            day = first + timedelta(days=3 * number - 30)
            place, since = divmod((day - first).days, EVERY_D)
            at_height = place >= 0 and 6 < since < 80
            change = 0.0 if not at_height else -6.0 if worked[place] else worsening
            spasm = 7 + number % 2 + change
            work.add(DiaryEntry(day=day, spasm=spasm), person.id)


@pytest.mark.parametrize("n_failed", [1, 2, 3])
def test_nothing_is_foretold_of_an_injection_that_failed(session: Session, n_failed: int) -> None:
    add_sessions(session, [True] * 3 + [False] * n_failed)
    (told,) = tell_responses(session, PERSON)
    assert [one.failed for one in told.injections][-n_failed:] == [True] * n_failed
    assert told.n_failed_last == n_failed
    assert told.forecast is None
    assert str(told.silent).startswith(f"The last {f'{n_failed} ' * (n_failed > 1)}injection")
    kinds = {one.kind for one in list_reminders(session, PERSON)}
    assert ReminderKind.RETURN not in kinds
    assert "may wear off" not in write_reminders(session, PERSON)
    names = {one.name for one in summarize_visit(session, PERSON).questions}
    assert not names & {QuestionName.RETURN, QuestionName.RETURN_NOW}
    assert (QuestionName.LOST if n_failed > 1 else QuestionName.FAILED) in names
    page = render_visit(session, PERSON)
    assert "likely to be gone" not in page
    assert "course-forecast" not in page.partition("</style>")[2]
    assert "no effect whose end could be foretold" in page
    lines = " ".join(put_course_into_words(session, PERSON).lines)
    assert "likely to be gone" not in lines
    if n_failed > 1:
        assert f"the last {n_failed} did less than half" in lines
        assert f"The last {n_failed} sessions did less" in page


@pytest.mark.parametrize("worsening", [0.0, 2.0])
def test_that_it_got_worse_after_injections_is_said(session: Session, worsening: float) -> None:
    add_sessions(session, [False] * 4, worsening=worsening)
    (told,) = tell_responses(session, PERSON)
    assert [one.is_worse for one in told.injections] == [worsening > 0] * 4
    for code, words in (("en", "It was worse"), ("de", "war es schlimmer")):
        said = say_effect(told.injections[-1], get_language(code))
        assert (words in said) is (worsening > 0)


def test_another_kind_of_value_does_not_foretell_what_the_diary_saw_fail(session: Session) -> None:
    add_sessions(session, [True, True, True])
    (worked,) = tell_responses(session, PERSON)
    assert choose_forecast([worked]) is worked.forecast
    assert worked.forecast is not None
    failed = replace(worked.injections[-1], failed=True)
    diary = replace(worked, injections=(*worked.injections[:-1], failed), forecast=None)
    assert diary.is_failing
    assert choose_forecast([diary, worked]) is None
