"""Ask the guide: what must be said first, then sourced answers."""

from dataclasses import dataclass

from hemiface.errors import GuideAnswerError
from hemiface.guide.conversation import find_answers
from hemiface.guide.details import say_statements
from hemiface.guide.german import is_german
from hemiface.guide.greetings import find_greeting
from hemiface.guide.library import (
    load_german_answers,
    load_owners,
    load_red_flags,
    read_topic,
)
from hemiface.guide.reading import find_alarm_after, strip_marks
from hemiface.guide.rules import Level, RedFlag, Refusal
from hemiface.guide.schema import Topic
from hemiface.guide.tongues import Notice, find_notice, find_other_notice
from hemiface.guide.worries import find_worry
from hemiface.operations.country import crisis_contacts
from hemiface.operations.guide_pages import Citation, cite_all
from hemiface.operations.permission import open_to_all

NO_ANSWER = "I have no sourced answer to that."
ENGLISH = {
    "no_answer": NO_ANSWER,
    "near": "Near topics:",
    "other": "Other topics:",
    "also": "And:",
    "open_part": "I have no sourced answer to this part: {part}",
    "evidence": "What it rests on:",
    "sources": "Sources:",
    "reviewed": "Reviewed {day}. This is no diagnosis.",
    "call": "When to call:",
    "contacts": "Crisis line:",
    "on_request": "Ask again for the rest when the danger is over.",
}
"""Words around an answer; German has the same."""
PRESSING = frozenset({Level.EMERGENCY, Level.URGENT})
"""Levels after which no topic follows until it is asked for."""

SELF_HARM = "self-harm"
MOST_ANSWERS = 3
MOST_LETTERS = 4000
"""Among so many, two pages, an answer is looked for; dangers are looked for in all."""

MOST_READ = 20000
"""A longer text is refused."""

REST = 60
"""Letters that are shown of what is not answered."""


@dataclass(frozen=True, slots=True)
class TopicAnswer:
    """One topic as an answer, or as a near topic when the question was declined.

    Parameters
    ----------
    topic, title
        The topic and its question, in the language of the reply.
    score
        How well it fits, 0..1.
    answer
        The short plain answer; empty for a near topic of a declined question.
    text
        The answer with its detail; for a near topic only that there is no answer.
    call
        When to call about what it names.
    sources
        What it rests on.
    """

    topic: str
    title: str
    score: float
    answer: str
    text: str
    call: tuple[str, ...]
    sources: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Warned:
    """A danger, to be told before any answer, with the lines to call where it is one for them."""

    id: str
    level: str
    title: str
    text: str
    contacts: str
    sources: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A wish that is not served, and why."""

    id: str
    title: str
    text: str
    sources: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What is said, in another language, to a text in that language."""

    language: str
    text: str
    emergency: bool


@dataclass(frozen=True, slots=True)
class Reply:
    """What the guide says to a question.

    Parameters
    ----------
    question
        The question as it was asked.
    language
        `en`, or `de` where the question was German: its answers are then German as well.
    answers
        Topics, best first; near ones only when `declined`. None after a pressing red flag, a
        refusal or a notice.
    direct
        How many of the answers answer the question: one for each part that has an answer.
    declined
        Whether the guide has no sourced answer.
    red_flag
        What must be told before any answer, or None.
    refusal
        The wish that is not served, or None.
    worry
        The kind first sentence; empty without a worry.
    notice
        What is said in another language, or None.
    open_parts
        Parts of the question to which there is no sourced answer, beside those that have one.
    welcome
        What is said to a greeting, thanks or a call for help without a question; empty otherwise.
    """

    question: str
    language: str = "en"
    answers: tuple[TopicAnswer, ...] = ()
    direct: int = 0
    declined: bool = False
    red_flag: Warned | None = None
    refusal: Refused | None = None
    worry: str = ""
    notice: Told | None = None
    open_parts: tuple[str, ...] = ()
    welcome: str = ""


