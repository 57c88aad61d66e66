"""The table of definitions is whole, and settings and stages rest on it."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import hemiface
from hemiface.model import definitions
from hemiface.model.anatomy import Region, Side
from hemiface.model.definitions import DEFINITIONS, Definition, could_be_wink, is_grouped
from hemiface.model.events import Event, EventPattern, EventSide, EventType
from hemiface.settings import AnalysisSettings


def test_every_definition_stands_in_the_table() -> None:
    named = [value for value in vars(definitions).values() if isinstance(value, Definition)]
    assert set(named) == set(DEFINITIONS)
    assert len(DEFINITIONS) == len(named)


@pytest.mark.parametrize("one", DEFINITIONS, ids=lambda one: one.meaning)
def test_every_definition_has_a_source_and_a_meaning(one: Definition) -> None:
    assert one.value > 0
    assert one.term
    assert one.unit
    assert one.meaning
    assert one.source


def test_settings_begin_with_the_definitions() -> None:
    events = AnalysisSettings().events
    assert events.blink_closure == definitions.BLINK_CLOSURE.value
    assert events.spasm_closure == definitions.SPASM_CLOSURE.value
    assert events.merge_gap_s == definitions.BOUT_GAP_S.value
    assert events.tonic_s == definitions.TONIC_S.value
    assert events.lock_s == definitions.LOCK_S.value
    assert events.locked_blinks == definitions.LOCKED_BLINKS.value
    assert events.flutter_mm == definitions.FLUTTER_MM.value
    assert events.flutter_ratio == definitions.FLUTTER_RATIO.value
    assert AnalysisSettings().assessment.shut_closure == definitions.SHUT_CLOSURE.value


def test_no_stage_asks_for_a_subtype_by_a_word_of_its_own() -> None:
    source = Path(hemiface.__file__).parent
    words = "|".join(
        (definitions.FLUTTER, definitions.WINK, definitions.UNANSWERED, *definitions.WEAK.values())
    )
    asked = re.compile(rf'subtype\s*(?:==|!=|=)\s*"(?:{words})"')
    rooms = [*(source / "events").glob("*.py"), *(source / "assessment").glob("*.py")]
    assert [path.name for path in rooms if asked.search(path.read_text())] == []


def build_bout(duration: float = 0.6, **changes: object) -> Event:
    values: dict[str, object] = {
        "amplitude": 0.9,
        "n_twitches": 1,
        "pattern": EventPattern.ISOLATED,
        "regions": (Region.EYELID,),
    }
    values |= changes
    return Event(1.0, duration, EventType.SPASM, EventSide.LEFT, **values)  # type: ignore[arg-type]


def test_a_wink_is_full_single_of_its_length_and_of_the_lid() -> None:
    assert could_be_wink(build_bout())
    assert not could_be_wink(build_bout(amplitude=0.79))
    assert not could_be_wink(build_bout(0.29))
    assert not could_be_wink(build_bout(1.61))
    assert not could_be_wink(build_bout(pattern=EventPattern.CLONIC))
    assert not could_be_wink(build_bout(brow_lift=True))
    with_mouth = build_bout(regions=(Region.EYELID, Region.MOUTH))
    assert not could_be_wink(with_mouth)
    assert could_be_wink(with_mouth, in_turn=True)


def test_a_train_and_a_long_contraction_are_no_single_twitch() -> None:
    assert not is_grouped(build_bout(0.99))
    assert is_grouped(build_bout(1.0))
    assert is_grouped(build_bout(n_twitches=2))


def test_a_lid_is_weak_in_a_blink_of_the_other_one_alone() -> None:
    blink = Event(1.0, 0.2, EventType.BLINK, EventSide.LEFT)
    assert definitions.is_weak_in(blink, Side.RIGHT)
    assert not definitions.is_weak_in(blink, Side.LEFT)


STAGES = ("video", "landmarks", "signals", "events", "assessment", "pipeline")
ROOT = Path(__file__).parents[3]
SOURCE = Path(hemiface.__file__).parent


def is_number(value: ast.expr) -> bool:
    """Whether what is written is one number, or several at once."""
    if isinstance(value, ast.Tuple):
        return bool(value.elts) and all(map(is_number, value.elts))
    if isinstance(value, ast.BinOp):
        return is_number(value.left) and is_number(value.right)
    if isinstance(value, ast.UnaryOp):
        return is_number(value.operand)
    return isinstance(value, ast.Constant) and type(value.value) in (int, float)


def numbers_of(code: str) -> Iterator[tuple[str, bool]]:
    """Names of the numbers of a module, and whether each is explained beneath.

    Lines that stand together are explained together.
    """
    body = ast.parse(code).body
    explained = False
    below: ast.stmt | None = None
    found = []
    for line in reversed(body):
        together = below is not None and line.end_lineno == below.lineno - 1
        is_text = isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
        explained = together and (is_text or explained)
        below = line
        target = line.targets[0] if isinstance(line, ast.Assign) else None
        if isinstance(line, ast.Assign) and is_number(line.value):
            names = target.elts[::-1] if isinstance(target, ast.Tuple) else [target]
            found += [(name.id, explained) for name in names if isinstance(name, ast.Name)]
        else:
            explained = False
    yield from reversed(found)


def test_numbers_are_found_however_they_are_written() -> None:
    code = """
A = 1
B, C = 0.5, -2
"""
    code += '''"""Why."""

D = (1, 2)
E = "no number"
F = 1 << 18

G = True
"""Why."""
'''
    assert list(numbers_of(code)) == [
        ("A", True),
        ("B", True),
        ("C", True),
        ("D", False),
        ("F", False),
    ]


@cache
def code_of_everything() -> dict[Path, str]:
    """Code of the package, of the tests and of the benchmarks, by file."""
    roots = (SOURCE, ROOT / "tests", ROOT / "benchmarks")
    return {path: path.read_text("utf-8") for root in roots for path in root.rglob("*.py")}


def asked_elsewhere(path: Path, name: str) -> bool:
    """Whether another module of the package, a test or a benchmark asks a module for a number."""
    room, module = path.parent.name, path.stem
    asking = re.compile(
        rf"from hemiface\.{room}\.{module} import (?:\([^)]*\b{name}\b|[^(\n]*\b{name}\b)"
        rf"|\b{module}(?:\.|, \"){name}\b"
    )
    return any(
        name in code and asking.search(code)
        for other, code in code_of_everything().items()
        if other != path
    )


@pytest.mark.parametrize("room", STAGES)
def test_a_number_beside_its_function_is_private_and_explained(room: str) -> None:
    paths = sorted((SOURCE / room).glob("*.py"))
    numbers = [(path, *one) for path in paths for one in numbers_of(path.read_text())]
    assert numbers
    assert [f"{path.name}: {name}" for path, name, explained in numbers if not explained] == []
    public = [(path, name) for path, name, _ in numbers if not name.startswith("_")]
    alone = [f"{path.name}: {name}" for path, name in public if not asked_elsewhere(path, name)]
    assert alone == []
