"""Do the tests notice when the code is wrong? Mutants of five rooms, drawn by a seed.

    python -m tests.mutation [--seed N] [--each N] [--keep] [--near] [ROOM ...]

mutmut makes the mutants and runs, for each, the tests that reach its function: first those near
it (of its own room, and those of many rooms that notice much), and on what these leave the rest.
With ``--near`` the rest is left out, which takes half of the time and can only notice less.

Left out are mutants that change only words that people read, or what the type checker and not a
test sees (`_Spoken`), and those that `EQUIVALENT` names with a reason.
"""

import argparse
import ast
import json
import random
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import ndiff
from functools import cache
from pathlib import Path

ROOMS = ("signals", "events", "assessment", "video", "records")
LEAST = 90.0
"""Percent of the mutants of each room that have to be noticed."""

WORK = Path("mutants")
STATS = WORK / "mutmut-stats.json"
EQUIVALENT = Path(__file__).with_name("equivalent_mutants.toml")
NOTICE_MUCH = ("tests/property/", "tests/integration/test_same_numbers.py")
"""Tests of many rooms that notice much in each."""
NOTICED = frozenset({"killed", "timeout", "segfault"})


@dataclass(frozen=True)
class Mutant:
    """One function with one change.

    Parameters
    ----------
    name
        As mutmut calls it, such as ``hemiface.events.winks.x_find__mutmut_3``.
    before, after
        The lines that differ, without their indent.
    spoken
        Whether only words or types differ.
    """

    name: str
    before: str
    after: str
    spoken: bool

    @property
    def change(self) -> tuple[str, str, str]:
        """The function and what is changed in it, which outlives other changes of the file."""
        return self.name.partition("__mutmut_")[0], self.before, self.after


class _Spoken(ast.NodeTransformer):
    """Takes away what no test should hold in place.

    The arguments of errors and texts of several words are for people. The type in a
    `cast` and the `strict` of a `zip` are for whoever writes the code.
    """

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.exc, ast.Call):
            node.exc = node.exc.func
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == "cast":
            return node.args[-1]
        if isinstance(node.func, ast.Name) and node.func.id.endswith("Error"):
            return node.func  # raised by whoever called
        if ast.unparse(node).lower() == "float('nan')":
            return ast.Constant("nan")  # however it is spelled
        node.keywords = [word for word in node.keywords if word.arg not in ("strict", "hint")]
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        spoken = isinstance(node.value, str) and " " in node.value.strip()
        return ast.Constant("") if spoken else node


def _plain(function: ast.FunctionDef) -> ast.FunctionDef:
    """Copy of a function without what is spoken, its name and its docstring."""
    copy = ast.parse(ast.unparse(function)).body[0]
    assert isinstance(copy, ast.FunctionDef)
    copy.name = "it"
    return _Spoken().visit(copy)  # type: ignore[no-any-return]  # of the same kind


