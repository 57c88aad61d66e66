"""The guide: dangers first, then the answer, what it rests on, and its sources."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from hemiface.errors import GuideNotFoundError
from hemiface.operations import guidance, guide_lists
from hemiface.operations.country import list_crisis_contacts
from hemiface.operations.plain import to_plain
from hemiface.operations.replies import MOST_LETTERS, ask, word
from hemiface.web.access import anybody
from hemiface.web.templating import get_words, language_of, show

router = APIRouter(include_in_schema=False)
api = APIRouter(prefix="/api/guide", tags=["guide"])

LISTS = ("claims", "substances", "muscles", "dangers", "sources")


@router.get("/guide")
@anybody
def guide(
    request: Request,
    q: Annotated[str, Query(max_length=MOST_LETTERS)] = "",
    before: Annotated[str, Query(max_length=MOST_LETTERS)] = "",
) -> Response:
    """Ask a question, or choose a topic."""
    language = language_of(request).code
    reply = ask(q, before or None) if q.strip() else None
    answers, near = [], []
    if reply is not None:
        for one in reply.answers[: reply.direct]:
            answers.append(guidance.get_topic(one.topic, reply.language))
        near = list(reply.answers[reply.direct :])
    spoken = get_words(reply.language if reply else language)
    in_crisis = reply is not None and reply.red_flag is not None and reply.red_flag.contacts
    topics = sorted(guidance.list_topics(language), key=lambda topic: topic.title.casefold())
    return show(
        request,
        "guide",
        question=q,
        reply=reply,
        word=partial(word, language=spoken.code),
        spoken=spoken,
        contacts=list_crisis_contacts(spoken.code) if in_crisis else (),
        answers=answers,
        near=near,
        topics=topics,
        lists=LISTS,
    )


@router.get("/guide/claims")
@anybody
def claims(request: Request) -> Response:
    """Every checked claim."""
    return show(
        request,
        "guide_list",
        name="claims",
        rows=guide_lists.list_claims(language_of(request).code),
        q="",
    )


@router.get("/guide/substances")
@anybody
def substances(request: Request, q: Annotated[str, Query(max_length=200)] = "") -> Response:
    """Substances reported with twitching."""
    language = language_of(request).code
    try:
        found = guide_lists.find_substances(q.strip() or None, language)
    except GuideNotFoundError:
        found = ()
    return show(
        request,
        "guide_list",
        name="substances",
        rows=found,
        q=q,
        advice=guide_lists.stop_advice(language),
    )


@router.get("/guide/muscles")
@anybody
def muscles(request: Request) -> Response:
    """The muscles of the facial nerve."""
    return show(
        request,
        "guide_list",
        name="muscles",
        rows=guide_lists.list_muscles(language_of(request).code),
        q="",
    )


@router.get("/guide/dangers")
@anybody
def dangers(request: Request) -> Response:
    """Dangers of medicines, procedures, ages and conditions."""
    rows = guide_lists.list_dangers(language=language_of(request).code)
    return show(request, "guide_list", name="dangers", rows=rows, q="")


@router.get("/guide/sources")
@anybody
def sources(request: Request) -> Response:
    """All publications and pages the guide rests on."""
    kinds = guide_lists.source_kinds(language_of(request).code)
    return show(
        request, "guide_list", name="sources", rows=guide_lists.list_sources(), kinds=kinds, q=""
    )


@router.get("/guide/{topic}")
@anybody
def topic(request: Request, topic: str) -> Response:
    """One topic."""
    language = language_of(request).code
    found = guidance.get_topic(topic, language)
    return show(request, "topic", topic=found, language=language)


@api.get("/answers")
@anybody
def answer_question(
    q: Annotated[str, Query(min_length=1, max_length=MOST_LETTERS)],
    before: Annotated[str, Query(max_length=MOST_LETTERS)] = "",
) -> dict[str, Any]:
    """Answer a question, as `hemiface ask --json` does."""
    plain: dict[str, Any] = to_plain(ask(q, before or None))
    return plain


@api.get("/topics/{topic}")
@anybody
def get_topic(topic: str) -> dict[str, Any]:
    """One topic, as `hemiface guide show --json` gives it."""
    plain: dict[str, Any] = to_plain(guidance.get_topic(topic))
    return plain
