"""Red flags in free text: told before any answer, by fixed rules.

A sign must be reported, not asked about in general ("Can Botox cause trouble
swallowing?") and not denied ("no trouble swallowing").
"""

import re
from dataclasses import dataclass
from functools import cache

from hemiface.guide.library import load_red_flags
from hemiface.guide.rules import RedFlag
from hemiface.guide.words import Reader, load_reader, split_words

DENIAL_REACH = 3
"""How many words before a sign a "no" or "not" is looked for."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence as mended words, and whether it tells of something that happens."""

    words: tuple[str, ...]
    reports: bool


def find_red_flag(text: str) -> RedFlag | None:
    """The most urgent red flag that a text reports, or None."""
    sentences = [_read(part) for part in re.split(r"[.?!\n;]+", text)]
    told = {name for s in sentences if s.reports for name in _signs(s.words)}
    named = {name for s in sentences for name in _signs(s.words)}
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


def _read(text: str) -> Sentence:
    speech = load_red_flags().speech
    reader = _load_mender()
    words = tuple(reader.mend(word) for word in split_words(text))
    people = speech.people.intersection(words)
    acute = any(_found(one, words, speech.denials) for one in _patterns()["acute"])
    reports = True
    if words and words[0] in speech.asking:
        reports = bool(people)
        if words[0] in speech.supposing:
            reports = bool(people) and (acute or bool(speech.happening.intersection(words)))
    return Sentence(words, reports)


def _signs(words: tuple[str, ...]) -> set[str]:
    """Signs in a row of words; those that always count cannot be denied."""
    flags = load_red_flags()
    firm = {name for rule in flags.rules for name in rule.always}
    return {
        name
        for name, patterns in _patterns().items()
        if any(
            _found(pattern, words, frozenset() if name in firm else flags.speech.denials)
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


@cache
def _patterns() -> dict[str, tuple[re.Pattern[str], ...]]:
    signs = load_red_flags().signs
    return {name: tuple(compile_pattern(one) for one in rows) for name, rows in signs.items()}


@cache
def _load_mender() -> Reader:
    """A reader that mends spelling towards the words of the signs as well."""
    flags = load_red_flags()
    rows = [row for rows in flags.signs.values() for row in rows]
    heads = {word for row in rows for word in re.findall(r"[a-z]{4,}", row)}
    words = {head + ending for head in heads for ending in ("", "s", "ed", "ing")}
    return load_reader().with_words(words | flags.speech.all_words)
