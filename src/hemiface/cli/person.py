"""`hemiface person`: who is followed."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hemiface.cli.course import course, visit_page
from hemiface.cli.groups import NounGroup
from hemiface.cli.options import FILE
from hemiface.cli.parameters import Number
from hemiface.cli.plain import say_moment
from hemiface.cli.records import (
    CommandOutput,
    entry_answer,
    field_lines,
    field_options,
    given,
    is_interactive,
    own_clock,
    summarize,
    with_records,
)
from hemiface.model.record import Condition, Consent, Identity, Person
from hemiface.operations import patients
from hemiface.operations.records_place import find_records
from hemiface.operations.session import Session

if TYPE_CHECKING:
    from hemiface.operations.history import HistoryLine
    from hemiface.operations.safekeeping import Exchange

IDENTITY = ("given_name", "family_name", "birth_date", "record_number", "contact")

person_fields = field_options(
    Person,
    zone="Time zone in which the person lives, as Europe/Berlin; at first this machine's.",
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
    cls=NounGroup,
    epilog="""\b
Examples:
  hemiface person add P001 --zone Europe/Berlin --side left
  hemiface person list
  hemiface person export P001 p001-export
""",
)
def person() -> None:
    """Add, show, change, archive and erase people, and tell their history."""


person.add_command(course)
person.add_command(visit_page)


@person.command(epilog="\b\nExample:\n  hemiface person add P001 --side left --birth-year 1960\n")
@click.argument("pseudonym", required=False)
@person_fields
@identity_fields
@with_records
def add(session: Session, pseudonym: str | None, **options: object) -> CommandOutput:
    """Add a person under a PSEUDONYM: letters, digits, dot, underscore, hyphen; no name."""
    if pseudonym is None and is_interactive():
        pseudonym = click.prompt("Pseudonym (no name)", err=True)
        options["side"] = options["side"] or _ask_side()
    if pseudonym is None:
        raise click.UsageError("a pseudonym is needed")
    fields, identity = _split(options)
    entry = patients.add_person(session, {"pseudonym": pseudonym, **fields}, identity)
    lines = [f"added {entry.value.pseudonym}"]
    if "zone" not in fields:
        lines.append(f"times are by the clock of {entry.value.zone}, where this machine stands")
    if len(patients.search_people(session, limit=2)) == 1:
        place = find_records(session)
        lines.append(f"the records are in {place.database}, recordings in {place.files}")
    return entry_answer(entry, *lines)


@person.command(epilog="\b\nExample:\n  hemiface person show P001 --json\n")
@click.argument("pseudonym")
@click.option("--identity", is_flag=True, help="Also show who it is.")
@with_records
def show(session: Session, pseudonym: str, *, identity: bool) -> CommandOutput:
    """Show a person; who it is only with --identity."""
    if not identity:
        return entry_answer(patients.show_person(session, pseudonym))
    known = patients.show_identity(session, pseudonym)
    who = field_lines(known.identity) if known.identity else ["  nobody has said who it is"]
    return CommandOutput(known, [*field_lines(known.entry.value), *who])


@person.command("list", epilog="\b\nExample:\n  hemiface person list P0 --limit 20\n")
@click.argument("text", required=False, default="")
@click.option("--name", "by_name", is_flag=True, help="TEXT is part of a name or record number.")
@click.option(
    "--limit", type=Number(1, whole=True), default=100, show_default=True, help="At most."
)
@click.option("--offset", type=Number(0, whole=True), default=0, help="Leave out that many first.")
@with_records
def list_people(
    session: Session, text: str, *, by_name: bool, limit: int, offset: int
) -> CommandOutput:
    """List people, those whose pseudonym holds TEXT if it is given."""
    found = patients.search_people(session, text, by_name=by_name, limit=limit, offset=offset)
    rows = [
        (p.pseudonym, p.side, p.onset_year, p.diagnosis_code)
        for p in (entry.value for entry in found)
    ]
    heading = ("pseudonym", "side", "onset", "diagnosis")
    return CommandOutput(found, table=(heading, rows))


@person.command(epilog="\b\nExample:\n  hemiface person edit P001 --side right\n")
@click.argument("pseudonym")
@click.option("--rename", "renamed", metavar="PSEUDONYM", help="Another pseudonym.")
@person_fields
@identity_fields
@with_records
def edit(session: Session, pseudonym: str, renamed: str | None, **options: object) -> CommandOutput:
    """Change what is given and leave the rest."""
    fields, identity = _split(options)
    if renamed:
        fields["pseudonym"] = renamed
    if not fields and not identity:
        raise click.UsageError("nothing to change was given")
    return entry_answer(patients.edit_person(session, pseudonym, fields, identity), "changed")


@person.command(
    epilog="""\b
