"""JSON that came from elsewhere: read within limits, or refused in one line."""

import json
from typing import Any, NoReturn

from hemiface.errors import RecordInvalidError

DEEPEST = 64
"""Nesting of lists and objects; a summary has eight levels."""


def parse_json(text: str | bytes) -> Any:  # noqa: ANN401 - whatever the text says
    """Value of a JSON text.

    Raises
    ------
    RecordInvalidError
        If it is not JSON, says a key of an object twice, or is nested deeper than anything that
        hemiface writes.
    """
    try:
        value = json.loads(text, parse_constant=_refuse, object_pairs_hook=_read_once)
    except (ValueError, RecursionError) as error:
        raise RecordInvalidError("no_json") from error
    check_plain(value)
    return value


def check_plain(value: object) -> None:
    """Refuse plain values that no database keeps as they are.

    Raises
    ------
    RecordInvalidError
        For half characters and zero bytes in a text, numbers that are not finite or longer
        than 64 bits, and nesting beyond `DEEPEST`.
    """
    level: list[Any] = [value]
    depth = 0
    while level:
        if depth > DEEPEST:
            raise RecordInvalidError("endless_lists")
        below: list[Any] = []
        for part in level:
            if isinstance(part, list):
                below += part
            elif isinstance(part, dict):
                below += part
                below += part.values()
            else:
                _check_leaf(part)
        level, depth = below, depth + 1


def _check_leaf(part: object) -> None:
    if isinstance(part, str):
        if "\0" in part or not (part.isascii() or _is_unicode(part)):
            raise RecordInvalidError("half_character")
    elif isinstance(part, float):
        if part - part != 0:
            raise RecordInvalidError("infinite_number")
    elif isinstance(part, int) and not -(2**63) <= part < 2**63:
        raise RecordInvalidError("endless_number")


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _read_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object whose keys stand once: of two, one reader takes the first, another the last."""
    read = dict(pairs)
    if len(read) < len(pairs):
        raise ValueError("a key stands twice")
    return read


def _refuse(word: str) -> NoReturn:
    raise ValueError(word)
