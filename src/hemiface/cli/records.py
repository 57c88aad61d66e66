"""What all commands about people share: the open records, fields as options, plain answers."""

import functools
import stat
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from types import NoneType
from typing import Any, TypeVar, get_args, get_type_hints

import click

from hemiface.cli.correction_words import describe_correction
from hemiface.cli.options import FILE, json_option
from hemiface.cli.parameters import Number, Word
from hemiface.cli.plain import counted, print_json, printable, say_moment
from hemiface.cli.sessions import command_session
from hemiface.errors import HemifaceError
from hemiface.model.record import Entry, StoredCorrection
from hemiface.operations.record_entries import by_own_clock
from hemiface.operations.session import Session, open_session

DAY_FLAGS = {
    "day": "--on",
    "started": "--on",
    "onset": "--on",
    "given_on": "--on",
    "since": "--on",
    "stopped": "--until",
    "ended": "--until",
    "withdrawn_on": "--until",
}
"""The day of an entry is ``--on``, whatever the entry calls it, and its last day ``--until``."""

Command = TypeVar("Command", bound=Callable[..., Any])

WIDTH_ELSEWHERE = 160
"""Columns of a table that goes into a file or another program."""

MOST_LETTERS = 240
"""Of an entry in a table: a session of ten injections is told whole."""

LONGEST_PASSPHRASE = 4096
"""Bytes of a file that holds one; a longer file is another one."""
WIDE_FOLDER = (
    "hemiface: others may enter the folder of the records (`chmod -R go-rwx {folder}` keeps them "
    "out)"
)


@dataclass(frozen=True)
class CommandOutput:
    """What a command has to say.

    Parameters
    ----------
    data
        What an operation gave, for ``--json``.
    text
        Lines for people.
    table
        Heading and rows for people, after the lines.
    document
        Text that goes into a file as it is; a terminal is shown it line by line.
    problem
        Raised once the answer is printed.
    """

    data: object
    text: Sequence[str] = ()
    table: tuple[Sequence[str], Sequence[Sequence[object]]] | None = None
    document: str = ""
    problem: HemifaceError | None = None


def with_records(command: Callable[..., CommandOutput]) -> Callable[..., None]:
    """Give a command a session with the open records and print its answer."""

    def warned(session: Session, *args: object, **options: object) -> CommandOutput:
        for folder in session.store.wide_folders:
            say_wide(folder)
        return command(session, *args, **options)

    return with_answer(functools.update_wrapper(warned, command))


def with_answer(command: Callable[..., CommandOutput]) -> Callable[..., None]:
    """Give a command a session that opens the records when they are needed; print its answer."""

    @json_option
    @click.option(
        "--passphrase-file",
        type=FILE,
        metavar="FILE",
        envvar="HEMIFACE_PASSPHRASE_FILE",
        help="Holds the passphrase of encrypted records; asked for at a terminal otherwise.",
    )
    @functools.wraps(command)
    def run(
        *args: object,
        as_json: bool,
        passphrase_file: Path | None,
        **options: object,
    ) -> None:
        ask = functools.partial(read_passphrase, passphrase_file)
        with (
            command_session() as outer,
            open_session(outer.actor, passphrase=ask, analyzer=outer.analyzer) as session,
        ):
            answer = command(session, *args, **options)
        if as_json:
            print_json(answer.data)
        else:
            print_answer(answer)
        if answer.problem is not None:
            raise answer.problem

    return run


def say_wide(folder: Path) -> None:
    """Say that others may enter a folder."""
    click.echo(printable(WIDE_FOLDER.format(folder=folder)), err=True)


def read_passphrase(file: Path | None, prompt: str = "Passphrase") -> str | None:
    """Passphrase from a file or a terminal; None where there is neither."""
    if file is not None:
        try:
            if not stat.S_ISREG(file.stat().st_mode):
                raise click.UsageError(f"the passphrase file {file} is no ordinary file")
            with file.open("rb") as handle:
                content = handle.read(LONGEST_PASSPHRASE + 1)
            passphrase = content.decode("utf-8-sig").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise click.UsageError(f"cannot read the passphrase file: {error}") from error
        if len(content) > LONGEST_PASSPHRASE:
            raise click.UsageError(f"the passphrase file {file} holds more than a passphrase")
        if not passphrase:
            raise click.UsageError(f"the passphrase file {file} is empty")
        return passphrase
    if is_interactive():
        return str(click.prompt(prompt, hide_input=True, err=True))
    return None


def is_interactive() -> bool:
    """Whether a person types."""
    return sys.stdin.isatty()


def print_answer(answer: CommandOutput) -> None:
    """Print an answer for people."""
    for line in answer.text:
        click.echo(printable(line))
    if answer.document and not sys.stdout.isatty():
        click.echo(answer.document.encode(), nl=False)
    else:
        for line in answer.document.splitlines():
            click.echo(printable(line))
    if answer.table is not None:
        # Here and not above: an answer without a table, and a complaint, do without.
        from rich.console import Console
        from rich.table import Table

        heading, rows = answer.table
        table = Table(box=None, pad_edge=False)
        for name in heading:
            table.add_column(name, no_wrap=name == "id", overflow="fold")
        for row in rows:
            table.add_row(*("" if cell is None else printable(str(cell)) for cell in row))
        width = None if sys.stdout.isatty() else WIDTH_ELSEWHERE
        Console(highlight=False, markup=False, width=width).print(table)


