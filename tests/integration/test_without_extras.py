"""The installation that README describes has no extras; every command says what it lacks."""

import json
import os
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CHILD = """
import contextlib, io, json, sys
absent = frozenset(json.loads(sys.argv[1]))


class Present:
    def __init__(self, finder):
        self.finder = finder

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in absent:
            return None
        return self.finder.find_spec(name, path, target)

    def __getattr__(self, name):
        return getattr(self.finder, name)


sys.meta_path[:] = [Present(finder) for finder in sys.meta_path]

import click
from hemiface.cli.main import hemiface, main

assert not absent & set(sys.modules)


def walk(command, path, context):
    yield path
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            yield from walk(inner, [*path, name], click.Context(inner, context, name))


calls = [
    [*path, "--help"] for path in walk(hemiface, [], click.Context(hemiface, info_name="hemiface"))
]
calls += json.loads(sys.argv[2])
answers = []
for words in calls:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(words)
        except SystemExit as left:
            code = left.code or 0
    answers.append({"words": words, "code": code, "said": out.getvalue() + err.getvalue()})
print(json.dumps(answers))
"""

CALLS = [
    (["person", "add", "P9"], 0),
    (["worker", "--until-empty"], 0),  # makes what a server keeps beside the records
    (["person", "list"], 0),
    (["diary", "add", "P9", "--on", "2026-01-01", "--spasm", "3"], 0),
    (["treatment", "alerts", "P9"], 0),
    (["person", "course", "P9"], 0),
    (["person", "export", "P9", "out"], 0),
    (["person", "erase", "P9", "--yes"], 0),
    (["audit", "verify"], 0),
    (["backup", "all.backup"], 0),
    (["study", "init", "plan.toml"], 0),
    (["study", "run", "plan.toml"], None),
    (["emg", "nothing.edf"], None),
    (["serve", "--no-browser"], 1),
    (["ask", "Is it a stroke?"], 0),
    (["settings"], 0),
]
"""What is called without the extras, and its exit code; None where it only may not be a fault."""


def extras() -> set[str]:
    """Modules that only the extras bring, by the project's own table."""
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    base = {name_of(one) for one in project["dependencies"]}
    wanted = {
        name_of(one) for extra in project["optional-dependencies"].values() for one in extra
    } - base
    found = {
        module
        for module, makers in packages_distributions().items()
        if wanted & {canonicalize_name(maker) for maker in makers}
    }
    assert {"argon2", "fastapi", "psycopg", "pandas"} <= found
    return found


def name_of(requirement: str) -> str:
    return canonicalize_name(Requirement(requirement).name)


def call_without_extras(folder: Path, calls: list[list[str]], **more: str) -> list[dict[str, Any]]:
    environment = os.environ | {"HEMIFACE_DATA": str(folder / "data"), **more}
    words = [sys.executable, "-c", CHILD, json.dumps(sorted(extras())), json.dumps(calls)]
    done = subprocess.run(
        words, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    answers: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return answers


def test_no_command_is_at_fault_without_the_extras(tmp_path: Path) -> None:
    answers = call_without_extras(tmp_path, [words for words, _ in CALLS])
    assert len(answers) > 100
    for one in answers:
        assert one["code"] != 70, one
        assert "No module named" not in one["said"], one
    helped, called = answers[: -len(CALLS)], answers[-len(CALLS) :]
    assert {one["code"] for one in helped} == {0}
    for one, (words, code) in zip(called, CALLS, strict=True):
        assert one["words"] == words
        assert code in (None, one["code"]), one
    gone = next(one for one in called if one["words"][:2] == ["person", "erase"])
    assert "P9" in gone["said"]


@pytest.mark.parametrize("words", [["person", "list"], ["worker", "--queue", "postgresql://h/n"]])
def test_a_missing_driver_is_named_in_words(tmp_path: Path, words: list[str]) -> None:
    answers = call_without_extras(
        tmp_path, [words], HEMIFACE_DATABASE_URL="postgresql://nobody@localhost/none"
    )
    said = answers[-1]
    assert said["code"] == 1, said
    assert "PostgreSQL needs a driver" in said["said"]
    assert "pip install '.[postgres]'" in said["said"]
    assert "psycopg" not in said["said"]
