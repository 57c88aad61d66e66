"""What libraries and the system find wrong is said in hemiface's own sentences."""

import ast
import csv
import errno
import json
import os
import pickle
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.unit.test_error_words import SOURCE

from hemiface.errors import HemifaceError, SettingsError
from hemiface.errors.faults import KINDS, LIMITS, Reason, ReasonError, find_reason
from hemiface.errors.words import LANGUAGES, VALUES, read_catalog
from hemiface.formats.event_table import events_from_csv
from hemiface.settings import AnalysisSettings

FOREIGN = re.compile(
    r"\[Errno|Input should|Extra inputs|Value error|Field required|Unexpected|Expecting|expected"
    r"|codec|recursion|Traceback|invalid literal|at line \d+, column"
)
EVENT = "onset,duration,event_type,side,pattern,regions,amplitude,amplitude_mm,peak_time\n"


def raised(action: Callable[[], object]) -> Exception:
    with pytest.raises(Exception) as caught:
        action()
    return caught.value


def loop() -> object:
    return json.loads("[" * 100_000)


@pytest.mark.parametrize(
    ("action", "english", "german"),
    [
        (lambda: json.loads("{\n'a'"), "it is no JSON from line 2 on", "ab Zeile 2 kein JSON"),
        (lambda: tomllib.loads("a = 1\nb"), "it is not TOML, or not all of it", None),
        (lambda: tomllib.loads("a = 1\nb c\n"), "line 2 is not TOML", "Zeile 2 ist kein TOML"),
        (b"\xff".decode, "it is no text in UTF-8", "kein Text in UTF-8"),
        (loop, "it is nested too deeply", "zu tief verschachtelt"),
        (
            lambda: list(csv.reader(['a"b" "c', '"'], strict=True)),
            "it is no table",
            "keine Tabelle",
        ),
        (lambda: Path("/nowhere/x").read_text(), "No such file or directory", "gibt es nicht"),
        (lambda: Path("/").read_text(), "Is a directory", "ist ein Ordner"),
    ],
)
def test_a_fault_of_a_library_is_said_in_our_words(
    action: Callable[[], object], english: str, german: str | None
) -> None:
    error = SettingsError("unread", path="x.toml", reason=find_reason(raised(action)))
    for language in LANGUAGES:
        assert not FOREIGN.search(error.say(language)), error.say(language)
    assert error.say().endswith(f": {english}")
    assert error.say("de").endswith(german or "")


@pytest.mark.parametrize(
    ("values", "english", "german"),
    [
        ({"x": 1}, "x: no such name is known", "x: diesen Namen gibt es nicht"),
        ({"events": {"merge_gap_s": -1}}, "-1 is not above 0", "-1 ist nicht größer als 0"),
        ({"events": 3}, "3 is not a table of names", "3 ist keine Tabelle"),
        ({"events": {"merge_gap_s": "wide"}}, "wide is not a number", "wide ist keine Zahl"),
        (
            {"video": {"start_s": 5, "end_s": 2}},
            "end_s is not later than start_s",
            "end_s liegt nicht nach start_s",
        ),
    ],
)
def test_a_setting_that_does_not_fit_is_said_in_our_words(
    values: dict[str, Any], english: str, german: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        AnalysisSettings.from_values(values)
    assert english in caught.value.say()
    assert german in caught.value.say("de")


def test_a_row_that_is_no_event_is_said_in_our_words() -> None:
    with pytest.raises(ReasonError) as caught:
        events_from_csv(EVENT + "1,1,tic,left,,eyelid,0.5,1,1.5\n")
    said = find_reason(caught.value)
    assert isinstance(said, Reason)
    assert said.say().startswith("line 2, event_type: tic is none of blink,")
    assert said.say("de").startswith("Zeile 2, event_type: tic ist keines von blink,")
    assert not FOREIGN.search(said.say())


def test_every_sentence_of_a_reason_is_in_every_language() -> None:
    cases = {*KINDS.values(), *(case for case, _ in LIMITS.values()), "no_fit", "system"}
    cases |= {"choice", "choice_near", "too_deep", "no_text_file", "no_json", "no_toml"}
    for language in LANGUAGES:
        words = read_catalog(language)[VALUES]
        assert {f"reason_{case}" for case in cases} <= set(words)


def test_a_reason_travels_between_processes() -> None:
    error = pickle.loads(pickle.dumps(ReasonError("too_large", most=3)))
    assert find_reason(error) == Reason("too_large", {"most": 3})
    assert str(error) == "it has more than 3 kB"


def test_the_system_says_why_in_german_too() -> None:
    words = read_catalog("de")[VALUES]
    for number in (errno.ENOENT, errno.EACCES, errno.ENOSPC, errno.EROFS, errno.ENOTDIR):
        assert os.strerror(number) in words


def test_an_error_of_hemiface_is_said_as_it_is() -> None:
    inner = SettingsError("end_before_start")
    assert find_reason(inner) is inner


def test_no_door_hands_on_the_words_of_a_library() -> None:
    """A reason comes from one place; nobody writes what an exception says into an error."""
    left = {"unit.py"}  # A fault of hemiface itself, which is to be reported as it stands.
    wrong = []
    for path in sorted(SOURCE.rglob("*.py")):
        if path.name in left or "guide" in path.parts or path.name == "faults.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "reason":
                written = ast.unparse(node.value)
                if re.search(r"str\(error|strerror|\['msg'\]", written):
                    wrong.append(f"{path.name}:{node.value.lineno} {written}")
    assert wrong == []
    assert issubclass(SettingsError, HemifaceError)
