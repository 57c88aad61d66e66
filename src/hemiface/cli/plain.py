"""Text and JSON that are safe to print, whatever a file is called."""

import json

import click

from hemiface.model.corrections import Correction


def printable(text: str) -> str:
    """Escape whatever could move the cursor, change colors or turn the line around."""
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode("ascii")
        for letter in text
    )


def print_json(value: object, *, err: bool = False) -> None:
    """Print a value as one JSON document; ASCII, so no terminal can be misled."""
    click.echo(json.dumps(value, indent=None if err else 2, allow_nan=False), err=err)


def correction_to_json(said: Correction) -> dict[str, object]:
    """Correction as plain values."""
    event = said.event
    return {
        "action": said.action.value,
        "at": said.at,
        "of": " ".join(x for x in (said.side, said.event_type) if x),
        "event": event
        and f"{event.side} {event.event_type} {event.onset:g} s {event.duration:g} s",
        "author": said.author,
    }
