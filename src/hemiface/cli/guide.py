"""`hemiface guide`: read what the guide knows."""

from collections.abc import Sequence
from itertools import groupby

import click
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from hemiface.cli.ask import print_topic
from hemiface.cli.groups import NounGroup
from hemiface.cli.options import json_option
from hemiface.cli.plain import print_json
from hemiface.cli.sessions import with_session
from hemiface.operations import guidance, guide_lists
from hemiface.operations.country import choose_country, crisis_contacts
from hemiface.operations.guide_pages import Citation, ClaimPage, SharedDanger
from hemiface.operations.session import Session


@click.group(
    cls=NounGroup,
    epilog="""\b
    Examples:
      hemiface guide topics
      hemiface guide show stroke
      hemiface guide substances topiramate""",
)
def guide() -> None:
    """Read topics, dangers, checked claims, substances and muscles."""


@guide.command(epilog="Example: hemiface guide topics")
@json_option
def topics(as_json: bool) -> None:
    """List all topics with their questions."""
    found = guidance.list_topics()
    if as_json:
        print_json([{"topic": one.topic, "title": one.title} for one in found])
    else:
        print_table(("topic", "question"), [(one.topic, one.title) for one in found])


@guide.command(epilog="Example: hemiface guide show surgery")
@click.argument("topic")
@json_option
def show(topic: str, as_json: bool) -> None:
    """Print one TOPIC in full, each statement with its evidence."""
    found = guidance.get_topic(topic)
    if as_json:
        print_json(found)
    else:
        print_topic(found, Console(highlight=False))


@guide.command(epilog="Example: hemiface guide dangers carbamazepine")
@click.argument("name", required=False)
@json_option
def dangers(name: str | None, as_json: bool) -> None:
    """List what to call about, for a medicine, procedure, age or condition; all without a NAME."""
    found = guide_lists.list_dangers(name)
    if as_json:
        print_json(found)
        return
    console = Console(highlight=False)
    for level, shared in groupby(guide_lists.share_dangers(found), lambda one: one.danger.level):
        console.print(Text(level.upper(), "bold"))
        for one in shared:
            print_danger(one, console)


@guide.command(epilog="Example: hemiface guide country DE")
@click.argument("code", required=False)
@with_session
def country(session: Session, code: str | None) -> None:
    """Choose the country whose crisis line is shown; without a CODE say what is shown now."""
    if code is not None:
        choose_country(session, code)
    click.echo(crisis_contacts())


@guide.command(epilog="Example: hemiface guide claims --json")
@json_option
def claims(as_json: bool) -> None:
    """List what is claimed on the web pages the project began with, and what is true of it.

    A place is the document, the line and the number of the sentence.
    """
    found = guide_lists.list_claims()
    if as_json:
        print_json(found)
        return
    rows = [
        (one.verdict, one.claim, one.correction, sources_of(one.sources), places_of(one))
        for one in found
    ]
    print_table(("verdict", "claim", "correction", "sources", "place"), rows)


@guide.command(epilog="Example: hemiface guide substances topiramate")
@click.argument("name", required=False)
@json_option
def substances(name: str | None, as_json: bool) -> None:
    """Look up what is reported of a substance and twitching; all without a NAME."""
    found = guide_lists.find_substances(name)
    if as_json:
        print_json({"advice": guide_lists.STOP_ADVICE, "substances": found})
        return
    rows = [
        (one.name, one.about, one.reported, one.evidence, sources_of(one.sources)) for one in found
    ]
    print_table(("substance", "where", "reported", "evidence", "sources"), rows)
    click.echo(guide_lists.STOP_ADVICE)


@guide.command(epilog="Example: hemiface guide muscles --json")
@json_option
def muscles(as_json: bool) -> None:
    """List the muscles of the facial nerve, what their spasm looks like, and their injection."""
    found = guide_lists.list_muscles()
    if as_json:
        print_json(found)
        return
    rows = [(one.name, one.function, one.spasm, one.region or "", one.injected) for one in found]
    print_table(("muscle", "function", "spasm", "region", "injected"), rows)


def print_danger(shared: SharedDanger, console: Console) -> None:
    """Print when to call, then what it is of and the sources, further in."""
    console.print(Padding(Text(f"{shared.danger.call}."), (0, 0, 0, 2)))
    of = f"With: {', '.join(shared.owners)}"
    for line in (of, f"Sources: {sources_of(shared.danger.sources)}"):
        console.print(Padding(Text(line, "dim"), (0, 0, 0, 4)))
    console.print()


def sources_of(sources: tuple[Citation, ...]) -> str:
    """Labels of sources."""
    return "; ".join(source.label for source in sources)


def places_of(claim: ClaimPage) -> str:
    """Places of a claim as document:line:sentence."""
    return " ".join(f"{p.document}:{p.line}:{p.sentence}" for p in claim.places)


def print_table(headings: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Print rows under headings, folded to the width of the terminal."""
    table = Table(box=None, pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(Text(str(cell)) for cell in row))
    Console(highlight=False).print(table)
