"""`hemiface person course` and `visit-page`: what happened over months, and a sheet of it."""

from dataclasses import replace
from pathlib import Path

import click

from hemiface.cli.options import language_option
from hemiface.cli.plain import print_json, printable
from hemiface.cli.records import CommandOutput, with_records
from hemiface.operations.session import Session


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
    from hemiface.operations.told_course import put_course_into_words

    told = put_course_into_words(replace(session, language=language), pseudonym)
    data = {"course": told.course, "responses": told.responses}
    return CommandOutput(data, told.lines, (told.heading, told.rows) if told.rows else None)


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
