"""`hemiface person`: who is followed."""

from pathlib import Path
from typing import Any

import click

from hemiface.cli.options import FILE
from hemiface.cli.records import (
    Answer,
    entry_answer,
    field_lines,
    field_options,
    given,
    is_interactive,
    with_records,
)
from hemiface.model.record import Consent, Identity, Person
from hemiface.operations import patients, safekeeping
from hemiface.operations.session import Session

IDENTITY = ("given_name", "family_name", "birth_date", "record_number", "contact")

person_fields = field_options(
    Person,
    zone="Time zone in which the person lives, such as Europe/Berlin.",
    side="Affected side, the person's own.",
    sex="As stated by the person.",
    birth_year="Year of birth.",
    onset_year="Year of the first twitch.",
    diagnosis_code="Code of the clinician's diagnosis, such as G51.3.",
    note="Free text without names.",
)

identity_fields = field_options(
    Identity,
    given_name="Kept apart from everything else.",
    family_name="Kept apart from everything else.",
    birth_date="Kept apart from everything else.",
    record_number="Number in the clinic's own records.",
    contact="How to reach the person.",
)


@click.group(
    epilog="""\b
Examples:
  hemiface person add P001 --zone Europe/Berlin --side left
  hemiface person list
  hemiface person export P001 p001-export
"""
)
def person() -> None:
    """Add, show, change, put aside, export and import people."""


@person.command(epilog="\b\nExample:\n  hemiface person add P001 --side left --birth-year 1960\n")
@click.argument("pseudonym", required=False)
@person_fields
@identity_fields
@with_records
def add(session: Session, pseudonym: str | None, **options: object) -> Answer:
    """Add a person under a PSEUDONYM: letters, digits, dot, underscore, hyphen; no name."""
    if pseudonym is None and is_interactive():
        pseudonym = click.prompt("Pseudonym (no name)", err=True)
        options["side"] = options["side"] or _ask_side()
    if pseudonym is None:
        raise click.UsageError("a pseudonym is needed")
    fields, identity = _split(options)
    entry = patients.add_person(session, {"pseudonym": pseudonym, **fields}, identity)
    return entry_answer(entry, f"added {entry.value.pseudonym}")


@person.command(epilog="\b\nExample:\n  hemiface person show P001 --json\n")
@click.argument("pseudonym")
@click.option("--identity", is_flag=True, help="Also show who it is.")
@with_records
def show(session: Session, pseudonym: str, *, identity: bool) -> Answer:
    """Show a person; who it is only with --identity."""
    if not identity:
        return entry_answer(patients.show_person(session, pseudonym))
    known = patients.show_identity(session, pseudonym)
    who = field_lines(known.identity) if known.identity else ["  nobody has said who it is"]
    return Answer(known, [*field_lines(known.entry.value), *who])


@person.command("list", epilog="\b\nExample:\n  hemiface person list P0 --limit 20\n")
@click.argument("text", required=False, default="")
@click.option("--name", "by_name", is_flag=True, help="TEXT is part of a name or record number.")
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True, help="At most.")
@click.option("--offset", type=click.IntRange(0), default=0, help="Leave out that many first.")
@with_records
def list_people(session: Session, text: str, *, by_name: bool, limit: int, offset: int) -> Answer:
    """List people, those whose pseudonym holds TEXT if it is given."""
    found = patients.search_people(session, text, by_name=by_name, limit=limit, offset=offset)
    rows = [
        (p.pseudonym, p.side, p.onset_year, p.diagnosis_code)
        for p in (entry.value for entry in found)
    ]
    heading = ("pseudonym", "side", "onset", "diagnosis")
    return Answer(found, table=(heading, rows))


@person.command(epilog="\b\nExample:\n  hemiface person edit P001 --side right\n")
@click.argument("pseudonym")
@click.option("--pseudonym", "renamed", metavar="NEW", help="Another pseudonym.")
@person_fields
@identity_fields
@with_records
def edit(session: Session, pseudonym: str, renamed: str | None, **options: object) -> Answer:
    """Change what is given and leave the rest."""
    fields, identity = _split(options)
    if renamed:
        fields["pseudonym"] = renamed
    if not fields and not identity:
        raise click.UsageError("nothing to change was given")
    return entry_answer(patients.edit_person(session, pseudonym, fields, identity), "changed")


@person.command(epilog="\b\nExample:\n  hemiface person remove P001\n")
@click.argument("pseudonym")
@with_records
def remove(session: Session, pseudonym: str) -> Answer:
    """Put a person aside; `hemiface erase` deletes for good."""
    entry = patients.remove_person(session, pseudonym)
    line = f"put aside; `hemiface person restore {pseudonym}` brings them back"
    return Answer(entry, [line])


@person.command(epilog="\b\nExample:\n  hemiface person restore P001\n")
@click.argument("pseudonym")
@with_records
def restore(session: Session, pseudonym: str) -> Answer:
    """Bring back a person who was put aside."""
    return entry_answer(patients.restore_person(session, pseudonym), "back again")


@person.command(epilog="\b\nExample:\n  hemiface person consent P001 --kind research\n")
@click.argument("pseudonym")
@field_options(
    Consent,
    kind="What is agreed to.",
    given_on="When; today if not given.",
    withdrawn_on="When it was taken back.",
    document="Which form, and where it is.",
    note="Free text.",
)
@with_records
def consent(session: Session, pseudonym: str, **options: object) -> Answer:
    """Write down what a person agreed to."""
    return entry_answer(patients.add_consent(session, pseudonym, given(options)), "written down")


@person.command("export", epilog="\b\nExample:\n  hemiface person export P001 p001-export\n")
@click.argument("pseudonym")
@click.argument("folder", type=FILE)
@click.option("--identity", is_flag=True, help="Let name, contact and record number come along.")
@with_records
def export_person(session: Session, pseudonym: str, folder: Path, *, identity: bool) -> Answer:
    """Write everything about a person into a new FOLDER, readable and as a FHIR Bundle."""
    report = safekeeping.export_person(session, pseudonym, folder, with_identity=identity)
    return _exchange_answer(report, f"exported to {folder}")


@person.command("import", epilog="\b\nExample:\n  hemiface person import p001-export\n")
@click.argument("source", type=FILE)
@with_records
def import_person(session: Session, source: Path) -> Answer:
    """Take a person in from an exported folder, or from its bundle.json alone."""
    report = safekeeping.import_person(session, source)
    return _exchange_answer(report, f"imported {report.pseudonym}")


def _exchange_answer(report: safekeeping.Exchange, line: str) -> Answer:
    lines = [f"{line}: {sum(report.entries.values())} entries, {report.files} files"]
    if report.missing:
        lines.append(f"{report.missing} files did not come along")
    return Answer(report, lines)


def _split(options: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Fields of the person, and fields that say who it is."""
    fields = given(options)
    identity = {name: fields.pop(name) for name in IDENTITY if name in fields}
    return fields, identity


def _ask_side() -> str | None:
    answer = click.prompt(
        "Affected side (left, right, both; Enter: not said)", default="", err=True
    )
    return answer or None
