"""What is told of a course: each line apart, gaps as gaps, silence where there is too little."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from uuid import uuid4

import numpy as np
import pytest
from tests.courses import add_person, add_recording, add_year
from tests.unit.reports.worlds import measures, right_clonic

from hemiface.model.anatomy import Side
from hemiface.model.assessment import AffectedSide
from hemiface.model.change import Verdict
from hemiface.model.course import (
    Course,
    CourseLine,
    CourseMark,
    CoursePoint,
    LineKind,
    MarkKind,
)
from hemiface.model.diary import DiaryEntry
from hemiface.model.events import EventSide
from hemiface.model.record import Person
from hemiface.model.treatments import (
    BotulinumSession,
    Decompression,
    InjectedMuscle,
    Injection,
    OtherTreatment,
    SideEffect,
    SideEffectKind,
    Toxin,
)
from hemiface.model.visit_summary import QuestionName
from hemiface.operations.after_surgery import tell_after_surgery
from hemiface.operations.course import tell_course
from hemiface.operations.course_lines import find_disagreements
from hemiface.operations.demo.course import PSEUDONYM
from hemiface.operations.diary import write_day
from hemiface.operations.reminders import ReminderKind, list_reminders
from hemiface.operations.responses import tell_responses
from hemiface.operations.session import Session
from hemiface.operations.treatments import record_treatment
from hemiface.operations.visit_summary import render_visit, summarize_visit
from hemiface.reports.course import choose_bars, draw_course, find_runs
from hemiface.reports.course_words import (
    list_notes,
    say_basis,
    say_return,
)
from hemiface.reports.drawing import write
from hemiface.reports.language import get_language
from hemiface.research.spasm_free import find_back, find_free
from hemiface.results import Summary
from hemiface.simulation.cohorts import simulate_courses

DAY = date(2026, 3, 1)


def line(
    kind: LineKind, values: dict[int, float], *, smallest: float | None = 2.0, worse: bool = True
) -> CourseLine:
    points = tuple(CoursePoint(DAY + timedelta(days=at), value) for at, value in values.items())
    return CourseLine(
        kind,
        "spasm" if kind is LineKind.DIARY else "jrs",
        "",
        points,
        title="JRS",
        smallest_change=smallest,
        higher_is_worse=worse,
    )


def test_each_kind_of_value_has_a_line_of_its_own(session: Session) -> None:
    add_year(session)
    course = tell_course(session, PSEUDONYM)
    assert [one.kind for one in course.lines] == [
        LineKind.DIARY,
        LineKind.RATING,
        LineKind.QUESTIONNAIRE,
    ]
    diary, rating, answers = course.lines
    assert max(point.value for point in diary.points) <= 10
    assert {point.value for point in rating.points} == {2.0, 6.0}
    assert {point.value for point in answers.points} == {2.0, 7.0}
    assert diary.smallest_change is not None
    assert rating.smallest_change is None
    kinds = [mark.kind for mark in course.marks]
    assert kinds.count(MarkKind.BOTULINUM) == 3
    assert kinds.count(MarkKind.SIDE_EFFECT) == 1


def test_burden_and_weakness_by_video_are_two_lines(session: Session) -> None:
    today = add_person(session, side=EventSide.RIGHT)
    for number, burden in enumerate((23.2, 6.0)):
        summary = Summary.of(right_clonic(burden=burden))
        add_recording(session, "P001", today - timedelta(days=60 - 30 * number), summary, number)
    lines = {one.kind: one for one in tell_course(session, "P001").lines}
    video = lines[LineKind.VIDEO]
    assert [point.value for point in video.points] == [23.2, 6.0]
    assert video.side is EventSide.RIGHT
    assert LineKind.DIARY not in lines


def shown(side: EventSide, burden: float, affected: AffectedSide | None = None) -> Summary:
    """A recording with a spasm of a side, whose other eye stays further open when shut."""
    other = EventSide.LEFT if side is EventSide.RIGHT else EventSide.RIGHT
    made = right_clonic()
    found = replace(
        made.assessment,
        affected_side=affected or AffectedSide(side.value),
        measures=measures(
            {
                ("spasm_time_percent", side): burden,
                ("spasm_time_percent", other): 0.0,
                ("residual_opening_mm", side): 0.5,
                ("residual_opening_mm", other): 2.5,
            }
        ),
    )
    return Summary.of(replace(made, assessment=found))


@pytest.mark.parametrize("said", [None, EventSide.LEFT])
def test_a_recording_of_the_other_side_is_no_cure(session: Session, said: EventSide | None) -> None:
    today = add_person(session, side=said)
    sides = (EventSide.LEFT, EventSide.LEFT, EventSide.RIGHT)
    for number, side in enumerate(sides):
        day = today - timedelta(days=60 - 30 * number)
        add_recording(session, "P001", day, shown(side, 20.0 + number), number)
    course = tell_course(session, "P001")
    video, weakness = course.lines
    assert (video.kind, weakness.kind) == (LineKind.VIDEO, LineKind.WEAKNESS)
    assert video.side is weakness.side is EventSide.LEFT
    assert [point.value for point in video.points] == [20.0, 21.0]
    assert course.missing.other_side == (today,)
    for code, words in (("en", "on the other side"), ("de", "auf der anderen Seite")):
        assert words in next(list_notes(course, get_language(code)))
        assert words in render_visit(replace(session, language=code), "P001")


def test_both_sides_are_drawn_where_recordings_show_both_or_none(session: Session) -> None:
    today = add_person(session)
    both = shown(EventSide.LEFT, 20.0, AffectedSide.BOTH)
    for number, summary in enumerate((both, shown(EventSide.RIGHT, 9.0))):
        add_recording(session, "P001", today - timedelta(days=number), summary, number)
    course = tell_course(session, "P001")
    sides = {one.side for one in course.lines if one.kind is LineKind.VIDEO}
    assert sides == {EventSide.LEFT, EventSide.RIGHT}
    assert not course.missing


def test_a_recording_of_an_unknown_day_stands_nowhere_in_time(session: Session) -> None:
    today = add_person(session, side=EventSide.RIGHT)
    add_recording(session, "P001", today - timedelta(days=9), shown(EventSide.RIGHT, 20.0), 1)
    add_recording(session, "P001", None, shown(EventSide.RIGHT, 5.0), 2)
    course = tell_course(session, "P001")
    assert {point.value for one in course.lines for point in one.points} == {20.0, 0.5}
    assert course.missing.n_undated == 1
    assert "nobody knows on which day" in next(list_notes(course, get_language("en")))


def test_a_gap_breaks_a_line() -> None:
    found = line(LineKind.DIARY, {0: 5, 3: 5, 6: 4, 30: 2, 33: 1})
    assert [len(run) for run in find_runs(found)] == [3, 2]


@pytest.mark.parametrize(
    ("diary", "opposite"),
    [
        ({-2: 3, 1: 3, 58: 8, 61: 8}, True),
        ({-2: 3, 1: 3, 58: 3, 61: 3}, False),
        ({-2: 8, 1: 8, 58: 3, 61: 3}, None),
        ({-2: 3, 30: 3, 58: 8, 61: 8}, None),
    ],
    ids=["opposite", "one changed", "agree", "too few entries near the first day"],
)
def test_lines_that_contradict_each_other_are_named(
    diary: dict[int, float], opposite: bool | None
) -> None:
    rated = line(LineKind.RATING, {0: 8, 60: 2})
    found = list(find_disagreements([line(LineKind.DIARY, diary), rated]))
    assert [one.is_opposite for one in found] == ([] if opposite is None else [opposite])
    if found:
        assert found[0].first.verdict is Verdict.BETTER
        assert (found[0].since, found[0].until) == (DAY, DAY + timedelta(days=60))


def test_a_line_without_known_noise_or_direction_judges_nothing() -> None:
    assert line(LineKind.RATING, {0: 1}, smallest=None).judge(1, 9) is Verdict.NOT_COMPARABLE
    assert line(LineKind.RATING, {0: 1}, worse=False).judge(1, 9) is Verdict.BETTER
    assert line(LineKind.RATING, {0: 1}).judge(1, 2) is Verdict.NO_CHANGE


@pytest.mark.parametrize("code", ["en", "de"])
def test_the_chart_holds_every_line_mark_and_note(session: Session, code: str) -> None:
    add_year(session)
    words, course = get_language(code), tell_course(session, PSEUDONYM)
    (told,) = tell_responses(session, PSEUDONYM)
    drawn = draw_course(course, words, told.forecast)
    assert drawn is not None
    text = write(drawn)
    assert text.count("Botox, ") == 3
    assert "course-forecast" in text
    assert (text.count("panel-name"), text.count("panel-name far")) == (6, 3)
    assert len(list(list_notes(course, words))) == 3
    assert say_return(told, course.today, words)


def test_the_return_is_foretold_from_sessions_that_were_followed(session: Session) -> None:
    today = add_year(session)
    (told,) = tell_responses(session, PSEUDONYM)
    assert told.kind is LineKind.DIARY
    assert told.responds
    assert [one.failed for one in told.injections] == [False, False, False]
    assert not told.has_lost_response
    assert told.injections[0].duration is not None
    assert told.injections[0].duration.low <= 84 - 4.5 <= told.injections[0].duration.high
    assert told.forecast is not None
    assert told.forecast.earliest < told.forecast.day < told.forecast.latest
    assert told.n_others == 0
    assert told.forecast.earliest < today


def give(session: Session, day: date, product: str, units: float) -> None:
    """A session of injections as older versions took it, whatever the units."""
    shot = Injection(muscle=InjectedMuscle.PLATYSMA, side=Side.LEFT, units=units)
    with session.write() as work:
        person = work.find_person(PSEUDONYM)
        given = BotulinumSession(day=day, product=Toxin(product), injections=(shot,))
        work.add(given, person.id)


def test_what_other_products_did_foretells_nothing_of_a_new_one(session: Session) -> None:
    today = add_year(session)
    give(session, today, "Dysport", 100)
    (told,) = tell_responses(session, PSEUDONYM)
    assert told.forecast is None
    assert "which was not given before" in str(told.silent)
    assert "abobotulinumtoxinA" in render_visit(session, PSEUDONYM)


def test_units_that_cannot_be_right_foretell_nothing(session: Session) -> None:
    today = add_year(session)
    give(session, today - timedelta(days=200), "Dysport", 3000)
    (told,) = tell_responses(session, PSEUDONYM)
    assert told.forecast is None
    assert "3000 units" in str(told.silent)


def test_that_products_were_mixed_stands_beside_the_forecast(session: Session) -> None:
    today = add_year(session)
    give(session, today - timedelta(days=200), "Dysport", 100)
    (told,) = tell_responses(session, PSEUDONYM)
    assert told.forecast is not None
    words = get_language("en")
    assert "Different products were given" in say_basis(told, words)
    assert "Different" not in say_basis(replace(told, products=told.products[:1]), words)


def test_the_return_is_one_and_the_same_in_reminders_and_course(session: Session) -> None:
    add_year(session)
    (told,) = tell_responses(session, PSEUDONYM)
    (found,) = [one for one in list_reminders(session, PSEUDONYM) if one.forecast is not None]
    assert found.kind is ReminderKind.RETURN
    assert told.forecast is not None
    assert told.forecast.earliest < tell_course(session, PSEUDONYM).today
    assert found.forecast == told.forecast
    assert (found.day, found.until) == (told.forecast.earliest, told.forecast.latest)


def test_a_question_of_our_own_is_named_in_the_language_of_the_page(session: Session) -> None:
    add_year(session)
    page = render_visit(replace(session, language="de"), PSEUDONYM)
    assert "Wie schlimm es ist, 0 bis 10, von der Person beantwortet" in page
    assert "How bad it is" not in page
    assert "Jankovic-Skala" in page


def test_too_little_is_met_with_the_reason(session: Session) -> None:
    add_person(session)
    assert tell_responses(session, "P001") == ()
    fields = {
        "day": "2026-03-01",
        "product": "onabotulinumtoxinA",
        "injections": [{"muscle": "orbicularis_oculi", "side": "left", "units": 10}],
    }
    record_treatment(session, "P001", BotulinumSession, fields)
    write_day(session, "P001", {"day": "2026-03-04", "spasm": 4})
    (told,) = tell_responses(session, "P001")
    assert told.forecast is None
    assert str(told.silent) == "There are too few entries to tell an effect from chance."


def test_a_page_for_the_visit_is_made_from_a_diary_alone(session: Session) -> None:
    add_person(session)
    empty = summarize_visit(session, "P001")
    assert empty.is_empty
    for number in range(4):
        write_day(session, "P001", {"day": DAY + timedelta(days=3 * number), "spasm": 4 + number})
    summary = summarize_visit(session, "P001")
    assert not summary.is_empty
    assert summary.n_entries == 4
    page = render_visit(session, "P001")
    assert "<svg" in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "").replace("http-equiv", "")


def test_the_page_for_the_visit_tells_doses_effects_and_their_price(session: Session) -> None:
    add_year(session)
    summary = summarize_visit(session, PSEUDONYM)
    assert [row.units for row in summary.sessions] == [30.0, 30.0, 25.0]
    assert [len(row.price) for row in summary.sessions] == [0, 1, 0]
    names = [one.name for one in summary.questions]
    assert names[-1] is QuestionName.CHANGE
    assert QuestionName.FILM in names
    assert "eyelid droops, mild" in render_visit(session, PSEUDONYM)


def test_a_person_is_free_of_spasm_after_four_weeks_of_nothing() -> None:
    def entries(values: dict[int, float]) -> list[tuple[date, float]]:
        return [(DAY + timedelta(days=at), value) for at, value in values.items()]

    quiet = entries({1: 3, 10: 1, 20: 0, 27: 0, 34: 0, 41: 0, 48: 0})
    assert find_free(quiet) == DAY + timedelta(days=20)
    assert find_free(quiet[:-1]) is None
    assert find_free(entries({20: 0, 30: 0, 48: 0})) is None
    assert find_back(entries({60: 0, 70: 2, 80: 0, 90: 1, 95: 3})) == DAY + timedelta(days=90)
    assert find_back(entries({60: 0, 70: 2, 80: 0})) is None


def test_the_time_after_a_decompression_is_told(session: Session) -> None:
    today = add_person(session)
    done = today - timedelta(days=120)
    record_treatment(session, "P001", Decompression, {"day": done, "side": Side.LEFT})
    values = {3: 4, 10: 2, 17: 1, 24: 0, 31: 0, 38: 0, 45: 0, 52: 0, 80: 2, 87: 3}
    with session.write() as work:
        person = work.find_person("P001")
        for at, value in values.items():
            work.add(DiaryEntry(day=done + timedelta(days=at), spasm=value), person.id)
    (found,) = tell_after_surgery(session, "P001")
    assert (found.free_after, found.back_after) == (24, 80)
    assert found.expected[0].points[2] == (91.3, 0.731)


def test_spasm_after_a_decompression_is_asked_about_only_where_somebody_noted_it(
    session: Session,
) -> None:
    today = add_person(session)
    done = today - timedelta(days=60)
    record_treatment(session, "P001", Decompression, {"day": done, "side": Side.LEFT})
    asked = [one.name for one in summarize_visit(session, "P001").questions]
    assert QuestionName.SURGERY not in asked
    write_day(session, "P001", {"day": today, "spasm": 3})
    asked = [one.name for one in summarize_visit(session, "P001").questions]
    assert QuestionName.SURGERY in asked


def test_whole_grades_have_no_decimals_on_the_axis() -> None:
    rated = line(LineKind.RATING, {0: 8, 60: 2})
    course = Course("P1", None, DAY + timedelta(days=61), (replace(rated, high=8.0, low=0.0),), ())
    drawn = draw_course(course, get_language("en"))
    assert drawn is not None
    for place in ("tick", "tick far"):
        texts = [
            one.text for one in drawn.iter("text") if one.get("class") == f"course-text {place}"
        ]
        assert texts[:3] == ["0", "4", "8"]


def test_persons_of_a_clinic_lend_strength_to_one_another(session: Session) -> None:
    study, truths = simulate_courses(np.random.default_rng(11), 13)
    start = date(2022, 1, 1)
    with session.write() as work:
        for truth in truths:
            person = work.add(Person(pseudonym=truth.person))
            own = study.where(np.array(study.person) == truth.person)
            for day, value in zip(own.numbers("day"), own.numbers("value"), strict=True):
                if not np.isnan(value):
                    at = start + timedelta(days=int(day))
                    work.add(DiaryEntry(day=at, spasm=float(value)), person.id)
            given = truth.injected if truth.person != "p00000" else truth.injected[:1]
            for day in given:
                work.add(
                    BotulinumSession(
                        day=start + timedelta(days=int(day)),
                        product=Toxin.ONA,
                        injections=(
                            Injection(
                                muscle=InjectedMuscle.ORBICULARIS_OCULI, side=Side.LEFT, units=20.0
                            ),
                        ),
                    ),
                    person.id,
                )
    (told,) = tell_responses(session, "p00001")
    assert told.n_others >= 10
    (alone,) = tell_responses(session, "p00000")
    assert alone.n_others >= 10
    (again,) = tell_responses(session, "p00001")
    assert again == told


@pytest.mark.parametrize("code", ["en", "de"])
def test_a_chart_of_very_much_shows_the_last_of_it_and_says_how_much_more(
    session: Session, code: str
) -> None:
    today = add_year(session)
    with session.write() as work:
        person = work.find_person(PSEUDONYM)
        for number in range(50):
            onset = today - timedelta(days=300 - number)
            ended = onset + timedelta(days=2)
            work.add(SideEffect(kind=SideEffectKind.BRUISE, onset=onset, ended=ended), person.id)
        for number in range(20):
            given = today - timedelta(days=1000 - 10 * number)
            shot = Injection(muscle=InjectedMuscle.ORBICULARIS_OCULI, side=Side.LEFT, units=25.0)
            toxin = BotulinumSession(day=given, product=Toxin.ONA, injections=(shot,))
            work.add(toxin, person.id)
        long = OtherTreatment(name="acupuncture " * 40, started=today - timedelta(days=30))
        work.add(long, person.id)
    words, course = get_language(code), tell_course(session, PSEUDONYM)
    drawn = draw_course(course, words)
    assert drawn is not None
    text = write(drawn)
    assert text.count("course-bar side_effect") == 6
    assert words("follow.more.side_effect", n=45) in text
    assert text.count("course-mark botulinum") == 23
    assert 3 <= text.count("course-text mark") < 23
    assert max(len("".join(one.itertext())) for one in drawn.iter("text")) < 90
    # Of the side effects of the demo, one has no end: it is among those that are shown.
    shown, more = choose_bars(course.marks, today)
    assert more == {MarkKind.SIDE_EFFECT: 45}
    ends = [mark.ended or today for mark in shown if mark.kind is MarkKind.SIDE_EFFECT]
    last = sorted(m.ended or today for m in course.marks if m.kind is MarkKind.SIDE_EFFECT)[-6:]
    assert sorted(ends) == last


def test_names_of_treatments_in_a_chart_do_not_lie_upon_each_other() -> None:
    marks = tuple(
        CourseMark(MarkKind.BOTULINUM, uuid4(), DAY + timedelta(days=at), None, "Botox", "25 U")
        for at in (0, 3, 90, 93, 180)
    )
    course = Course("P1", None, DAY + timedelta(days=181), (line(LineKind.DIARY, {0: 5}),), marks)
    drawn = draw_course(course, get_language("en"))
    assert drawn is not None
    named = [one for one in drawn.iter("text") if one.get("class") == "course-text mark"]
    places = sorted(float(one.get("x", "nan")) for one in named)
    assert len(places) == 3
    assert all(later - before > 100 for before, later in pairwise(places))
