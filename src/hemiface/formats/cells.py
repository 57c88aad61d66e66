"""Tables that people open in a spreadsheet, which must show their text and not run it.

A cell that begins with = + - @, a tab or a return is taken for a formula. An apostrophe
before it makes it text again (OWASP, CSV Injection), and is taken away when it is read. A
spreadsheet may part cells elsewhere than we do, at semicolons where the comma is the decimal
sign, so whatever may begin a cell for it has its apostrophe too.
Every table with commas or tabs is written here, or by columns in `column_tables`.
"""

import csv
import math
import re
from collections.abc import Iterable

_PARTS = r"[,;|\t\r\n]"
_FORMULA = r"[\"']*[=+\-@\t\r]"

FORMULA = rf"(^|{_PARTS}){_FORMULA}"
"""Where text begins a cell that is taken for a formula, or that was guarded (no look-around)."""

_BEFORE = rf"(?:^|(?<={_PARTS}))"
_UNGUARDED = re.compile(rf"{_BEFORE}(?={_FORMULA})")
_GUARDED = re.compile(rf"{_BEFORE}'(?={_FORMULA})")
_NEGATIVE = re.compile(r"-\d+(\.\d+)?(e[+-]?\d+)?")


def guard_cell(text: str) -> str:
    """Text for a cell, which no spreadsheet takes for a formula. Numbers need no guard."""
    return _UNGUARDED.sub("'", text)


def bare_cell(cell: str) -> str:
    """Text of a cell as it was before `guard_cell`."""
    return _GUARDED.sub("", cell)


def plain_cell(value: object) -> str:
    """What stands in a cell, without its guard; what is not known, or endless, stays empty."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def write_csv(
    head: Iterable[str], rows: Iterable[Iterable[object]], *, delimiter: str = ","
) -> str:
    """Write a table for people: its text is guarded, its numbers stay numbers.

    Parameters
    ----------
    head
        Names of the columns, guarded like any other text.
    rows
        Cells as they are, without a guard.
    delimiter
        What separates cells.
    """
    written = _Lines()
    writer = csv.writer(written, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(_write_cell(name) for name in head)
    writer.writerows([_write_cell(cell) for cell in row] for row in rows)
    return written.text


class _Lines:
    """Lines that end with a line feed, where the writer still puts returns in quotes."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    @property
    def text(self) -> str:
        return "".join(self.lines)

    def write(self, line: str) -> None:
        self.lines.append(line.removesuffix("\r\n") + "\n")


def _write_cell(value: object) -> str:
    """A cell: text is guarded unless it is a number below zero."""
    text = plain_cell(value)
    if isinstance(value, str) and not _NEGATIVE.fullmatch(text):
        return guard_cell(text)
    return text
