"""Numbers as people and programs write them: read where they can mean one thing only."""

import math
import re
from collections.abc import Iterable

_DOT_GROUPS = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+")
_COMMA_GROUPS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+")
"""A thousand, or a number with three decimals."""
_DOT, _COMMA = re.compile(r"[+-]?\d*\.\d+(e[+-]?\d+)?", re.I), re.compile(r"[+-]?\d*,\d+")
_ALMOST = re.compile(r"[+\-\u2212\u2013]?\s*\d[\d.,'\u2019\s]*%?")
"""What a person takes for a number: with thousands set apart, a typographic minus, or per cent."""
_NAME = re.compile(r"0\d+|\d{16,}")
"""Figures that are a name: as a number they would lose zeros, or their last figures."""


def with_point(text: str) -> str:
    """What was typed, with a point for a decimal comma; whatever else it is, it stays as it is.

    Examples
    --------
    >>> [with_point(one) for one in ("6,5", "6.5", "1.250,5", "1,250,5")]
    ['6.5', '6.5', '1.250,5', '1,250,5']
    """
    return text.replace(",", ".") if text.count(",") == 1 and "." not in text else text


def read_number(text: str, *, comma: bool) -> float:
    """A number, with a decimal comma where that may be.

    Raises
    ------
    ValueError
        If it is none, or endless.
    """
    value = float(text.replace(",", ".", 1) if comma and "." not in text else text)
    if not math.isfinite(value) or "_" in text:
        raise ValueError(text)
    return value


def looks_like_number(text: str) -> bool:
    """Whether a person takes a text for a number, though it is not written as one.

    Examples
    --------
    >>> [looks_like_number(one) for one in ("1.001,5", "5 %", "\u22121", "2 mm")]
    [True, True, True, False]
    """
    return bool(_ALMOST.fullmatch(text.strip()))


def looks_like_name(text: str) -> bool:
    """Whether figures are a name: ``01`` is not ``1``, and no number keeps 20 figures."""
    return bool(_NAME.fullmatch(text))


def find_doubtful(texts: Iterable[str], everywhere: Iterable[str]) -> int | None:
    """Place of the first number that may be a thousand or have three decimals.

    Parameters
    ----------
    texts
        Cells of a column in a table whose decimal sign may be a comma or a point.
    everywhere
        Cells of the whole table: one ``2.5`` shows that its points are decimal signs, one
        ``2,5`` that its commas are.
    """
    found = list(texts)
    grouped = [_DOT_GROUPS.fullmatch(one) or _COMMA_GROUPS.fullmatch(one) for one in found]
    if not any(grouped):
        return None
    points = commas = False
    for text in everywhere:
        points = points or bool(_DOT.fullmatch(text) and not _DOT_GROUPS.fullmatch(text))
        commas = commas or bool(_COMMA.fullmatch(text) and not _COMMA_GROUPS.fullmatch(text))
    for place, text in enumerate(found):
        if grouped[place] and ((points and not commas) if "," in text else not points):
            return place
    return None
