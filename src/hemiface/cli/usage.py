"""What is wrong with a command line, in words of our own."""

import re
from difflib import get_close_matches

import click
from click import exceptions

from hemiface.cli.retired_spellings import RetiredSpellingError, find_option, say_retired

EXTRA = re.compile(r"^Got unexpected extra arguments? \((.*)\)$", re.DOTALL)

NEGATIVE = re.compile(r"-[.,\d]")

MEANT = {"--date": "--on", "--day": "--on", "--when": "--on", "--time": "--at", "--hour": "--at"}
"""Words for what other programs call otherwise, where spelling alone finds another option."""


def say_usage(error: click.ClickException) -> str:
    """Say what is wrong."""
    if isinstance(error, exceptions.NoSuchOption):
        return _say_no_option(error)
    if isinstance(error, exceptions.MissingParameter):
        return f"{_name(error)} is missing"
    if isinstance(error, exceptions.BadParameter):
        return f"{_name(error)}: {error.message}"
    if isinstance(error, exceptions.BadOptionUsage):
        return f"{error.option_name} needs a value after it"
    extra = EXTRA.match(error.message)
    return f"too many words: {extra[1]}" if extra else error.message


def path_of(error: click.ClickException) -> str:
    """Command whose help says more."""
    if isinstance(error, RetiredSpellingError):
        return error.path
    context = getattr(error, "ctx", None)
    return context.command_path if context else "hemiface"


def near_miss(word: str, known: list[str]) -> str:
    """Words that say what somebody may have meant, or nothing."""
    spelled = {one.lower(): one for one in known}
    near = get_close_matches(word.lower(), spelled, n=1)
    return f"; did you mean {spelled[near[0]]}?" if near else ""


def _say_no_option(error: exceptions.NoSuchOption) -> str:
    name, context = error.option_name, error.ctx
    instead = find_option(context, name)
    if instead:
        return f"{name} is now {instead}"
    if context and isinstance(context.command, click.Group) and context.parent:
        verb = name.removeprefix("--")
        if verb in context.command.list_commands(context):
            return say_retired(f"{context.info_name} {name}", f"{context.info_name} {verb}")
    if NEGATIVE.match(name):
        return (
            f"{name} begins with a minus, as options do: nothing here is below zero, "
            "and -- goes before a name that begins so"
        )
    known = [
        flag
        for parameter in (context.command.params if context else [])
        if isinstance(parameter, click.Option) and not parameter.hidden
        for flag in (*parameter.opts, *parameter.secondary_opts)
    ]
    near = f"; did you mean {MEANT[name]}?" if MEANT.get(name) in known else near_miss(name, known)
    return f"there is no option {name} here{near}"


def _name(error: exceptions.BadParameter) -> str:
    """Name of an option, or of what stands without one."""
    if isinstance(error.param, click.Option):
        return max(error.param.opts, key=len)
    if error.param is not None:
        return error.param.make_metavar(error.ctx or click.get_current_context()).strip("[].")
    return "a value"
