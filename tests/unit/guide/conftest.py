"""The questions the guide is judged by."""

import csv
from pathlib import Path

import pytest

from hemiface.guide.redflags import find_alarm
from hemiface.guide.rules import Level, RedFlag

FOLDER = Path(__file__).parents[2] / "fixtures" / "guide"


def read_rows(name: str) -> list[list[str]]:
    """Rows of a fixture without its header."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


@pytest.fixture(scope="session")
def paraphrases() -> list[list[str]]:
    return read_rows("paraphrases.csv")


@pytest.fixture(scope="session")
def topic_questions() -> list[list[str]]:
    return read_rows("topics.csv")


@pytest.fixture(scope="session")
def red_flag_phrases() -> list[list[str]]:
    return read_rows("red_flags.csv")


@pytest.fixture(scope="session")
def more_red_flag_phrases() -> list[str]:
    return [row[0] for row in read_rows("red_flags_more.csv")]


@pytest.fixture(scope="session")
def ordinary_questions() -> list[str]:
    return [row[0] for name in ("ordinary", "ordinary_more") for row in read_rows(f"{name}.csv")]


@pytest.fixture(scope="session")
def foreign_questions() -> list[str]:
    return [
        row[0] for name in ("out_of_scope", "out_of_scope_more") for row in read_rows(f"{name}.csv")
    ]


def find_red_flag(text: str) -> RedFlag | None:
    """The most urgent red flag of a text that comes instead of an answer, or None."""
    flag = find_alarm(text).red_flag
    return flag if flag is not None and flag.level is not Level.SOON else None
