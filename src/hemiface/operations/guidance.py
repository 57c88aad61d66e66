"""Check for red flags, and look things up in the guide."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from hemiface.errors import GuideAnswerError
from hemiface.errors.faults import find_reason
from hemiface.guide import lookup
from hemiface.guide.details import load_german_details, say_question, say_statements
from hemiface.guide.library import (
    load_german_answers,
    load_sources,
    load_topics,
    load_triage,
)
from hemiface.guide.rules import InterviewQuestion, Level, TriageRule
from hemiface.guide.schema import Source, Statement, Topic
from hemiface.guide.triage import TriageResult, assess_answers, is_settled, iter_questions
from hemiface.model.actor import Permission
from hemiface.operations.country import crisis_contacts
from hemiface.operations.guide_pages import (
    CheckResult,
    ReasonPage,
    StatementPage,
    TopicPage,
    cite_all,
)
from hemiface.operations.inputs import read_input
from hemiface.operations.permission import needs, open_to_all
from hemiface.operations.replies import say_calls, word
from hemiface.operations.session import Session

SELF_HARM = frozenset({"self-harm", "self-harm-plan"})
"""Reasons beside which the crisis line of the chosen country is named."""

CHECK_WORDS = {
    "how": "Answer y (yes), n (no) or u (unsure). Ctrl-C stops.",
    "number": "{n} of {most} or so. ",
    "stopped": "Stopped early. From the answers so far:",
    "whom": "Whom to see:",
    "along": "Take along to the doctor:",
    "yes": "Yes",
    "unsure": "Unsure",
    "unknown": "Not known: {n} more questions",
    "no_diagnosis": "This is no diagnosis.",
}


@needs(Permission.WORK_WITH_FILES)
def read_questions(session: Session, path: Path) -> list[str]:
    """Questions of a text file, one a line; empty lines are passed over.

    Raises
    ------
    GuideAnswerError
        If the file cannot be read.
    """
    del session
    return [line.strip() for line in _read_text(path).splitlines() if line.strip()]


@needs(Permission.WORK_WITH_FILES)
def read_answers(session: Session, path: Path) -> Mapping[str, str]:
    """Answers of the check from a file with one JSON object; true and false stand for yes and no.

    Raises
    ------
    GuideAnswerError
        If the file cannot be read, is no such object, or answers a question twice.
    """
    del session
    text = _read_text(path)  # what it raises is a ValueError as well
    try:
        data = json.loads(text, object_pairs_hook=tuple)
    except (ValueError, RecursionError) as error:
        raise GuideAnswerError("no_json", path=path.name, reason=find_reason(error)) from error
    if not isinstance(data, tuple):
        raise GuideAnswerError("no_json_object", path=path.name)
    names = [name for name, _ in data]
    for name in names:
        if names.count(name) > 1:
            raise GuideAnswerError("answer_twice", name=name)
    words = {True: "yes", False: "no"}
    return {
        name: words[answer] if isinstance(answer, bool) else str(answer) for name, answer in data
    }


def _read_text(path: Path) -> str:
    try:
        return read_input(path).decode("utf-8-sig", errors="replace")
    except (OSError, ValueError) as error:
        reason = find_reason(error)
        raise GuideAnswerError("file_unread", path=path.name, reason=reason) from error


@open_to_all
def interview(answers: dict[str, str], language: str = "en") -> Iterator[InterviewQuestion]:
    """Questions of the check that still make sense, in `en` or `de`.

    Put each answer into `answers`.
    """
    return (say_question(question, language) for question in iter_questions(answers))


@open_to_all
def count_left(answers: Mapping[str, str]) -> int:
    """How many questions may still come, as far as the answers tell; closed groups count."""
    opened = {question.ask_if for question in iter_questions(answers)}
    return sum(
        question.ask_if is None or question.ask_if in answers or question.ask_if not in opened
        for question in iter_questions(answers)
    )


@open_to_all
def take_along(answers: Mapping[str, str], language: str = "en") -> list[str]:
    """What was answered yes or unsure, and what is not known, as lines for a doctor."""
    said = check_words(language)
    words = {name: said[name] for name in ("yes", "unsure")}
    asked = [say_question(question, language) for question in load_triage().questions]
    telling = {name for rule in load_triage().rules for row in rule.when for name in row}
    lines = [
        f"{words[answers[question.id]]}: {question.text}"
        for question in asked
        if answers.get(question.id) in words and question.id in telling
    ]
    unknown = len(list(iter_questions(answers)))
    return [*lines, *([said["unknown"].format(n=unknown)] if lines and unknown else [])]


@open_to_all
def check_words(language: str = "en") -> Mapping[str, str]:
    """Words around the outcome of the check, in `en` or `de`."""
    return CHECK_WORDS if language == "en" else load_german_details().words


@open_to_all
def list_questions(language: str = "en") -> tuple[InterviewQuestion, ...]:
    """All questions of the check, in order, in `en` or `de`."""
    return tuple(say_question(question, language) for question in load_triage().questions)


@open_to_all
def is_emergency(answers: Mapping[str, str]) -> bool:
    """Whether the answers so far call for help at once, and no question could say for what."""
    return is_settled(answers)


@open_to_all
def check(answers: Mapping[str, str], language: str = "en") -> CheckResult:
    """What should happen now, from the answers of the check, in `en` or `de`.

    Raises
    ------
    GuideAnswerError
        If a question or an answer does not exist.
    """
    found = assess_answers(answers)
    reasons = tuple(_reason(rule, language) for rule in found.reasons)
    if language == "en":
        said = (found.headline, found.text, found.doctors)
    else:
        said = _say_in_german(found)
    headline, advice, doctors = said
    text = advice
    if any(rule.id in SELF_HARM for rule in found.reasons):
        text = f"{text} {word('contacts', language)} {crisis_contacts(language)}."
    return CheckResult(found.level, headline, text, advice, doctors, reasons, found.missing)


def _reason(rule: TriageRule, language: str) -> ReasonPage:
    said = load_german_details().reasons[rule.id] if language == "de" else rule
    return ReasonPage(rule.id, rule.level, said.title, said.text, cite_all(rule.sources))


def _say_in_german(found: TriageResult) -> tuple[str, str, tuple[str, ...]]:
    """Headline, what to do, and whom to see."""
    page = load_german_details()
    texts = [page.reasons[rule.id].text for rule in found.telling]
    unknown = found.level is Level.UNKNOWN
    before = [page.words["unfinished"]] if found.unfinished and not unknown else []
    named = " ".join(page.questions[one.id].text for one in found.first)
    after = [page.words["first"].format(questions=named)] if found.first else []
    doctors = tuple(page.doctors[name] for name in found.doctors)
    return page.levels[found.level], " ".join(dict.fromkeys([*before, *texts, *after])), doctors


@open_to_all
def list_topics(language: str = "en") -> tuple[TopicPage, ...]:
    """All topics of the guide; title and short answer in the language, `en` or `de`."""
    return tuple(_topic(topic, language) for topic in load_topics().values())


@open_to_all
def get_topic(slug: str, language: str = "en") -> TopicPage:
    """One topic, each statement with its evidence, in `en` or `de`.

    Raises
    ------
    GuideNotFoundError
        If there is no such topic.
    """
    return _topic(lookup.get_topic(slug), language)


def _topic(topic: Topic, language: str) -> TopicPage:
    german = load_german_answers().topics[topic.slug] if language == "de" else None
    return TopicPage(
        topic.slug,
        german.title if german else topic.title,
        topic.reviewed.isoformat(),
        german.text if german else topic.answer,
        tuple(say_calls(topic, language)),
        tuple(
            _state(one, text, language)
            for one, text in zip(topic.statements, say_statements(topic, language), strict=True)
        ),
    )


def _state(one: Statement, text: str, language: str) -> StatementPage:
    evidence = one.strength.explanation
    if language != "en":
        evidence = load_german_details().strengths[one.strength]
    return StatementPage(text, one.strength, evidence, cite_all(one.sources))


@open_to_all
def list_sources() -> tuple[Source, ...]:
    """All publications and pages the guide rests on."""
    return tuple(load_sources().values())
