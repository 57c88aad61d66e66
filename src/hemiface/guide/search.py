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

from hemiface.guide.library import load_lexicon, load_subjects, load_topics
from hemiface.guide.words import Reading, load_reader

Weights = NDArray[np.float64]

CONCEPT_WEIGHT = 2.2
PAIR_WEIGHT = 0.6
RIDGE = 0.2
CLASSIFIER_SHARE = 0.65
FOREIGN_WEIGHT = 1.5
MENDED_WEIGHT = 0.3
SENTENCE_SHARE = 0.9
ANCHORED = 0.30
POINTED = 0.45
GENERIC = 0.65
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
        self._owner = np.array([rank[label] for label, _ in phrasings])
        by_label: dict[str, set[str]] = {}
        for label, reading in phrasings:
            by_label.setdefault(label, set()).update(reading.features)
        counts = Counter(f for features in by_label.values() for f in features)
        self._column = {feature: i for i, feature in enumerate(sorted(counts))}
        self._idf = np.zeros(len(self._column))
        for feature, column in self._column.items():
            rarity = np.log(1 + len(self.labels) / counts[feature])
            self._idf[column] = rarity * _kind_weight(feature)
        self._points = np.stack([self.vector(reading) for _, reading in phrasings])
        kernel = np.square(self._points @ self._points.T)
        target = np.eye(len(self.labels))[self._owner]
        self._classifier = np.linalg.solve(kernel + RIDGE * np.eye(len(kernel)), target)

    def vector(self, reading: Reading) -> Weights:
        """Unit vector of a reading; shape (n_features,)."""
        vector = np.zeros(len(self._column))
        for feature in reading.features:
            if feature in self._column:
                vector[self._column[feature]] = self._idf[self._column[feature]]
        length = float(np.linalg.norm(vector))
        return vector / length if length else vector

    def score(self, reading: Reading) -> Weights:
        """Fit of each label; shape (n_labels,)."""
        cosine = self._points @ self.vector(reading)
        near = np.zeros(len(self.labels))
        np.maximum.at(near, self._owner, cosine)
        learned = np.clip(np.square(cosine) @ self._classifier, 0, 1)
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
    strange = FOREIGN_WEIGHT * (len(reading.foreign) + MENDED_WEIGHT * reading.mended)
    return reading.telling / (reading.telling + strange) if strange else 1.0


def is_elsewhere(concepts: frozenset[str]) -> bool:
    """Whether a question is about another part of the body, or about no body at all."""
    twitching_face = concepts & {"twitch", "spasm"} and concepts & {"face", "eye"}
    return "elsewhere" in concepts and not twitching_face


def threshold(reading: Reading) -> float:
    """Least score that counts as an answer, by how clearly the question is one for the guide.

    A question that names the illness, the twitch or a treatment needs little;
    one that only says "it" or "my eye" needs more and must hold nothing foreign;
    one that could be about any illness must be almost the words of a topic.
    """
    lexicon = load_lexicon()
    if is_elsewhere(reading.concepts):
        return math.inf
    if reading.concepts & set(lexicon.anchors):
        return ANCHORED
    if len(reading.foreign) * 3 > reading.telling:
        return math.inf
    parts = reading.concepts & set(lexicon.parts)
    own_face = len(parts) > 1 or (parts and OWN.intersection(reading.words))
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
    for sentence in split_questions(question):
        part = load_reader().read(sentence)
        np.maximum(scores, SENTENCE_SHARE * index.score(part) * trust(part), out=scores)
    order = [int(i) for i in np.argsort(-scores, kind="stable")]
    best = index.labels[order[0]]
    fit = dict(zip(index.labels, scores.tolist(), strict=True))
    fits = fit[best] >= threshold(reading) or reading.words in index.wordings
    declined = best.startswith(UNANSWERED) or not fits
    near = [slug for one in load_subjects() if UNANSWERED + one.name == best for slug in one.near]
    topics = [index.labels[i] for i in order if not index.labels[i].startswith(UNANSWERED)]
    ranked = list(dict.fromkeys([*near, *topics]))[:most]
    return Finding(tuple(Match(slug, round(fit[slug], 4)) for slug in ranked), declined)


def split_questions(text: str) -> list[str]:
    """Sentences of a longer text that end in a question mark; none if there is one sentence."""
    sentences = re.findall(r"[^.?!]+[.?!]*", text)
    return [one for one in sentences if "?" in one] if len(sentences) > 1 else []
