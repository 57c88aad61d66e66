"""What is set aside before dangers are looked for: toxin only asked about, and plain anger.

"My arm is weak, how long does Botox last" tells of no injection, so none excuses the arm. Who
swears at the program or at fate tells of no danger; what else the text tells is weighed alone.
"""

import re
from collections.abc import Mapping

from hemiface.guide.german import is_german, spell_out
from hemiface.guide.telling import english_signs, german_signs
from hemiface.guide.words import split_words

Patterns = Mapping[str, tuple[re.Pattern[str], ...]]

TOXIN_ASKED, ANGER = "toxin-asked", "anger"
EXCUSES = frozenset({"toxin-had"})
"""Signs that count only where somebody had it."""


def drop_asked(line: str, patterns: Patterns) -> str:
    """A line of words without the toxin that is only asked about."""
    return _drop(line, patterns[TOXIN_ASKED])


def without_anger(text: str) -> str:
    """A text as it was typed, but without its plain anger.

    Parameters
    ----------
    text
        Free text in English or German.
    """
    german = is_german(text)
    tongues = (german_signs(), english_signs()) if german else (english_signs(),)
    line = left = " ".join(split_words(spell_out(text) if german else text))
    for tongue in tongues:
        left = _drop(left, tongue.patterns[ANGER])
    return text if left == line else left


def _drop(line: str, patterns: tuple[re.Pattern[str], ...]) -> str:
    for pattern in patterns:
        line = pattern.sub(" ", line)
    return " ".join(line.split())
