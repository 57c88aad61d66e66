"""`hemiface treatment`: what was done about the spasm, and what it did besides."""

from collections.abc import Callable
from typing import Any

import click

from hemiface.cli.groups import NounGroup
from hemiface.cli.options import language_option
from hemiface.cli.plain import printable
from hemiface.cli.records import (
    CommandOutput,
    entry_answer,
    field_lines,
    field_options,
    given,
    is_interactive,
    summarize,
    with_records,
)
from hemiface.errors import RecordInvalidError
from hemiface.model.treatments import (
    BotulinumSession,
    Decompression,
    MedicineCourse,
    OtherTreatment,
    SideEffect,
)
from hemiface.operations import treatments
from hemiface.operations.injections import say_doubt
from hemiface.operations.plain import to_plain
from hemiface.operations.session import Session
from hemiface.operations.treatment_doubts import record_if_sure

_SURE = click.option(
    "--yes", is_flag=True, help="Do not ask; needed for what is in doubt, in a script."
)


@click.group(
    cls=NounGroup,
    epilog="""\b
Examples:
  hemiface treatment add botulinum P001 --product Botox -i orbicularis_oculi:left:10x4
  hemiface treatment add side-effect P001 --kind eyelid_droop --side left
  hemiface treatment alerts P001
""",
)
def treatment() -> None:
    """Write down injections, medicines, surgery and side effects; see what stands out.

    Alerts inform a clinician. They prescribe nothing and never convert units.
    """


@treatment.group(
    cls=NounGroup,
    epilog="""\b
Examples:
  hemiface treatment add botulinum P001 --product Botox -i orbicularis_oculi:left:10x4
  hemiface treatment add medicine P001 --name carbamazepine --dose-mg 200 --on yesterday
""",
)
def add() -> None:
    """Write down a treatment or a side effect."""


@add.command(
    epilog="""\b
Example:
  hemiface treatment add botulinum P001 --product Botox --lot C1234 --on 2026-03-01 \\
      -i orbicularis_oculi:left:10x4:pretarsal -i zygomaticus:left:2.5
"""
)
@click.argument("pseudonym")
@click.option(
    "-i",
    "--injection",
    "injections",
    multiple=True,
    required=True,
    metavar="MUSCLE:SIDE:UNITS[xSITES][:POINT]",
    help="Units into one muscle of one side, all punctures together; may be given often.",
)
@_SURE
@field_options(
    BotulinumSession,
    product="What was injected; Botox, Dysport and Xeomin are known.",
    day="When; today if not given.",
    brand="Name on the box.",
    lot="Lot on the box.",
    vial_units="Units in a vial.",
    diluent_ml="Saline added to a vial, in ml.",
    first_treatment="Whether it is the first ever.",
    other_units="Units given the same day elsewhere for other reasons.",
    needle="Needle, depth, guidance.",
    visit_id="Visit to which it belongs.",
    note="Free text.",
)
@with_records
def botulinum(
    session: Session,
    pseudonym: str,
    injections: tuple[str, ...],
    *,
    yes: bool,
    **options: object,
) -> CommandOutput:
    """Write down a session of botulinum toxin injections.

    What may be a slip of the pen is asked about: the side that is not affected, far more units
    than the muscle ever got or than was published.
    """
    given_fields = given(options)
    given_fields["injections"] = [treatments.read_injection(text) for text in injections]
    return _record(session, pseudonym, BotulinumSession, given_fields, is_sure=yes)


def _simple(
    name: str, noun: type[Any], example: str, text: str, /, **helps: str
) -> Callable[..., None]:
    """Make a command that writes down one noun from its fields."""

    @add.command(
        name, help=text, epilog=f"\b\nExample:\n  hemiface treatment add {name} {example}\n"
    )
    @click.argument("pseudonym")
    @_SURE
    @field_options(noun, **helps)
    @with_records
    def command(session: Session, pseudonym: str, *, yes: bool, **options: object) -> CommandOutput:
        return _record(session, pseudonym, noun, given(options), is_sure=yes)

    return command


