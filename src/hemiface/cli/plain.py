"""Text and JSON that are safe to print, whatever a file is called."""

import json
from datetime import datetime
from unicodedata import category

import click


def printable(text: str) -> str:
    """Escape whatever could move the cursor, change colors or turn the line around."""
    return "".join(
        letter
        if letter.isprintable() or category(letter) == "Zs"
        else letter.encode("unicode_escape").decode("ascii")
        for letter in text
    )


def print_json(value: object, *, err: bool = False) -> None:
    """Print what an operation gave as one JSON document; ASCII, so no terminal can be misled."""
    # Here and not above: help and complaints do without it.
    from hemiface.operations.plain import to_plain

    click.echo(json.dumps(to_plain(value), indent=None if err else 2, allow_nan=False), err=err)


def say_moment(moment: datetime) -> str:
    """Day and time of day by its own clock; the day alone where nobody gave a time.

    Of an hour that comes twice, as clocks are put back, it says which.
    """
    # Here and not above: help and complaints do without it.
    from hemiface.model.record import has_time_of_day

    if not has_time_of_day(moment):
        return f"{moment:%Y-%m-%d}"
    said = f"{moment:%Y-%m-%d %H:%M}"
    if moment.replace(fold=1 - moment.fold).utcoffset() == moment.utcoffset():
        return said
    which = "second" if moment.fold else "first"
    return f"{said}, the {which} of two (UTC{moment.isoformat()[-6:]})"


def counted(count: float, one: str, several: str = "") -> str:
    """How many there are of something, in words that fit the number."""
    return f"{count:g} {one}" if count == 1 else f"{count:g} {several or f'{one}s'}"
