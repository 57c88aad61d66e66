"""Every word of a report exists in every language."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemiface.errors.words import LANGUAGES
from hemiface.model.anatomy import Region
from hemiface.model.assessment import AffectedSide, PatternLabel
from hemiface.model.change import Verdict
from hemiface.model.events import EventPattern, EventSide, EventType
from hemiface.model.measures import MEASURES, MeasureGroup, MeasureInfo
from hemiface.model.quality import Severity
from hemiface.reports.definitions import define, fingerprint
from hemiface.reports.language import MINUS, get_language
from hemiface.reports.timeline import PANELS

OTHERS = [code for code in LANGUAGES if code != "en"]


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", OTHERS)
def test_same_keys_and_places_as_in_english(code: str) -> None:
    english, other = get_language("en").words, get_language(code).words
    translated = {key: text for key, text in other.items() if not key.startswith("measure.")}
    assert set(translated) == set(english)
    assert {key: places(text) for key, text in translated.items()} == {
        key: places(text) for key, text in english.items()
    }
    assert all(text.strip() for text in translated.values())


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_value_of_the_model_has_a_word(code: str) -> None:
    words = get_language(code)
    keys = [
        *(f"headline.{side}" for side in AffectedSide),
        *(f"headline.short.{side}" for side in AffectedSide),
        *(f"pattern.{label}" for label in PatternLabel),
        *(f"next.{label}" for label in PatternLabel),
        *(f"side.{side}" for side in EventSide),
        *(f"lane.{side}" for side in EventSide),
        *(f"region.{region}" for region in Region),
        *(f"event.{kind}" for kind in EventType),
        *(f"course.{pattern}" for pattern in EventPattern if pattern),
        *(f"severity.{severity}" for severity in Severity),
        *(f"verdict.{verdict}" for verdict in Verdict),
        *(f"compare.{verdict}" for verdict in Verdict),
        *(f"group.{group}" for group in MeasureGroup),
        *(f"panel.{panel.name}" for panel in PANELS),
    ]
    assert [key for key in keys if not words.has(key)] == []


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("info", MEASURES, ids=lambda info: str(info.name))
def test_every_measure_is_defined(code: str, info: MeasureInfo) -> None:
    found = define(info.name, get_language(code))
    assert found.title
    assert found.meaning
    assert found.exact
    assert found.source
    assert found.reference_note
    assert all(reference.people for reference in found.references)


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("info", MEASURES, ids=lambda info: str(info.name))
def test_translations_follow_the_english_words(code: str, info: MeasureInfo) -> None:
    words = get_language(code).words
    people = [f"people_{place}" for place in range(1, len(info.references) + 1)]
    for part in ("title", "meaning", "definition", "note", *people):
        said = words.get(f"measure.{info.name}.{part}")
        assert said, f"catalogs/measures.{code}.toml holds no {part} of {info.name}"
    kept = words.get(f"measure.{info.name}.english")
    assert kept == fingerprint(info), (
        f"the English words of {info.name} are new or changed: bring catalogs/measures.{code}.toml"
        f' up to date and set english = "{fingerprint(info)}"'
    )


def test_plurals_and_places() -> None:
    words = get_language("en")
    assert words("events.count", n=1) == "One event"
    assert words("events.count", n=4) == "4 events"
    with pytest.raises(KeyError):
        words("no.such.key")


def test_numbers_as_each_language_writes_them() -> None:
    english, german = get_language("en"), get_language("de")
    assert english.quantity(12.34, "mm") == "12.3\u202fmm"
    assert german.quantity(12.34, "mm") == "12,3\u202fmm"
    assert english.quantity(None, "mm") == german.number(float("nan")) == "\u2013"
    assert english.number(-0.04) == "0.0"
    assert german.number(-1.25, 2) == f"{MINUS}1,25"
    assert german.percent(0.256) == "26\u202f%"
    assert (english.signed(2.0), english.signed(-2.0), english.signed(0.01)) == (
        "+2.0",
        f"{MINUS}2.0",
        "0.0",
    )


def test_days_as_each_language_writes_them() -> None:
    english, german = get_language("en"), get_language("de")
    moment = "2026-03-14T10:12:00+00:00"
    assert (english.day_of(moment), german.day_of(moment)) == ("2026-03-14", "14.03.2026")
    assert english.moment(moment) == "2026-03-14, 10:12 UTC"
    assert german.moment(moment) == "14.03.2026, 10:12 UTC"
    assert english.day_of("long ago") == german.moment("long ago") == "long ago"


@given(st.floats(-1e6, 1e6))
def test_a_written_number_reads_back(value: float) -> None:
    for code in LANGUAGES:
        words = get_language(code)
        text = words.number(value, 3).replace(MINUS, "-").replace(words("number.decimal"), ".")
        assert float(text) == pytest.approx(value, abs=5.01e-4)


def test_no_language_says_that_somebody_has_it() -> None:
    forbidden = re.compile(r"\byou have\b|\bsie haben\b.{0,20}spasm|diagnosed", re.IGNORECASE)
    for code in LANGUAGES:
        assert [t for t in get_language(code).words.values() if forbidden.search(t)] == []
