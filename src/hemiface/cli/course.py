"""`hemiface person course` and `visit-page`: what happened over months, and a sheet of it."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hemiface.cli.options import language_option
from hemiface.cli.plain import print_json, printable
from hemiface.cli.records import CommandOutput, with_records
from hemiface.operations.session import Session

if TYPE_CHECKING:
    from hemiface.model.course import InjectionEffect, TreatmentResponse
    from hemiface.reports.language import Language

COLUMNS = ("session", "given", "onset", "duration")


@click.command(epilog="\b\nExample:\n  hemiface person course P001 --lang de\n")
@click.argument("pseudonym")
@language_option
@with_records
def course(session: Session, pseudonym: str, language: str) -> CommandOutput:
    """Tell what each injection did, and when the effect of the last one is likely to go.

    Days come with the interval that holds the truth in 90 of 100 cases. Where there is too
    little to say, the reason stands there instead.
    """
    # Here and not above: other commands about people do without statistics.
    from hemiface.operations.course import tell_course
    from hemiface.operations.patients import show_person
    from hemiface.operations.responses import tell_responses
    from hemiface.reports.course_words import name_line, say_return
    from hemiface.reports.language import get_language

    words = get_language(language)
    told = tell_course(session, pseudonym)
    responses = tell_responses(session, pseudonym)
    today = show_person(session, pseudonym).value.today
    lines = [f"{name_line(one, words)}: {len(one.points)}" for one in told.lines]
    for found in responses:
        by = words(f"follow.response.{found.kind}")
        lines.append(f"{by}: {say_return(found, today, words)}")
        if found.has_lost_response:
            lines.append(f"{by}: {words('follow.response.lost')}")
    rows = [_row(found, one, words) for found in responses for one in found.injections]
    heading = ["", *(words(f"follow.response.{name}") for name in COLUMNS), ""]
    data = {"course": told, "responses": responses}
    return CommandOutput(
        data, lines or [words("follow.nothing")], (heading, rows) if rows else None
    )


@click.command(
    "visit-page",
    epilog="\b\nExample:\n  hemiface person visit-page P001 visit.html --lang de\n",
)
@click.argument("pseudonym")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@language_option
@with_records
def visit_page(session: Session, pseudonym: str, file: Path, language: str) -> CommandOutput:
    """Write one page for the visit, from whatever there is; it prints on A4 and Letter."""
    from hemiface.operations.visit_summary import write_visit_page

    page = write_visit_page(replace(session, language=language), pseudonym, file)
    return CommandOutput({"page": page}, [f"written to {page}"])


def show_demo(session: Session, output: Path, *, as_json: bool) -> None:
    """Write the simulated year, and say where it is."""
    from hemiface.operations.demo.course import make_demo_course

    made = make_demo_course(session, output)
    if as_json:
        print_json(made)
        return
    click.echo(f"page for the visit  {printable(str(made.page))}")
    click.echo(f"look at it in the app  HEMIFACE_DATA={printable(str(made.folder))} hemiface serve")


def _row(
    found: "TreatmentResponse", one: "InjectionEffect", words: "Language"
) -> tuple[object, ...]:
    from hemiface.reports.course_words import say_days, say_effect

    known = not one.failed and one.silent is None
    return (
        words(f"follow.response.{found.kind}"),
        words.day(one.day),
        f"{one.product}, {words.figures(f'{one.units:g}')} U",
        *(say_days(part, words) if known else "" for part in (one.onset, one.duration)),
        say_effect(one, words),
    )
