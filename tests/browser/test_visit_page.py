"""The page for the visit is one sheet of paper, however much there is to say."""

import re
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from tests.browser.conftest import Opener
from tests.courses import add_year

from hemiface.model.anatomy import Side
from hemiface.model.treatments import (
    BotulinumSession,
    Decompression,
    InjectedMuscle,
    Injection,
    MedicineCourse,
    SideEffect,
    SideEffectKind,
    Toxin,
)
from hemiface.operations.demo.course import PSEUDONYM
from hemiface.operations.session import Session
from hemiface.operations.visit_summary import render_visit

pytestmark = pytest.mark.browser


@pytest.fixture
def crowded(session: Session) -> Session:
    """A person of whom there is more to say than a page holds."""
    today = add_year(session)
    shots = tuple(
        Injection(muscle=muscle, side=side, units=12.25)
        for muscle in InjectedMuscle
        for side in Side
    )
    with session.write() as work:
        person = work.find_person(PSEUDONYM).id
        for number, product in enumerate((*Toxin, *Toxin)):
            day = today - timedelta(days=40 * number + 3)
            work.add(BotulinumSession(day=day, product=product, injections=shots), person)
            add_effects(work.add, person, day)
        for number in range(8):
            started = today - timedelta(days=30 * number)
            name = f"a medicine with a long name, number {number}"
            work.add(MedicineCourse(name=name, started=started), person)
        for days in (700, 200):
            work.add(Decompression(day=today - timedelta(days=days), side=Side.LEFT), person)
    return session


def add_effects(add: object, person: UUID, day: date) -> None:
    assert callable(add)
    for kind in SideEffectKind:
        add(SideEffect(kind=kind, onset=day, note="a note"), person)


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_the_page_for_the_visit_stays_one_sheet(
    crowded: Session, open_page: Opener, paper: str, language: str
) -> None:
    text = render_visit(replace(crowded, language=language), PSEUDONYM)
    data = open_page(text).page.pdf(format=paper, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", data)) == 1
    assert {"en": "earlier sessions: 8", "de": "frühere Sitzungen: 8"}[language] in text


def test_nothing_is_said_to_be_left_out_where_nothing_is(
    session: Session, open_page: Opener
) -> None:
    add_year(session)
    text = render_visit(session, PSEUDONYM)
    assert "visit-left-out" not in text.partition("</style>")[2]
    assert len(re.findall(rb"/Type\s*/Page\b", open_page(text).page.pdf(format="Letter"))) == 1


def test_a_print_has_names_a_legend_and_what_there_is_room_for(
    session: Session, open_page: Opener
) -> None:
    today = add_year(session)
    shot = Injection(muscle=InjectedMuscle.PLATYSMA, side=Side.LEFT, units=18.75)
    with session.write() as work:
        person = work.find_person(PSEUDONYM).id
        work.add(MedicineCourse(name="clonazepam", started=today - timedelta(days=90)), person)
        for number in range(3):
            day = today - timedelta(days=400 + 95 * number)
            given = BotulinumSession(day=day, product=Toxin.ONA, injections=(shot,))
            work.add(given, person)
    text = render_visit(session, PSEUDONYM)
    page = open_page(text).page
    page.emulate_media(media="print")
    assert page.locator("svg text", has_text="clonazepam").first.is_visible()
    assert "the dotted line its likeliest day" in text
    assert page.locator("tbody tr").count() >= 5
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="Letter"))) == 1
