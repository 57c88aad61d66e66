"""Hints belong to the interface: every error has its words, and nothing below names a command."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import hemiface
from hemiface import errors
from hemiface.cli.problems import load_hints, say_hint
from hemiface.errors import GuideNotFoundError, HemifaceError, RecordNotFoundError
from hemiface.errors.words import is_known

SOURCE = Path(hemiface.__file__).parent
WORD_OF_A_TERMINAL = re.compile(r"(`|<code>)hemiface |(?<![\w-])--[a-z]|(?<![\w-])-o\b")
STYLE = re.compile(r"var\(--[a-z-]+|--[a-z-]+:|\"--[a-z-]+\"")
"""Properties of a style sheet, which are written as options are."""


def leaves() -> Iterator[type[HemifaceError]]:
    for kind in vars(errors).values():
        if isinstance(kind, type) and issubclass(kind, HemifaceError) and not kind.__subclasses__():
            yield kind


def below() -> Iterator[tuple[Path, ast.Module]]:
    """Every module but those of the command line."""
    for path in SOURCE.rglob("*.py"):
        if path.relative_to(SOURCE).parts[0] != "cli":
            yield path, ast.parse(path.read_text())


def test_every_leaf_has_a_hint() -> None:
    missing = [kind.code for kind in leaves() if not load_hints().get(kind.code)]
    assert missing == []


def test_words_for_a_case_are_those_of_a_case_that_exists() -> None:
    codes = {kind.code for kind in vars(errors).values() if hasattr(kind, "code")}
    for key in load_hints():
        assert is_known(key) if "/" in key else key in codes, key


def documentation(tree: ast.Module) -> set[ast.AST]:
    """Strings that document."""
    found: set[ast.AST] = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", [])
        for part in body if isinstance(body, list) else []:
            if isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant):
                found.add(part.value)
    return found


def test_no_command_and_no_option_is_named_but_at_the_command_line() -> None:
    named = [
        f"{path.relative_to(SOURCE)}:{node.lineno}: {node.value}"
        for path, tree in below()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and WORD_OF_A_TERMINAL.search(node.value)
        and node not in documentation(tree)
    ]
    words = [
        f"{path.relative_to(SOURCE)}: {line}"
        for ending in ("toml", "j2", "js")
        for path in SOURCE.rglob(f"*.{ending}")
        if path.relative_to(SOURCE).parts[0] != "cli" and ".min." not in path.name
        for line in path.read_text(encoding="utf-8").splitlines()
        if WORD_OF_A_TERMINAL.search(STYLE.sub("", line))
    ]
    assert [*named, *words] == []


def test_the_words_of_the_terminal_go_before_those_of_the_error() -> None:
    assert say_hint(RecordNotFoundError("person", pseudonym="P1")).startswith("`hemi")
    assert say_hint(RecordNotFoundError("nobody", hint="Ask.")) == "Ask."
    assert "person list" in say_hint(RecordNotFoundError("nobody"))
    near = GuideNotFoundError("topic", slug="surgry", near="surgery")
    assert "Did you mean surgery? `hemiface guide topics`" in say_hint(near)
