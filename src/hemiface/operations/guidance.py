"""Ask the guide, check for red flags, and look things up."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hemiface.errors import GuideAnswerError
from hemiface.guide import lookup
from hemiface.guide.german import is_german, to_english
from hemiface.guide.library import (
    load_claims,
    load_german_answers,
    load_substances,
    load_topics,
    load_triage,
)
from hemiface.guide.lookup import cite
from hemiface.guide.redflags import find_red_flag
from hemiface.guide.rules import Level, Question, RedFlag
from hemiface.guide.schema import Substance, Topic
from hemiface.guide.search import find_topics
from hemiface.guide.triage import Outcome, assess_answers, iter_questions
from hemiface.model.muscles import MUSCLES, Muscle

NO_ANSWER = "I have no sourced answer to that."
ENGLISH = {
    "no_answer": NO_ANSWER,
    "near": "Near topics:",
    "other": "Other topics:",
    "evidence": "What it rests on:",
    "sources": "Sources:",
    "reviewed": "Reviewed {day}. This is no diagnosis.",
}
"""Words around an answer; German has the same."""
STOP_ADVICE = (
    "Never stop or change a prescribed medicine on your own; ask the doctor who gave it. "
    "A report is not a proof, and none of these is a known cause of hemifacial spasm."
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One topic as an answer, or as a near topic when the question was declined.

    Parameters
    ----------
    topic
        The topic.
    score
        How well it fits, 0..1.
    """

    topic: Topic
    score: float


@dataclass(frozen=True, slots=True)
class Reply:
    """What the guide says to a question.

    Parameters
    ----------
    question
        The question as it was asked.
    answers
        Topics, best first; near ones only when `declined`.
    declined
        Whether the guide has no sourced answer.
    red_flag
        What must be told before any answer, or None.
    language
        `en`, or `de` where the question was German: its answers are then German as well.
    """

    question: str
    answers: tuple[Answer, ...]
    declined: bool
    red_flag: RedFlag | None
    language: str = "en"

    def as_json(self) -> dict[str, Any]:
        """The reply as plain data; a near topic of a declined question carries no answer text."""
        flag = self.red_flag
        return {
            "question": self.question,
            "answers": [self._answer_json(answer) for answer in self.answers],
            "declined": self.declined,
            "red_flag": flag
            and {"id": flag.id, "level": flag.level}
            | dict(zip(("title", "text"), self.say_flag(flag), strict=True))
            | {"sources": cite(flag.sources)},
        }

    def word(self, name: str) -> str:
        """Words around an answer in the language of the question."""
        return ENGLISH[name] if self.language == "en" else load_german_answers().words[name]

    def say_flag(self, flag: RedFlag) -> tuple[str, str]:
        """Title and text of a red flag in the language of the question."""
        if self.language == "en":
            return flag.title, flag.text
        german = load_german_answers().flags[flag.id]
        return german.title, german.text

    def say_topic(self, topic: Topic) -> tuple[str, str]:
        """Title and plain answer of a topic in the language of the question."""
        if self.language == "en":
            return topic.title, topic.answer
        german = load_german_answers().topics[topic.slug]
        return german.title, german.text

    def _answer_json(self, answer: Answer) -> dict[str, Any]:
        topic = answer.topic
        title, plain = self.say_topic(topic)
        details = topic.text.removeprefix(topic.answer)
        near = f"{self.word('no_answer')} {self.word('near')} {title}"
        return {
            "topic": topic.slug,
            "title": title,
            "score": answer.score,
            "text": near if self.declined else plain + details,
            "sources": [] if self.declined else cite(topic.sources),
        }


def ask(question: str) -> Reply:
    """Answer a free-text question; red flags are looked for first.

    Parameters
    ----------
    question
        Any text, English or German; an empty one is declined.
    """
    flag = find_red_flag(question)
    german = is_german(question)
    finding = find_topics(to_english(question) if german else question)
    topics = load_topics()
    answers = tuple(Answer(topics[match.slug], match.score) for match in finding.matches)
    return Reply(question, answers, finding.declined, flag, "de" if german else "en")


def read_questions(path: Path) -> list[str]:
    """Questions of a text file, one a line; empty lines are passed over.

    Raises
    ------
    GuideAnswerError
        If the file cannot be read.
    """
    return [line.strip() for line in _read_text(path).splitlines() if line.strip()]


