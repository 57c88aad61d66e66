"""What no entry may hold."""

import math
import re
from datetime import date, datetime

from hemiface.errors import RecordInvalidError

SHA256 = re.compile(r"[0-9a-f]{64}")


def check_range(name: str, value: float | None, low: float, high: float = math.inf) -> None:
    """Refuse a number outside ``[low, high]``; None is an honest answer.

    Raises
    ------
    RecordInvalidError
        If the number is not finite or outside the range.
    """
    if value is None or (math.isfinite(value) and low <= value <= high):
        return
    limits = f"from {low:g} to {high:g}" if math.isfinite(high) else f"of {low:g} or more"
    raise RecordInvalidError(f"{name} is {value:g}", hint=f"Give a number {limits}.")


def check_order(name: str, start: date | None, end: date | None) -> None:
    """Refuse something that ends before it begins.

    Raises
    ------
    RecordInvalidError
        If ``end`` is earlier than ``start``.
    """
    if start is not None and end is not None and end < start:
        raise RecordInvalidError(f"{name} ends before it begins", hint="Check both dates.")


def check_instant(name: str, value: datetime | None) -> None:
    """Refuse an instant without a time zone.

    Raises
    ------
    RecordInvalidError
        If the zone is missing.
    """
    if value is not None and value.utcoffset() is None:
        raise RecordInvalidError(f"{name} has no time zone", hint="Add an offset, such as +00:00.")


def check_sha256(name: str, value: str) -> None:
    """Refuse what is not a SHA-256 in lower-case hex.

    Raises
    ------
    RecordInvalidError
        If it is something else.
    """
    if not SHA256.fullmatch(value):
        raise RecordInvalidError(f"{name} is not a SHA-256", hint="Give 64 hexadecimal digits.")
