"""What errors say: everything in every language, and nothing where they are raised."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import hemiface
from hemiface import errors
from hemiface.cli.problems import load_hints
from hemiface.errors import (
    HemifaceError,
    RecordInvalidError,
    RecordNotFoundError,
    SettingsError,
    StudyError,
)
from hemiface.errors.words import LANGUAGES, LONGEST_VALUE, VALUES, is_known, read_catalog

SOURCE = Path(hemiface.__file__).parent
CODES = {
    name: kind.code
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, HemifaceError)
}
CHOSEN = {
    "formats/study_cells.py": {
        "no_number", "mixed_cells", "almost_number", "thousand_or_decimals", "no_day", "two_days",
        "day_order",
    },
    "operations/corrections.py": {"nothing_to_undo", "nothing_to_redo"},
    "operations/recorded_corrections.py": {"nothing_to_undo", "nothing_to_redo"},
    "records/encryption.py": {"turning_on", "changing_key", "turning_off"},
    "video/container.py": {
        "photograph", "animation", "sound", "list", "archive", "document", "scan", "camera",
        "unknown",
    },
}  # fmt: skip
"""Cases that are chosen before they are raised, by module."""

COMMON_IN_ENGLISH = re.compile(
    r"\b(the|is|are|cannot|there|which|with|give|look|this|that|of|and|or|not|from|for|to|has|have"
    r"|it|its|be|as|on|a|no|should|input|must|than|when|file|given|found|data)\b",
    re.IGNORECASE,
)
COMMON_IN_GERMAN = re.compile(r"\b(der|die|das|ist|nicht|kein|keine|Sie|eine|und|den)\b")


def raised() -> Iterator[tuple[str, int, str, ast.Call]]:
    """Module, line, class and call of every error that is made."""
    for path in sorted(SOURCE.rglob("*.py")):
        module = path.relative_to(SOURCE).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                name = node.func.id
                if name in CODES and module != "errors/__init__.py":
                    yield module, node.lineno, name, node


def case_of(call: ast.Call) -> str:
    """The case that is written where an error is made; nothing where it is chosen before."""
    first = call.args[0] if call.args else None
    return str(first.value) if isinstance(first, ast.Constant) else ""


def keys() -> Iterator[str]:
    """Code and case of every error that is made."""
    for module, _, name, call in raised():
        case = case_of(call)
        cases = {case} if case else CHOSEN.get(module, {""})
        yield from (f"{CODES[name]}/{case}" for case in cases)


def test_no_sentence_stands_where_an_error_is_raised() -> None:
    wrong = [
        f"{module}:{line}"
        for module, line, name, call in raised()
        if not (is_known(f"{CODES[name]}/{case_of(call)}") or module in CHOSEN)
        or any(keyword.arg in ("hint", "advice", "values") for keyword in call.keywords)
    ]
    assert wrong == []


def test_every_sentence_is_said_by_something() -> None:
    said = {key for key, entry in read_catalog("en").items() if "says" in entry}
    assert said == set(keys())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogs_hold_the_same_sentences_and_places(language: str) -> None:
    english, other = dict(read_catalog("en")), dict(read_catalog(language))
    words, translated = english.pop(VALUES), other.pop(VALUES)
    assert words.keys() <= translated.keys()
    assert english.keys() == other.keys()
    for key, entry in english.items():
        assert entry.keys() == other[key].keys(), key
        known = {name for text in entry.values() for name in places(text)}
        assert {name for text in other[key].values() for name in places(text)} <= known, key


def own_words(text: str) -> str:
    """A sentence without its places and what stands in quotation marks or brackets of TOML."""
    return re.sub(r"\{[^}]*\}|'[^']*'|`[^`]*`|\"[^\"]*\"|\[\[?\w+\]?\]", "", text)


def test_neither_catalog_holds_the_other_language() -> None:
    for key, entry in read_catalog("de").items():
        for place, text in entry.items():
            said = own_words(text)
            assert not COMMON_IN_ENGLISH.search(said), f"{key}: {text}"
            copied = text == read_catalog("en").get(key, {}).get(place)
            assert not copied or not re.search(r"[^\W\d_]", said), f"{key}: {text}"
    for entry in read_catalog("en").values():
        for text in entry.values():
            assert not COMMON_IN_GERMAN.search(text.replace("die", "")), text


def test_every_place_has_a_value_where_it_is_raised() -> None:
    catalog = read_catalog("en")
    for module, line, name, call in raised():
        if not case_of(call) or any(one.arg is None for one in call.keywords):
            continue
        entry = catalog[f"{CODES[name]}/{case_of(call)}"]
        wanted = {place for text in entry.values() for place in places(text)}
        given = {keyword.arg for keyword in call.keywords}
        assert wanted <= given, f"{module}:{line}"


def test_every_case_has_a_hint_here_or_at_the_terminal() -> None:
    missing = [
        key
        for key, entry in read_catalog("en").items()
        if key != VALUES and not entry.get("hint") and key not in load_hints()
    ]
    assert missing == []


def test_the_languages_are_named_once() -> None:
    written = [
        path.name
        for path in SOURCE.rglob("*.py")
        if re.search(r"^LANGUAGES\b.* = ", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert written == ["words.py"]


def test_an_error_is_said_in_german() -> None:
    error = RecordNotFoundError("person", pseudonym="P7")
    assert (str(error), error.say("de")) == ("there is no person P7", "Es gibt keine Person P7")
    assert error.advise("de") == "Sehen Sie in der Liste der Personen nach."
    number = RecordInvalidError("range", name="birth year", value=1.5, low=2.0, high=3.0)
    assert number.say("de") == "Geburtsjahr ist 1,5"
    assert str(number) == "birth year is 1.5"


def test_an_error_inside_another_is_said_in_the_same_language() -> None:
    inner = StudyError("condition_word", text="age <")
    outer = StudyError("plan_condition", where="endpoint 1", key="where", problem=inner)
    assert str(outer) == "endpoint 1: where: 'age <' compares with a word"
    assert outer.say("de") == "endpoint 1: where: 'age <' vergleicht mit einem Wort"


def test_words_within_a_sentence_are_translated_one_by_one() -> None:
    error = RecordInvalidError("field", name="visit: day", shown="never", wrong="no_day")
    assert str(error) == "visit: day: never is not a day"
    assert error.say("de") == "Termin: Tag: never ist kein Tag"


def places(text: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(text) if name]


def test_a_long_value_is_not_repeated_whole() -> None:
    said = SettingsError("unread", path="p" * 50_000, reason="r" * 50_000).message
    assert len(said) < 3 * LONGEST_VALUE
    assert f"{'p' * LONGEST_VALUE}…" in said
    assert f"{'r' * LONGEST_VALUE}…" in said
