"""`hemiface visit`: occasions."""

import click

from hemiface.cli.groups import NounGroup
from hemiface.cli.plain import say_moment
from hemiface.cli.records import (
    CommandOutput,
    field_options,
    given,
    moment_options,
    own_clock,
    timed_answer,
    with_records,
)
from hemiface.model.record import Visit
from hemiface.operations import patients
from hemiface.operations.record_entries import list_values
from hemiface.operations.session import Session


@click.group(
    cls=NounGroup,
    epilog="""\b
Examples:
  hemiface visit add P001
  hemiface visit add P001 --on 2026-03-01 --at 09:30 --kind remote
""",
)
def visit() -> None:
    """Add and list visits."""


@visit.command(epilog="\b\nExample:\n  hemiface visit add P001 --on yesterday --at 09:30\n")
@click.argument("pseudonym")
@moment_options("When it was, by the person's own clock; now if not given")
@field_options(
    Visit,
    kind="Where.",
    label="What for.",
    note="Free text without names.",
)
@with_records
def add(session: Session, pseudonym: str, **options: object) -> CommandOutput:
    """Add a visit."""
    entry = patients.add_visit(session, pseudonym, given(options))
    return timed_answer(session, entry, f"added visit {entry.id}")


@visit.command("list", epilog="\b\nExample:\n  hemiface visit list P001 --json\n")
@click.argument("pseudonym")
@with_records
def list_visits(session: Session, pseudonym: str) -> CommandOutput:
    """List the visits of a person."""
    found = sorted(list_values(session, Visit, pseudonym), key=lambda entry: entry.value.at)
    own = [(e.value, e.id) for e in own_clock(session, found)]
    rows = [(say_moment(v.at), v.kind, v.label, entry_id) for v, entry_id in own]
    heading = ("at", "kind", "label", "id")
    return CommandOutput(found, table=(heading, rows))
