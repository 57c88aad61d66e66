"""Texts in languages the guide does not speak get a line in that language."""

import pytest
from tests.unit.guide.conftest import read_rows

from hemiface.guide.tongues import find_notice, load_languages

MOST_SPOKEN = frozenset(
    (
        *("zh", "es", "hi", "ar", "bn", "pt", "ru", "ur", "id", "ja", "pcm", "mr", "te", "tr"),
        *("ta", "yue", "vi", "tl", "ko", "fa", "ha", "sw", "jv", "fr", "it", "pa", "gu", "th"),
    )
)
"""With English and German the most spoken languages by Ethnologue, Arabic counted once."""


def test_the_most_spoken_languages_are_there() -> None:
    assert {one.code for one in load_languages()} >= MOST_SPOKEN


@pytest.mark.parametrize(("code", "phrase"), read_rows("languages_danger.csv"))
def test_a_danger_gets_a_safety_line_in_its_language(code: str, phrase: str) -> None:
    notice = find_notice(phrase)
    assert notice is not None
    assert (notice.code, notice.emergency) == (code, True)


@pytest.mark.parametrize(("code", "phrase"), read_rows("languages_ordinary.csv"))
def test_a_question_is_answered_in_its_language_that_it_is_not_spoken(
    code: str, phrase: str
) -> None:
    notice = find_notice(phrase)
    assert notice is not None
    assert (notice.code, notice.emergency) == (code, False)


@pytest.mark.parametrize(
    "name", ["topics", "paraphrases", "red_flags", "voices_red_flags", "german", "german_red_flags"]
)
def test_english_and_german_are_not_taken_for_another_language(name: str) -> None:
    assert [r[-1] for r in read_rows(f"{name}.csv") if find_notice(r[-1])] == []


def test_every_language_says_a_number_to_call() -> None:
    for one in load_languages():
        assert any(c.isdigit() for c in one.safety), one.code
