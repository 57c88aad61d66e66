"""Find the topic a question is about, or say that there is none.

What is ranked is the meaning of the sentence and its letters (`learned`); whether to answer at
all is decided by the words: how much of the question is understood, and whether it names the
illness, the twitch or a treatment.
"""

import math
import re
from dataclasses import dataclass

import numpy as np

from hemiface.guide.embedding import embed
from hemiface.guide.learned import Scores, load_learned
from hemiface.guide.library import load_lexicon, load_subjects
from hemiface.guide.schema import UNANSWERED
from hemiface.guide.words import MOST_SENTENCES, Reading, load_reader

FOREIGN_WEIGHT = 1.5
MENDED_WEIGHT = 0.15
SHORT, SHORT_WEIGHT = 3, 0.5
SENTENCE_SHARE = 0.9
ANCHORED, ANCHORED_STRANGE = 0.16, 0.24
POINTED = 0.36
GENERIC = 0.6
SURE, LEAD, CARRIED = 0.45, 0.06, 0.75
"""A question whose words are all known is answered where one topic fits so well, so much better
than the next, and its phrasings carry so much of what the question tells."""

PLAIN, PLAIN_LEAD = 0.82, 0.4
"""A question that is nearly one of a topic's own phrasings, far from any other's, is that topic's
even where it holds a word that any illness has: "what is the ICD-10 code"."""

BARE = 3
"""Most words of a question that need not name what it is about: "gets worse?" is of the illness."""

BEFORE = 0.5
"""What the question before counts for a question that leans on it."""

NEAR = 0.15
"""Topics that fit less are not named."""

FIRST_READING = ("what-is-hfs", "symptoms", "how-to-stop")
"""Topics named when a question is near to none."""

OWN = frozenset({"my", "me", "i", "his", "her", "our", "their", "your", "mine"})


@dataclass(frozen=True, slots=True)
class Match:
    """A topic with how well it fits, 0..1."""

    slug: str
    score: float


@dataclass(frozen=True, slots=True)
class Finding:
    """What the search makes of a question.

    Parameters
    ----------
    matches
        Topics, best first.
    declined
        Whether none of them answers the question.
    known_gap
        Whether the question is one that people do ask and no source answers.
    """

    matches: tuple[Match, ...]
    declined: bool
    known_gap: bool = False


def trust(reading: Reading) -> float:
    """Share of a question that is understood, 0..1."""
    foreign = sum(SHORT_WEIGHT if len(word) <= SHORT else 1.0 for word in reading.foreign)
    strange = FOREIGN_WEIGHT * (foreign + MENDED_WEIGHT * reading.mended)
    told = len(reading.telling)
    return told / (told + strange) if strange else 1.0


def is_elsewhere(concepts: frozenset[str]) -> bool:
    """Whether a question is about another part of the body, or about no body at all."""
    if "video" in concepts and "privacy" in concepts:
        return False
    twitching_face = concepts & {"twitch", "spasm"} and concepts & {"face", "eye"}
    return "other-worlds" in concepts or ("elsewhere" in concepts and not twitching_face)


def is_anchored(concepts: frozenset[str]) -> bool:
    """Whether a question names the illness, the twitch or a treatment."""
    jumps = "jumping" in concepts and concepts & {*load_lexicon().parts, "muscle", "limb"}
    return bool(jumps or concepts & set(load_lexicon().anchors))


def threshold(reading: Reading) -> float:
    """Least score that counts as an answer, by how clearly the question is one for the guide.

    A question that names the illness, the twitch or a treatment needs little;
    one that only says "it" or "my eye" needs more and must hold nothing foreign;
    one that could be about any illness must be almost the words of a topic.
    """
    lexicon = load_lexicon()
    if is_elsewhere(reading.concepts):
        return math.inf
    if is_anchored(reading.concepts):
        return ANCHORED_STRANGE if reading.foreign else ANCHORED
    if len(reading.foreign) * 3 > len(reading.telling):
        return math.inf
    parts = reading.concepts & set(lexicon.parts)
    several = len(parts - {"face", "eyelid"}) > 1
    own_face = several or (parts and OWN.intersection(reading.words))
    if own_face or reading.concepts & set(lexicon.pointers):
        return POINTED
    bare = not reading.telling and not reading.foreign and len(reading.words) <= BARE
    if bare and reading.concepts:
        return POINTED
    return GENERIC if reading.concepts <= set(lexicon.generic) else math.inf


