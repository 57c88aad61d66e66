"""With which code a command ends: every leaf of the errors has one, and every command follows."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import hemiface
from hemiface import errors
from hemiface.cli.exits import EXITS, MEANINGS, Exit, exit_code
from hemiface.cli.main import main
from hemiface.errors import HemifaceError
from hemiface.errors.words import is_known, read_catalog

SOURCE = Path(hemiface.__file__).parent
Run = Callable[[str], object]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line beside a file that is no video, in records of its own: its code."""
    monkeypatch.setenv("HEMIFACE_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    Path("video.mp4").write_bytes(b"no video")

    def call(words: str) -> object:
        with pytest.raises(SystemExit) as ended:
            main(words.split())
        return ended.value.code

    return call


def kinds() -> Iterator[type[HemifaceError]]:
    for kind in vars(errors).values():
        if isinstance(kind, type) and issubclass(kind, HemifaceError):
            yield kind


def test_every_leaf_has_a_code() -> None:
    assert [
        kind.code for kind in kinds() if not kind.__subclasses__() and kind.code not in EXITS
    ] == []


def test_every_case_of_a_branch_has_a_code_of_its_own() -> None:
    branches = {kind.code for kind in kinds() if kind.__subclasses__()}
    cases = [key for key in read_catalog("en") if "/" in key and key.partition("/")[0] in branches]
    assert cases
    assert [key for key in cases if key not in EXITS] == []


def test_nothing_has_a_code_that_is_not_there() -> None:
    codes = {kind.code for kind in kinds()}
    assert [key for key in EXITS if not (is_known(key) if "/" in key else key in codes)] == []


def test_a_case_stands_there_only_where_it_differs() -> None:
    same = [
        key
        for key, code in EXITS.items()
        if "/" in key and EXITS.get(key.partition("/")[0]) is code
    ]
    assert same == []


def test_every_code_has_a_meaning() -> None:
    assert set(MEANINGS) == set(Exit)


def test_an_error_ends_a_command_by_its_case_before_its_kind() -> None:
    assert exit_code(errors.StudyError("no_rows", name="x")) is Exit.INPUT
    assert exit_code(errors.StudyError("file_there", path="x")) is Exit.NOT_DONE
    assert exit_code(errors.JobError("unexpected", fault="x")) is Exit.FAULT
    assert exit_code(errors.TooPoorError("words that no catalog holds")) is Exit.FACE


def test_no_command_has_a_code_of_its_own() -> None:
    """Only the one door gives codes: no command exits, and none returns a number."""
    found = [
        f"{path.name}:{node.lineno}"
        for path in (SOURCE / "cli").glob("*.py")
        if path.name not in ("main.py", "exits.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if (isinstance(node, ast.Attribute | ast.Name) and _name(node) in ("exit", "SystemExit"))
        or (isinstance(node, ast.keyword) and node.arg == "exit_code")
    ]
    assert found == []


def _name(node: ast.Attribute | ast.Name) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id


@pytest.mark.parametrize(
    "words",
    [
        "person show NOBODY",
        "person edit NOBODY --sex female",
        "visit list NOBODY",
        "treatment list NOBODY",
        "diary add NOBODY --spasm 3",
        "entry show 00000000-0000-4000-8000-000000000000",
        "audit show 99999",
        "correct list nowhere",
        "report nowhere",
        "compare nowhere nobody",
        "reassess nowhere",
        "agree nowhere nobody",
        "export nowhere --to bids",
        "emg no.edf --left 0",
        "merge nowhere",
        "restore no.tar",
        "study run no.toml",
        "study plan no.toml",
        "diary import P1 no.csv",
        "guide topic surgry",
        "guide dangers penicillin",
        "guide country xx",
        "ask --file no.txt",
        "check --answers no.json",
        "analyze video.mp4 --settings no.toml",
        "worker --queue foo",
    ],
)
def test_what_is_not_there_or_does_not_fit_is_the_input(
    words: str, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(words) == Exit.INPUT, capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        "analyze {}",
        "probe {}",
        "person import {}",
        "restore {}",
        "diary import P1 {}",
        "reassess {}",
        "report {}",
        "backup {}",
        "batch {} -o out",
        "bids {} out participant",
        "study run {}",
        "emg {} --left 0",
        "merge {}",
        "recording add P1 {} --on 2026-01-01",
        "analyze video.mp4 --settings {}",
        "person export P1 {}",
        "compare {} {}",
        "export {} --to bids",
        "check --answers {}",
    ],
)
def test_a_name_that_no_system_takes_is_no_fault_of_ours(
    words: str, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("person add P1") == Exit.DONE
    code = run(words.replace("{}", "a" * 300))
    assert code in (Exit.NOT_DONE, Exit.INPUT, Exit.VIDEO), capsys.readouterr().err


@pytest.mark.parametrize("address", ["zip://x", "nonsense://x", "reference://"])
def test_an_address_that_nothing_opens_is_said(
    address: str, run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HEMIFACE_FILES_URL", address)
    assert run("person list") == Exit.INPUT
    assert "HEMIFACE_FILES_URL" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        "analyze no.mp4",
        "probe no.mp4",
        "batch nowhere -o out",
        "bids nowhere out participant",
        "recording add P1 no.mp4 --on 2026-01-01",
        "recording import nowhere",
        "recording import .",
    ],
)
def test_a_video_that_is_not_there_is_the_video(
    words: str, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("person add P1") == Exit.DONE
    Path("video.mp4").unlink()
    assert run(words) == Exit.VIDEO, capsys.readouterr().err
