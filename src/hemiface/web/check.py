"""The check: one question at a time, and nothing of it is stored."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from hemiface.operations import guidance
from hemiface.operations.country import list_crisis_contacts
from hemiface.web.access import anybody
from hemiface.web.templating import language_of, show

router = APIRouter(include_in_schema=False)


@router.get("/check")
@anybody
def begin(request: Request) -> Response:
    """The first question."""
    return _ask(request, {})


@router.post("/check")
@anybody
def go_on(
    request: Request,
    given: Annotated[str, Form(max_length=20_000)] = "",
    question: Annotated[str, Form(max_length=100)] = "",
    answer: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Take one answer and ask the next question, or say what to do.

    The answers so far travel in the page, so that nothing is kept here.
    """
    answers = dict(line.split("=", 1) for line in given.split(";") if "=" in line)
    if answer == "back":
        answers = dict(list(answers.items())[:-1])
    elif answer == "stop":
        return _tell(request, answers)
    elif question:
        answers[question] = answer
    guidance.check(answers)  # what is no answer is refused here
    return _ask(request, answers)


def _ask(request: Request, answers: dict[str, str]) -> Response:
    following = next(iter(guidance.interview(answers, language_of(request).code)), None)
    if following is None or guidance.is_emergency(answers):
        return _tell(request, answers)
    return show(
        request,
        "check",
        question=following,
        given=_join(answers),
        number=len(answers) + 1,
        most=len(answers) + guidance.count_left(answers),
    )


def _tell(request: Request, answers: dict[str, str]) -> Response:
    language = language_of(request).code
    outcome = guidance.check(answers, language)
    return show(
        request,
        "check_outcome",
        outcome=outcome,
        contacts=list_crisis_contacts(language) if outcome.text != outcome.advice else (),
        whom=guidance.check_words(language)["whom"],
        along=guidance.take_along(answers, language),
        given=_join(answers),
    )


def _join(answers: dict[str, str]) -> str:
    return ";".join(f"{name}={answer}" for name, answer in answers.items())
