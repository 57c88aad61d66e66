"""`hemiface rating` and `hemiface questionnaire`: clinicians' ratings, people's answers."""

from dataclasses import replace

import click
from click.core import ParameterSource

from hemiface.cli.groups import NounGroup
from hemiface.cli.options import json_option, language_option
from hemiface.cli.parameters import Number, join_once
from hemiface.cli.plain import print_json, printable
from hemiface.cli.records import (
    CommandOutput,
    entry_answer,
    field_options,
    given,
    is_interactive,
    with_records,
)
from hemiface.model.questionnaires import QuestionnaireResponse, Rating, Scale, ScaleItem
from hemiface.operations import ratings
from hemiface.operations.session import Session

SPOKEN = {
    "en": ("Answer", " (Enter: none)", "Type {word} when you have read this", "read"),
    "de": (
        "Antwort",
        " (Enter: keine)",
        "Tippen Sie {word}, wenn Sie das gelesen haben",
        "gelesen",
    ),
}
"""What somebody is asked in person: an answer, that none is needed, and to read a text."""


@click.group(
    cls=NounGroup,
    epilog="""\b
Examples:
  hemiface rating scales
  hemiface rating add P001 jrs severity=2 frequency=3 --rater R1 --blinded
""",
)
def rating() -> None:
    """Keep clinicians' ratings of a person."""


@rating.command("scales", epilog="\b\nExample:\n  hemiface rating scales --json\n")
@json_option
def list_scales(*, as_json: bool) -> None:
    """List the scales with their levels and sources."""
    _show_scales(list(ratings.list_rating_scales()), as_json=as_json)


@rating.command(
    "add",
    epilog="""\b
Examples:
  hemiface rating add P001 jrs severity=2 frequency=3 --rater R1 --blinded
  hemiface rating add P001 hsgs --total 7 --on yesterday
""",
)
@click.argument("pseudonym")
@click.argument("scale")
@click.argument("levels", nargs=-1, metavar="[ITEM=LEVEL]...")
@click.option("--total", type=Number(), help="Grade or total, for scales entered as one number.")
@field_options(
    Rating,
    rater="Code of the rater; the login name if not given.",
    day="When; today if not given.",
    visit_id="Visit to which it belongs.",
    recording_id="Recording that was rated.",
    blinded="Whether the rater did not know about treatment.",
    note="Free text.",
)
@with_records
def add_rating(
    session: Session,
    pseudonym: str,
    scale: str,
    levels: tuple[str, ...],
    total: float | None,
    **options: object,
) -> CommandOutput:
    """Keep a clinician's rating. What a video allows to estimate is never kept as one."""
    chosen = ratings.get_rating_scale(scale)
    given_levels = _read_answers(levels)
    if not given_levels and total is None and chosen.items and is_interactive():
        given_levels = {item.id: _ask_item(item, optional=False) or 0 for item in chosen.items}
    entry = ratings.rate(
        session, pseudonym, scale, given_levels, total=total, fields=given(options)
    )
    return entry_answer(entry, "written down")


@click.group(
    cls=NounGroup,
    epilog="""\b
Examples:
  hemiface questionnaire list
  hemiface questionnaire ask P001 phq-9
""",
)
def questionnaire() -> None:
    """Ask questionnaires, and keep what was said."""


@questionnaire.command("list", epilog="\b\nExample:\n  hemiface questionnaire list --json\n")
@json_option
def list_questionnaires(*, as_json: bool) -> None:
    """List the questionnaires with their sources."""
    _show_scales(list(ratings.list_questionnaires()), as_json=as_json)


