"""The small language of patterns in which signs of danger and wishes are written."""

import re
from collections.abc import Mapping


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


def compile_all(signs: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[re.Pattern[str], ...]]:
    """Turn every row of every sign into a regular expression."""
    return {name: tuple(compile_pattern(one) for one in rows) for name, rows in signs.items()}
