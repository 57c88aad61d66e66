"""German: a question is turned into English word by word, and answered in German.

Topics are found by single words and meanings, not by grammar, so a plain glossary is
enough. It knows words, phrases, and stems within the compound words of German; a word that it
does not know as it stands is looked up by its stem, and a verb that a sentence has taken apart
is put together again.
"""

import re
import unicodedata
from functools import cache, lru_cache

import snowballstemmer

from hemiface.guide.library import load_german
from hemiface.guide.words import load_reader, split_words

BEFORE_A_NOUN = re.compile(r"\b[sd]['\u2019](?=\w{3})")
"""The short articles of dialects, as in "s'Maul"."""

WORD = re.compile(r"\w+")
CODE = re.compile(r"\d|^icd$")
"""In a number, or a code such as that of an illness."""

VERB_PARTICLES = frozenset(
    ("ab", "an", "auf", "aus", "bei", "durch", "ein", "fest", "fort", "her", "hin", "los", "mit",
     "nach", "raus", "um", "vor", "weg", "weiter", "wieder", "zu", "zurueck", "zusammen")
)  # fmt: skip
"""What a main clause puts at its end, away from its verb: "die Wirkung laesst schnell nach"."""

CLAUSE = re.compile(r"[^.?!;,:]+")
JOINS = frozenset({"und", "oder", "aber", "weil", "dass", "wenn"})
FEWEST_LETTERS = 4
"""A shorter stem is that of too many words."""

BEGINNING = 3
"""First letters, which a word and its stem share."""

PARTICIPLE = re.compile(
    rf"({'|'.join(sorted(VERB_PARTICLES, key=len, reverse=True))})?(?:ge|zu)(\w{{4,}}?)t?"
)
"""A stem such as "weggelass" or "geschaut", in its particle and that of its infinitive."""

_STEMMER = snowballstemmer.stemmer("german")

UMLAUTS = str.maketrans({"\u00e4": "ae", "\u00f6": "oe", "\u00fc": "ue"})


def spell_out(text: str) -> str:
    r"""Lower-case text with its umlauts spelled out, and words of dialects in standard German.

    Examples
    --------
    >>> spell_out("H\u00e4ngt \u00dcBEL, schie\u00dft")
    'haengt uebel, schiesst'
    >>> spell_out("I mog nimma, ois is schwaar")
    'ich mag nimmer, alles ist schwaar'
    """
    plain = unicodedata.normalize("NFC", text).casefold().translate(UMLAUTS)
    page = load_german()
    words = WORD.findall(plain)
    sure = any(word in page.dialect for word in words)
    if not sure and not any(word in page.dialect_doubtful for word in words):
        return plain
    known = page.dialect
    if sure or any(_is_only_german(word) for word in words):
        known = page.dialect | page.dialect_doubtful
        plain = BEFORE_A_NOUN.sub("", plain)
    return WORD.sub(lambda found: known.get(found[0], found[0]), plain)


def _is_only_german(word: str) -> bool:
    return load_german().words.get(word, word) != word and not load_reader().knows(word)


def is_german(text: str) -> bool:
    """Whether more words of a text are German only than English only.

    A name that is the same in both, as "Parkinson", is neither's, and so are numbers and codes.
    """
    plain = [word for word in split_words(spell_out(text)) if not CODE.search(word)]
    words = [word for word in plain if _translate(word) != word]
    english = [load_reader().knows(word) for word in words]
    german = [_translate(word) is not None for word in words]
    pairs = list(zip(german, english, strict=True))
    return pairs.count((True, False)) > pairs.count((False, True))


def is_known(word: str) -> bool:
    """Whether a single word is German that the glossary has."""
    return any(_translate(one) is not None for one in split_words(spell_out(word)))


def to_english(text: str) -> str:
    """A German text with English words, in the order of the German; its sentences stay."""
    whole = CLAUSE.sub(lambda part: _put_together(part[0]), spell_out(text))
    return re.sub(r"[^.?!;]+", lambda part: _gloss(split_words(part[0])) + " ", whole)


def _put_together(clause: str) -> str:
    """A clause with the particle at its end, or before another clause, back at its verb."""
    words = WORD.findall(clause)
    for place, particle in enumerate(words):
        ends = place + 1 == len(words) or words[place + 1] in JOINS
        if not ends or particle not in VERB_PARTICLES:
            continue
        for verb in words[:place]:
            if particle + verb in load_german().words:
                clause = re.sub(rf"\b{verb}\b", particle + verb, clause, count=1)
                return re.sub(rf"\b{particle}\b(?!.*\b{particle}\b)", "", clause)
    return clause


def _gloss(words: list[str]) -> str:
    phrases = load_german().phrases
    longest = max(len(phrase.split()) for phrase in phrases)
    found: list[str] = []
    place = 0
    while place < len(words):
        for length in range(min(longest, len(words) - place), 0, -1):
            phrase = " ".join(words[place : place + length])
            meant = phrases.get(phrase)
            if length == 1 and meant is None:
                meant = _translate(phrase)
            if length == 1 or meant is not None:
                found.append(phrase if meant is None else meant)
                place += length
                break
    return " ".join(filter(None, found))


@lru_cache(4096)
def _translate(word: str) -> str | None:
    """English for a word: its own, or that of the stems in it; empty where it says little."""
    page = load_german()
    if word in page.words:
        return page.words[word]
    found: dict[int, str] = {}
    left = word
    for stem in sorted(page.stems, key=len, reverse=True):
        place = left.find(stem)
        if place >= 0:
            found[place] = page.stems[stem]
            left = left.replace(stem, " " * len(stem), 1)
    parts = " ".join(found[place] for place in sorted(found))
    return parts or next(filter(None, map(_translate_stem, _stems(word))), None)


def _translate_stem(stem: str) -> str | None:
    """English for the shortest word that has this stem; few words are bent to find it."""
    if len(stem) < FEWEST_LETTERS:
        return None
    words = load_german().words
    near = (word for word in _by_beginning().get(_begin(stem), ()) if words[word])
    return next((words[word] for word in near if _STEMMER.stemWord(word) == stem), None)


@cache
def _by_beginning() -> dict[str, list[str]]:
    """Words by their first letters, the shortest first."""
    found: dict[str, list[str]] = {}
    for word in sorted(load_german().words, key=len):
        found.setdefault(_begin(word), []).append(word)
    return found


def _begin(word: str) -> str:
    """First letters, without what the stemmer makes of umlauts that are spelled out."""
    return re.sub("(?<=[aou])e", "", word[: 2 * BEGINNING])[:BEGINNING]


def _stems(word: str) -> list[str]:
    """Stem of a word (Snowball German), then without what marks a participle.

    Examples
    --------
    >>> _stems("kindern"), _stems("weggelassen")
    (['kind'], ['weggelass', 'weglass'])
    """
    stem: str = _STEMMER.stemWord(word)
    participle = PARTICIPLE.fullmatch(stem)
    return [stem, (participle[1] or "") + participle[2]] if participle else [stem]
