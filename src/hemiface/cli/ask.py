"""`hemiface ask`: answers with their sources, red flags first."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from hemiface.cli.options import FILE, json_option
from hemiface.operations import guidance


@click.command(
    epilog="""\b
    Examples:
      hemiface ask "How long does Botox last?"
      hemiface ask "Wie lange wirkt Botox?"
      hemiface ask --json "is it a stroke"
      hemiface ask --file questions.txt > answers.jsonl"""
)
@click.argument("question", nargs=-1)
@click.option("--file", "file", type=FILE, metavar="FILE", help="One question a line; prints JSON.")
@json_option
def ask(question: tuple[str, ...], file: Path | None, as_json: bool) -> None:
    """Answer a QUESTION about hemifacial spasm, with sources.

    Ask in English or German; a German question gets German short answers.
    Everything stays on this machine. When there is no sourced answer it says so
    and names near topics. With --json or --file each reply is one line of JSON.
    """
    if (file is None) == (not question):
        raise click.UsageError("Give either a question or --file.")
    questions = guidance.read_questions(file) if file else [" ".join(question)]
    for one in questions:
        reply = guidance.ask(one)
        if as_json or file:
            click.echo(json.dumps(reply.as_json()))
        else:
            print_reply(reply)


def print_reply(reply: guidance.Reply) -> None:
    """Print the red flag, then the answer with its evidence, then near topics."""
    console = Console(highlight=False)
    if reply.red_flag is not None:
        title, text = reply.say_flag(reply.red_flag)
        console.print(Text(title, "bold red"))
        console.print(Text(text, "bold"), end="\n\n")
    if reply.declined:
        console.print(Text(reply.word("no_answer")), end="\n\n")
        console.print(Text(reply.word("near")))
    else:
        best = reply.answers[0].topic
        title, plain = reply.say_topic(best)
        data = guidance.topic_json(best) | {"title": title, "answer": plain}
        print_topic(data, console, reply.word)
        console.print(Text("\n" + reply.word("other")))
    for answer in reply.answers if reply.declined else reply.answers[1:]:
        title, _ = reply.say_topic(answer.topic)
        console.print(Text(f"  {title}  (hemiface guide show {answer.topic.slug})"))


def print_topic(
    topic: dict[str, Any],
    console: Console,
    word: Callable[[str], str] = guidance.ENGLISH.__getitem__,
) -> None:
    """Print a topic: plain answer, detail with evidence, sources."""
    console.print(Text(topic["title"], "bold"))
    console.print(Text(topic["answer"]), end="\n\n")
    console.print(Text(word("evidence")))
    citations: dict[str, str] = {}
    for statement in topic["statements"]:
        citations |= {source["id"]: source["citation"] for source in statement["sources"]}
        evidence = [statement["evidence"], *(source["id"] for source in statement["sources"])]
        console.print(Text(f"- {statement['text']} [{', '.join(evidence)}]"))
    if citations:
        console.print(Text("\n" + word("sources")))
    for name, citation in citations.items():
        console.print(Text(f"  {name}  {citation}", "dim"))
    console.print(Text(word("reviewed").format(day=topic["reviewed"]), "dim"))
