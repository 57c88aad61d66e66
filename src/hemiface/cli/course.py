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
    from hemiface.model.study import Estimate


@click.command(epilog="\b\nExample:\n  hemiface person course P001\n")
@click.argument("pseudonym")
@with_records
def course(session: Session, pseudonym: str) -> CommandOutput:
    """Tell what each injection did, and when the effect of the last one is likely to go.

    Days come with the interval that holds the truth in 90 of 100 cases. Where there is too
    little to say, the reason stands there instead.
    """
    # Here and not above: other commands about people do without statistics.
    from hemiface.operations.course import tell_course
    from hemiface.operations.responses import tell_responses

    told = tell_course(session, pseudonym)
    responses = tell_responses(session, pseudonym)
    lines = [f"{one.kind.value}: {one.title or one.name}, {len(one.points)}" for one in told.lines]
    lines += [_say_next(one) for one in responses]
    rows = [_row(found, one) for found in responses for one in found.injections]
    heading = ("by", "session", "given", "onset", "duration", "what else")
    data = {"course": told, "responses": responses}
    return CommandOutput(data, lines or ["nothing to tell yet"], (heading, rows) if rows else None)


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


def _say_next(found: "TreatmentResponse") -> str:
    """When the effect of the last injection is likely to go, or why nobody can say."""
    by = found.kind.value
    if found.has_lost_response:
        return (
            f"by {by}: the last two sessions did less than half of what earlier ones did "
            "(hemiface's own rule; no agreed one was found)"
        )
    if found.forecast is None:
        return f"by {by}: when it is likely to return cannot be said: {found.silent or 'it has'}"
    next_one = found.forecast
    return (
        f"by {by}: half of the effect is likely to be gone by {next_one.day}, between "
        f"{next_one.earliest} and {next_one.latest} ({next_one.level:.0%})"
    )


def _row(found: "TreatmentResponse", one: "InjectionEffect") -> tuple[object, ...]:
    given = f"{one.product} {one.units:g} U"
    what = "did less than half of what was to be expected" if one.failed else str(one.silent or "")
    return (found.kind.value, one.day, given, _days(one.onset), _days(one.duration), what)


def _days(estimate: "Estimate | None") -> str:
    if estimate is None:
        return ""
    return f"{estimate.value:.0f} ({max(estimate.low, 0):.0f} to {estimate.high:.0f})"