_simple(
    "medicine",
    MedicineCourse,
    "P001 --name carbamazepine --dose-mg 200 --times-per-day 2",
    "Write down a medicine taken over a time; a changed dose is a new course. More a day than is "
    "usual is asked about.",
    name="Name of the medicine.",
    started="First day; today if not given.",
    dose_mg="Milligrams each time.",
    times_per_day="How many times a day.",
    stopped="Last day.",
    why_started="Why it was begun.",
    why_stopped="Why it was stopped.",
    note="Free text.",
)
_simple(
    "surgery",
    Decompression,
    "P001 --side left --vessels AICA --lateral-spread-after absent",
    "Write down a microvascular decompression. The side that is not affected is asked about.",
    day="When; today if not given.",
    side="Operated side, the person's own.",
    vessels="Vessel at the nerve; may be given several times.",
    lateral_spread_before="Lateral spread response before the nerve was freed.",
    lateral_spread_after="Lateral spread response after it.",
    complications="A complication; may be given several times.",
    note="Free text.",
)
_simple(
    "other",
    OtherTreatment,
    "P001 --name acupuncture",
    "Write down anything else that was tried.",
    name="What it was.",
    started="First day; today if not given.",
    ended="Last day.",
    note="Free text.",
)
_simple(
    "side-effect",
    SideEffect,
    "P001 --kind eyelid_droop --side left --on 2026-03-05",
    "Write down something unwanted, with its onset and its end.",
    kind="What it is.",
    onset="When it began; today if not given.",
    ended="When it ended.",
    treatment_id="Treatment it is put down to, as `hemiface treatment list` gives it.",
    side="On which side, the person's own.",
    severity="How bad, in the person's words.",
    note="Free text.",
)


@treatment.command(epilog="\b\nExample:\n  hemiface treatment end ENTRY --on 2026-04-01\n")
@click.argument("entry", metavar="ENTRY")
@click.option("--on", metavar="DATE", help="Last day; today if not given.")
@click.option("--why", metavar="TEXT", help="Why a medicine was stopped.")
@with_records
def end(session: Session, entry: str, **options: object) -> CommandOutput:
    """Write down that a medicine, another treatment or a side effect came to an end."""
    return entry_answer(treatments.end_treatment(session, entry, given(options)), "written down")


@treatment.command("list", epilog="\b\nExample:\n  hemiface treatment list P001 --json\n")
@click.argument("pseudonym")
@with_records
def list_treatments(session: Session, pseudonym: str) -> CommandOutput:
    """List treatments and side effects in order of time."""
    found = treatments.list_treatments(session, pseudonym)
    rows = [
        (entry.value.occurred, to_plain(entry)["kind"], summarize(entry.value), entry.id)
        for entry in found
    ]
    return CommandOutput(found, table=(("day", "kind", "what", "id"), rows))


@treatment.command(epilog="\b\nExample:\n  hemiface treatment alerts P001 --lang de\n")
@click.argument("pseudonym")
@language_option
@with_records
def alerts(session: Session, pseudonym: str, language: str) -> CommandOutput:
    """Say what stands out in a person's treatments, each with its source."""
    found = treatments.list_alerts(session, pseudonym)
    lines = [treatments.say_alert(alert, language) for alert in found]
    lines = lines or [treatments.say_no_alert(language)]
    return CommandOutput(found, lines)


def _record(
    session: Session, pseudonym: str, noun: type[Any], fields: dict[str, Any], *, is_sure: bool
) -> CommandOutput:
    """Write down, or ask first where something may be a slip of the pen."""
    done = record_if_sure(session, pseudonym, noun, fields, is_sure=is_sure)
    if isinstance(done, treatments.Recorded):
        return _answer(done)
    told = [say_doubt(one, session.language or "en") for one in done]
    if not is_interactive():
        raise RecordInvalidError("doubtful", doubts=" ".join(told))
    for line in told:
        click.echo(printable(line), err=True)
    click.confirm("Is it right as it stands?", abort=True, err=True)
    return _answer(treatments.record_treatment(session, pseudonym, noun, fields))


def _answer(done: treatments.Recorded) -> CommandOutput:
    lines = [f"written down {done.entry.id}", *field_lines(done.entry.value)]
    alerts = [treatments.say_alert(alert) for alert in done.alerts]
    return CommandOutput(done, [*lines, *alerts])
