"""`hemiface history`, `hemiface entry` and `hemiface erase`: everything about one person."""

import json
from datetime import datetime
from typing import Any

import click

from hemiface.cli.records import (
    Answer,
    entry_answer,
    is_interactive,
    summarize,
    with_records,
)
from hemiface.operations import entries, patients
from hemiface.operations.history import HistoryLine, tell_history
from hemiface.operations.session import Session


@click.command(
    epilog="""\b
Examples:
  hemiface history P001
  hemiface history P001 --kind botulinum --kind rating --json
"""
)
@click.argument("pseudonym")
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Only these kinds of entry.")
@with_records
def history(session: Session, pseudonym: str, kinds: tuple[str, ...]) -> Answer:
    """Tell everything that happened to a person, in order of time."""
    lines = tell_history(session, pseudonym, kinds=kinds)
    rows = [(_when(line), line.kind, summarize(line.entry.value), line.entry.id) for line in lines]
    return Answer(lines, table=(("when", "kind", "what", "id"), rows))


@click.group(
    epilog="""\b
Examples:
  hemiface entry show ID
  hemiface entry edit ID note="seen again"
"""
)
def entry() -> None:
    """Show, change, put aside and bring back single entries of any kind."""


@entry.command(epilog="\b\nExample:\n  hemiface entry show ID --json\n")
@click.argument("entry_id", metavar="ID")
@with_records
def show(session: Session, entry_id: str) -> Answer:
    """Show an entry; `hemiface history` gives ids."""
    return entry_answer(entries.show_entry(session, entry_id))


@entry.command(epilog="\b\nExample:\n  hemiface entry edit ID spasm=5 note=\n")
@click.argument("entry_id", metavar="ID")
@click.argument("changes", nargs=-1, required=True, metavar="FIELD=VALUE...")
@click.option("--version", "expected", type=int, help="Refuse if it is not this version any more.")
@with_records
def edit(
    session: Session, entry_id: str, changes: tuple[str, ...], *, expected: int | None
) -> Answer:
    """Change fields of an entry. A VALUE is text or JSON; null takes it away."""
    fields = dict(_read_change(word) for word in changes)
    changed = entries.edit_entry(session, entry_id, fields, version=expected)
    return entry_answer(changed, f"changed, now version {changed.version}")


@entry.command(epilog="\b\nExample:\n  hemiface entry remove ID\n")
@click.argument("entry_id", metavar="ID")
@with_records
def remove(session: Session, entry_id: str) -> Answer:
    """Put an entry aside."""
    gone = entries.remove_entry(session, entry_id)
    return Answer(gone, [f"put aside; `hemiface entry restore {gone.id}` undoes it"])


@entry.command(epilog="\b\nExample:\n  hemiface entry restore ID\n")
@click.argument("entry_id", metavar="ID")
@with_records
def restore(session: Session, entry_id: str) -> Answer:
    """Bring back an entry that was put aside."""
    return entry_answer(entries.restore_entry(session, entry_id), "back again")


@click.command(epilog="\b\nExample:\n  hemiface erase P001 --yes\n")
@click.argument("pseudonym")
@click.option("--yes", is_flag=True, help="Do not ask; needed where nobody types.")
@with_records
def erase(session: Session, pseudonym: str, *, yes: bool) -> Answer:
    """Delete a person with every entry and recording, for good.

    Backups and exports that were made before still hold the person; delete them too.
    """
    if not yes and is_interactive():
        typed = click.prompt(
            f"Nothing brings {pseudonym} back. Type the pseudonym to go on", err=True
        )
        yes = typed == pseudonym
    if not yes:
        raise click.UsageError("erasing needs --yes, or the pseudonym typed at a terminal")
    patients.erase_person(session, pseudonym)
    line = f"erased {pseudonym}; backups and exports made before still hold the person"
    return Answer({"erased": pseudonym}, [line])


def _read_change(word: str) -> tuple[str, Any]:
    name, equals, text = word.partition("=")
    if not equals:
        raise click.UsageError(f"{word} is not FIELD=VALUE")
    try:
        return name, json.loads(text)
    except ValueError:
        return name, text


def _when(line: HistoryLine) -> str:
    if isinstance(line.when, datetime):
        return f"{line.when:%Y-%m-%d %H:%M}"
    return line.when.isoformat() if line.when else ""
