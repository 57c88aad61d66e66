"""What was learned at release from the guide's phrasings and sayings, read by memory map.

Two classifiers by kernel ridge regression (Hastie, Tibshirani and Friedman, The Elements of
Statistical Learning, 2nd ed., 5.8): one over the meaning of a sentence (`embedding`), one over
its letters, which forgives spelling. A third adds both kernels, the letters as they were typed
in either language, and tells dangers and wishes from what is harmless. `hemiface.guide.build`
writes the files.
"""

import hashlib
import json
import math
import re
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hemiface.errors import GuideContentError
from hemiface.guide.embedding import Points

Scores = NDArray[np.float64]
AnyPoints = NDArray[np.float32] | NDArray[np.float64]

SHARPNESS = 4.0
"""Of the kernel exp(SHARPNESS (cosine - 1)): how quickly likeness fades with distance."""

GRAM_LENGTHS = (3, 4, 5)
BUCKETS = 8192
ALARM_BUCKETS = 32768
"""More, for the letters of two languages, lest runs of one are taken for those of the other."""

STEP = 1 / 400
"""What one step of a stored point stands for: a byte a number, half of what half precision takes,
moves a cosine by a thousandth."""


def store_points(points: Points) -> NDArray[np.int8]:
    """Vectors in steps of a byte; no number of a unit vector of this network passes them."""
    return np.asarray(np.clip(np.rint(points / STEP), -127, 127), np.int8)


def restore_points(stored: NDArray[np.int8]) -> Scores:
    """Vectors of unit length, but for the steps."""
    return stored.astype(np.float64) * STEP


def compare(points: AnyPoints, others: AnyPoints) -> Scores:
    """Cosine of each pair of unit vectors; shape (n_points, n_others)."""
    return np.asarray(points, np.float64) @ np.asarray(others, np.float64).T


def likeness(cosine: Scores) -> Scores:
    """Kernel over the cosine: 1 for the same meaning, near 0 for unrelated ones."""
    return np.exp(SHARPNESS * (cosine - 1.0))


def count_grams(text: str, buckets: int = BUCKETS) -> dict[int, float]:
    """Buckets of the runs of letters in a text, each with the logarithm of its count."""
    plain = f" {re.sub(r'[^a-z0-9]+', ' ', text.casefold()).strip()} "
    counts = Counter(
        zlib.crc32(plain[start : start + length].encode()) % buckets
        for length in GRAM_LENGTHS
        for start in range(len(plain) - length + 1)
    )
    return {bucket: float(1 + np.log(count)) for bucket, count in counts.items()}


