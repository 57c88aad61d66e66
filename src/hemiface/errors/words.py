"""What errors say, in each language: a sentence and a hint by code and case.

A catalog holds under ``code/case`` what is wrong (``says``) and what the reader can do about it
(``hint``), and under a code alone the hint of every error of that kind. Interfaces may have
words of their own for a hint: a command, a button.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Protocol, runtime_checkable
from unicodedata import category

LANGUAGES = ("en", "de")
"""Languages in which every sentence for people exists, those of errors included."""

VALUES = "value"
"""Table of a catalog that holds words which stand inside a sentence."""

LONGEST_VALUE = 1000
"""Letters of a value in a sentence."""


@runtime_checkable
class Sayable(Protocol):
    """What can itself be said: an error inside another one."""

    def say(self, language: str = "en") -> str:
        """The sentence in a language."""


def say_sentence(key: str, values: Mapping[str, object], language: str = "en") -> str:
    """What is wrong, in one line.

    Parameters
    ----------
    key
        Code and case.
    values
        For the places of the sentence; a place that asks for a ``word`` takes it in the language.
    language
        ISO 639-1 code.

    Raises
    ------
    KeyError
        If the catalog has no such sentence, or one of its places no value.
    """
    return _Words(language, values).fill(read_catalog(language)[key]["says"])


def say_hint(key: str, values: Mapping[str, object], language: str = "en") -> str:
    """What the reader can do about it: the words for the case, else those for its code.

    Raises
    ------
    KeyError
        If one of the places of the hint has no value.
    """
    catalog = read_catalog(language)
    code = key.partition("/")[0]
    entry = catalog.get(key, {})
    hint = entry.get("hint") or catalog.get(code, {}).get("hint", "")
    return _Words(language, values).fill(hint)


def say_words(key: str, values: Mapping[str, object], language: str = "en") -> str:
    """Words that stand inside a sentence.

    Raises
    ------
    KeyError
        If the catalog has none under this key, or one of their places no value.
    """
    return _Words(language, values).fill(read_catalog(language)[VALUES][key])


def is_known(key: str) -> bool:
    """Whether the catalogs hold a sentence under code and case."""
    return "says" in read_catalog("en").get(key, {})


@cache
def read_catalog(language: str) -> Mapping[str, Mapping[str, str]]:
    """Sentence and hint by code and case, with the words under `VALUES`."""
    place = files("hemiface.errors") / "catalogs" / f"{language}.toml"
    catalog: dict[str, Mapping[str, str]] = tomllib.loads(place.read_text(encoding="utf-8"))
    return catalog


def keep_plain(values: Mapping[str, object]) -> dict[str, str | int | float]:
    """Values of an error as they can be kept beside its key, to be said again later."""
    return {
        name: value if isinstance(value, str | int | float) else str(value)
        for name, value in values.items()
    }


def in_one_line(text: str) -> str:
    """Text in which no name from outside breaks the line or steers a terminal."""
    return "".join(
        sign if sign.isprintable() or category(sign) == "Zs" else ascii(sign)[1:-1] for sign in text
    )


def shorten(text: str) -> str:
    """What is repeated of a value that was given: no more than fills a few lines."""
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"


class _Words(Formatter):
    """Fills places with words and numbers as a language writes them."""

    def __init__(self, language: str, values: Mapping[str, object]) -> None:
        self.language = language
        self.values = values

    def fill(self, text: str) -> str:
        return in_one_line(self.vformat(text, (), self.values))

    def format_field(self, value: object, format_spec: str) -> str:
        if isinstance(value, Sayable):
            return value.say(self.language)
        if format_spec == "word":
            return self._word(str(value))
        text = shorten(format(value, format_spec))
        if isinstance(value, float) and self.language == "de":
            return text.replace(".", ",")
        return text

    def _word(self, text: str) -> str:
        words = read_catalog(self.language).get(VALUES, {})
        if text in words:
            return self.fill(words[text])
        text = shorten(text)
        return ": ".join(_name_part(part, words) for part in text.split(": "))


def _name_part(part: str, words: Mapping[str, str]) -> str:
    """A field, or one of a list by its number."""
    head, _, number = part.rpartition(" ")
    known = words.get(part, part)
    return f"{words.get(head, head)} {number}" if head and number.isdigit() else known
