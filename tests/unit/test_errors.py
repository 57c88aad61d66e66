"""The error tree: as drawn, and able to travel."""

import pickle
import re

import pytest

from hemiface import errors
from hemiface.errors import HemifaceError, RecordInvalidError


def classes() -> list[type[HemifaceError]]:
    found = [HemifaceError]
    for kind in found:
        found += kind.__subclasses__()
    return found


def drawn() -> dict[str, tuple[str, str, str]]:
    """Name of each class in the drawing, with its parent, code and built-in relative."""
    lines = (errors.__doc__ or "").split("\n\n")[1].splitlines()
    path: list[str] = []
    tree = {}
    for line in lines:
        found = re.match(r"([│├└─ ]*)(\w+)\s+([\w.*]+)(?:\s+\(also (\w+)\))?", line)
        assert found, line
        depth = len(found[1]) // 4
        path[depth:] = [found[2]]
        tree[found[2]] = (path[depth - 1] if depth else "", found[3], found[4] or "")
    return tree


def test_the_drawing_shows_the_classes() -> None:
    own = [kind for kind in classes() if kind.__module__ == "hemiface.errors"]
    tree = drawn()
    assert {kind.__name__ for kind in own} == tree.keys()
    for kind in own:
        parent, code, built_in = tree[kind.__name__]
        bases = [base.__name__ for base in kind.__bases__]
        expected = [name for name in (parent or "Exception", built_in) if name]
        assert bases == expected, kind.__name__
        if kind is not HemifaceError:
            assert kind.code == code.removesuffix(".*"), kind.__name__


def test_all_errors_stand_in_one_tree() -> None:
    assert all(kind.__module__ == "hemiface.errors" for kind in classes())


def test_codes_are_unique() -> None:
    codes = [kind.code for kind in classes()]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("kind", classes(), ids=lambda kind: kind.__name__)
def test_an_error_travels_between_processes(kind: type[HemifaceError]) -> None:
    raised = kind("what is wrong", hint="what to do", near="it")
    error = pickle.loads(pickle.dumps(raised))
    assert type(error) is kind
    assert (error.message, error.hint, str(error)) == (
        "what is wrong",
        "what to do",
        "what is wrong",
    )
    assert (error.key, error.values) == (kind.code, {"near": "it", "hint": "what to do"})


@pytest.mark.parametrize("sign", ["\n", "\r", "\x1b", "\u202e", "\ud800", "\x00"])
def test_no_name_from_outside_breaks_the_line(sign: str) -> None:
    shown = f"\u00e9{ascii(sign)[1:-1]}\u00a0x"
    name = f"\u00e9{sign}\u00a0x"
    assert RecordInvalidError(f"no field {name}").message == f"no field {shown}"
    said = RecordInvalidError("field", name=name, shown=name, wrong="no_day")
    for language in ("en", "de"):
        assert said.say(language).count(shown) == 2
        assert sign not in said.say(language)
