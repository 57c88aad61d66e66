"""Red flags in free text: told before any answer, by fixed rules.

A sign must be reported, not asked about in general ("Can Botox cause trouble
swallowing?") and not denied ("no trouble swallowing").
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from hemiface.guide.german import is_german, spell_out
from hemiface.guide.library import load_german, load_red_flags
from hemiface.guide.rules import RedFlag, Speech
from hemiface.guide.words import load_reader, split_words

DENIAL_REACH = 3
"""How many words before a sign a "no" or "not" is looked for."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language as far as red flags go: words of speech, patterns of signs, spelling."""

    speech: Speech
    patterns: dict[str, tuple[re.Pattern[str], ...]]
    mend: Callable[[str], str]


def find_red_flag(text: str) -> RedFlag | None:
    """The most urgent red flag that a text reports, in English or German, or None."""
    told, named = _find_signs(text, _english())
    if is_german(text):
        more = _find_signs(spell_out(text), _german())
        told, named = told | more[0], named | more[1]
    for rule in load_red_flags().rules:
        signs = told | named.intersection(rule.always)
        if not named.intersection(rule.unless) and _fires(rule, signs):
            return rule
    return None


def _fires(rule: RedFlag, signs: set[str]) -> bool:
    left = set(signs)
    for context, sign in rule.quiet:
        if context in signs:
            left.discard(sign)
    return any(all(_met(part, left) for part in row) for row in rule.when)


def _met(part: str, signs: set[str]) -> bool:
    """Whether a sign, or enough of several, is there."""
    if match := re.fullmatch(r"(\d+) of (.+)", part):
        return len(signs.intersection(match[2].split())) >= int(match[1])
    return part in signs


def _find_signs(text: str, tongue: Tongue) -> tuple[set[str], set[str]]:
    """Signs that a text tells of, and all that it names."""
    told: set[str] = set()
    named: set[str] = set()
    for part in re.split(r"[.?!\n;]+", text):
        words = tuple(tongue.mend(word) for word in split_words(part))
        signs = _signs(words, tongue)
        named |= signs
        if _reports(words, tongue):
            told |= signs
    return told, named


def _reports(words: tuple[str, ...], tongue: Tongue) -> bool:
    """Whether a sentence tells of something that happens."""
    speech = tongue.speech
    people = speech.people.intersection(words)
    if not words or words[0] not in speech.asking:
        return True
    if words[0] not in speech.supposing:
        return bool(people)
    acute = any(_found(one, words, speech.denials) for one in tongue.patterns["acute"])
    return bool(people) and (acute or bool(speech.happening.intersection(words)))


def _signs(words: tuple[str, ...], tongue: Tongue) -> set[str]:
    """Signs in a row of words; those that always count cannot be denied."""
    firm = {name for rule in load_red_flags().rules for name in rule.always}
    return {
        name
        for name, patterns in tongue.patterns.items()
        if any(
            _found(pattern, words, frozenset() if name in firm else tongue.speech.denials)
            for pattern in patterns
        )
    }


def _found(pattern: re.Pattern[str], words: tuple[str, ...], denials: frozenset[str]) -> bool:
    """Whether a pattern occurs in a row of words and is not denied just before."""
    line = " ".join(words)
    for match in pattern.finditer(line):
        before = line[: match.start()].split()[-DENIAL_REACH:]
        if not denials.intersection(before):
            return True
    return False


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Turn a row such as `face|mouth ~3 drop*` into a regular expression over joined words."""
    parts: list[str] = []
    gap = " "
    for token in pattern.split():
        if token.startswith("~"):
            gap = r" (?:\w+ ){0," + token[1:] + "}"
            continue
        words = "|".join(re.escape(w).replace(r"\*", r"\w*") for w in token.split("|"))
        parts.append((gap if parts else "") + f"(?:{words})")
        gap = " "
    return re.compile(r"\b" + "".join(parts) + r"\b")


def _compile(signs: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[re.Pattern[str], ...]]:
    return {name: tuple(compile_pattern(one) for one in rows) for name, rows in signs.items()}


@cache
def _english() -> Tongue:
    """English, with spelling mended towards the words of the signs as well."""
    flags = load_red_flags()
    rows = [row for rows in flags.signs.values() for row in rows]
    heads = {word for row in rows for word in re.findall(r"[a-z]{4,}", row)}
    words = {head + ending for head in heads for ending in ("", "s", "ed", "ing")}
    reader = load_reader().with_words(words | flags.speech.all_words)
    return Tongue(flags.speech, _compile(flags.signs), reader.mend)


@cache
def _german() -> Tongue:
    """German, as it is spelled."""
    page = load_german()
    return Tongue(page.speech, _compile(page.signs), lambda word: word)
