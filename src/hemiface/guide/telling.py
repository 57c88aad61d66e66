"""The languages as far as dangers go: words of speech, patterns of signs, and spelling."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from hemiface.guide.library import load_german, load_red_flags
from hemiface.guide.patterns import compile_all
from hemiface.guide.rules import Speech
from hemiface.guide.words import load_sign_reader


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language as far as red flags go: words of speech, patterns of signs, spelling."""

    speech: Speech
    patterns: dict[str, tuple[re.Pattern[str], ...]]
    mend: Callable[[str], str]


@cache
def english_signs(*, deny: bool = True, in_german: bool = False) -> Tongue:
    """English, with spelling mended towards the words of the signs as well.

    Words that are the same in German ("Botox") are denied by German words in a German text.
    """
    flags = load_red_flags()
    speech = flags.speech
    if in_german:
        denials = speech.denials | load_german().speech.denials
        speech = speech.model_copy(update={"denials": denials})
    return Tongue(_deny(speech, deny), compile_all(flags.signs), load_sign_reader().mend)


@cache
def german_signs(*, deny: bool = True) -> Tongue:
    """German, as it is spelled."""
    page = load_german()
    return Tongue(_deny(page.speech, deny), compile_all(page.signs), lambda word: word)


def _deny(speech: Speech, deny: bool) -> Speech:
    return speech if deny else speech.model_copy(update={"denials": frozenset()})
