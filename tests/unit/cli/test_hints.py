"""Hints belong to the interface: every error has its words, and nothing below names a command."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import hemiface
from hemiface import errors
from hemiface.cli.problems import load_hints, say_hint
from hemiface.errors import GuideNotFoundError, HemifaceError, RecordNotFoundError

SOURCE = Path(hemiface.__file__).parent
INTERFACES = ("cli", "web")
WORD_OF_A_TERMINAL = re.compile(r"`hemiface |(?<![\w-])--[a-z]|(?<![\w-])-o\b")


def leaves() -> Iterator[type[HemifaceError]]:
    for kind in vars(errors).values():
        if isinstance(kind, type) and issubclass(kind, HemifaceError) and not kind.__subclasses__():
            yield kind


def below() -> Iterator[tuple[Path, ast.Module]]:
    """Every module below the interfaces."""
    for path in SOURCE.rglob("*.py"):
        if path.relative_to(SOURCE).parts[0] not in INTERFACES:
            yield path, ast.parse(path.read_text())


def test_every_leaf_has_a_hint() -> None:
    missing = [kind.code for kind in leaves() if not load_hints().get(kind.code)]
    assert missing == []


def advised() -> set[str]:
    """Advice that is named where errors are raised."""
    return {
        str(keyword.value.value)
        for _, tree in below()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "advice" and isinstance(keyword.value, ast.Constant)
    }


def test_every_advice_has_its_words_and_all_words_are_used() -> None:
    codes = {kind.code for kind in vars(errors).values() if hasattr(kind, "code")}
    said = [key.partition("/") for key in load_hints()]
    assert {code for code, _, _ in said} <= codes
    states = {"turning_on", "changing_key", "turning_off"}
    assert {advice for _, _, advice in said if advice} == advised() | states


def documentation(tree: ast.Module) -> set[ast.AST]:
    """Strings that document."""
    found: set[ast.AST] = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", [])
        for part in body if isinstance(body, list) else []:
            if isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant):
                found.add(part.value)
    return found


def test_no_command_and_no_option_is_named_below_the_command_line() -> None:
    named = [
        f"{path.relative_to(SOURCE)}:{node.lineno}: {node.value}"
        for path, tree in below()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and WORD_OF_A_TERMINAL.search(node.value)
        and node not in documentation(tree)
    ]
    catalogs = [
        f"{path.name}: {line}"
        for path in SOURCE.rglob("*.toml")
        if path.relative_to(SOURCE).parts[0] not in INTERFACES
        for line in path.read_text(encoding="utf-8").splitlines()
        if WORD_OF_A_TERMINAL.search(line)
    ]
    assert [*named, *catalogs] == []


def test_the_words_of_the_terminal_go_before_those_of_the_error() -> None:
    assert say_hint(RecordNotFoundError("nobody", hint="Ask.", advice="person")).startswith("`hemi")
    assert say_hint(RecordNotFoundError("nobody", hint="Ask.")) == "Ask."
    assert "person list" in say_hint(RecordNotFoundError("nobody"))
    near = GuideNotFoundError("no topic", hint="?", advice="topic", values={"near": "surgery"})
    assert "Did you mean surgery?" in say_hint(near)
