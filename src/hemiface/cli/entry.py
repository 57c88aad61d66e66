"""`hemiface entry`: single entries of any kind."""

import json
from typing import Any

import click

from hemiface.cli.groups import NounGroup
from hemiface.cli.parameters import Number, join_once
from hemiface.cli.records import CommandOutput, timed_answer, with_records
from hemiface.operations import record_entries
from hemiface.operations.session import Session


@click.group(
    cls=NounGroup,
    epilog="""\b
Examples:
  hemiface entry show ID
  hemiface entry edit ID note="seen again"
""",
)
def entry() -> None:
    """Show, change and archive single entries of any kind."""


@entry.command(epilog="\b\nExample:\n  hemiface entry show ID --json\n")
@click.argument("entry_id", metavar="ID")
@with_records
def show(session: Session, entry_id: str) -> CommandOutput:
    """Show an entry; `hemiface person history` gives ids."""
    return timed_answer(session, record_entries.show_entry(session, entry_id))


@entry.command(epilog="\b\nExample:\n  hemiface entry edit ID spasm=5 note=\n")
@click.argument("entry_id", metavar="ID")
@click.argument("changes", nargs=-1, required=True, metavar="FIELD=VALUE...")
@click.option(
    "--version",
    "expected",
    type=Number(whole=True),
    help="Refuse if it is not this version any more.",
)
@with_records
def edit(
    session: Session, entry_id: str, changes: tuple[str, ...], *, expected: int | None
) -> CommandOutput:
    """Change fields of an entry. A VALUE is text or JSON; null takes it away."""
    fields = join_once(_read_change(word) for word in changes)
    changed = record_entries.edit_entry(session, entry_id, fields, version=expected)
    return timed_answer(session, changed, f"changed, now version {changed.version}")


@entry.command(epilog="\b\nExample:\n  hemiface entry archive ID\n")
@click.argument("entry_id", metavar="ID")
@with_records
def archive(session: Session, entry_id: str) -> CommandOutput:
    """Archive an entry: it counts no more, and can be brought back."""
    gone = record_entries.remove_entry(session, entry_id)
    return CommandOutput(gone, [f"archived; `hemiface entry unarchive {gone.id}` brings it back"])


@entry.command(epilog="\b\nExample:\n  hemiface entry unarchive ID\n")
@click.argument("entry_id", metavar="ID")
@with_records
def unarchive(session: Session, entry_id: str) -> CommandOutput:
    """Bring back an entry that was archived."""
    return timed_answer(session, record_entries.restore_entry(session, entry_id), "back again")


def _read_change(word: str) -> tuple[str, Any]:
    name, equals, text = word.partition("=")
    if not equals:
        raise click.UsageError(f"{word} is not FIELD=VALUE")
    try:
        return name, json.loads(text)
    except ValueError:
        return name, text
