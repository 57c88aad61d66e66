"""Do the tests notice when the code is wrong? Mutants of five rooms, drawn by a seed.

    python -m tests.mutation [--seed N] [--each N] [--jobs N] [--keep] [ROOM ...]

mutmut makes the mutants of a room and runs, for each, those tests near the room (`NEAR`) that
reach its function. Tests that are not near could only notice more, and take most of the time.

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
import time
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import ndiff
from functools import cache
from pathlib import Path

MEASURED = ("tests/property", "tests/integration/test_same_numbers.py")
"""Tests of all that is measured."""
NEAR: Mapping[str, tuple[str, ...]] = {
    "signals": ("tests/unit/signals", *MEASURED),
    "events": ("tests/unit/events", *MEASURED),
    "assessment": ("tests/unit/assessment", *MEASURED),
    "video": ("tests/unit/video", "tests/integration/test_same_numbers.py"),
    "records": ("tests/unit/records",),
}
"""The tests near each room."""
LEAST = 90.0
"""Percent of the mutants of each room that have to be noticed."""

WORK = Path("mutants")
COPIED = ("src", "tests", "docs", "benchmarks", "Makefile")
EQUIVALENT = Path(__file__).with_name("equivalent_mutants.toml")
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
    room = WORK / module.split(".")[1]
    place = room / "mutants" / "src" / module.replace(".", "/")
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


@dataclass(frozen=True)
class Room:
    """One room, its mutants and the folder in which mutmut works on them.

    Parameters
    ----------
    name
        Such as ``signals``.
    jobs
        How many mutants are looked at at the same time.
    """

    name: str
    jobs: int

    @property
    def folder(self) -> Path:
        """Where mutmut runs; its own `mutants` lies below."""
        return WORK / self.name

    def _mutmut(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "mutmut", *words]
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)

    def prepare(self) -> None:
        """Set the sources and mutmut's settings for this room into its folder."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for name in COPIED:
            link = self.folder / name
            if not link.is_symlink():
                link.symlink_to(Path(name).resolve())
        before, mark, after = Path("pyproject.toml").read_text().partition("[tool.mutmut]\n")
        settings = tomllib.loads(mark + after)["tool"]["mutmut"] | {
            "only_mutate": [f"src/hemiface/{self.name}/*"],
            "pytest_add_cli_args_test_selection": NEAR[self.name],
        }
        lines = [f"{key} = {json.dumps(value)}" for key, value in settings.items()]
        rest = after.partition("\n[")
        (self.folder / "pyproject.toml").write_text(
            before + mark + "\n".join(lines) + "\n" + "".join(rest[1:])
        )

    def refresh(self) -> None:
        """Take what is no code from the sources anew, and drop what has another name by now.

        mutmut itself makes the mutants of a changed module anew, and copies all tests.
        """
        made = self.folder / "mutants"
        for place in [*made.glob("src/**/*.py"), *made.glob("tests/**/*.py")]:
            if not place.relative_to(made).exists():
                place.unlink()
        for place in Path("src").rglob("*"):
            if place.is_file() and place.suffix not in (".py", ".pyc"):
                (made / place).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(place, made / place)

    def make_mutants(self) -> Sequence[str]:
        """Make every mutant, see which tests reach it, and give their names in order.

        mutmut has no command for the first half alone: it is asked for a mutant that is none, and
        complains when all is ready.
        """
        done = self._mutmut("run", "none*")
        if "nothing matches" not in done.stderr:
            raise SystemExit(f"mutmut made no mutants:\n{(done.stdout + done.stderr)[-4000:]}")
        return sorted(self.read_states())

    def read_states(self) -> Mapping[str, str]:
        """What became of each mutant, by its name."""
        lines = self._mutmut("results", "--all", "true").stdout.splitlines()
        pairs = (line.strip().rpartition(": ") for line in lines)
        return {name: state for name, _, state in pairs if name}

    def _reached(self) -> frozenset[str]:
        """Functions that some test reaches; mutmut stumbles over the others."""
        stats = json.loads((self.folder / "mutants" / "mutmut-stats.json").read_text())
        tests = stats["tests_by_mangled_function_name"]
        return frozenset(name for name, those in tests.items() if those)

    def look_at(self, mutants: Sequence[Mutant]) -> Mapping[str, str]:
        """Let the tests look at mutants; what became of each, by its name."""
        reached = self._reached()
        wanted = [mutant.name for mutant in mutants if mutant.change[0] in reached]
        ran = self._mutmut("run", "--max-children", str(self.jobs), *wanted) if wanted else None
        states = self.read_states()
        if ran and any(states[name] == "not checked" for name in wanted):
            raise SystemExit(f"mutmut left some unchecked:\n{(ran.stdout + ran.stderr)[-4000:]}")
        return {
            mutant.name: states[mutant.name] if mutant.name in wanted else "no test reaches it"
            for mutant in mutants
        }


def _tell(room: str, mutants: Sequence[Mutant], states: Mapping[str, str], took: float) -> bool:
    """Print what became of a room's mutants; whether enough were noticed."""
    left = [mutant for mutant in mutants if states[mutant.name] not in NOTICED]
    slow = sum(states[mutant.name] == "timeout" for mutant in mutants)
    share = 100 * (1 - len(left) / len(mutants))
    lines = [
        f"{room}: {len(mutants) - len(left)} of {len(mutants)} noticed, {share:.0f} %"
        f" ({slow} of them by taking too long), in {took / 60:.0f} min"
    ]
    for mutant in left:
        lines += [f"  {states[mutant.name]}: {mutant.name}"]
        lines += [f"    - {mutant.before}", f"    + {mutant.after}"]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
    return share >= LEAST


def main() -> None:
    """Draw mutants, let the tests look at them, and end with 1 where too few are noticed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=1, help="which mutants are drawn")
    parser.add_argument("--each", type=int, default=40, help="how many of each room")
    parser.add_argument("--jobs", type=int, default=2, help="how many at the same time")
    parser.add_argument("--keep", action="store_true", help="go on with the mutants of before")
    parser.add_argument("rooms", nargs="*", default=[*NEAR], metavar="ROOM")
    asked = parser.parse_args()
    good = True
    for name in asked.rooms:
        began = time.monotonic()
        room = Room(name, asked.jobs)
        if not asked.keep:
            shutil.rmtree(room.folder, ignore_errors=True)
        room.prepare()
        if asked.keep:
            room.refresh()
        rng = random.Random(f"{asked.seed} {name}")
        drawn = list(draw(room.make_mutants(), asked.each, rng))
        states = room.look_at(drawn)
        good &= _tell(name, drawn, states, time.monotonic() - began)
    sys.exit(not good)


if __name__ == "__main__":
    main()
