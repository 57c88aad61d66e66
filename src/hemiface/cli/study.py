"""`hemiface study`: a plan, its results, and a folder to publish from."""

from dataclasses import replace
from pathlib import Path

import click

from hemiface.cli.exits import Exit
from hemiface.cli.groups import NounGroup
from hemiface.cli.options import FILE, json_option, language_option
from hemiface.cli.parameters import Word
from hemiface.cli.plain import print_json, printable
from hemiface.cli.progress import show_progress
from hemiface.cli.sessions import with_session
from hemiface.errors.faults import Reason
from hemiface.model.study_plan import Design
from hemiface.operations.session import Session
from hemiface.operations.stream import Advance
from hemiface.operations.studies import StudyReport, fix_plan, run_study, write_plan_template


class PlanGroup(NounGroup):
    """Verbs of a study; the name of a plan alone is one to run."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Run a plan that is given alone."""
        if args and args[0] not in self.commands and args[0].endswith(".toml"):
            args = ["run", *args]
        return super().resolve_command(ctx, args)


@click.group(
    cls=PlanGroup,
    epilog="""\b
Examples:
  hemiface study init study.toml
  hemiface study fix study.toml
  hemiface study study.toml -o study-report
""",
)
def study() -> None:
    """Plan a study, fix the plan, compute it, and write what a paper needs.

    A PLAN.toml alone is computed, as by `hemiface study run`.
    """


@study.command(
    epilog="""\b
Examples:
  hemiface study init study.toml
  hemiface study init screen.toml --design screening
"""
)
@click.argument("plan", metavar="PLAN.toml", type=FILE)
@click.option(
    "--design",
    type=Word([one.value for one in Design]),
    default=Design.COHORT.value,
    show_default=True,
    help="Kind of the study; it decides which reporting guideline is filled.",
)
@json_option
@with_session
def init(session: Session, *, plan: Path, design: str, as_json: bool) -> None:
    """Write a commented plan to fill in."""
    path = write_plan_template(session, plan, design)
    if as_json:
        print_json({"plan": path})
        return
    click.echo(printable(str(path)))


@study.command(
    epilog="""\b
Examples:
  hemiface study fix study.toml
"""
)
@click.argument("plan", metavar="PLAN.toml", type=FILE)
@json_option
@with_session
def fix(session: Session, *, plan: Path, as_json: bool) -> None:
    """Write down what a plan decides, before any result is seen.

    The history lies beside the plan. Put the hash into a public registry to be believed.
    """
    found = fix_plan(session, plan)
    if as_json:
        print_json(found)
        return
    was = "fixed" if found.is_new else "fixed before, as it stands"
    click.echo(f"{printable(str(plan))}: {was}")
    click.echo(f"SHA-256 {found.plan_hash}")
    click.echo(f"{found.n_persons} persons, {found.n_rows} rows; no result was looked at")
    first = found.history[0].plan_hash
    if any(one.what == "changed" for one in found.history):
        click.echo(f"changed since it was fixed first: SHA-256 {first}", err=True)


@study.command(
    epilog="""\b
Examples:
  hemiface study run study.toml -o study-report
  hemiface study study.toml -o study-report --lang de
"""
)
@click.argument("plan", metavar="PLAN.toml", type=FILE)
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    type=FILE,
    default=Path("study-report"),
    show_default=True,
    help="Folder of the report; an earlier one of a study is replaced.",
)
@language_option
@json_option
@with_session
def run(session: Session, *, plan: Path, output: Path, language: str, as_json: bool) -> None:
    """Compute a planned study and write its folder.

    A plan that was not fixed is fixed first. One that was changed since is computed, and
    every page says that it was changed.
    """
    failed = False
    with show_progress() as lines:
        for event in run_study(replace(session, language=language), plan, output):
            if isinstance(event, Advance):
                lines.advance(replace(event, of="study"))
                continue
            with lines.finish("study"):
                _show(event, language, as_json=as_json)
            failed = bool(event.failed)
    if failed:
        raise click.exceptions.Exit(Exit.SOME_FAILED)


def _show(found: StudyReport, language: str, *, as_json: bool) -> None:
    """Print what was written, and what to know before it is read."""
    if as_json:
        print_json(
            {
                "folder": found.folder,
                "report": found.report,
                "files": found.files,
                "plan_hash": found.origin.plan_hash,
                "first_hash": found.origin.first_hash,
                "flow": found.results.flow,
                "unread": found.unread,
                "kept": found.kept,
                "endpoints": [
                    {
                        "name": one.endpoint.name,
                        "persons": one.n_persons,
                        "included": one.n_included,
                        "with_value": one.n_valued,
                        "lines": one.lines,
                        "notes": one.notes,
                        "failure": one.error.message if one.error else "",
                    }
                    for one in found.results.endpoints
                ],
            }
        )
        return
    click.echo(printable(str(found.report)))
    for person in found.unread:
        click.echo(
            f"left out: a recording of {printable(person)}, whose kept results cannot be read",
            err=True,
        )
    for place in found.kept:
        click.echo(f"kept, because it was changed: {printable(place)}", err=True)
    for one in found.results.endpoints:
        if one.error is not None:
            said = Reason("not_computed", {"title": one.endpoint.title, "why": one.error})
            click.echo(printable(said.say(language)), err=True)
    if found.origin.is_changed:
        when = "after results were seen" if found.origin.is_changed_late else "before any result"
        click.echo(
            f"the plan was changed {when}: fixed as {found.origin.first_hash}, "
            f"now {found.origin.plan_hash}",
            err=True,
        )
    if found.origin.data_changes:
        click.echo("the tables were changed after results were seen", err=True)
    if found.results.few:
        click.echo("table 1 holds counts below five: look before you publish", err=True)