def entry_answer(entry: Entry[Any], *lines: str) -> CommandOutput:
    """Answer that shows one entry: what is said of it, then its fields."""
    return CommandOutput(entry, [*lines, *field_lines(entry.value)])


def timed_answer(session: Session, entry: Entry[Any], *lines: str) -> CommandOutput:
    """Answer that shows one entry, its moments by the clock of its person."""
    return CommandOutput(entry, [*lines, *field_lines(own_clock(session, [entry])[0].value)])


def own_clock(session: Session, entries: Sequence[Entry[Any]]) -> Sequence[Entry[Any]]:
    """Entries of one person, their moments by that person's clock."""
    if not entries:
        return entries
    return by_own_clock(session, str(entries[0].person_id), entries)


def field_lines(value: object) -> list[str]:
    """Fields that say something, a line each."""
    assert is_dataclass(value)
    lines = []
    for name in value.__dataclass_fields__:
        content = getattr(value, name)
        if content not in (None, "", (), {}):
            lines.append(f"  {name.replace('_', ' ')}: {_words(content)}")
    return lines


def summarize(value: object) -> str:
    """Beginning of what the fields say, without days and hashes."""
    if isinstance(value, StoredCorrection):
        return describe_correction(value.correction)
    skip = ("day:", "at:", "started:", "onset:", "given on:", "sha256:", "summary:", "files:")
    lines = [line.strip() for line in field_lines(value)]
    text = "; ".join(line for line in lines if not line.startswith(skip))
    return text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - 3] + "..."


def _words(content: object) -> str:
    if isinstance(content, tuple):
        return ", ".join(_words(part) for part in content)
    if isinstance(content, Mapping):
        return ", ".join(f"{name}={_words(part)}" for name, part in content.items())
    if is_dataclass(content):
        fields = ((name, getattr(content, name)) for name in content.__dataclass_fields__)
        return " ".join(
            counted(part, name.removesuffix("s"), name)
            if isinstance(part, int | float)
            else _words(part)
            for name, part in fields
            if part not in (None, "", ())
        )
    return _word(content)


def _word(content: object) -> str:
    """One value."""
    if isinstance(content, bool):
        return "yes" if content else "no"
    if isinstance(content, datetime):
        return say_moment(content)
    return f"{content:g}" if isinstance(content, float) else str(content)


def moment_options(what: str) -> Callable[[Command], Command]:
    """Make the options ``--on``, a day, and ``--at``, a time of day."""

    def decorate(command: Command) -> Command:
        command = click.option("--at", metavar="TIME", help=f"{what}: time of day, as 09:30.")(
            command
        )
        return click.option("--on", metavar="DATE", help=f"{what}: day, as 2026-03-01.")(command)

    return decorate


def field_options(noun: type[Any], **helps: str) -> Callable[[Command], Command]:
    """Make an option of each named field of a noun, typed as the field is."""
    hints = get_type_hints(noun)

    def decorate(command: Command) -> Command:
        for name, text in reversed(helps.items()):
            command = _option(name, hints[name], text)(command)
        return command

    return decorate


def given(options: Mapping[str, object]) -> dict[str, Any]:
    """Options that were really given."""
    return {name: value for name, value in options.items() if value not in (None, ())}


def _option(name: str, hint: Any, text: str) -> Callable[[Command], Command]:  # noqa: ANN401 - a type hint
    flag = "--" + name.replace("_", "-")
    kind, several = _kind_of(hint)
    if kind is bool:
        no = f"{flag}/--no-{name.replace('_', '-')}"
        return click.option(no, name, default=None, help=text)
    if isinstance(kind, type) and issubclass(kind, Enum):
        also: tuple[str, ...] = getattr(kind, "other_names", tuple)()
        word = Word([member.value for member in kind], kind, also)
        return click.option(flag, name, type=word, multiple=several, help=text)
    if kind in (int, float):
        number = Number(whole=kind is int)
        return click.option(flag, name, type=number, multiple=several, help=text)
    if kind is date:
        flag = DAY_FLAGS.get(name, flag)
    metavar = {"date": "DATE", "UUID": "ID"}.get(kind.__name__, "TEXT")
    return click.option(flag, name, metavar=metavar, multiple=several, help=text)


def _kind_of(hint: Any) -> tuple[Any, bool]:  # noqa: ANN401 - a type hint
    """Type of one value of a field, and whether it takes several."""
    parts = [part for part in get_args(hint) if part not in (NoneType, Ellipsis)]
    if getattr(hint, "__origin__", None) is tuple:
        return parts[0], True
    return (parts[0] if parts else hint), False
