"""Plain tables for the terminal."""

from collections.abc import Sequence
from math import isnan


def number(value: float | None, digits: int = 2) -> str:
    """Write a number; a dash where there is none."""
    return "-" if value is None or isnan(value) else f"{value:.{digits}f}"


def print_table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a title and columns as wide as their longest entry."""
    widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]
    print(f"\n{title}")
    for row in (head, ["-" * width for width in widths], *rows):
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        )
    print(flush=True)
