"""`hemiface ask`: answers with their sources, red flags first."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from hemiface.cli.options import FILE, json_option
from hemiface.cli.sessions import with_session
from hemiface.operations import guidance, replies
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

    Ask in English or German; a German question gets German short answers. A danger is told
    first and alone. Everything stays on this machine. When there is no sourced answer it says so
    and names near topics. With --json or --file each reply is one line of JSON.
    """
    if (file is None) == (not question):
        raise click.UsageError("Give either a question or --file.")
    questions = guidance.read_questions(session, file) if file else [" ".join(question)]
    for one in questions:
        reply = replies.ask(one, before)
        if as_json or file:
            click.echo(json.dumps(reply.as_json()))
        else:
            print_reply(reply)


def print_reply(reply: replies.Reply) -> None:
    """Print what must come first, then the answer with its evidence, then near topics."""
    console = Console(highlight=False)
    if reply.notice is not None:
        console.print(Text(reply.notice.text, "bold red" if reply.notice.emergency else "bold"))
        return
    if reply.red_flag is not None:
        title, text = reply.say_flag(reply.red_flag)
        console.print(Text(title, "bold red"))
        console.print(Text(text, "bold"))
        if contacts := reply.say_contacts():
            console.print(Text(contacts, "bold"))
        console.print(Text("" if reply.answers else reply.word("on_request"), "dim"))
    if reply.refusal is not None:
        title, text = reply.say_refusal(reply.refusal)
        console.print(Text(title, "bold"))
        console.print(Text(text))
    if reply.answers:
        _print_answers(reply, console)


def _print_answers(reply: replies.Reply, console: Console) -> None:
    if worry := reply.say_worry():
        console.print(Text(worry))
    direct = 0 if reply.declined else reply.direct
    if reply.declined:
        console.print(Text(reply.word("no_answer")), end="\n\n")
        console.print(Text(reply.word("near")))
    for place, answer in enumerate(reply.answers[:direct]):
        if place:
            console.print(Text("\n" + reply.word("also")))
        title, plain = reply.say_topic(answer.topic)
        data = guidance.topic_json(answer.topic) | {
            "title": title,
            "answer": plain,
            "call": reply.say_calls(answer.topic),
        }
        print_topic(data, console, reply.word)
    if direct:
        console.print(Text("\n" + reply.word("other")))
    for answer in reply.answers[direct:]:
        title, _ = reply.say_topic(answer.topic)
        console.print(Text(f"  {title}  (hemiface guide show {answer.topic.slug})"))


def print_topic(
    topic: dict[str, Any],
    console: Console,
    word: Callable[[str], str] = replies.ENGLISH.__getitem__,
) -> None:
    """Print a topic: plain answer, when to call, detail with evidence, sources."""
    console.print(Text(topic["title"], "bold"))
    console.print(Text(topic["answer"]), end="\n\n")
    if topic["call"]:
        console.print(Text(word("call"), "bold"))
        for line in topic["call"]:
            console.print(Text(f"! {line}"))
        console.print()
    console.print(Text(word("evidence")))
    sources: dict[str, dict[str, str]] = {}
    for statement in topic["statements"]:
        sources |= {source["id"]: source for source in statement["sources"]}
        labels = [source["label"] for source in statement["sources"]]
        evidence = "; ".join([statement["evidence"], *labels])
        console.print(Text(f"- {statement['text']} [{evidence}]"))
    if sources:
        console.print(Text("\n" + word("sources")))
    for source in sources.values():
        console.print(Text(f"  {source['citation']}", "dim"))
    console.print(Text(word("reviewed").format(day=topic["reviewed"]), "dim"))