Examples:
  hemiface person history P001
  hemiface person history P001 --kind botulinum --kind rating --json
"""
)
@click.argument("pseudonym")
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Only these kinds of entry.")
@with_records
def history(session: Session, pseudonym: str, kinds: tuple[str, ...]) -> CommandOutput:
    """Tell everything that happened to a person, in order of time."""
    from hemiface.operations.history import tell_history

    lines = tell_history(session, pseudonym, kinds=kinds)
    shown = own_clock(session, [line.entry for line in lines])
    rows = [
        (_when(line), line.kind, summarize(entry.value), entry.id)
        for line, entry in zip(lines, shown, strict=True)
    ]
    return CommandOutput(lines, table=(("when", "kind", "what", "id"), rows))


@person.command(epilog="\b\nExample:\n  hemiface person archive P001\n")
@click.argument("pseudonym")
@with_records
def archive(session: Session, pseudonym: str) -> CommandOutput:
    """Archive a person: nobody lists them, and nothing is lost; `person erase` deletes for good."""
    entry = patients.remove_person(session, pseudonym)
    line = f"archived; `hemiface person unarchive {pseudonym}` brings them back"
    return CommandOutput(entry, [line])


@person.command(epilog="\b\nExample:\n  hemiface person unarchive P001\n")
@click.argument("pseudonym")
@with_records
def unarchive(session: Session, pseudonym: str) -> CommandOutput:
    """Bring back a person who was archived."""
    return entry_answer(patients.restore_person(session, pseudonym), "back again")


@person.command(epilog="\b\nExample:\n  hemiface person erase P001 --yes\n")
@click.argument("pseudonym")
@click.option("--yes", is_flag=True, help="Do not ask; needed where nobody types.")
@with_records
def erase(session: Session, pseudonym: str, *, yes: bool) -> CommandOutput:
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
    return CommandOutput({"erased": pseudonym}, [line])


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
def consent(session: Session, pseudonym: str, **options: object) -> CommandOutput:
    """Write down what a person agreed to."""
    return entry_answer(patients.add_consent(session, pseudonym, given(options)), "written down")


@person.command(epilog="\b\nExample:\n  hemiface person condition P001 --kind myasthenia\n")
@click.argument("pseudonym")
@field_options(
    Condition,
    kind="Which condition bears on treatment.",
    since="From when; today if not given.",
    until="Until when; not given while it lasts.",
    note="Free text.",
)
@with_records
def condition(session: Session, pseudonym: str, **options: object) -> CommandOutput:
    """Write down a condition that a clinician wants to know of before a treatment."""
    return entry_answer(patients.add_condition(session, pseudonym, given(options)), "written down")


@person.command("export", epilog="\b\nExample:\n  hemiface person export P001 p001-export\n")
@click.argument("pseudonym")
@click.argument("folder", type=FILE)
@click.option("--identity", is_flag=True, help="Let name, contact and record number come along.")
@with_records
def export_person(
    session: Session, pseudonym: str, folder: Path, *, identity: bool
) -> CommandOutput:
    """Write everything about a person into a new FOLDER, readable and as a FHIR Bundle."""
    # Here and not above: who only lists people does without backups and bundles.
    from hemiface.operations import safekeeping

    report = safekeeping.export_person(session, pseudonym, folder, with_identity=identity)
    return _exchange_answer(report, f"exported to {folder}")


@person.command("import", epilog="\b\nExample:\n  hemiface person import p001-export\n")
@click.argument("source", type=FILE)
@with_records
def import_person(session: Session, source: Path) -> CommandOutput:
    """Take a person in from an exported folder, or from its bundle.json alone."""
    from hemiface.cli.progress import watch
    from hemiface.operations import safekeeping

    (report,) = watch(safekeeping.import_person(session, source))
    return _exchange_answer(report, f"imported {report.pseudonym}")


def _exchange_answer(report: "Exchange", line: str) -> CommandOutput:
    lines = [f"{line}: {sum(report.entries.values())} entries, {report.files} files"]
    if report.missing:
        lines.append(f"{report.missing} files did not come along")
    return CommandOutput(report, lines)


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


def _when(line: "HistoryLine") -> str:
    if isinstance(line.when, datetime):
        return say_moment(line.when)
    return line.when.isoformat() if line.when else ""
