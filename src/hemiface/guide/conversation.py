"""A question among others: what it refers to, and how many it is."""

import re
from dataclasses import dataclass

from hemiface.guide.german import is_german, spell_out, to_english
from hemiface.guide.learned import load_learned
from hemiface.guide.library import load_german, load_red_flags, read_topic
from hemiface.guide.search import SURE, Finding, find_next_topics, find_topics, is_anchored
from hemiface.guide.words import FEWEST_WORDS, load_reader, split_words

REFERRING = frozenset(
    {"it", "that", "this", "they", "them", "those", "these", "then", "afterwards", "instead"}
)
MOST_WORDS = 12
"""A follow-up is short; a longer question speaks for itself."""

SENTENCE = re.compile(r"(?<=[?;!.\n])\s+|[?;]+(?=\S)")
JOINED = re.compile(
    r",?\s+(?:and|but|plus|und|sowie|aber)\s+(?:also\s+|auch\s+|ausserdem\s+)?|,\s+", re.IGNORECASE
)
OPENERS = frozenset(
    ("whether", "if", "am", "have", "who", "whom", "where", "whose", "ob", "ab", "zu", "bin",
     "habe", "hab", "darf", "duerfen", "brauche", "brauch", "hilft", "helfen", "tut", "geht",
     "gehen", "kommt", "kommen", "zahlt", "wen", "wem", "woran", "wodurch", "womit", "wofuer",
     "woher", "wohin", "wieviel", "wieviele", "wozu", "worauf", "worin", "wovon")
)  # fmt: skip
"""More first words of a question than the red flags tell apart."""

PRONOUNS = frozenset({"ich", "er", "es", "sie", "man", "wir", "das", "die", "der"})
"""Behind the verb with which a German question without a question word begins."""

MOST_PARTS = 4
APART = 0.3
"""Least fit of a part that is answered apart."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is found for a question.

    Parameters
    ----------
    findings
        One finding, or one for each part that is answered, in the order of the parts.
    open_parts
        Parts without a sourced answer, in the words of the question.
    """

    findings: tuple[Finding, ...]
    open_parts: tuple[str, ...] = ()


def find_answers(question: str, before: str | None = None) -> Found:
    """What is found for a question as a whole, or for each of its parts.

    Parameters
    ----------
    question
        Free text in English or German.
    before
        The question asked before, if any; a short question that refers to it is read with it.
    """
    german = is_german(question)
    english = to_english(question) if german else question
    if before and is_german(before):
        before = to_english(before)
    parts = split_parts(question)
    if len(parts) > 1:
        found = _find_parts(parts, german=german)
        if len(found.findings) + len(found.open_parts) > 1 and found.findings:
            return found
    if before and is_follow_up(english):
        return Found((find_next_topics(english, before, resolve(english, before)),))
    return Found((find_topics(english),))


def _find_parts(parts: list[str], *, german: bool) -> Found:
    """What is found for each part; a topic is told once."""
    found: dict[str, Finding] = {}
    left: list[str] = []
    subject: str | None = None
    for part in parts:
        english = to_english(part) if german else part
        one = _find_part(english, subject)
        if one.declined or one.matches[0].score < APART:
            left.append(part.strip(" ,.;?!"))
        else:
            found.setdefault(one.matches[0].slug, one)
        subject = one.matches[0].slug if one.matches else subject
    return Found(tuple(found.values()), tuple(left))


def _find_part(part: str, subject: str | None) -> Finding:
    """What is found for a part as it stands, else with the subject of the part before."""
    alone = find_topics(part)
    if subject is None or is_anchored(load_reader().read(part).concepts):
        return alone
    if alone.known_gap or (not alone.declined and alone.matches[0].score >= SURE):
        return alone
    if not REFERRING.intersection(split_words(part)):
        return alone
    return find_topics(resolve(part, subject))


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
    """Parts of a question that each ask something; none where it is all one question.

    Examples
    --------
    >>> split_parts("How long does Botox last and does surgery cure it?")
    ['How long does Botox last', 'does surgery cure it?']
    >>> split_parts("Why do my eye and mouth twitch?")
    []
    """
    parts: list[str] = []
    for sentence in filter(None, SENTENCE.split(question.strip())):
        start = 0
        pieces: list[str] = []
        for join in JOINED.finditer(sentence):
            if _opens(sentence[join.end() :]) and _opens(sentence[start : join.start()]):
                pieces.append(sentence[start : join.start()])
                start = join.end()
        pieces.append(sentence[start:])
        parts += [one for one in pieces if one.rstrip().endswith("?") or _opens(one)]
    asked = [part for part in parts if len(split_words(part)) >= FEWEST_WORDS]
    return asked[:MOST_PARTS] if len(asked) > 1 else []


def _opens(text: str) -> bool:
    """Whether a text begins as a question does."""
    words = split_words(spell_out(text))
    if len(words) < FEWEST_WORDS:
        return False
    asking = OPENERS | load_red_flags().speech.asking | load_german().speech.asking
    return words[0] in asking or words[1] in PRONOUNS


def _subject(before: str) -> str:
    """What a question, or a topic named by its slug, is about, in a few words."""
    slug = before if before in load_learned().topics else find_topics(before).matches[0].slug
    return read_topic(slug).subject or "hemifacial spasm"
