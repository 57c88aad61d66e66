"""Wishes that are not served: by patterns, by rows of signs, and by the net behind them.

Whoever wishes it says in any order what it is about (tablets, toxin), what is to be done (take
two, start again, keep the rest) and who does it; no single pattern foresees that.
"""

import re
from functools import cache

from hemiface.guide.german import spell_out
from hemiface.guide.library import load_refusal_page, load_refusals
from hemiface.guide.net import Hold, is_refused
from hemiface.guide.patterns import compile_all
from hemiface.guide.rules import Refusal
from hemiface.guide.words import load_sign_reader, split_words


def find_wish(text: str, english: str, held: Hold) -> Refusal | None:
    """The first wish that a text tells and that is not served, or None.

    Parameters
    ----------
    text, english
        The text as it stands, and in English.
    held
        What the net holds.
    """
    mend = load_sign_reader().mend
    lines = (
        " ".join(mend(word) for word in split_words(english)),
        " ".join(split_words(spell_out(text))),
    )
    signs = {name for name, rows in _signs().items() if _occurs(rows, lines)}
    wishes = load_refusals()
    named = [
        name
        for name, rows in _wishes().items()
        if _occurs(rows, lines) or any(_all_named(row, signs) for row in wishes[name].rows)
    ]
    held_by_net = [held.refusal.kind] if is_refused(held) else []
    for name in named + held_by_net:
        if not _occurs(_in_general()[name], lines) and signs.isdisjoint(wishes[name].calm):
            return wishes[name]
    return None


def _all_named(row: tuple[str, ...], signs: set[str]) -> bool:
    """Whether all signs of a row are there, and none that stands behind a `!`."""
    return all((sign.removeprefix("!") in signs) is not sign.startswith("!") for sign in row)


def _occurs(patterns: tuple[re.Pattern[str], ...], lines: tuple[str, ...]) -> bool:
    return any(pattern.search(line) for pattern in patterns for line in lines)


@cache
def _signs() -> dict[str, tuple[re.Pattern[str], ...]]:
    return compile_all(load_refusal_page().signs)


@cache
def _wishes() -> dict[str, tuple[re.Pattern[str], ...]]:
    return compile_all({one.id: one.when for one in load_refusals().values()})


@cache
def _in_general() -> dict[str, tuple[re.Pattern[str], ...]]:
    return compile_all({one.id: one.unless for one in load_refusals().values()})
