"""What mutmut is told, and which mutants are none, and why."""

import tomllib
from pathlib import Path

import pytest
from tests import mutation
from tests.mutation import read_equivalent


def test_every_row_has_its_reason() -> None:
    rows = read_equivalent()
    assert rows
    for (function, before, after), reason in rows.items():
        assert function.startswith("hemiface.")
        assert before != after
        assert reason.endswith(".")


def test_mutmut_is_told_the_room_and_its_tests_and_the_rest_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mutation, "WORK", tmp_path)
    room = mutation.Room("video", 1)
    room.prepare()
    room.prepare()
    kept = tomllib.loads(Path("pyproject.toml").read_text())
    told = tomllib.loads((tmp_path / "video" / "pyproject.toml").read_text())
    settings = told["tool"].pop("mutmut")
    assert settings.pop("only_mutate") == ["src/hemiface/video/*"]
    assert settings.pop("pytest_add_cli_args_test_selection") == list(mutation.NEAR["video"])
    assert settings == kept["tool"].pop("mutmut")
    assert told == kept
    assert (tmp_path / "video" / "src").resolve() == Path("src").resolve()


def test_every_test_that_is_near_a_room_is_there() -> None:
    for room, places in mutation.NEAR.items():
        assert (Path("src/hemiface") / room).is_dir()
        assert all(Path(place).exists() for place in places)
