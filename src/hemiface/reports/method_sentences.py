"""How endpoints were computed, in the reader's language: an engine's sentences by their shape."""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from hemiface.reports.language import get_language

_WHOSE = re.compile(r"\d+: ")
"""The number of the person whom a sentence is about."""
_PLACE = re.compile(r"\\\{(\w+)\\\}")
_NUMBER = re.compile(r"([<>] ?)?-?\d+\.\d+")
"""A value that is a number with decimals, or a bound of one."""


def word_method(sentence: str, language: str) -> str:
    """A sentence of a methods section in a language; as it is where the catalog has none for it.

    Parameters
    ----------
    sentence
        In English, as an engine says it.
    language
        ISO 639-1 code.
    """
    if language == "en":
        return sentence
    whose = _WHOSE.match(sentence)
    if whose:
        return whose.group() + word_method(sentence[whose.end() :], language)
    for shape, text in _read_shapes(language):
        found = shape.fullmatch(sentence)
        if found:
            values = {name: _write(value, language) for name, value in found.groupdict().items()}
            if "rest" in values:
                values["rest"] = word_method(values["rest"], language)
            return text.format(**values)
    return sentence


def _write(value: str, language: str) -> str:
    """A number as the language writes it; any other value as it is."""
    return get_language(language).figures(value) if _NUMBER.fullmatch(value) else value


@cache
def _read_shapes(language: str) -> Sequence[tuple[re.Pattern[str], str]]:
    """The shape of each sentence, and what it says; the longest first."""
    place = files("hemiface.reports") / "catalogs" / f"methods.{language}.toml"
    if not place.is_file():
        return ()
    found = tomllib.loads(place.read_text(encoding="utf-8"))["sentence"]
    pairs = sorted(((one["en"], one[language]) for one in found), key=lambda one: -len(one[0]))
    return [
        (re.compile(_PLACE.sub(r"(?P<\1>.+?)", re.escape(shape)), re.DOTALL), text)
        for shape, text in pairs
    ]
