"""What the audit has written down is said in the reader's language."""

import ast
from importlib.resources import files
from pathlib import Path
from typing import TypeGuard

import pytest

from hemiface.records.entry_types import ENTRY_TYPES
from hemiface.web.audit_words import say_action, say_kind
from hemiface.web.templating import get_words


def written() -> set[str]:
    """Every action that the code writes into the log; a name in it is cut off."""
    found = set()
    for room in ("records", "operations"):
        for module in sorted(Path(str(files("hemiface") / room)).rglob("*.py")):
            for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
                if _writes(node):
                    found |= {text for one in node.args if (text := _words_of(one))}
    return found


def _writes(node: ast.AST) -> TypeGuard[ast.Call]:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("note", "insert", "_replace")
    )


def _words_of(node: ast.expr) -> str:
    first = node.values[0] if isinstance(node, ast.JoinedStr) else node
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        return first.value.strip().removesuffix("(").strip()
    return ""


@pytest.mark.parametrize("action", sorted({*written(), "erase", "receive"}))
def test_every_action_has_words(action: str) -> None:
    assert say_action(action, get_words("de")) != action


def test_the_walk_finds_what_is_written() -> None:
    assert {"add", "change", "restore", "import", "add account", "encrypt"} <= written()


@pytest.mark.parametrize("kind", [kind.name for kind in ENTRY_TYPES])
@pytest.mark.parametrize("code", ["en", "de"])
def test_every_kind_of_entry_has_words(kind: str, code: str) -> None:
    words = get_words(code)
    assert words.has(f"web.kind.{kind}")
    assert say_kind(kind, words) == words(f"web.kind.{kind}")


def test_names_stay_and_roles_are_said() -> None:
    german = get_words("de")
    said = say_action("add account anna (clinician)", german)
    assert said == "Konto hinzugefügt: anna (behandelnd)"
    assert say_action("add", german) == "hinzugefügt"
    assert say_action("something else", german) == "something else"
    assert say_kind("medicine", german) == "Medikament"
