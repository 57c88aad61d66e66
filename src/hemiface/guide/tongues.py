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

WITHOUT_ACCENT = str.maketrans(
    {"\u0111": "d", "\u0142": "l", "\u0131": "i", "\u00f8": "o", "\u00e6": "ae", "\u0257": "d",
     "\u0253": "b", "\u0199": "k"}
)  # fmt: skip
"""Letters that Unicode does not take apart."""

ENDS = ".,;:!?\"'()\u2026\u061f\u060c\u0964\u00bf\u037e"
"""Signs at the ends of words, in the scripts that have words."""

UNDETERMINED, SEVERAL = "und", "mul"
"""ISO 639 codes of a language that is not known, and of lines in more than one."""

MOST_LINES = 3
"""Near languages that few words do not tell apart, each of which is answered."""

FEWEST_WORDS, ENOUGH_WORDS = 2, 3
TELLING_SIGN = 5
"""Fewest letters of the one word that neither English nor German has, in a text of two."""

SPARED = 3
"""One word in so many may be strange to a language that has all others."""

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
    languages = _tell_languages(text)
    if not languages:
        return None
    dangers = [one for one in languages if _names_danger(text, one)]
    danger, languages = bool(dangers), dangers or languages
    lines = dict.fromkeys(one.safety if danger else one.sorry for one in languages)
    code = languages[0].code if len(languages) == 1 else SEVERAL
    return Notice(code, "\n".join(lines), danger)


def _names_danger(text: str, language: ForeignLanguage) -> bool:
    plain = _plain(text)
    for name in language.harmless:
        plain = plain.replace(_plain(name).strip(), " ")
    return any(_plain(word).strip() in plain for word in language.emergency)


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


def _tell_languages(text: str) -> list[ForeignLanguage]:
    """The language of a text, or the near ones that it may be of; none for English and German."""
    script = _main_script(text)
    if script == LATIN:
        return _tell_by_all_words(text) or _tell_by_signs(text)
    same = [one for one in load_languages() if one.script == script]
    # Whole words as they stand: what _plain leaves of an Indian script are its consonants.
    words = {word.strip(ENDS) for word in text.casefold().split()}
    marked = [
        one for one in same if set(one.letters).intersection(text) or one.common.intersection(words)
    ]
    plain = [one for one in same if not one.letters]
    return [*marked, *plain, *same][:1]


def _load_latin() -> list[ForeignLanguage]:
    return [one for one in load_languages() if one.script == LATIN]


def _tell_by_all_words(text: str) -> list[ForeignLanguage]:
    """The languages that have the words of a text, where English and German have fewer of them.

    This tells a short question without a letter of its own: "wat kost het", "er det farligt".
    """
    spoken = re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", text.casefold()))
    words = [word for word in spoken if not _is_medicine(_plain(word).strip())]
    english = [load_reader().knows(word) for word in words]
    german = [is_known(word) for word in words]
    plain = [_plain(word).strip() for word in words]
    shares = {one.code: [word in one.common for word in plain] for one in _load_latin()}
    most = max(map(sum, shares.values()))
    least = max(FEWEST_WORDS, len(words) - len(words) // SPARED)
    if most < least or most <= max(sum(english), sum(german)):
        return []
    best = [one for one in _load_latin() if sum(shares[one.code]) == most]
    own = [
        word
        for place, word in enumerate(plain)
        if not english[place] and not german[place] and shares[best[0].code][place]
    ]
    tells = len(own) >= FEWEST_WORDS or any(len(word) >= TELLING_SIGN for word in own)
    marked = set(text.casefold()).intersection(best[0].letters)
    if not own or not (tells or marked or len(words) >= ENOUGH_WORDS):
        return []
    return _choose(text, best)


def _tell_by_signs(text: str) -> list[ForeignLanguage]:
    """The languages with most evidence, if there is more of it than of English and German."""
    weights = {one.code: _weigh_language(text, one) for one in _load_latin()}
    weight = max(weights.values())
    here = [load_reader().knows(word) for word in split_words(text)]
    least = SIGN if _is_all_strange(text) else FEWEST_SIGNS * SIGN
    if weight < least or weight <= sum(here) or (is_german(text) and weight < OVER_GERMAN):
        return []
    return _choose(text, [one for one in _load_latin() if weights[one.code] == weight])


def _choose(text: str, best: list[ForeignLanguage]) -> list[ForeignLanguage]:
    """Of languages that fit as well by their words those whose letters fit better, if any do."""
    shown = set(unicodedata.normalize("NFC", text.casefold()))
    fits = [len(shown.intersection(one.letters)) for one in best]
    return [one for one, fit in zip(best, fits, strict=True) if fit == max(fits)][:MOST_LINES]


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
    small = text.casefold().translate(WITHOUT_ACCENT)
    flat = unicodedata.normalize("NFKD", small)
    kept = "".join(c for c in flat if not 0x300 <= ord(c) < 0x370)
    return " " + " ".join(re.findall(r"[^\s\W_]+", kept, re.UNICODE)) + " "
