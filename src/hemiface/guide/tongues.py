"""Languages the guide does not speak: it says so in that language, and what to do in danger."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from pydantic import Field

from hemiface.guide.german import is_german, is_known
from hemiface.guide.library import load_owners, read_page
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

MARK = re.compile(r"[^\W\d_a-z\u00e4\u00f6\u00fc\u00df\u00e9\u00e8\u00ef]")
"""A letter that English and German do without, but for the accents of words they borrowed."""

UNDETERMINED = "und"
"""ISO 639 code of a language that is not known."""

FEWEST_STRANGE = 4
STRANGE_SHARE, MARKED_SHARE = 0.85, 0.6
"""Words that neither English nor German has in a text of neither, and their least share: less of
them does where a letter is of neither as well."""


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


class Tongues(Page):
    """The languages, and what is said to a text in any other."""

    languages: tuple[ForeignLanguage, ...]
    other: Text


@cache
def load_tongues() -> Tongues:
    """The page of the languages."""
    return read_page("languages.toml", Tongues)


def load_languages() -> tuple[ForeignLanguage, ...]:
    """The languages, those that are told by letters of their own first."""
    return load_tongues().languages


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


def find_other_notice(text: str) -> Notice | None:
    """What to say to a text in a language that is not listed; None where words of it are known.

    Whether it names a danger cannot be told, so the sentence names the dangers. It is for a text
    to which there is no other reply.

    Parameters
    ----------
    text
        Free text.
    """
    spoken = (word for word in _plain(text).split() if not word.isdigit())
    words = [word for word in spoken if not _is_medicine(word)]
    strange = [word for word in words if not load_reader().knows(word) and not is_known(word)]
    listed = {one.script for one in load_languages()}
    marked = MARK.search(unicodedata.normalize("NFC", text.casefold()))
    share = MARKED_SHARE if marked else STRANGE_SHARE
    elsewhere = words and _main_script(text) not in listed
    if not elsewhere and len(strange) < max(FEWEST_STRANGE, share * len(words)):
        return None
    return Notice(UNDETERMINED, load_tongues().other, emergency=False)


@cache
def _name_medicines() -> tuple[str, ...]:
    """Names that are the same in most languages."""
    kept = [one for one in load_owners().values() if one.kind == "medicine"]
    return tuple({_plain(name).strip() for one in kept for name in (one.title, *one.names)})


def _is_medicine(word: str) -> bool:
    """Whether a word is the name of a medicine, or one with an ending, as "botoxin"."""
    return word.startswith(_name_medicines())


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
    least = SIGN if _is_all_strange(text) else FEWEST_SIGNS * SIGN
    if weight < least or weight <= sum(here):
        return None
    return None if is_german(text) and weight < OVER_GERMAN else best


def _is_all_strange(text: str) -> bool:
    """Whether no word is English or German, well spelled or not, but names of medicines.

    Then a single word of danger tells the language: "botox sonras\u0131 yutkunam\u0131yorum".
    """
    reader = load_reader()
    words = [word for word in split_words(text) if not _is_medicine(word)]
    known = (reader.knows(reader.mend(word)) or is_known(word) for word in words)
    return len(words) >= FEWEST_SIGNS and not any(known)


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
