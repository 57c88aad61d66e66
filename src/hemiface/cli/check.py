"""`hemiface check`: a short interview that ends with what to do now."""

from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from hemiface.cli.options import FILE, json_option, language_option
from hemiface.cli.parameters import Word
from hemiface.cli.plain import print_json
from hemiface.cli.sessions import with_session
from hemiface.operations import guidance, replies
from hemiface.operations.country import crisis_lines
from hemiface.operations.session import Session

KEYS = {"y": "yes", "n": "no", "u": "unsure"}
GERMAN_KEYS = {"j": "yes", "n": "no", "u": "unsure"}
WORDS = {"yes": "yes", "no": "no", "unsure": "unsure"}
GERMAN_WORDS = {"ja": "yes", "nein": "no", "unsicher": "unsure"}


@click.command(
    epilog="""\b
    Examples:
      hemiface check
      hemiface check --lang de
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
@language_option
@json_option
@with_session
def check(
    session: Session, *, answers: Path | None, questions: bool, language: str, as_json: bool
) -> None:
    """Find out in a short interview how soon to see whom.

    Emergencies are asked first and end the interview. Nothing is stored. It does
    not say what you have.
    """
    if questions:
        print_questions(as_json, language)
        return
    given = dict(guidance.read_answers(session, answers)) if answers else {}
    if answers is None:
        try:
            ask_all(given, language)
        except (click.Abort, EOFError, KeyboardInterrupt):
            click.echo("\n" + guidance.check_words(language)["stopped"], err=True)
            print_outcome(given, as_json, language)
            raise
    print_outcome(given, as_json, language)


def ask_all(answers: dict[str, str], language: str = "en") -> None:
    """Ask until all is answered or an emergency is reported; answers are put in place."""
    keys = KEYS if language == "en" else GERMAN_KEYS
    spelled = keys | (WORDS if language == "en" else GERMAN_WORDS)
    words = guidance.check_words(language)
    click.echo(words["how"], err=True)
    for number, question in enumerate(guidance.interview(answers, language), start=1):
        most = number - 1 + guidance.count_left(answers)
        key = click.prompt(
            f"{words['number'].format(n=number, most=most)}{question.text} ({', '.join(keys)})",
            type=Word(list(spelled)),
            show_choices=False,
            err=True,
        )
        answers[question.id] = spelled[key]
        if guidance.is_emergency(answers):
            return


def print_outcome(answers: dict[str, str], as_json: bool, language: str = "en") -> None:
    """Print what to do now and why."""
    outcome = guidance.check(answers, language)
    words = guidance.check_words(language)
    if as_json:
        print_json(outcome)
        return
    console = Console(highlight=False)
    console.print(Text(outcome.headline, "bold"))
    console.print(Text(outcome.advice), end="\n\n")
    if outcome.text != outcome.advice:
        lines = [replies.word("contacts", language), *crisis_lines(language)]
        console.print(Text("\n- ".join(lines), "bold"), end="\n\n")
    if outcome.doctors:
        console.print(Text(f"{words['whom']} {', '.join(outcome.doctors)}"))
    for rule in outcome.reasons:
        labels = "; ".join(source.label for source in rule.sources)
        console.print(Text(f"- {rule.title}: {rule.text} [{labels}]"))
    if said := guidance.take_along(answers, language):
        console.print(Text("\n" + words["along"], "bold"))
        for line in said:
            console.print(Text(f"- {line}"))
    console.print(Text(words["no_diagnosis"], "dim"))


def print_questions(as_json: bool, language: str = "en") -> None:
    """Print the questions in the order in which they are asked."""
    questions = guidance.list_questions(language)
    if as_json:
        print_json(questions)
        return
    for question in questions:
        click.echo(f"{question.id}: {question.text}")
