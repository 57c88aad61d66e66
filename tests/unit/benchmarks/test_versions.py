"""Two versions beside each other: what differs is told to the last digit."""

import subprocess
from pathlib import Path

import pytest
from benchmarks import versions
from benchmarks.versions import find_differences, find_videos, main, measure, take_out

CODE = """
import json, sys
from pathlib import Path
def main():
    folder = Path(sys.argv[sys.argv.index("-o") + 1]) / Path(sys.argv[2]).stem
    folder.mkdir(parents=True)
    if folder.name == "faceless":
        sys.exit(4)
    said = {"rate": RATE, "provenance": {"file_hash": "f", "package_version": "VERSION"}}
    (folder / "summary.json").write_text(json.dumps(said))
    (folder / "events.csv").write_text("onset\\n1.5\\n")
"""


@pytest.fixture
def sources(tmp_path: Path) -> dict[str, Path]:
    """Packages that say something of any video, by the name of their commit."""
    made = {}
    for commit, rate in (("one", "0.1"), ("same", "0.1"), ("other", "0.30000000000000004")):
        package = tmp_path / commit / "src" / "hemiface" / "cli"
        package.mkdir(parents=True)
        (package.parent / "__init__.py").touch()
        (package / "__init__.py").touch()
        (package / "main.py").write_text(CODE.replace("RATE", rate).replace("VERSION", commit))
        made[commit] = tmp_path / commit / "src"
    return made


@pytest.mark.parametrize(
    ("was", "now", "found"),
    [
        ({"a": [1.0, None]}, {"a": [1.0, None]}, []),
        ({"a": 0.1 + 0.2}, {"a": 0.3}, ["/a was 0.30000000000000004 and is 0.3"]),
        ({"a": 1}, {"b": 1}, ["/a was 1 and is 'nothing'", "/b was 'nothing' and is 1"]),
        ({"a": [1]}, {"a": [1, 2]}, ["/a was [1] and is [1, 2]"]),
        ({"a": [1, 2]}, {"a": [1, 3]}, ["/a/1 was 2 and is 3"]),
    ],
)
def test_what_differs_is_told_with_its_place(was: object, now: object, found: list[str]) -> None:
    assert list(find_differences(was, now)) == found


def test_videos_of_a_folder_come_by_name(tmp_path: Path) -> None:
    for name in ("b.mp4", "a.MOV", "truth.json"):
        (tmp_path / name).touch()
    alone = tmp_path / "truth.json"
    assert [one.name for one in find_videos([tmp_path, alone])] == ["a.MOV", "b.mp4", "truth.json"]


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ("same", ["a.mp4: the same", "faceless.mp4: the same", "2 of 2 videos give the same"]),
        (
            "other",
            [
                "a.mp4: /summary/rate was 0.1 and is 0.30000000000000004",
                "faceless.mp4: the same",
                "1 of 2 videos give the same",
            ],
        ),
    ],
)
def test_versions_are_run_beside_each_other(
    sources: dict[str, Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    after: str,
    said: list[str],
) -> None:
    def take(commit: str, folder: Path) -> Path:
        del folder
        return sources[commit]

    monkeypatch.setattr(versions, "take_out", take)
    videos = ["a.mp4", "faceless.mp4"]
    assert main([*videos, "--before", "one", "--after", after]) == (after == "other")
    assert capsys.readouterr().out.splitlines() == said


def test_a_version_that_fails_is_told_by_its_code(sources: dict[str, Path], tmp_path: Path) -> None:
    assert measure(sources["one"], Path("faceless.mp4"), tmp_path / "out") == {"ended with": 4}
    assert measure(sources["one"], Path("a.mp4"), tmp_path / "out") == {
        "ended with": 0,
        "summary": {"rate": 0.1, "provenance": "f"},
        "events": ["onset", "1.5"],
    }


def test_a_version_comes_out_of_the_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    place = tmp_path / "history"
    (place / "src").mkdir(parents=True)
    for command in (["init", "-q"], ["add", "."], [*who, "commit", "-qm", "First"]):
        (place / "src" / "said.txt").write_text("first")
        subprocess.run(["git", *command], cwd=place, check=True)
    (place / "src" / "said.txt").write_text("second")
    monkeypatch.setattr(versions, "ROOT", place)
    source = take_out("HEAD", tmp_path / "out")
    assert (source / "said.txt").read_text() == "first"
