"""Scales in the reader's language: own words translated, published wordings never."""

import tomllib
from dataclasses import replace
from importlib.resources import files

import pytest

from hemiface.model import scales
from hemiface.model.questionnaires import Scale, Wording
from hemiface.records.questionnaires import list_scales
from hemiface.reports.language import get_language
from hemiface.reports.scale_words import hash_words, name_scale, word_scale

ALL = list_scales()
ENGLISH, GERMAN = get_language("en"), get_language("de")


def test_every_scale_is_said_in_german_as_it_now_stands_in_english() -> None:
    text = (files("hemiface.reports") / "catalogs" / "scales.de.toml").read_text(encoding="utf-8")
    kept = {name: said["english"] for name, said in tomllib.loads(text).items()}
    assert kept == {scale.id: hash_words(scale) for scale in ALL}


@pytest.mark.parametrize("scale", ALL, ids=lambda scale: scale.id)
def test_a_scale_is_german_throughout(scale: Scale) -> None:
    said = word_scale(scale, GERMAN)
    assert said.language == "de"
    assert said.licence != scale.licence
    assert bool(said.note) == bool(scale.note)
    assert said.note != scale.note or not said.note
    for before, after in zip(scale.items, said.items, strict=True):
        assert [one.value for one in after.choices] == [one.value for one in before.choices]
        assert before.text != after.text or before.text == "Grad"
        for one, other in zip(before.choices, after.choices, strict=True):
            assert one.text != other.text or one.text.isdigit() or one.text == "normal"
    assert word_scale(scale, ENGLISH) == scale


@pytest.mark.parametrize("scale", ALL, ids=lambda scale: scale.id)
def test_a_published_wording_is_never_one_of_our_own(scale: Scale) -> None:
    alone = word_scale(replace(scale, translations={}), GERMAN)
    if scale.wording is Wording.FULL:
        assert alone.items == scale.items
        assert alone.language == "en"


@pytest.mark.parametrize(
    ("name", "item", "estimate"),
    [
        ("jrs", "severity", "jrs_severity"),
        ("jrs", "frequency", "jrs_frequency"),
        ("smc", "grade", "smc"),
    ],
)
def test_a_rating_and_an_estimate_say_the_same_of_a_level(
    name: str, item: str, estimate: str
) -> None:
    scale = next(one for one in ALL if one.id == name)
    for language in (ENGLISH, GERMAN):
        said = next(one for one in word_scale(scale, language).items if one.id == item)
        levels = {
            grade: language.sentences[f"scale.{estimate}.level_{grade}"]
            for grade in scales.get_scale(estimate).levels
        }
        assert {one.value: one.text for one in said.choices} == levels


def test_questions_of_hemiface_itself_are_named_in_german() -> None:
    title = "How bad it is, 0 to 10"
    assert name_scale("severity-0-10", title, GERMAN) == "Wie schlimm es ist, 0 bis 10"
    assert name_scale("severity-0-10", title, ENGLISH) == title
    assert name_scale("gone-since", "Gone since", GERMAN) == "Gone since"
