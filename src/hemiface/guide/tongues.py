"""Languages the guide does not speak: it says so in that language, and what to do in danger."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from pydantic import Field

from hemiface.guide.german import is_german
from hemiface.guide.library import read_page
from hemiface.guide.schema import Page, Text
from hemiface.guide.words import load_reader, split_words

LATIN = "LATIN"
SCRIPTS = {"HIRAGANA": "KANA", "KATAKANA": "KANA", "CJK": "HAN"}
"""First word of the Unicode name of a letter to the script, where they differ."""

SIGN = 2.0
"""Weight of one sign of a language: a letter of its own or a word that English lacks."""

FEWEST_SIGNS = 2
OVER_GERMAN = 7.0
LONG_SIGN = 6
"""Fewest letters of a word of danger that tells the language as well."""


class ForeignLanguage(Page):
    """A language the guide does not speak.

    Parameters
    ----------
    code, name
        ISO 639 code, and its own name.
    script
        Script by the Unicode names of its letters.
    letters
        Letters that tell it from others in the script.
    common
        Frequent words, for a script that many languages share.
    emergency
        Beginnings of words of an emergency.
    harmless
        Names of the illness that hold such a word.
    safety, sorry
        What to do in danger; and that the guide does not speak it.
    """

    code: str
    name: str
    script: str = LATIN
    letters: str = ""
    common: frozenset[str] = frozenset()
    emergency: tuple[str, ...] = Field(min_length=10)
    harmless: tuple[str, ...] = ()
    safety: Text
    sorry: Text


@dataclass(frozen=True, slots=True)
class Notice:
    """What is said to a text in another language.

    Parameters
    ----------
    code
        The language.
    text
        The sentence, in that language.
    emergency
        Whether the text names a danger.
    """

    code: str
    text: str
    emergency: bool


@cache
def load_languages() -> tuple[ForeignLanguage, ...]:
    """The languages, those that are told by letters of their own first."""
    return read_page("languages.toml", dict[str, tuple[ForeignLanguage, ...]])["languages"]


def find_notice(text: str) -> Notice | None:
    """What to say to a text that is neither English nor German; None if it is one of these.

    Parameters
    ----------
    text
        Free text.
    """
    language = _tell_language(text)
    if language is None:
        return None
    plain = _plain(text)
    for name in language.harmless:
        plain = plain.replace(_plain(name).strip(), " ")
    danger = any(_plain(word).strip() in plain for word in language.emergency)
    return Notice(language.code, language.safety if danger else language.sorry, danger)


def _tell_language(text: str) -> ForeignLanguage | None:
    script = _main_script(text)
    if script == LATIN:
        return _tell_latin(text)
    same = [one for one in load_languages() if one.script == script]
    words = set(_plain(text).split())
    marked = [
        one
        for one in same
        if set(one.letters).intersection(text)
        or any(_plain(w).strip() in words for w in one.common)
    ]
    plain = [one for one in same if not one.letters]
    return next(iter([*marked, *plain, *same]), None)


def _tell_latin(text: str) -> ForeignLanguage | None:
    """The language with most evidence, if there is more of it than of English and German."""
    languages = [one for one in load_languages() if one.script == LATIN]
    best = max(languages, key=lambda one: _weigh_language(text, one))
    here = [load_reader().knows(word) for word in split_words(text)]
    weight = _weigh_language(text, best)
    if weight < FEWEST_SIGNS * SIGN or weight <= sum(here):
        return None
    return None if is_german(text) and weight < OVER_GERMAN else best


def _weigh_language(text: str, language: ForeignLanguage) -> float:
    """Evidence: letters of its own, frequent words that English lacks, and words of danger."""
    plain = _plain(text)
    strange = [word for word in plain.split() if not load_reader().knows(word)]
    shared = [word for word in plain.split() if word not in strange]
    letters = set(language.letters).intersection(unicodedata.normalize("NFC", text.casefold()))
    danger = [_plain(word).strip() for word in language.emergency if len(word) >= LONG_SIGN]
    return (
        SIGN * len(letters)
        + SIGN * sum(word in language.common for word in strange)
        + sum(word in language.common for word in shared) / SIGN
        + (SIGN * sum(word in plain for word in danger) if strange else 0)
    )


def _main_script(text: str) -> str:
    """Script of most letters; Japanese mixes Han with kana, so any kana decides."""
    names = [unicodedata.name(c, "").split(" ")[0] for c in text if c.isalpha()]
    scripts = [SCRIPTS.get(name, name) for name in names]
    if "KANA" in scripts:
        return "KANA"
    return max(sorted(set(scripts)), key=scripts.count, default=LATIN)


def _plain(text: str) -> str:
    """Small letters, without accents in scripts that can do without, and without signs."""
    small = text.casefold().replace("\u0111", "d").replace("\u0142", "l").replace("\u0131", "i")
    flat = unicodedata.normalize("NFKD", small)
    kept = "".join(c for c in flat if not 0x300 <= ord(c) < 0x370)
    return " " + " ".join(re.findall(r"[^\s\W_]+", kept, re.UNICODE)) + " "
