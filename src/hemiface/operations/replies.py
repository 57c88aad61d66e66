"""Ask the guide: what must be said first, then sourced answers."""

from dataclasses import dataclass
from typing import Any

from hemiface.guide.conversation import find_answers
from hemiface.guide.german import is_german, to_english
from hemiface.guide.library import (
    load_german_answers,
    load_owners,
    load_red_flags,
    read_topic,
)
from hemiface.guide.lookup import cite
from hemiface.guide.redflags import find_alarm
from hemiface.guide.rules import Level, RedFlag, Refusal
from hemiface.guide.schema import Topic
from hemiface.guide.tongues import Notice, find_notice
from hemiface.guide.worries import Worry, find_worry
from hemiface.operations.country import crisis_contacts
from hemiface.operations.permission import open_to_all

NO_ANSWER = "I have no sourced answer to that."
ENGLISH = {
    "no_answer": NO_ANSWER,
    "near": "Near topics:",
    "other": "Other topics:",
    "also": "And:",
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
        Topics, best first; near ones only when `declined`. None after a pressing red flag, a
        refusal or a notice.
    declined
        Whether the guide has no sourced answer.
    red_flag
        What must be told before any answer, or None.
    language
        `en`, or `de` where the question was German: its answers are then German as well.
    direct
        How many of the answers answer the question: two where it had two parts.
    refusal
        The wish that is not served, or None.
    worry
        The worry that is named first, or None.
    notice
        What is said in another language, or None.
    """

    question: str
    answers: tuple[Answer, ...]
    declined: bool
    red_flag: RedFlag | None
    language: str = "en"
    direct: int = 1
    refusal: Refusal | None = None
    worry: Worry | None = None
    notice: Notice | None = None

    def as_json(self) -> dict[str, Any]:
        """The reply as plain data; a near topic of a declined question carries no answer text."""
        return {
            "question": self.question,
            "answers": [self._answer_json(answer) for answer in self.answers],
            "direct": 0 if self.declined else min(self.direct, len(self.answers)),
            "declined": self.declined,
            "red_flag": self._flag_json(),
            "refusal": self._refusal_json(),
            "worry": self.say_worry(),
            "notice": self.notice
            and {
                "language": self.notice.code,
                "text": self.notice.text,
                "emergency": self.notice.emergency,
            },
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

    def say_contacts(self) -> str:
        """Crisis lines, where the red flag is one for them; empty otherwise."""
        if self.red_flag is None or self.red_flag.id != SELF_HARM:
            return ""
        return f"{self.word('contacts')} {crisis_contacts()}"

    def say_refusal(self, refusal: Refusal) -> tuple[str, str]:
        """Title and text of a refusal in the language of the question."""
        if self.language == "en":
            return refusal.title, refusal.text
        german = load_german_answers().refusals[refusal.id]
        return german.title, german.text

    def say_worry(self) -> str:
        """The kind first sentence in the language of the question; empty without a worry."""
        if self.worry is None:
            return ""
        name = f"worry_{self.worry.id}"
        return self.worry.text if self.language == "en" else load_german_answers().words[name]

    def say_topic(self, topic: Topic) -> tuple[str, str]:
        """Title and plain answer of a topic in the language of the question."""
        if self.language == "en":
            return topic.title, topic.answer
        german = load_german_answers().topics[topic.slug]
        return german.title, german.text

    def say_calls(self, topic: Topic) -> list[str]:
        """When to call about what a topic names, in the language of the question."""
        return say_calls(topic, self.language)

    def _flag_json(self) -> dict[str, Any] | None:
        if self.red_flag is None:
            return None
        title, text = self.say_flag(self.red_flag)
        return {
            "id": self.red_flag.id,
            "level": self.red_flag.level,
            "title": title,
            "text": text,
            "contacts": self.say_contacts(),
            "sources": cite(self.red_flag.sources),
        }

    def _refusal_json(self) -> dict[str, Any] | None:
        if self.refusal is None:
            return None
        title, text = self.say_refusal(self.refusal)
        sources = cite(self.refusal.sources)
        return {"id": self.refusal.id, "title": title, "text": text, "sources": sources}

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
            "call": [] if self.declined else self.say_calls(topic),
            "sources": [] if self.declined else cite(topic.sources),
        }


MOST_LETTERS = 4000
"""What is read of a question: two pages."""


@open_to_all
def ask(question: str, before: str | None = None) -> Reply:
    """Answer a free-text question; red flags are looked for first.

    Parameters
    ----------
    question
        Any text, English or German, read up to `MOST_LETTERS`; an empty one is declined. To a
        text in another language it is said, in that language, that the guide does not speak it,
        and in danger what to do.
    before
        The question asked before, which this one may refer to.
    """
    question = question[:MOST_LETTERS]
    notice = find_notice(question)
    if notice is not None:
        return Reply(question, (), True, None, notice=notice)
    german = is_german(question)
    language = "de" if german else "en"
    alarm = find_alarm(question)
    if alarm.refusal is not None:
        return Reply(question, (), False, None, language, refusal=alarm.refusal)
    if alarm.red_flag is not None and alarm.red_flag.level in PRESSING:
        return Reply(question, (), False, alarm.red_flag, language)
    earlier = to_english(before) if before and is_german(before) else before
    found = find_answers(to_english(question) if german else question, earlier)
    matches = [match for finding in found for match in finding.matches[:1]]
    matches += [match for finding in found for match in finding.matches[1:]]
    scores = {match.slug: match.score for match in reversed(matches)}
    answers = tuple(
        Answer(read_topic(slug), scores[slug])
        for slug in dict.fromkeys(match.slug for match in matches)
    )
    return Reply(
        question,
        answers[: MOST_ANSWERS + len(found) - 1],
        found[0].declined,
        alarm.red_flag,
        language,
        direct=len(found),
        worry=find_worry(question),
    )


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
