"""The kind first sentence: a worry that is spoken is named before the facts."""

import re
from functools import cache

from hemiface.guide.german import spell_out
from hemiface.guide.library import load_german, load_red_flags, read_page
from hemiface.guide.patterns import compile_pattern
from hemiface.guide.schema import Page, Slug, Text
from hemiface.guide.words import split_words

SELF = frozenset(
    {"i", "im", "ive", "me", "my", "we", "our", "us", "ich", "mir", "mich", "mein", "meine"}
)


SPOKEN_TO = frozenset({"you", "your", "shut", "du", "dich", "halt"})
"""Words for the program, at which somebody is angry."""


class Worry(Page):
    """A worry, how it is known, and what is said to it."""

    id: Slug
    text: Text
    patterns: tuple[str, ...]


@cache
def load_worries() -> tuple[Worry, ...]:
    """The worries, those that weigh most first."""
    return read_page("worries.toml", dict[str, tuple[Worry, ...]])["worries"]


def find_worry(text: str) -> Worry | None:
    """The first worry that somebody speaks of for oneself or one's own people, or None."""
    words = split_words(spell_out(text))
    people = load_red_flags().speech.people | load_german().speech.people
    if not (people | SPOKEN_TO).intersection(words):
        return None
    line = " ".join(words)
    return next(
        (one for one in load_worries() if any(p.search(line) for p in _patterns(one.id))), None
    )


@cache
def _patterns(name: str) -> tuple[re.Pattern[str], ...]:
    worry = next(one for one in load_worries() if one.id == name)
    return tuple(compile_pattern(row) for row in worry.patterns)
