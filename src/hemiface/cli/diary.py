"""`hemiface diary`: a day in under ten seconds."""

from pathlib import Path

import click

from hemiface.cli.groups import NounGroup
from hemiface.cli.options import FILE
from hemiface.cli.parameters import join_once
from hemiface.cli.records import (
    CommandOutput,
    entry_answer,
    field_options,
    given,
    is_interactive,
    with_records,
)
from hemiface.formats.written_numbers import with_point
from hemiface.model.diary import DIARY_FIELDS, DiaryEntry, Trigger
from hemiface.operations import diary as days
from hemiface.operations.record_entries import list_values
from hemiface.operations.session import Session

QUESTIONS = {field.name: f"{field.question} [{field.unit}]" for field in DIARY_FIELDS}


@click.group(
    cls=NounGroup,
    epilog="""\b
Examples:
  hemiface diary add P001 --spasm 4 --stress 7
  hemiface diary add P001
  hemiface diary export P001 > diary.csv
""",
)
def diary() -> None:
    """Keep a diary of spasm and of what a bad day has in common with another."""


@diary.command(epilog="\b\nExample:\n  hemiface diary add P001 --spasm 4 --felt eyelid\n")
@click.argument("pseudonym")
@field_options(
    DiaryEntry,
    day="Day it is about; today if not given.",
    **QUESTIONS,
    felt="Where it was felt; may be given several times.",
    side="Side on which it was felt, the person's own.",
    medicine_taken="Whether the medicine of the day was taken.",
    note="Free text.",
)
@click.option("--trigger", "own", multiple=True, metavar="NAME=NUMBER", help="An own trigger.")
@with_records
def add(session: Session, pseudonym: str, own: tuple[str, ...], **options: object) -> CommandOutput:
    """Write something about a day.

    What is not said stays unsaid, which is not the same as zero. Said again, a day keeps what
    it had. Without any option, a terminal is asked question by question; Enter skips one.
    A day of which nothing is said is not written down.
    """
    fields = given(options)
    triggers = _read_triggers(own)
    if not set(fields) - {"day"} and not triggers and is_interactive():
        watched = [entry.value for entry in list_values(session, Trigger, pseudonym)]
        fields |= _ask_numbers()
        triggers = _ask_triggers(watched)
    if triggers:
        fields["triggers"] = triggers
    return entry_answer(days.write_day(session, pseudonym, fields), "written down")


@diary.command("list", epilog="\b\nExample:\n  hemiface diary list P001 --since yesterday\n")
@click.argument("pseudonym")
@click.option("--since", metavar="DATE", help="First day.")
@click.option("--until", metavar="DATE", help="Last day.")
@with_records
def list_diary(
    session: Session, pseudonym: str, *, since: str | None, until: str | None
) -> CommandOutput:
    """List the days that something was said about."""
    found = days.list_days(session, pseudonym, since=since, until=until)
    heading = ("day", "spasm", "eye shut min", "sleep h", "stress", "fatigue", "note")
    rows = [
        (v.day, v.spasm, v.eye_shut_min, v.sleep_h, v.stress, v.fatigue, v.note)
        for v in (entry.value for entry in found)
    ]
    return CommandOutput(found, table=(heading, rows))


@diary.command("export", epilog="\b\nExample:\n  hemiface diary export P001 > diary.csv\n")
@click.argument("pseudonym")
@with_records
def export_diary(session: Session, pseudonym: str) -> CommandOutput:
    """Print the diary as CSV; days without an entry have no row."""
    text = days.export_diary(session, pseudonym)
    return CommandOutput({"csv": text}, document=text)


@diary.command("import", epilog="\b\nExample:\n  hemiface diary import P001 diary.csv\n")
@click.argument("pseudonym")
@click.argument("file", type=FILE)
@click.option("--replace", is_flag=True, help="Take the table's word where a day differs.")
@with_records
def import_diary(session: Session, pseudonym: str, file: Path, *, replace: bool) -> CommandOutput:
    """Take a diary in from CSV: all of it or nothing. An empty cell stays unsaid."""
    text = days.read_table(session, file)
    report = days.import_diary(session, pseudonym, text, replace=replace)
    counts = {name: getattr(report, name) for name in ("added", "replaced", "unchanged")}
    return CommandOutput(counts, [", ".join(f"{count} {name}" for name, count in counts.items())])


@diary.command(epilog="\b\nExample:\n  hemiface diary trigger P001 noise --unit '0-10'\n")
@click.argument("pseudonym")
@click.argument("name")
@field_options(
    Trigger,
    question="How it is asked.",
    unit="Unit, for people.",
    high="Largest answer; 10 if not given.",
)
@with_records
def trigger(session: Session, pseudonym: str, name: str, **options: object) -> CommandOutput:
    """Watch something of one's own from day to day."""
    entry = days.add_trigger(session, pseudonym, {"name": name, **given(options)})
    return entry_answer(entry, "will be asked")


def _ask_numbers() -> dict[str, float]:
    found = {}
    for field in DIARY_FIELDS:
        answer = _ask_number(QUESTIONS[field.name], field.high)
        if answer is not None:
            found[field.name] = answer
    return found


def _ask_triggers(watched: list[Trigger]) -> dict[str, float]:
    found = {}
    for known in watched:
        answer = _ask_number(known.question or f"{known.name} [{known.unit}]", known.high)
        if answer is not None:
            found[known.name] = answer
    return found


def _ask_number(question: str, high: float) -> float | None:
    """Ask until it is a number in range, or nothing."""
    while True:
        text = click.prompt(question, default="", show_default=False, err=True)
        if not text.strip():
            return None
        try:
            number = float(with_point(text))
        except ValueError:
            number = -1.0
        if 0 <= number <= high:
            return number
        click.echo(f"a number from 0 to {high:g}, or Enter", err=True)


def _read_triggers(words: tuple[str, ...]) -> dict[str, float]:
    return join_once(_read_trigger(word) for word in words)


def _read_trigger(word: str) -> tuple[str, float]:
    name, _, number = word.partition("=")
    try:
        return name.strip(), float(number)
    except ValueError as error:
        raise click.UsageError(f"{word} is not NAME=NUMBER") from error