def read_answers(path: Path) -> dict[str, str]:
    """Answers of the check from a file with one JSON object; true and false stand for yes and no.

    Raises
    ------
    GuideAnswerError
        If the file cannot be read or is no such object.
    """
    hint = 'Write a JSON object such as {"stroke-face": "no"}.'
    try:
        data = json.loads(_read_text(path))
    except (ValueError, RecursionError) as error:
        raise GuideAnswerError(f"{path.name} is not JSON: {error}", hint=hint) from error
    if not isinstance(data, dict):
        raise GuideAnswerError(f"{path.name} holds no JSON object", hint=hint)
    words = {True: "yes", False: "no"}
    return {
        name: words[answer] if isinstance(answer, bool) else str(answer)
        for name, answer in data.items()
    }


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise GuideAnswerError(
            f"cannot read {path.name}: {error.strerror}", hint="Give the path of a text file."
        ) from error


def interview(answers: dict[str, str]) -> Iterator[Question]:
    """Questions of the check that still make sense; put each answer into `answers`."""
    return iter_questions(answers)


def list_questions() -> tuple[Question, ...]:
    """All questions of the check, in order."""
    return load_triage().questions


def is_emergency(answers: Mapping[str, str]) -> bool:
    """Whether the answers so far already call for help at once."""
    return assess_answers(answers).level is Level.EMERGENCY


def check(answers: Mapping[str, str]) -> Outcome:
    """What should happen now, from the answers of the check.

    Raises
    ------
    GuideAnswerError
        If a question or an answer does not exist.
    """
    return assess_answers(answers)


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """An outcome as plain data."""
    return {
        "level": outcome.level,
        "headline": outcome.headline,
        "text": outcome.text,
        "doctors": list(outcome.doctors),
        "reasons": [
            {"id": rule.id, "level": rule.level, "title": rule.title, "text": rule.text}
            | {"sources": cite(rule.sources)}
            for rule in outcome.reasons
        ],
        "missing": list(outcome.missing),
    }


def list_topics() -> tuple[Topic, ...]:
    """All topics of the guide."""
    return tuple(load_topics().values())


def get_topic(slug: str) -> Topic:
    """One topic.

    Raises
    ------
    GuideNotFoundError
        If there is no such topic.
    """
    return lookup.get_topic(slug)


def topic_json(topic: Topic) -> dict[str, Any]:
    """A topic as plain data, each statement with its evidence."""
    return {
        "topic": topic.slug,
        "title": topic.title,
        "reviewed": topic.reviewed.isoformat(),
        "answer": topic.answer,
        "statements": [
            {
                "text": one.text,
                "strength": one.strength,
                "evidence": one.strength.explanation,
                "sources": cite(one.sources),
            }
            for one in topic.statements
        ],
    }


def claims_json() -> list[dict[str, Any]]:
    """Every claim of the founding documents with verdict, correction, sources and places."""
    register = load_claims()
    return [
        {
            "id": claim.id,
            "claim": claim.claim,
            "verdict": claim.verdict,
            "correction": claim.correction,
            "sources": cite(claim.sources),
            "places": [
                {"document": document, "line": line, "sentence": number}
                for document, line, number in register.places(claim.id)
            ],
        }
        for claim in register.claims
    ]


def find_substances(name: str | None = None) -> tuple[Substance, ...]:
    """Substances reported with twitching, all or those of a name (spelling forgiven).

    Raises
    ------
    GuideNotFoundError
        If no substance has a name like that.
    """
    return load_substances() if name is None else lookup.find_substances(name)


def substance_json(substance: Substance) -> dict[str, Any]:
    """A substance as plain data."""
    return {
        "name": substance.name,
        "names": list(substance.names),
        "reported": substance.reported,
        "about": substance.about,
        "strength": substance.strength,
        "evidence": substance.strength.explanation,
        "sources": cite(substance.sources),
    }


def list_muscles() -> tuple[Muscle, ...]:
    """The muscles of the facial nerve, and the masseter as the one that is not."""
    return MUSCLES


def muscle_json(muscle: Muscle) -> dict[str, Any]:
    """A muscle as plain data."""
    return {
        "name": muscle.name,
        "facial_nerve": muscle.facial_nerve,
        "function": muscle.function,
        "spasm": muscle.spasm,
        "region": muscle.region,
        "injected": muscle.injected,
        "injected_note": muscle.injected.explanation,
        "sources": cite(muscle.sources),
    }
