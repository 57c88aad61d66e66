"""A question among others: what it refers to, and how many it is."""

import re

from hemiface.guide.learned import load_learned
from hemiface.guide.library import read_topic
from hemiface.guide.search import Finding, find_next_topics, find_topics, is_anchored
from hemiface.guide.words import load_reader, split_words

REFERRING = frozenset(
    {"it", "that", "this", "they", "them", "those", "these", "then", "afterwards", "instead"}
)
MOST_WORDS = 12
"""A follow-up is short; a longer question speaks for itself."""

PART = re.compile(r"[?;]+|,?\s+(?:and|but|also|plus)(?:\s+also)?\s+(?=\w+\s+\w+)", re.IGNORECASE)
FEWEST_WORDS = 3
BOTH = 0.45
"""Least fit of each of two parts that are answered apart."""


def find_answers(question: str, before: str | None = None) -> tuple[Finding, ...]:
    """What is found for a question: one finding, or one for each of two parts.

    Parameters
    ----------
    question
        Free text in English.
    before
        The question asked before, if any; a short question that refers to it is read with it.
    """
    if before and is_follow_up(question):
        return (find_next_topics(question, before, resolve(question, before)),)
    whole = find_topics(question)
    parts = split_parts(question)
    if len(parts) == 2:
        first = find_topics(parts[0])
        second = find_topics(_complete(parts[1], first))
        found = (first, second)
        apart = first.matches[0].slug != second.matches[0].slug
        if apart and all(not one.declined and one.matches[0].score >= BOTH for one in found):
            return found
    return (whole,)


def is_follow_up(question: str) -> bool:
    """Whether a question leans on the one before."""
    words = split_words(question)
    if not words or len(words) > MOST_WORDS:
        return False
    leans = bool(REFERRING.intersection(words)) or words[0] in {"and", "but", "so", "or"}
    return leans or not is_anchored(load_reader().read(question).concepts)


def resolve(question: str, before: str) -> str:
    """A follow-up with the subject of the question before in the place of "it" or "that"."""
    subject = _subject(before)
    words = question.strip().split()
    if words and words[0].lower().strip(",") in {"and", "but", "so", "or"}:
        words = words[1:]
    text = " ".join(words)
    placed = re.sub(r"\b(it|that|this|they|them|those|these)\b", subject, text, count=1, flags=re.I)
    return placed if placed != text else f"{text.rstrip(' ?')} {subject}?"


def split_parts(question: str) -> list[str]:
    """Parts of a question that could each stand alone."""
    parts = [part.strip() for part in PART.split(question)]
    return [part for part in parts if len(part.split()) >= FEWEST_WORDS]


def _complete(part: str, first: Finding) -> str:
    """A second part with the subject of the first, where it names none of its own."""
    if is_anchored(load_reader().read(part).concepts) or not first.matches:
        return part
    return resolve(part, first.matches[0].slug)


def _subject(before: str) -> str:
    """What a question, or a topic named by its slug, is about, in a few words."""
    slug = before if before in load_learned().topics else find_topics(before).matches[0].slug
    return read_topic(slug).subject or "hemifacial spasm"
