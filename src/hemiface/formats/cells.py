"""Text in tables that people open in a spreadsheet, which must show it and not run it.

A cell that begins with = + - @, a tab or a return is taken for a formula. An apostrophe
before it makes it text again (OWASP, CSV Injection), and is taken away when it is read.
"""

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def guard_cell(text: str) -> str:
    """Text for a cell, which no spreadsheet takes for a formula. Numbers need no guard."""
    return f"'{text}" if _FORMULA.match(text) else text


def bare_cell(cell: str) -> str:
    """Text of a cell as it was before `guard_cell`."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
