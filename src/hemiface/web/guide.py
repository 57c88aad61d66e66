"""The guide: dangers first, then the answer, what it rests on, and its sources."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from hemiface.errors import GuideNotFoundError
from hemiface.operations import guidance
from hemiface.operations.replies import Reply, ask
from hemiface.web.access import anybody
from hemiface.web.pages import language_of, show

router = APIRouter(include_in_schema=False)
api = APIRouter(prefix="/api/guide", tags=["guide"])

MOST_LETTERS = 4000
LISTS = ("claims", "substances", "muscles", "dangers", "sources")


@router.get("/guide")
@anybody
def guide(
    request: Request,
    q: Annotated[str, Query(max_length=MOST_LETTERS)] = "",
    before: Annotated[str, Query(max_length=MOST_LETTERS)] = "",
) -> Response:
    """Ask a question, or choose a topic."""
    reply = ask(q, before or None) if q.strip() else None
    topics = [_topic(request, topic.slug) for topic in guidance.list_topics()]
    answers = [] if reply is None else [_answer(reply, answer.topic) for answer in reply.answers]
    direct = 0 if reply is None or reply.declined else reply.direct
    return show(
        request,
        "guide",
        question=q,
        reply=reply,
        answers=answers[:direct],
        near=answers[direct:],
        topics=sorted(topics, key=lambda topic: str(topic["title"]).casefold()),
        lists=LISTS,
    )


@router.get("/guide/claims")
@anybody
def claims(request: Request) -> Response:
    """Every checked claim."""
    return show(request, "guide_list", name="claims", rows=guidance.claims_json(), q="")


@router.get("/guide/substances")
@anybody
def substances(request: Request, q: Annotated[str, Query(max_length=200)] = "") -> Response:
    """Substances reported with twitching."""
    try:
        found = guidance.find_substances(q.strip() or None)
    except GuideNotFoundError:
        found = ()
    rows = [guidance.substance_json(one) for one in found]
    return show(
        request, "guide_list", name="substances", rows=rows, q=q, advice=guidance.STOP_ADVICE
    )


@router.get("/guide/muscles")
@anybody
def muscles(request: Request) -> Response:
    """The muscles of the facial nerve."""
    rows = [guidance.muscle_json(one) for one in guidance.list_muscles()]
    return show(request, "guide_list", name="muscles", rows=rows, q="")


@router.get("/guide/dangers")
@anybody
def dangers(request: Request) -> Response:
    """Dangers of medicines, procedures, ages and conditions."""
    rows = [guidance.owner_json(one) for one in guidance.list_dangers()]
    return show(request, "guide_list", name="dangers", rows=rows, q="")


@router.get("/guide/sources")
@anybody
def sources(request: Request) -> Response:
    """All publications and pages the guide rests on."""
    rows = [
        {"id": one.id, "citation": one.citation, "link": one.link, "kind": one.kind}
        for one in guidance.list_sources()
    ]
    return show(request, "guide_list", name="sources", rows=rows, q="")


@router.get("/guide/{topic}")
@anybody
def topic(request: Request, topic: str) -> Response:
    """One topic."""
    return show(request, "topic", topic=_topic(request, topic))


@api.get("/answers")
@anybody
def answer_question(
    q: Annotated[str, Query(min_length=1, max_length=MOST_LETTERS)],
    before: Annotated[str, Query(max_length=MOST_LETTERS)] = "",
) -> dict[str, Any]:
    """Answer a question, as `hemiface ask --json` does."""
    return ask(q, before or None).as_json()


@api.get("/topics/{topic}")
@anybody
def get_topic(topic: str) -> dict[str, Any]:
    """One topic, as `hemiface guide show --json` gives it."""
    return guidance.topic_json(guidance.get_topic(topic))


def _topic(request: Request, slug: str) -> dict[str, Any]:
    code = language_of(request).code
    spoken = Reply("", (), declined=False, red_flag=None, language=code)
    return _answer(spoken, guidance.get_topic(slug))


def _answer(reply: Reply, topic: Any) -> dict[str, Any]:  # noqa: ANN401 - a topic of the guide
    """A topic with its answer in the language of the question; statements are English."""
    title, text = reply.say_topic(topic)
    return guidance.topic_json(topic) | {
        "title": title,
        "answer": text,
        "call": reply.say_calls(topic),
        "language": reply.language,
    }
