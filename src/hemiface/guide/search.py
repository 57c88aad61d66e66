"""Find the topic a question is about, or say that there is none.

Every phrasing of every topic is a point in a space of weighted stems and
meanings. A ridge classifier over the squared cosine between points (so that
pairs of features count) learns what tells the topics apart; the nearest
phrasing keeps it honest.
"""

import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from hemiface.guide.library import load_lexicon, load_subjects, load_topics
from hemiface.guide.words import Reading, load_reader

Weights = NDArray[np.float64]

CONCEPT_WEIGHT = 2.2
PAIR_WEIGHT = 0.6
RIDGE = 0.2
CLASSIFIER_SHARE = 0.65
FOREIGN_WEIGHT = 1.5
MENDED_WEIGHT = 0.15
SHORT, SHORT_WEIGHT = 3, 0.5
SENTENCE_SHARE = 0.9
MOST_SENTENCES = 8
ANCHORED, ANCHORED_STRANGE = 0.16, 0.24
POINTED = 0.36
GENERIC = 0.65
NEAR = 0.1
"""Topics that fit less are not named."""

FIRST_READING = ("what-is-hfs", "symptoms", "how-to-stop")
"""Topics named when a question is near to none."""

OWN = frozenset({"my", "me", "i", "his", "her", "our", "their", "your", "mine"})
UNANSWERED = "unanswered:"


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
    """

    matches: tuple[Match, ...]
    declined: bool


class Index:
    """Phrasings of topics, ready to be compared with questions."""

    def __init__(self, phrasings: list[tuple[str, Reading]]) -> None:
        self.wordings = {reading.words for _, reading in phrasings}
        self.labels = list(dict.fromkeys(label for label, _ in phrasings))
        rank = {label: i for i, label in enumerate(self.labels)}
        phrasings = sorted(phrasings, key=lambda row: rank[row[0]])
        owner = np.array([rank[label] for label, _ in phrasings])
        self._starts = np.searchsorted(owner, np.arange(len(self.labels)))
        by_label: dict[str, set[str]] = {}
        for label, reading in phrasings:
            by_label.setdefault(label, set()).update(reading.features)
        counts = Counter(f for features in by_label.values() for f in features)
        self._column = {feature: i for i, feature in enumerate(sorted(counts))}
        self._idf = np.zeros(len(self._column))
        for feature, column in self._column.items():
            rarity = np.log(1 + len(self.labels) / counts[feature])
            self._idf[column] = rarity * _kind_weight(feature)
        self._points = self._vectors([reading for _, reading in phrasings])
        kernel = np.square((self._points @ self._points.T).toarray())
        target = np.eye(len(self.labels))[owner]
        self._classifier = np.linalg.solve(kernel + RIDGE * np.eye(len(kernel)), target)

    def _vectors(self, readings: list[Reading]) -> csr_array:
        """Unit vectors of readings; shape (n_readings, n_features)."""
        weights: list[float] = []
        columns: list[int] = []
        ends = [0]
        for reading in readings:
            known = sorted(self._column[f] for f in reading.features if f in self._column)
            row = self._idf[known]
            weights += (row / (np.linalg.norm(row) or 1.0)).tolist()
            columns += known
            ends.append(len(columns))
        return csr_array((weights, columns, ends), shape=(len(readings), len(self._column)))

    def score(self, reading: Reading) -> Weights:
        """Fit of each label; shape (n_labels,)."""
        cosine = (self._points @ self._vectors([reading]).T).toarray()[:, 0]
        near: Weights = np.maximum.reduceat(cosine, self._starts)
        learned: Weights = np.clip(np.square(cosine) @ self._classifier, 0, 1)
        return CLASSIFIER_SHARE * learned + (1 - CLASSIFIER_SHARE) * near


def _kind_weight(feature: str) -> float:
    if feature.startswith("@"):
        return CONCEPT_WEIGHT
    return PAIR_WEIGHT if " " in feature else 1.0


@cache
def load_index() -> Index:
    """The index of the shipped topics."""
    reader = load_reader()
    rows = [
        (slug, reader.read(text))
        for slug, topic in load_topics().items()
        for text in (topic.title, *topic.phrasings)
    ]
    rows += [
        (UNANSWERED + subject.name, reader.read(text))
        for subject in load_subjects()
        for text in subject.phrasings
    ]
    return Index(rows)


def trust(reading: Reading) -> float:
    """Share of a question that is understood, 0..1."""
    foreign = sum(SHORT_WEIGHT if len(word) <= SHORT else 1.0 for word in reading.foreign)
    strange = FOREIGN_WEIGHT * (foreign + MENDED_WEIGHT * reading.mended)
    return reading.telling / (reading.telling + strange) if strange else 1.0


def is_elsewhere(concepts: frozenset[str]) -> bool:
    """Whether a question is about another part of the body, or about no body at all."""
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
    if len(reading.foreign) * 3 > reading.telling:
        return math.inf
    parts = reading.concepts & set(lexicon.parts)
    several = len(parts - {"face", "eyelid"}) > 1
    own_face = several or (parts and OWN.intersection(reading.words))
    if own_face or reading.concepts & set(lexicon.pointers):
        return POINTED
    return GENERIC if reading.concepts <= set(lexicon.generic) else math.inf


def find_topics(question: str, most: int = 3) -> Finding:
    """Topics that answer a question, best first.

    Parameters
    ----------
    question
        Free text.
    most
        How many topics to name at the most.
    """
    index = load_index()
    reading = load_reader().read(question)
    scores = index.score(reading) * trust(reading)
    for sentence in split_questions(question)[:MOST_SENTENCES]:
        part = load_reader().read(sentence)
        np.maximum(scores, SENTENCE_SHARE * index.score(part) * trust(part), out=scores)
    order = [int(i) for i in np.argsort(-scores, kind="stable")]
    best = index.labels[order[0]]
    fit = dict(zip(index.labels, scores.tolist(), strict=True))
    fits = fit[best] >= threshold(reading) or reading.words in index.wordings
    declined = best.startswith(UNANSWERED) or not fits
    near = [slug for one in load_subjects() if UNANSWERED + one.name == best for slug in one.near]
    topics = [index.labels[i] for i in order if not index.labels[i].startswith(UNANSWERED)]
    close = [slug for slug in topics if fit[slug] >= NEAR]
    ranked = list(dict.fromkeys([*near, *close, *(FIRST_READING if declined else ())]))[:most]
    return Finding(tuple(Match(slug, round(fit[slug], 4)) for slug in ranked), declined)


def split_questions(text: str) -> list[str]:
    """Sentences of a longer text that end in a question mark; none if there is one sentence."""
    sentences = re.findall(r"[^.?!]+[.?!]*", text)
    return [one for one in sentences if "?" in one] if len(sentences) > 1 else []
