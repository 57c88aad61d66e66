"""From free text to word stems and meanings, with spelling forgiven."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import snowballstemmer
from rapidfuzz import process
from rapidfuzz.distance import OSA

from hemiface.guide.learned import load_listing
from hemiface.guide.schema import Page

SHORTEST_TO_MEND = 5
"""Shorter words are left as they are: almost every short word is near another one."""

LONG_WORD = 9
"""From this length on two slips are forgiven instead of one."""

MOST_SENTENCES = 8
"""So many sentences of a text are looked at one by one."""

FEWEST_WORDS = 3
"""A sentence of fewer words says too little by itself."""

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
    concepts
        The meanings, with the wider ones they imply.
    telling
        Stems of the words that say what the question is about, as far as the guide knows.
    foreign
        Words that neither the guide nor everyday language knows.
    mended
        How many words were taken for misspelt ones.
    """

    words: tuple[str, ...]
    concepts: frozenset[str]
    telling: tuple[str, ...]
    foreign: tuple[str, ...]
    mended: int


class Vocabulary(Page):
    """All that a reader knows, made at release.

    Parameters
    ----------
    phrases
        Phrase (stems with blanks between them) to the meanings it carries.
    parents
        Meaning to the wider meanings it implies.
    generic
        Meanings that can be asked of any illness.
    own, common
        Words of the field, and of everyday language.
    own_stems, common_stems
        The stems of these.
    """

    phrases: dict[str, tuple[str, ...]]
    parents: dict[str, tuple[str, ...]]
    generic: frozenset[str]
    own: frozenset[str]
    common: frozenset[str]
    own_stems: frozenset[str]
    common_stems: frozenset[str]


class Reader:
    """Reads texts with one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._phrases = {tuple(k.split()): set(v) for k, v in vocabulary.phrases.items()}
        self._longest = max(map(len, self._phrases), default=1)
        self._parents = vocabulary.parents
        self._generic = vocabulary.generic
        self._vocabulary = vocabulary.own | vocabulary.common
        self._known = vocabulary.own_stems | vocabulary.common_stems
        self._common = vocabulary.common_stems
        self._near_own = _by_letter(vocabulary.own - vocabulary.common)
        self._near_common = _by_letter(vocabulary.common)

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
        return Reading(
            words=words,
            concepts=concepts,
            telling=tuple(
                one for one, names in zip(stems, meanings, strict=True) if self._tells(one, names)
            ),
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
    """The reader of the shipped pages."""
    return Reader(Vocabulary.model_validate(load_listing()["reader"]))


@cache
def load_sign_reader() -> Reader:
    """The same, also at home in the words of dangers."""
    page = load_listing()["reader"]
    more = load_listing()["signs"]
    own = {name: [*page[name], *more[name]] for name in ("own", "own_stems")}
    return Reader(Vocabulary.model_validate(page | own))
