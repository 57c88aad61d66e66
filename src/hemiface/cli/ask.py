"""`hemiface ask`: answers with their sources, red flags first."""

import json
from functools import partial
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from hemiface.cli.options import FILE, json_option
from hemiface.cli.sessions import with_session
from hemiface.operations import guidance, replies
from hemiface.operations.country import crisis_lines
from hemiface.operations.guide_pages import TopicPage
from hemiface.operations.plain import to_plain
from hemiface.operations.session import Session


@click.command(
    epilog="""\b
    Examples:
      hemiface ask "How long does Botox last?"
      hemiface ask "Wie lange wirkt Botox?"
      hemiface ask --before "How does Botox work?" "and how long does that last?"
      hemiface ask --json "is it a stroke"
      hemiface ask --file questions.txt > answers.jsonl"""
)
@click.argument("question", nargs=-1)
@click.option("--file", "file", type=FILE, metavar="FILE", help="One question a line; prints JSON.")
@click.option("--before", metavar="QUESTION", help="The question before, which this one follows.")
@json_option
@with_session
def ask(
    session: Session,
    question: tuple[str, ...],
    file: Path | None,
    before: str | None,
    as_json: bool,
) -> None:
    """Answer a QUESTION about hemifacial spasm, with sources.

    Ask in English or German; a German question is answered in German. A danger is told
    first and alone. Everything stays on this machine. When there is no sourced answer it says so
    and names near topics. With --json or --file each reply is one line of JSON.
    """
    if (file is None) == (not question):
        raise click.UsageError("Give either a question or --file.")
    questions = guidance.read_questions(session, file) if file else [" ".join(question)]
    if not file and not questions[0].strip():
        raise click.UsageError("The question is empty.")
    for one in questions:
        reply = replies.ask(one, before)
        if as_json or file:
            click.echo(json.dumps(to_plain(reply)))
        else:
            print_reply(reply)


def print_reply(reply: replies.Reply) -> None:
    """Print what must come first, then the answer with its evidence, then near topics."""
    console = Console(highlight=False)
    if reply.notice is not None:
        console.print(Text(reply.notice.text, "bold red" if reply.notice.emergency else "bold"))
        return
    if reply.welcome:
        console.print(Text(reply.welcome))
    if reply.red_flag is not None:
        console.print(Text(reply.red_flag.title, "bold red"))
        console.print(Text(reply.red_flag.text, "bold"))
        if reply.red_flag.contacts:
            lines = [replies.word("contacts", reply.language), *crisis_lines(reply.language)]
            console.print(Text("\n- ".join(lines), "bold"))
        on_request = "" if reply.answers else replies.word("on_request", reply.language)
        console.print(Text(on_request, "dim"))
    if reply.refusal is not None:
        console.print(Text(reply.refusal.title, "bold"))
        console.print(Text(reply.refusal.text))
    if reply.answers:
        _print_answers(reply, console)


def _print_answers(reply: replies.Reply, console: Console) -> None:
    word = partial(replies.word, language=reply.language)
    if reply.worry:
        console.print(Text(reply.worry))
    if reply.declined:
        console.print(Text(word("no_answer")), end="\n\n")
        console.print(Text(word("near")))
    for place, answer in enumerate(reply.answers[: reply.direct]):
        if place:
            console.print(Text("\n" + word("also")))
        print_topic(guidance.get_topic(answer.topic, reply.language), console, reply.language)
    for part in reply.open_parts:
        console.print(Text("\n" + word("open_part").format(part=part)))
    if reply.direct and reply.answers[reply.direct :]:
        console.print(Text("\n" + word("other")))
    for answer in reply.answers[reply.direct :]:
        console.print(Text(f"  {answer.title}  (hemiface guide show {answer.topic})"))


def print_topic(page: TopicPage, console: Console, language: str = "en") -> None:
    """Print a topic: plain answer, when to call, detail with evidence, sources."""
    word = partial(replies.word, language=language)
    console.print(Text(page.title, "bold"))
    console.print(Text(page.answer), end="\n\n")
    if page.call:
        console.print(Text(word("call"), "bold"))
        for line in page.call:
            console.print(Text(f"! {line}"))
        console.print()
    console.print(Text(word("evidence")))
    for statement in page.statements:
        labels = [source.label for source in statement.sources]
        evidence = "; ".join([statement.evidence, *labels])
        console.print(Text(f"- {statement.text} [{evidence}]"))
    sources = dict.fromkeys(source for one in page.statements for source in one.sources)
    if sources:
        console.print(Text("\n" + word("sources")))
    for source in sources:
        console.print(Text(f"  {source.citation}", "dim"))
    console.print(Text(word("reviewed").format(day=page.reviewed), "dim"))
