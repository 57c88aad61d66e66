"""Spellings of earlier versions, and what is written instead."""

from collections.abc import Sequence

import click

COMMANDS = {
    "record": "recording",
    "record correct": "correct",
    "record undo": "correct undo",
    "record redo": "correct redo",
    "import": "recording import",
    "history": "person history",
    "erase": "person erase",
    "person remove": "person archive",
    "person restore": "person unarchive",
    "entry remove": "entry archive",
    "entry restore": "entry unarchive",
    "rate": "rating add",
    "rate --scales": "rating scales",
    "ask-questionnaire": "questionnaire ask",
    "ask-questionnaire --list": "questionnaire list",
    "treat": "treatment",
    "treat botulinum": "treatment add botulinum",
    "treat medicine": "treatment add medicine",
    "treat surgery": "treatment add surgery",
    "treat other": "treatment add other",
    "treat side-effect": "treatment add side-effect",
}
"""Words that began a command, and those that begin it now."""

OPTIONS = {
    "analyze --person": "--face",
    "analyze --subject": "--pseudonym",
    "analyze --filmed": "--on DATE and --at TIME",
    "audit list --person": "--pseudonym",
    "batch --person": "--face",
    "compare --day": "--on",
    "compare -o": "--save",
    "compare --output": "--save",
    "correct add --at": "the second itself, after TARGET",
    "correct change --at": "the second itself, after TARGET",
    "correct remove --at": "the second itself, after TARGET",
    "correct remove --action": "`correct remove`, `correct add` or `correct change`",
    "diary add --at": "--on",
    "diary add --day": "--on",
    "person consent --given-on": "--on",
    "person consent --withdrawn-on": "--until",
    "person edit --pseudonym": "--rename",
    "protocol -o": "--save",
    "protocol --output": "--save",
    "questionnaire ask --day": "--on",
    "questionnaire ask --list": "`questionnaire list`",
    "rating add --day": "--on",
    "rating add --scales": "`rating scales`",
    "recording add --recorded-at": "--on DATE and --at TIME",
    "report -o": "--save",
    "report --output": "--save",
    "treatment add botulinum --day": "--on",
    "treatment add medicine --started": "--on",
    "treatment add medicine --stopped": "--until",
    "treatment add other --ended": "--until",
    "treatment add other --started": "--on",
    "treatment add side-effect --ended": "--until",
    "treatment add side-effect --onset": "--on",
    "treatment add surgery --day": "--on",
}
"""Options that were, and those that are now."""


def say_retired(old: str, new: str) -> str:
    """What is written instead."""
    return f"`hemiface {old}` is now `hemiface {new}`"


class RetiredSpellingError(click.UsageError):
    """Somebody wrote what an earlier version knew.

    Parameters
    ----------
    old, new
        What was written, and what is written now; each begins a command.
    """

    def __init__(self, old: str, new: str, ctx: click.Context) -> None:
        super().__init__(say_retired(old, new), ctx)
        self.path = f"hemiface {new}"


def refuse_retired(ctx: click.Context, words: Sequence[str]) -> None:
    """Answer an old spelling with the new one.

    Raises
    ------
    RetiredSpellingError
        If the words begin as a command of an earlier version did.
    """
    typed = [*ctx.command_path.split()[1:], *words]
    for length in (2, 1):
        old = " ".join(typed[:length])
        if old in COMMANDS:
            raise RetiredSpellingError(old, COMMANDS[old], ctx)


def refuse_verb_as_option(ctx: click.Context, words: Sequence[str], verbs: Sequence[str]) -> None:
    """Answer a verb that is written as an option of its noun, as it was once, with the verb.

    Raises
    ------
    RetiredSpellingError
        If one of the words is one of the verbs with hyphens before it.
    """
    if ctx.parent is None:
        return
    noun = " ".join(ctx.command_path.split()[1:])
    for word in words:
        verb = word.removeprefix("--").partition("=")[0]
        if word.startswith("--") and verb in verbs:
            raise RetiredSpellingError(f"{noun} --{verb}", f"{noun} {verb}", ctx)


def find_option(ctx: click.Context | None, name: str) -> str:
    """What is written instead of an option that was; empty where it never was one."""
    path = ctx.command_path.removeprefix("hemiface ") if ctx else ""
    return OPTIONS.get(f"{path} {name}", "")
