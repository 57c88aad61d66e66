"""Examples of the manual and of the code run as they stand, and every public function has one."""

import doctest
import re
import shlex
from importlib import import_module
from inspect import getdoc, isclass, isfunction
from pathlib import Path
from shutil import copy

import pytest
from tests.worlds import make_analysis

import hemiface
from hemiface.cli.main import main
from hemiface.model.analysis import Analysis
from hemiface.model.assessment import Assessment
from hemiface.operations.demo import demo_video
from hemiface.results import ResultsFolder

ROOT = Path(__file__).parents[2]
TUTORIAL = ROOT / "docs" / "tutorial" / "in-python.md"
THREE = ROOT / "docs" / "tutorial" / "three-injections.md"
SIMULATED = ROOT / "docs" / "how-to" / "simulated-faces.md"
RESULTS = ROOT / "docs" / "how-to" / "results-in-python.md"
ROOMS = ("hemiface.results.stored", "hemiface.results.folder", "hemiface.operations.analyses")
"""Modules that the reference documents as a whole, each function and method of which is shown."""
OPTIONS = doctest.NORMALIZE_WHITESPACE
SOURCE = ROOT / "src"
MODULES = [
    ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")
    for path in sorted((SOURCE / "hemiface").rglob("*.py"))
    if ">>>" in path.read_text()
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the examples are read: two videos, and the results of one."""
    place = tmp_path_factory.mktemp("examples")
    copy(ROOT / "tests" / "fixtures" / "smoke.mp4", place / "visit.mp4")
    with demo_video() as video:
        copy(video, place)
    results = place / "hemiface-output" / "visit"
    results.mkdir(parents=True)
    ResultsFolder(results).write(make_analysis())
    return place


def run(test: doctest.DocTest, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    said: list[str] = []
    result = doctest.DocTestRunner(optionflags=OPTIONS).run(test, out=said.append)
    assert result.attempted > 0
    assert not result.failed, "".join(said)


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_the_code_run(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tests = doctest.DocTestFinder(exclude_empty=True).find(import_module(name))
    found = [test for test in tests if test.examples]
    assert found
    for test in found:
        run(test, folder, monkeypatch)


@pytest.mark.parametrize(
    "page",
    [pytest.param(TUTORIAL, marks=pytest.mark.slow), SIMULATED, RESULTS],
    ids=lambda page: page.stem,
)
def test_the_code_of_a_page_runs(page: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\n".join(read_code(page))
    test = doctest.DocTestParser().get_doctest(text, {}, page.name, str(page), 0)
    run(test, folder, monkeypatch)


def test_the_first_screen_of_the_readme_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    (code,) = read_code(ROOT / "README.md")
    known: dict[str, object] = {}
    exec(code, known)
    analysis = known["analysis"]
    assert isinstance(analysis, Analysis)
    assert f"{analysis.assessment.affected_side!r}" in code


def test_the_steps_from_the_first_injection_to_the_third_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    copy(THREE.with_suffix(".csv"), tmp_path)
    monkeypatch.chdir(tmp_path)
    said = {}
    steps = re.findall(r"(?m)^\$ hemiface (.*)$", THREE.read_text())
    assert len(steps) == 9
    for step in steps:
        with pytest.raises(SystemExit) as left:
            main(shlex.split(step))
        assert not left.value.code, step
        said[step] = capsys.readouterr().out
    told = said["person course P001"]
    assert told.count("Botox") == 3
    assert re.search(
        r"[Hh]alf of the effect of the last injection (is likely to be|was) gone by", told
    )
    assert "Too little" in told or "2025-09-06" in told
    page = (tmp_path / "visit.html").read_text()
    assert "eyelid droops, mild" in page
    assert page.count("<svg") == 1


def read_code(page: Path) -> list[str]:
    """Code of the fences of a page, each followed by an empty line."""
    return re.findall(r"(?ms)^```python\n(.*?)^```$", page.read_text())


def list_public() -> list[tuple[str, object]]:
    """Every function that the reference documents, and every method of what the door gives."""
    page = (ROOT / "docs" / "reference" / "python.md").read_text()
    named = re.findall(r"autofunction:: (\S+)\.(\w+)", page)
    found = [(name, getattr(import_module(room), name)) for room, name in named]
    return found + [
        (name, method)
        for noun in (Analysis, Assessment)
        for name, method in vars(noun).items()
        if isfunction(method) and not name.startswith("_")
    ]


def list_members() -> list[tuple[str, str]]:
    """Every public function of the rooms, and every method of their classes."""
    found = []
    for room in map(import_module, ROOMS):
        own = [
            one for one in vars(room).values() if getattr(one, "__module__", "") == room.__name__
        ]
        nouns = [one for one in own if isclass(one)]
        members = [(noun.__name__, one) for noun in nouns for one in vars(noun).values()]
        members += [("", one) for one in own]
        found += [
            (owner, one.__name__)
            for owner, one in members
            if isfunction(one) and not one.__name__.startswith("_")
        ]
    return found


def test_every_function_of_results_and_analyses_has_an_example() -> None:
    page = (ROOT / "docs" / "reference" / "python.md").read_text()
    assert all(f"automodule:: {room}\n" in page for room in ROOMS)
    code = "".join(read_code(RESULTS))
    members = list_members()
    assert len(members) >= 26
    without = [
        (owner, name)
        for owner, name in members
        if not re.search(rf"{'[.]' if owner else ''}\b{name}\(", code)
    ]
    assert without == []


@pytest.mark.parametrize(("name", "value"), list_public())
def test_every_public_function_has_an_example(name: str, value: object) -> None:
    code = "".join("".join(read_code(page)) for page in (TUTORIAL, SIMULATED))
    assert ">>>" in (getdoc(value) or "") or re.search(rf"\b{name}\(", code), name


def test_the_reference_names_every_function_of_the_door_and_the_simulation() -> None:
    listed = {name for name, _ in list_public()}
    for room in (hemiface, import_module("hemiface.simulation")):
        for name in room.__all__:
            assert not isfunction(getattr(room, name)) or name in listed
