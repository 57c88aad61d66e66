"""What no entry may hold."""

import math
import re
from collections.abc import Iterable
from datetime import date, datetime

from hemiface.errors import RecordInvalidError

SHA256 = re.compile(r"[0-9a-f]{64}")
SUFFIX = re.compile(r"(?:\.[a-z0-9]{1,8})?")
LANGUAGE = re.compile(r"(?:[a-z]{2,3})?")
FILE_NAME = re.compile(r"[^/\\:*?\"<>|\x00-\x1f\x7f]{0,127}[^/\\:*?\"<>|\x00-\x1f\x7f. ]")
"""One component on every system: no separators, no device of Windows, no ``.`` or ``..``."""

DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
PSEUDONYM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""What a person may be called: what can also be a file name, and what no full name fits."""

YEARS = (1850, 2200)
"""Within which everything happens that anybody living can have seen."""


def check_range(name: str, value: float | None, low: float, high: float = math.inf) -> None:
    """Refuse a number outside ``[low, high]``; None is an honest answer.

    Raises
    ------
    RecordInvalidError
        If the number is not finite or outside the range.
    """
    if value is None or (math.isfinite(value) and low <= value <= high):
        return
    if math.isfinite(high):
        raise RecordInvalidError("range", name=name, value=value, low=low, high=high)
    raise RecordInvalidError("least", name=name, value=value, low=low)


def check_pseudonym(text: str) -> None:
    """Refuse what cannot be a pseudonym.

    Raises
    ------
    RecordInvalidError
        If it is not a `PSEUDONYM`.
    """
    if not PSEUDONYM.fullmatch(text):
        raise RecordInvalidError("pseudonym")


def check_order(name: str, start: date | None, end: date | None) -> None:
    """Refuse something that ends before it begins.

    Raises
    ------
    RecordInvalidError
        If ``end`` is earlier than ``start``.
    """
    if start is not None and end is not None and end < start:
        raise RecordInvalidError("order", name=name)


def check_year(name: str, value: date | None) -> None:
    """Refuse a day or an instant far away from anybody's life.

    Raises
    ------
    RecordInvalidError
        If its year is not between the two `YEARS`.
    """
    if value is not None and not YEARS[0] <= value.year <= YEARS[1]:
        raise RecordInvalidError("year", name=name, year=value.year, first=YEARS[0], last=YEARS[1])


def check_instant(name: str, value: datetime | None) -> None:
    """Refuse an instant without a time zone.

    Raises
    ------
    RecordInvalidError
        If the zone is missing.
    """
    if value is not None and value.utcoffset() is None:
        raise RecordInvalidError("zone_missing", name=name)


def check_sha256(name: str, value: str) -> None:
    """Refuse what is not a SHA-256 in lower-case hex.

    Raises
    ------
    RecordInvalidError
        If it is something else.
    """
    if not SHA256.fullmatch(value):
        raise RecordInvalidError("sha256", name=name)


def check_suffix(name: str, value: str) -> None:
    """Refuse what is not the ending of a file, such as ``.mp4``, or empty.

    Raises
    ------
    RecordInvalidError
        If it is something else.
    """
    if not SUFFIX.fullmatch(value):
        raise RecordInvalidError("suffix", name=name)


def check_language(name: str, value: str) -> None:
    """Refuse what is not the code of a language, such as ``de``, or empty.

    Raises
    ------
    RecordInvalidError
        If it is something else.
    """
    if not LANGUAGE.fullmatch(value):
        raise RecordInvalidError("language", name=name)


def check_file_name(name: str, value: str) -> None:
    """Refuse what is not the plain name of one file.

    Raises
    ------
    RecordInvalidError
        If it could mean another place, or cannot be a name on some system.
    """
    if not is_file_name(value):
        raise RecordInvalidError("file_name", name=name)


def check_file_names(name: str, values: Iterable[str]) -> None:
    """Refuse a list that holds what is not the plain name of one file.

    Raises
    ------
    RecordInvalidError
        If one could mean another place, or cannot be a name on some system.
    """
    for value in values:
        check_file_name(name, value)


def is_file_name(text: str) -> bool:
    """Whether a text is the plain name of one file on every system."""
    return bool(FILE_NAME.fullmatch(text)) and not DEVICE.fullmatch(text)