@questionnaire.command(
    epilog="""\b
Examples:
  hemiface questionnaire ask P001 phq-9 --lang de
  hemiface questionnaire ask P001 gad-7 1=0 2=1 3=1 4=0 5=0 6=2 7=0
  hemiface questionnaire ask P001 hfs-7 --total 12
""",
)
@click.argument("pseudonym")
@click.argument("name", metavar="QUESTIONNAIRE")
@click.argument("answers", nargs=-1, metavar="[ITEM=ANSWER]...")
@click.option("--total", type=Number(), help="Total obtained elsewhere.")
@click.option(
    "--safety-read",
    is_flag=True,
    help="The safety text that the answers call for was shown to the person and read.",
)
@field_options(
    QuestionnaireResponse,
    day="When; today if not given.",
    visit_id="Visit to which it belongs.",
    note="Free text.",
)
@language_option
@with_records
def ask(
    session: Session,
    pseudonym: str,
    name: str,
    answers: tuple[str, ...],
    total: float | None,
    *,
    safety_read: bool,
    language: str,
    **options: object,
) -> CommandOutput:
    """Ask a questionnaire, or keep answers or a total obtained elsewhere.

    A terminal is asked question by question. The language of the questions is kept with the
    answers; for answers obtained elsewhere it is the one that --lang says. Where an answer
    calls for a safety text, it is shown at once and has to be read before anything else
    happens.
    """
    session = replace(session, language=language)
    scale = ratings.get_questionnaire(name, language)
    values, fields = _read_answers(answers), given(options)
    if not values and total is None and scale.items and is_interactive():
        values = _ask_all(scale, language)
        safety_read = True
        fields["language"] = scale.language
    elif (
        click.get_current_context().get_parameter_source("language") is not ParameterSource.DEFAULT
    ):
        fields["language"] = language
    done = ratings.answer_questionnaire(
        session,
        pseudonym,
        name,
        values,
        total=total,
        fields=fields,
        safety_read=safety_read,
    )
    return _response_answer(done)


def _response_answer(done: ratings.AnsweredQuestionnaire) -> CommandOutput:
    total = done.entry.value.total
    lines = [*done.safety, "written down"]
    said = "no total: answers are missing" if total is None else f"total {total:g} {done.band}"
    lines.append(said)
    lines += [
        f"item {item} is not known: ask it, for it can tell of thoughts of self-harm"
        for item in done.unknown
    ]
    if done.without:
        lines.append(
            f"nothing is written down for {done.without!r} on that day, to which it belongs"
        )
    if done.change is not None:
        lines.append(_change_line(done.change))
    return CommandOutput(done, lines)


def _change_line(change: ratings.TotalChange) -> str:
    line = f"change since the last time: {change.difference:+g}"
    if change.important is None:
        return line
    word = "at least" if change.important else "less than"
    return f"{line}, {word} the smallest that people notice [{change.source}]"


def _ask_all(scale: Scale, language: str) -> dict[str, int]:
    """Ask item by item; a safety text comes right after the answer that calls for it."""
    click.echo(printable(scale.intro), err=True)
    answers: dict[str, int] = {}
    for item in scale.items:
        answer = _ask_item(item, optional=True, language=language)
        if answer is None:
            continue
        answers[item.id] = answer
        for rule in scale.safety_notices({item.id: answer}):
            _show_safety(ratings.say_notice(rule, language), language)
    return answers


def _show_safety(text: str, language: str) -> None:
    """Show a text until it was read; there is no way around."""
    _, _, request, word = SPOKEN[language]
    click.echo(err=True)
    click.echo(printable(text), err=True)
    while click.prompt(request.format(word=word), err=True) != word:
        click.echo(printable(text), err=True)


def _ask_item(item: ScaleItem, *, optional: bool, language: str = "en") -> int | None:
    asked, none, _, _ = SPOKEN[language]
    click.echo(printable(f"\n{item.text}".strip("\n")), err=True)
    for choice in item.choices:
        click.echo(printable(f"  {choice.value}  {choice.text}"), err=True)
    offered = {str(choice.value): choice.value for choice in item.choices}
    while True:
        answer = click.prompt(asked + (none if optional else ""), default="", err=True)
        if answer in offered:
            return offered[answer]
        if not answer and optional:
            return None


def _read_answers(words: tuple[str, ...]) -> dict[str, int]:
    return join_once(_read_answer(word) for word in words)


def _read_answer(word: str) -> tuple[str, int]:
    name, _, value = word.partition("=")
    try:
        return name, int(value)
    except ValueError as error:
        raise click.UsageError(f"{word} is not ITEM=NUMBER") from error


def _show_scales(scales: list[Scale], *, as_json: bool) -> None:
    if as_json:
        print_json(scales)
        return
    for scale in scales:
        limits = f" {scale.minimum or 0:g}-{scale.maximum:g}" if scale.maximum is not None else ""
        click.echo(printable(f"{scale.id}: {scale.title}{limits} [{scale.source}]"))
        for text in filter(None, (scale.licence, scale.note)):
            click.echo(printable(f"    {text}"))
        for item in scale.items:
            click.echo(printable(f"    {item.id}: {item.text}"))
            for choice in item.choices:
                click.echo(printable(f"      {choice.value}  {choice.text}"))
