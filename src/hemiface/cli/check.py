"""`hemiface check`: a short interview that ends with what to do now."""

from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from hemiface.cli.options import FILE, json_option
from hemiface.cli.parameters import Word
from hemiface.cli.plain import print_json
from hemiface.cli.sessions import with_session
from hemiface.operations import guidance
from hemiface.operations.session import Session

KEYS = {"y": "yes", "n": "no", "u": "unsure"}


@click.command(
    epilog="""\b
    Examples:
      hemiface check
      hemiface check --questions
      hemiface check --answers answers.json --json"""
)
@click.option(
    "--answers",
    type=FILE,
    metavar="FILE",
    help='JSON object of question to "yes", "no" or "unsure"; what is missing is not known.',
)
@click.option("--questions", is_flag=True, help="List the questions and stop.")
@json_option
@with_session
def check(session: Session, answers: Path | None, questions: bool, as_json: bool) -> None:
    """Find out in a short interview how soon to see whom.

    Emergencies are asked first and end the interview. Nothing is stored. It does
    not say what you have.
    """
    if questions:
        print_questions(as_json)
        return
    given = guidance.read_answers(session, answers) if answers else {}
    if answers is None:
        try:
            ask_all(given)
        except (click.Abort, EOFError, KeyboardInterrupt):
            click.echo("\nStopped early. From the answers so far:", err=True)
            print_outcome(given, as_json)
            raise
    print_outcome(given, as_json)


def ask_all(answers: dict[str, str]) -> None:
    """Ask until all is answered or an emergency is reported; answers are put in place."""
    click.echo("Answer y (yes), n (no) or u (unsure). Ctrl-C stops.", err=True)
    for number, question in enumerate(guidance.interview(answers), start=1):
        most = number - 1 + guidance.count_left(answers)
        key = click.prompt(
            f"{number} of {most} or so. {question.text}",
            type=Word(list(KEYS)),
            show_choices=True,
            err=True,
        )
        answers[question.id] = KEYS[key]
        if guidance.is_emergency(answers):
            return


def print_outcome(answers: dict[str, str], as_json: bool) -> None:
    """Print what to do now and why."""
    outcome = guidance.check(answers)
    if as_json:
        print_json(outcome)
        return
    console = Console(highlight=False)
    console.print(Text(outcome.headline, "bold"))
    console.print(Text(outcome.text), end="\n\n")
    if outcome.doctors:
        console.print(Text(f"Whom to see: {', '.join(outcome.doctors)}"))
    for rule in outcome.reasons:
        labels = "; ".join(source.label for source in rule.sources)
        console.print(Text(f"- {rule.title}: {rule.text} [{labels}]"))
    if said := guidance.take_along(answers):
        console.print(Text("\nTake along to the doctor:", "bold"))
        for line in said:
            console.print(Text(f"- {line}"))
    console.print(Text("This is no diagnosis.", "dim"))


def print_questions(as_json: bool) -> None:
    """Print the questions in the order in which they are asked."""
    questions = guidance.list_questions()
    if as_json:
        print_json(questions)
        return
    for question in questions:
        click.echo(f"{question.id}: {question.text}")
