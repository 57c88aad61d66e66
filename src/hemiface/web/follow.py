"""The course of a person: the chart, what injections did, and the page for the visit."""

from importlib.resources import files

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from hemiface.model.actor import Permission
from hemiface.operations.after_surgery import tell_after_surgery
from hemiface.operations.course import tell_course
from hemiface.operations.patients import show_person
from hemiface.operations.responses import tell_responses
from hemiface.operations.visit_summary import render_visit, summarize_visit
from hemiface.reports.course import draw_course
from hemiface.reports.course_words import (
    list_notes,
    name_line,
    name_mark,
    say_basis,
    say_days,
    say_effect,
    say_return,
)
from hemiface.reports.render import to_markup
from hemiface.reports.visit_page import describe_surgery, describe_visit
from hemiface.web.access import anybody, needs
from hemiface.web.state import session_of
from hemiface.web.templating import language_of, show

router = APIRouter(include_in_schema=False)

SHEET = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""Policy of a page that is saved: it holds all it needs, and reaches nothing."""


@router.get("/course.css")
@anybody
def get_style() -> Response:
    """Style of the chart and of the page for the visit, which reports share."""
    folder = files("hemiface.reports") / "static"
    text = "\n".join((folder / name).read_text("utf-8") for name in ("course.css", "visit.css"))
    return Response(text, media_type="text/css", headers={"cache-control": "no-cache"})


@router.get("/people/{person}/course")
@needs(Permission.READ, of="person")
def show_course(request: Request, person: str) -> Response:
    """The whole course of a person."""
    session, words = session_of(request), language_of(request)
    entry = show_person(session, person)
    course = tell_course(session, person)
    drawn = draw_course(course, words)
    return show(
        request,
        "course",
        person=entry.value,
        course=course,
        chart=to_markup(drawn) if drawn is not None else None,
        notes=list(list_notes(course, words)),
        rows=[
            (point.day, name_line(line, words), words.quantity(point.value, line.unit))
            for line in course.lines
            for point in line.points
        ],
        marks=[(mark.day, mark.ended, name_mark(mark, words)) for mark in course.marks],
        surgeries=[describe_surgery(one, words) for one in tell_after_surgery(session, person)],
    )


@router.get("/people/{person}/responses")
@needs(Permission.READ, of="person")
def show_responses(request: Request, person: str) -> Response:
    """What injections did, as a part of the page: it may take a moment."""
    session, words = session_of(request), language_of(request)
    found = tell_responses(session, person)
    today = show_person(session, person).value.today
    return show(
        request,
        "responses",
        responses=[
            {
                "title": words(f"follow.response.{one.kind}"),
                "next": say_return(one, today, words),
                "lost": one.n_failed_last if one.has_lost_response else 0,
                "failed": any(effect.failed for effect in one.injections),
                "basis": say_basis(one, words),
                "rows": [
                    {
                        "day": words.day(effect.day),
                        "given": f"{effect.product}, {words.amount(effect.units)} U",
                        "said": say_effect(effect, words),
                        "days": [
                            say_days(part, words)
                            for part in (
                                effect.onset,
                                effect.peak,
                                effect.plateau,
                                effect.duration,
                            )
                        ],
                        "depth": words.number(effect.depth.value if effect.depth else None),
                    }
                    for effect in one.injections
                ],
            }
            for one in found
        ],
    )


@router.get("/people/{person}/visit-page")
@needs(Permission.READ, of="person")
def show_visit_page(request: Request, person: str) -> Response:
    """The page for the visit, to be looked at and printed."""
    summary = summarize_visit(session_of(request), person)
    described = describe_visit(summary, language_of(request))
    return show(request, "visit_page", summary=summary, page=described)


@router.get("/people/{person}/visit-page/file")
@needs(Permission.READ, of="person")
def save_visit_page(request: Request, person: str) -> Response:
    """The page for the visit as one file."""
    page = render_visit(session_of(request), person)
    headers = {
        "content-disposition": 'attachment; filename="visit.html"',
        "content-security-policy": SHEET,
    }
    return HTMLResponse(page, headers=headers)