@open_to_all
def ask(question: str, before: str | None = None) -> Reply:
    """Answer a free-text question; red flags are looked for first.

    Parameters
    ----------
    question
        Any text, English or German; an empty one is declined. All of it is read for dangers; an
        answer is looked for in the first `MOST_LETTERS`, and where there is more it is said
        that the rest has no answer. To a text in another language it is said, in that
        language, that the guide does not speak it, and in danger what to do.
    before
        The question asked before, which this one may refer to.

    Raises
    ------
    GuideAnswerError
        If the text is longer than `MOST_READ` letters.
    """
    if len(question) > MOST_READ:
        raise GuideAnswerError("too_long", letters=len(question), most=MOST_READ)
    whole = strip_marks(question)
    question = whole[:MOST_LETTERS]
    notice = find_notice(question)
    if notice is not None:
        return _tell(question, notice)
    german = is_german(question)
    language = "de" if german else "en"
    alarm = find_alarm_after(whole, before)
    refusal = _refuse(alarm.refusal, language) if alarm.refusal else None
    flag = _warn(alarm.red_flag, language, alarm.beside) if alarm.red_flag else None
    pressing = alarm.red_flag is not None and alarm.red_flag.level in PRESSING
    if pressing or refusal is not None:
        return Reply(question, language, red_flag=flag, refusal=refusal)
    greeting = find_greeting(question) if flag is None else None
    if greeting is not None:
        said = greeting.german if german else greeting.text
        return Reply(question, language, welcome=said)
    answered = find_answers(question, before)
    found = answered.findings
    declined = found[0].declined
    if flag is not None and declined:
        return Reply(question, language, red_flag=flag, worry=_worry(question, language))
    other = find_other_notice(question) if declined else None
    if other is not None:
        return _tell(question, other)
    matches = [match for finding in found for match in finding.matches[:1]]
    matches += [match for finding in found for match in finding.matches[1:]]
    scores = {match.slug: match.score for match in reversed(matches)}
    slugs = list(dict.fromkeys(match.slug for match in matches))[: MOST_ANSWERS + len(found) - 1]
    return Reply(
        question,
        language,
        tuple(_answer(read_topic(slug), scores[slug], language, declined) for slug in slugs),
        0 if declined else min(len(found), len(slugs)),
        declined,
        flag,
        worry=_worry(question, language),
        open_parts=(*answered.open_parts, *_say_rest(whole[MOST_LETTERS:])),
    )


def _tell(question: str, notice: Notice) -> Reply:
    told = Told(notice.code, notice.text, notice.emergency)
    return Reply(question, declined=True, notice=told)


def _say_rest(rest: str) -> tuple[str, ...]:
    """How what was too long to be answered begins; nothing where nothing is left."""
    return (f"\u2026 {rest.strip()[:REST]} \u2026",) if rest.strip() else ()


@open_to_all
def word(name: str, language: str = "en") -> str:
    """Words around an answer.

    Parameters
    ----------
    name
        A name of `ENGLISH`.
    language
        `en` or `de`.
    """
    return ENGLISH[name] if language == "en" else load_german_answers().words[name]


def _answer(topic: Topic, score: float, language: str, declined: bool) -> TopicAnswer:
    title, plain = topic.title, topic.answer
    if language != "en":
        german = load_german_answers().topics[topic.slug]
        title, plain = german.title, german.text
    if declined:
        near = f"{word('no_answer', language)} {word('near', language)} {title}"
        return TopicAnswer(topic.slug, title, score, "", near, (), ())
    text = "\n".join([plain, *(f"- {one}" for one in say_statements(topic, language))])
    calls = tuple(say_calls(topic, language))
    sources = cite_all(topic.sources)
    return TopicAnswer(topic.slug, title, score, plain, text, calls, sources)


def _warn(flag: RedFlag, language: str, beside: RedFlag | None = None) -> Warned:
    title, text = flag.title, flag.text
    more = beside.text if beside else ""
    if language != "en":
        german = load_german_answers().flags
        title, text = german[flag.id].title, german[flag.id].text
        more = german[beside.id].text if beside else ""
    text = f"{more} {text}".strip()
    crisis = SELF_HARM in (flag.id, beside.id if beside else "")
    contacts = f"{word('contacts', language)} {crisis_contacts(language)}" if crisis else ""
    return Warned(flag.id, flag.level, title, text, contacts, cite_all(flag.sources))


def _refuse(refusal: Refusal, language: str) -> Refused:
    title, text = refusal.title, refusal.text
    if language != "en":
        german = load_german_answers().refusals[refusal.id]
        title, text = german.title, german.text
    return Refused(refusal.id, title, text, cite_all(refusal.sources))


def _worry(question: str, language: str) -> str:
    worry = find_worry(question)
    if worry is None:
        return ""
    return worry.text if language == "en" else load_german_answers().words[f"worry_{worry.id}"]


@open_to_all
def say_calls(topic: Topic, language: str = "en") -> list[str]:
    """When to call about the treatments, ages and conditions that a topic names.

    Parameters
    ----------
    topic
        The topic.
    language
        `en` or `de`.
    """
    rules = {rule.id: rule for rule in load_red_flags().rules}
    owners = [load_owners()[name] for name in topic.about]
    wanted = dict.fromkeys(danger for owner in owners for danger in owner.dangers)
    if language == "en":
        return [rules[danger].call for danger in rules if danger in wanted]
    return [load_german_answers().flags[danger].call for danger in rules if danger in wanted]
