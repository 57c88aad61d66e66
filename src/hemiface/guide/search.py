"""Find the topic a question is about, or say that there is none.

Every phrasing of every topic is a point in a space of weighted stems and
meanings. A ridge classifier over the cosine between points learns which
features tell the topics apart; the nearest phrasing keeps it honest.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from hemiface.guide.library import load_lexicon, load_subjects, load_topics
from hemiface.guide.words import Reading, load_reader

Weights = NDArray[np.float64]

CONCEPT_WEIGHT = 1.6
PAIR_WEIGHT = 0.5
RIDGE = 0.3
CLASSIFIER_SHARE = 0.6
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
        kernel = self._points @ self._points.T
        target = np.eye(len(self.labels))[self._owner]
        solved = np.linalg.solve(kernel + RIDGE * np.eye(len(kernel)), target)
        self._classifier = self._points.T @ solved

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
        vector = self.vector(reading)
        near = np.zeros(len(self.labels))
        np.maximum.at(near, self._owner, self._points @ vector)
        learned = np.clip(vector @ self._classifier, 0, 1)
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
