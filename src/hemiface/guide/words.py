"""From free text to word stems and meanings, with spelling forgiven."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import snowballstemmer
from rapidfuzz import process
from rapidfuzz.distance import OSA

from hemiface.guide.library import load_common_words, load_lexicon, load_subjects, load_topics

SHORTEST_TO_MEND = 5
"""Shorter words are left as they are: almost every short word is near another one."""

_STEMMER = snowballstemmer.stemmer("english")


def split_words(text: str) -> list[str]:
    """Lower-case words of a text, without accents, apostrophes and possessive s.

    Examples
    --------
    >>> split_words("Mum's eye can\\u2019t stop!")
    ['mum', 'eye', 'cant', 'stop']
    """
    plain = unicodedata.normalize("NFKD", text.casefold()).replace("\u2019", "'")
    plain = re.sub(r"'s\b", "", plain).replace("'", "")
    return re.findall(r"[a-z0-9]+", plain)


@cache
def stem(word: str) -> str:
    """Stem of one word (Snowball English)."""
    result: str = _STEMMER.stemWord(word)
    return result


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text was understood to say.

    Parameters
    ----------
    words
        The words, with spelling mended.
    features
        Stems, neighbouring stems, and meanings (marked with `@`).
    concepts
        The meanings alone, with the wider ones they imply.
    foreign
        Words that neither the guide nor everyday language knows.
    """

    words: tuple[str, ...]
    features: frozenset[str]
    concepts: frozenset[str]
    foreign: tuple[str, ...]


class Reader:
    """Reads texts with one vocabulary.

    Parameters
    ----------
    phrases
        Phrase (as stems) to the meanings it carries.
    parents
        Meaning to the wider meanings it implies.
    own
        Words of the field.
    common
        Words of everyday language.
    """

    def __init__(
        self,
        phrases: dict[tuple[str, ...], set[str]],
        parents: dict[str, tuple[str, ...]],
        own: Iterable[str],
        common: Iterable[str],
    ) -> None:
        self._phrases = phrases
        self._longest = max(map(len, phrases), default=1)
        self._parents = parents
        self._own = set(own)
        self._known = {stem(word) for word in (*self._own, *common)}
        by_letter: dict[str, list[str]] = {}
        for word in sorted(self._own | set(common)):
            if len(word) >= SHORTEST_TO_MEND - 1:
                by_letter.setdefault(word[0], []).append(word)
        self._by_letter = by_letter

    def mend(self, word: str) -> str:
        """The word itself if it is known, else the nearest known word, else itself."""
        if stem(word) in self._known or len(word) < SHORTEST_TO_MEND or not word.isalpha():
            return word
        slips = 1 if len(word) < 8 else 2
        near = process.extractOne(
            word, self._by_letter.get(word[0], []), scorer=OSA.distance, score_cutoff=slips
        )
        return near[0] if near else word

    def read(self, text: str) -> Reading:
        """Words, features, meanings and foreign words of a text."""
        words = tuple(self.mend(word) for word in split_words(text))
        stems = [stem(word) for word in words]
        found, covered = self._find_concepts(stems)
        wider = {parent for name in found for parent in self._parents.get(name, ())}
        concepts = frozenset(found | wider)
        foreign = tuple(
            word
            for word, one, seen in zip(words, stems, covered, strict=True)
            if not seen and one not in self._known and not word.isdigit()
        )
        pairs = {f"{a} {b}" for a, b in zip(stems, stems[1:], strict=False)}
        features = frozenset({*stems, *pairs, *(f"@{name}" for name in concepts)})
        return Reading(words, features, concepts, foreign)

    def _find_concepts(self, stems: list[str]) -> tuple[set[str], list[bool]]:
        """Meanings in a row of stems, and which stems they cover."""
        found: set[str] = set()
        covered = [False] * len(stems)
        for start in range(len(stems)):
            for length in range(min(self._longest, len(stems) - start), 0, -1):
                names = self._phrases.get(tuple(stems[start : start + length]))
                if names:
                    found |= names
                    covered[start : start + length] = [True] * length
        return found, covered


@cache
def load_reader() -> Reader:
    """The reader with the vocabulary of the shipped pages."""
    lexicon = load_lexicon()
    phrases: dict[tuple[str, ...], set[str]] = {}
    own: set[str] = set()
    for name, texts in lexicon.concepts.items():
        for text in texts:
            words = split_words(text)
            own.update(words)
            phrases.setdefault(tuple(stem(word) for word in words), set()).add(name)
    for topic in load_topics().values():
        for text in (topic.title, *topic.phrasings):
            own.update(split_words(text))
    for subject in load_subjects():
        for text in subject.phrasings:
            own.update(split_words(text))
    return Reader(phrases, lexicon.parents, own, load_common_words())
