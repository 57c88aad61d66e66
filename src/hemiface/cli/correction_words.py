"""Corrections in words, for every command that shows some."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hemiface.cli.plain import counted, printable

if TYPE_CHECKING:
    from hemiface.model.corrections import CaughtUp, Correction, MergedCorrections
    from hemiface.operations.session import Session


def describe_correction(said: "Correction") -> str:
    """A correction in one line."""
    event = said.event
    parts = [
        said.action.value,
        f"{said.at:g}",
        " ".join(x for x in (said.side, said.event_type) if x),
        f"{event.side} {event.event_type} {event.onset:g} s {event.duration:g} s" if event else "",
        event.pattern.value if event else "",
        said.author,
    ]
    return "  ".join(part for part in parts if part)


def count_corrections(count: int) -> str:
    """How many corrections."""
    return counted(count, "correction")


def merged_lines(merged: "MergedCorrections") -> list[str]:
    """What became of corrections that had never reached the records."""
    lines = []
    if merged.new:
        were = "was" if len(merged.new) == 1 else "were"
        lines.append(f"{count_corrections(len(merged.new))} beside the results {were} taken up")
    for said in merged.contested:
        lines.append(f"at {said.at:g} s the records say something else; the records count")
    return lines


def say_doubtful(session: "Session", *folders: Path) -> None:
    """Say on standard error which folders do not, or may not, say what the records say now."""
    # Here and not above: what shows the records alone reads no folder of results.
    from hemiface.operations.copies import find_doubtful

    for one in find_doubtful(session, folders):
        hint = f" `hemiface reassess {one.folder}` brings it up to date." if one.is_outdated else ""
        click.echo(printable(f"note: {one.words}{hint}"), err=True)


def caught_up_lines(caught_up: "CaughtUp") -> list[str]:
    """What folder and records did not know of each other."""
    lines = merged_lines(caught_up.merged)
    if caught_up.behind:
        lines.append("more was said in the records since the folder was written; it counts")
    if caught_up.apart:
        lines.append(
            "the records that keep these corrections are not these: what is taken back here stands"
            " there"
        )
    return lines


def lost_lines(lost: "Sequence[Correction]", set_aside: str) -> list[str]:
    """Which corrections count no more, and where they are kept.

    Parameters
    ----------
    lost
        Those whose event is not there.
    set_aside
        Name of the file of those that were made for something else; empty where there is none.
    """
    lines = [f"No longer there: the event at {said.at:g} s." for said in lost]
    if set_aside:
        lines.append(
            "They were made for another video, person or mirroring and do not count any more;"
            f" kept in {printable(set_aside)}."
        )
    return lines
