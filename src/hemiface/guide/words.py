"""From free text to word stems and meanings, with spelling forgiven."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import snowballstemmer
from rapidfuzz import process
from rapidfuzz.distance import OSA

from hemiface.guide.library import load_common_words, load_lexicon, load_subjects, load_topics

SHORTEST_TO_MEND = 5
"""Shorter words are left as they are: almost every short word is near another one."""

LONG_WORD = 9
"""From this length on two slips are forgiven instead of one."""

ARTICLES = frozenset({"the", "a", "an", "my", "your", "his", "her", "our", "their"})

ENDINGS = frozenset({"", "s", "es", "e", "ed", "d", "ing", "y", "ly", "er", "ers"})

_STEMMER = snowballstemmer.stemmer("english")


def split_words(text: str) -> list[str]:
    r"""Lower-case words of a text, without accents, apostrophes and possessive s.

    Examples
    --------
    >>> split_words("Mum's eye can\u2019t stop!")
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
    telling
        How many words say what the question is about, as far as the guide knows.
    foreign
        Words that neither the guide nor everyday language knows.
    mended
        How many words were taken for misspelt ones.
    """

    words: tuple[str, ...]
    features: frozenset[str]
    concepts: frozenset[str]
    telling: int
    foreign: tuple[str, ...]
    mended: int


class Reader:
    """Reads texts with one vocabulary.

    Parameters
    ----------
    phrases
        Phrase (as stems) to the meanings it carries.
    parents
        Meaning to the wider meanings it implies.
    generic
        Meanings that can be asked of any illness.
    own
        Words of the field.
    common
        Words of everyday language.
    """

    def __init__(
        self,
        phrases: dict[tuple[str, ...], set[str]],
        parents: dict[str, tuple[str, ...]],
        generic: Iterable[str],
        own: Iterable[str],
        common: Iterable[str],
    ) -> None:
        self._phrases = phrases
        self._longest = max(map(len, phrases), default=1)
        self._parents = parents
        self._generic = frozenset(generic)
        self._own_words, self._common_words = frozenset(own), frozenset(common)
        self._vocabulary = self._own_words | self._common_words
        self._known = {stem(word) for word in self._vocabulary}
        self._common = {stem(word) for word in self._common_words}
        self._near_own = _by_letter(self._own_words - self._common_words)
        self._near_common = _by_letter(self._common_words)

    def with_words(self, words: Iterable[str]) -> "Reader":
        """A reader that also knows some more words of the field."""
        own = self._own_words.union(words)
        return Reader(self._phrases, self._parents, self._generic, own, self._common_words)

    def mend(self, word: str) -> str:
        """The word itself if it is known, else the nearest one, words of the field first."""
        if self.knows(word) or len(word) < SHORTEST_TO_MEND or not word.isalpha():
            return word
        slips = 1 if len(word) < LONG_WORD else 2
        for group in (self._near_own, self._near_common):
            near = process.extractOne(
                word, group.get(word[0], []), scorer=OSA.distance, score_cutoff=slips
            )
            if near:
                return near[0]
        return word

    def knows(self, word: str) -> bool:
        """Whether a word is known, as it stands or with a regular ending."""
        ending = word.removeprefix(stem(word))
        return word in self._vocabulary or (stem(word) in self._known and ending in ENDINGS)

    def read(self, text: str) -> Reading:
        """Words, features and meanings of a text, and what of it is not known."""
        raw = split_words(text)
        words = tuple(self.mend(word) for word in raw)
        stems = [stem(word) for word in words]
        meanings = self._find_concepts(stems)
        found = set().union(*meanings)
        wider = {parent for name in found for parent in self._parents.get(name, ())}
        concepts = frozenset(found | wider)
        pairs = {f"{a} {b}" for a, b in pairwise(stems)}
        return Reading(
            words=words,
            features=frozenset({*stems, *pairs, *(f"@{name}" for name in concepts)}),
            concepts=concepts,
            telling=sum(self._tells(*pair) for pair in zip(stems, meanings, strict=True)),
            foreign=tuple(
                word
                for word, one in zip(words, stems, strict=True)
                if one not in self._known and not word.isdigit()
            ),
            mended=sum(a != b for a, b in zip(raw, words, strict=True)),
        )

    def _tells(self, one: str, names: set[str]) -> bool:
        if names:
            return not names <= self._generic
        return one in self._known and one not in self._common

    def _find_concepts(self, stems: list[str]) -> list[set[str]]:
        """Meanings each stem in a row takes part in; articles between words do not matter."""
        found: list[set[str]] = [set() for _ in stems]
        every = list(range(len(stems)))
        for places in (every, [place for place in every if stems[place] not in ARTICLES]):
            for start in range(len(places)):
                for length in range(1, min(self._longest, len(places) - start) + 1):
                    part = places[start : start + length]
                    for name in self._phrases.get(tuple(stems[place] for place in part), ()):
                        for place in part:
                            found[place].add(name)
        return found


def _by_letter(words: Iterable[str]) -> dict[str, list[str]]:
    """Words long enough to be meant by a misspelt one, by their first letter."""
    groups: dict[str, list[str]] = {}
    for word in sorted(words):
        if len(word) >= SHORTEST_TO_MEND - 1:
            groups.setdefault(word[0], []).append(word)
    return groups


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
            stems = [stem(word) for word in words]
            short = [one for one in stems if one not in ARTICLES]
            for phrase in (stems, short if len(short) > 1 else stems):
                phrases.setdefault(tuple(phrase), set()).add(name)
    for topic in load_topics().values():
        for text in (topic.title, *topic.phrasings):
            own.update(split_words(text))
    for subject in load_subjects():
        for text in subject.phrasings:
            own.update(split_words(text))
    return Reader(phrases, lexicon.parents, lexicon.generic, own, load_common_words())