@dataclass(frozen=True)
class Learned:
    """The arrays of the index.

    Parameters
    ----------
    topics, kinds
        Names of the topics (with `unanswered:` before a subject without an answer), and of
        the kinds of sayings: dangers, refusals and `harmless`.
    points
        Vectors of all phrasings, then of all sayings, as `store_points` gives them; shape
        (n_texts, WIDTH).
    starts
        Row of the first phrasing of each topic, and the end of the last.
    topic_weights, kind_weights
        Weights of the classifiers by meaning; shapes (n_phrasings, n_topics) and
        (n_texts, n_kinds).
    carriers
        Numbers of the topics whose phrasings hold a stem.
    gram_weights, gram_rarity
        Weights of the classifier by letters and rarity of each bucket; shapes
        (BUCKETS, n_topics) and (BUCKETS,).
    alarm_weights, alarm_gram_weights, alarm_gram_rarity
        Weights of the classifier of dangers and wishes, by meaning and by letters, and rarity
        of each bucket; shapes (n_texts, 2), (ALARM_BUCKETS, 2) and (ALARM_BUCKETS,).
    """

    topics: tuple[str, ...]
    kinds: tuple[str, ...]
    points: NDArray[np.int8]
    starts: tuple[int, ...]
    carriers: dict[str, list[int]]
    topic_weights: NDArray[np.float16]
    kind_weights: NDArray[np.float16]
    gram_weights: NDArray[np.float16]
    gram_rarity: NDArray[np.float16]
    alarm_weights: NDArray[np.float16]
    alarm_gram_weights: NDArray[np.float16]
    alarm_gram_rarity: NDArray[np.float16]

    @cached_property
    def unit_points(self) -> Scores:
        """The points as vectors of unit length, restored once: that takes as long as to compare."""
        return restore_points(self.points)

    def score_topics(self, text: str, point: Points) -> Scores:
        """Fit of each topic, 0..1: the mean of both classifiers and of the nearest phrasing.

        Parameters
        ----------
        text
            The question.
        point
            Its vector; shape (WIDTH,).
        """
        cosine = compare(point[None], self.unit_points[: self.starts[-1]])[0]
        nearest = np.maximum.reduceat(cosine, self.starts[:-1])
        meaning = likeness(cosine) @ np.asarray(self.topic_weights, np.float64)
        both = np.clip([meaning, self._score_letters(text), nearest], 0, 1)
        return np.asarray(both.mean(axis=0))

    def share_carried(self, stems: Iterable[str], topic: str) -> float:
        """Share of a text that the own phrasings of a topic carry, 0..1.

        A word weighs by its rarity, the logarithm of how many topics there are to each whose
        phrasings hold it; one that none holds weighs as much as one that a single one holds.

        Parameters
        ----------
        stems
            Stems of the words of the text.
        topic
            One of `topics`.
        """
        number = self.topics.index(topic)
        carried = total = 0.0
        for one in stems:
            carriers = self.carriers.get(one, [])
            weight = math.log(len(self.topics) / max(len(carriers), 1))
            total += weight
            carried += weight * (number in carriers)
        return carried / total if total else 0.0

    def find_likeness(self, points: Points) -> Scores:
        """Likeness of each vector to each phrasing and saying; shape (n_points, n_texts)."""
        return likeness(compare(points, self.unit_points))

    def score_kinds(self, near: Scores) -> Scores:
        """Fit of each kind of saying, by `find_likeness`; shape (n_points, n_kinds)."""
        return near @ np.asarray(self.kind_weights, np.float64)

    def score_alarms(self, near: Scores, letters: Iterable[str]) -> Scores:
        """By how much each text is more danger, and more wish, than harmless; shape (n_points, 2).

        Parameters
        ----------
        near
            Their likeness to phrasings and sayings, by `find_likeness`.
        letters
            The same texts as they were typed.
        """
        meant = near @ np.asarray(self.alarm_weights, np.float64)
        rows = [
            weigh_grams(count_grams(text, ALARM_BUCKETS), self.alarm_gram_rarity)
            for text in letters
        ]
        typed = [
            row @ np.asarray(self.alarm_gram_weights[buckets], np.float64) for buckets, row in rows
        ]
        return np.asarray(meant + np.array(typed))

    def _score_letters(self, text: str) -> Scores:
        buckets, row = weigh_grams(count_grams(text), self.gram_rarity)
        return np.asarray(row @ np.asarray(self.gram_weights[buckets], np.float64))


def weigh_grams(counts: dict[int, float], rarity: NDArray[np.float16]) -> tuple[list[int], Scores]:
    """Buckets of a text, and its row over them, of unit length."""
    buckets = list(counts)
    row = np.array(list(counts.values())) * np.asarray(rarity[buckets], np.float64)
    return buckets, row / (float(np.linalg.norm(row)) or 1.0)


@cache
def load_learned() -> Learned:
    """The index of this release.

    Raises
    ------
    GuideContentError
        If a file of it is missing or damaged.
    """
    listing = load_listing()
    with as_file(files("hemiface.guide") / "index") as folder:
        try:
            arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in ARRAYS}
        except (OSError, ValueError) as error:
            raise GuideContentError("index", reason=str(error)) from error
    return Learned(
        tuple(listing["topics"]),
        tuple(listing["kinds"]),
        starts=tuple(listing["starts"]),
        carriers=listing["carriers"],
        **arrays,
    )


ARRAYS = (
    *("points", "topic_weights", "kind_weights", "gram_weights", "gram_rarity"),
    *("alarm_weights", "alarm_gram_weights", "alarm_gram_rarity"),
)


@cache
def load_listing() -> dict[str, Any]:
    """Names in the index, the words of the reader, and the hashes of what it was made from.

    Raises
    ------
    GuideContentError
        If it is missing or damaged.
    """
    try:
        text = (files("hemiface.guide") / "index" / "index.json").read_text(encoding="utf-8")
        listing: dict[str, Any] = json.loads(text)
    except (OSError, ValueError) as error:
        raise GuideContentError("index", reason=str(error)) from error
    return listing


def hash_file(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