def is_sure(scores: Scores, reading: Reading) -> bool:
    """Whether a question is so clearly one topic's that it need name nothing of the face.

    Other illnesses have causes and signs too: with a word for those, a question that names
    neither the illness nor the face is about what it names, unless it is nearly a topic's own.
    """
    if is_elsewhere(reading.concepts) or reading.foreign:
        return False
    if not reading.telling:
        return False
    of_illness = reading.concepts & set(load_lexicon().of_illness)
    least, lead, carried = (PLAIN, PLAIN_LEAD, 1.0) if of_illness else (SURE, LEAD, CARRIED)
    second, best = np.partition(scores, -2)[-2:]
    if best < least or best - second < lead:
        return False
    learned = load_learned()
    topic = learned.topics[int(np.argmax(scores))]
    return learned.share_carried(reading.telling, topic) >= carried


def find_topics(question: str, most: int = 3) -> Finding:
    """Topics that answer a question, best first.

    Parameters
    ----------
    question
        Free text.
    most
        How many topics to name at the most.
    """
    return _choose(fit_topics(question), load_reader().read(question), most)


def find_next_topics(question: str, before: str, resolved: str, most: int = 3) -> Finding:
    """Topics that answer a question which leans on the one before, best first.

    Neither of them says it alone: what is ranked is the mean of the question with its subject
    put in, of both in a row, and, half as much, of the one before.

    Parameters
    ----------
    question, before
        Free text.
    resolved
        The question with the subject of the one before.
    most
        How many topics to name at the most.
    """
    fits = [fit_topics(resolved), fit_topics(f"{before} {question}"), fit_topics(before)]
    fit = np.average(fits, axis=0, weights=(1, 1, BEFORE))
    return _choose(np.asarray(fit), load_reader().read(resolved), most)


def fit_topics(question: str) -> Scores:
    """Fit of each topic to a question or to one of its sentences; shape (n_topics,)."""
    parts = split_questions(question)[:MOST_SENTENCES]
    fits = [_fit(load_reader().read(question))]
    fits += [SENTENCE_SHARE * _fit(load_reader().read(part)) for part in parts]
    return np.asarray(np.max(fits, axis=0))


def _choose(scores: Scores, reading: Reading, most: int) -> Finding:
    """The topics that fit best, or that none of them does well enough."""
    fit = dict(zip(load_learned().topics, scores.tolist(), strict=True))
    order = sorted(fit, key=lambda name: -fit[name])
    best = order[0]
    sure = fit[best] >= threshold(reading) or is_sure(scores, reading)
    declined = best.startswith(UNANSWERED) or not sure
    near = [slug for one in load_subjects() if UNANSWERED + one.name == best for slug in one.near]
    close = [name for name in order if not name.startswith(UNANSWERED) and fit[name] >= NEAR]
    ranked = list(dict.fromkeys([*near, *close, *(FIRST_READING if declined else ())]))[:most]
    gap = best.startswith(UNANSWERED) and sure
    return Finding(tuple(Match(slug, round(fit[slug], 4)) for slug in ranked), declined, gap)


def _fit(reading: Reading) -> Scores:
    """Fit of each topic, less where little of the text is understood; shape (n_topics,)."""
    mended = " ".join(reading.words)
    return load_learned().score_topics(mended, embed([mended])[0]) * trust(reading)


def split_questions(text: str) -> list[str]:
    """Sentences of a longer text that end in a question mark; none if there is one sentence."""
    sentences = re.findall(r"[^.?!]+[.?!]*", text)
    return [one for one in sentences if "?" in one] if len(sentences) > 1 else []
