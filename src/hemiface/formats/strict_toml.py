"""TOML that came from elsewhere: read within limits, or refused in one line."""

import re
import tomllib
from typing import Any

from hemiface.errors.faults import ReasonError

DEEPEST = 32
"""Parts of a key; each one more takes `tomllib` longer than the one before."""

_PART = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_DEEP_KEY = re.compile(rf"(?<![\w-]){_PART}(?:[ \t]*\.[ \t]*{_PART}){{{DEEPEST}}}")


def parse_toml(data: bytes, *, most_bytes: int) -> dict[str, Any]:
    """Values of a TOML text.

    Parameters
    ----------
    data
        The text, or so much of it that it is seen to be too large.
    most_bytes
        How large it may be.

    Raises
    ------
    ReasonError, ValueError, RecursionError
        If it is not TOML, too large, or has a key of more parts than anything hemiface reads.
    """
    if len(data) > most_bytes:
        raise ReasonError("too_large", most=most_bytes // 1024)
    text = data.decode("utf-8")
    if _DEEP_KEY.search(text):
        raise ReasonError("too_deep")
    return tomllib.loads(text)