@cache
def _functions(module: str) -> Mapping[str, ast.FunctionDef]:
    """Every function of a module with its mutants."""
    place = WORK / "src" / module.replace(".", "/")
    file = place.with_suffix(".py")
    tree = ast.parse((file if file.exists() else place / "__init__.py").read_text())
    return {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def read_mutant(name: str) -> Mutant:
    """Mutant of a name."""
    module, _, function = name.rpartition(".")
    found = _functions(module)
    original, mutated = found[function.partition("__mutmut_")[0] + "__mutmut_orig"], found[function]
    lines = list(
        ndiff(ast.unparse(original).splitlines()[1:], ast.unparse(mutated).splitlines()[1:])
    )
    before, after = (
        " / ".join(line[2:].strip() for line in lines if line.startswith(mark)) for mark in "-+"
    )
    spoken = ast.dump(_plain(original)) == ast.dump(_plain(mutated))
    return Mutant(name, before, after, spoken)


def read_equivalent() -> Mapping[tuple[str, str, str], str]:
    """Why a change is none, by the change."""
    rows = tomllib.loads(EQUIVALENT.read_text())["mutant"]
    return {(row["function"], row["before"], row["after"]): row["reason"] for row in rows}


def draw(names: Sequence[str], each: int, rng: random.Random) -> Iterator[Mutant]:
    """Mutants that a test has to notice, drawn by chance."""
    known = read_equivalent()
    found = 0
    for name in rng.sample(names, len(names)):
        mutant = read_mutant(name)
        if mutant.spoken or mutant.change in known:
            continue
        yield mutant
        found += 1
        if found == each:
            return


def _mutmut(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mutmut", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _refresh() -> None:
    """Take what is no code from the sources anew, and drop what has another name by now.

    mutmut itself makes the mutants of a changed module anew, and copies all tests.
    """
    for place in [*WORK.glob("src/**/*.py"), *WORK.glob("tests/**/*.py")]:
        if not place.relative_to(WORK).exists():
            place.unlink()
    for place in Path("src").rglob("*"):
        if place.is_file() and place.suffix not in (".py", ".pyc"):
            (WORK / place).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(place, WORK / place)


def make_mutants() -> Mapping[str, str]:
    """Make every mutant, see which tests reach it, and give what is known of each.

    mutmut has no command for the first half alone: it is asked for a mutant that is none, and
    complains when all is ready.
    """
    done = _mutmut("run", "none*")
    if not STATS.exists() or "nothing matches" not in done.stderr:
        raise SystemExit(f"mutmut made no mutants:\n{(done.stdout + done.stderr)[-4000:]}")
    return read_states()


def read_states() -> Mapping[str, str]:
    """What became of each mutant, by its name."""
    lines = _mutmut("results", "--all", "true").stdout.splitlines()
    pairs = (line.strip().rpartition(": ") for line in lines)
    return {name: state for name, _, state in pairs if name}


def _reached() -> frozenset[str]:
    """Functions that some test reaches; mutmut stumbles over the others."""
    tests = json.loads(STATS.read_text())["tests_by_mangled_function_name"]
    return frozenset(name for name, those in tests.items() if those)


def _is_near(test: str, room: str) -> bool:
    """Whether a test is one of a room, or of those that notice much in any room."""
    return test.startswith((f"tests/unit/{room}/", *NOTICE_MUCH))


@contextmanager
def _near_tests_only() -> Iterator[None]:
    """Let mutmut believe that no function is reached by tests of other rooms, where it has own."""
    kept = STATS.read_text()
    stats = json.loads(kept)
    for function, tests in stats["tests_by_mangled_function_name"].items():
        near = [test for test in tests if _is_near(test, function.split(".")[1])]
        tests[:] = near or tests
    STATS.write_text(json.dumps(stats))
    try:
        yield
    finally:
        STATS.write_text(kept)


def _look_at(wanted: Sequence[str]) -> Mapping[str, str]:
    """Let the tests look at mutants; what became of every mutant."""
    ran = _mutmut("run", "--max-children", "2", *wanted)
    states = read_states()
    if any(states[name] == "not checked" for name in wanted):
        raise SystemExit(f"mutmut left mutants unchecked:\n{(ran.stdout + ran.stderr)[-4000:]}")
    return states


def look_at(wanted: Sequence[str], *, near: bool) -> Mapping[str, str]:
    """Let the tests look at mutants, those near them first."""
    with _near_tests_only():
        states = _look_at(wanted)
    left = [name for name in wanted if states[name] not in NOTICED]
    return states if near or not left else _look_at(left)


def _tell(room: str, mutants: Sequence[Mutant], states: Mapping[str, str]) -> bool:
    """Print what became of a room's mutants; whether enough were noticed."""
    left = [mutant for mutant in mutants if states[mutant.name] not in NOTICED]
    share = 100 * (1 - len(left) / len(mutants))
    lines = [f"{room}: {len(mutants) - len(left)} of {len(mutants)} noticed, {share:.0f} %"]
    for mutant in left:
        state = states[mutant.name].replace("not checked", "no test reaches it")
        lines += [f"  {state}: {mutant.name}", f"    - {mutant.before}", f"    + {mutant.after}"]
    sys.stdout.write("\n".join(lines) + "\n")
    return share >= LEAST


def main() -> None:
    """Draw mutants, let the tests look at them, and end with 1 where too few are noticed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=1, help="which mutants are drawn")
    parser.add_argument("--each", type=int, default=40, help="how many of each room")
    parser.add_argument("--keep", action="store_true", help="go on with the mutants of before")
    parser.add_argument("--near", action="store_true", help="ask only the tests near a mutant")
    parser.add_argument("rooms", nargs="*", default=ROOMS, metavar="ROOM")
    asked = parser.parse_args()
    if asked.keep:
        _refresh()
    else:
        shutil.rmtree(WORK, ignore_errors=True)
    names = make_mutants()
    drawn = {
        room: list(
            draw(
                sorted(name for name in names if name.startswith(f"hemiface.{room}.")),
                asked.each,
                random.Random(f"{asked.seed} {room}"),
            )
        )
        for room in asked.rooms
    }
    reached = _reached()
    wanted = [m.name for those in drawn.values() for m in those if m.change[0] in reached]
    states = look_at(wanted, near=asked.near)
    good = [_tell(room, mutants, states) for room, mutants in drawn.items()]
    sys.exit(not all(good))


if __name__ == "__main__":
    main()
