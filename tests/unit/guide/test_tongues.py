"""Texts in languages the guide does not speak get a line in that language."""

import re
import unicodedata

import pytest
from tests.unit.guide.conftest import read_rows

from hemiface.guide.details import load_emergency_numbers
from hemiface.guide.library import load_german_answers, load_red_flags
from hemiface.guide.redflags import find_alarm
from hemiface.guide.tongues import find_notice, find_other_notice, load_languages
from hemiface.model.crisis import CONTACTS
from hemiface.operations.replies import ask

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


@pytest.mark.parametrize(("code", "phrase"), read_rows("languages_short.csv"))
def test_a_short_question_is_told_in_its_language_and_no_flag(code: str, phrase: str) -> None:
    reply = ask(phrase)
    spoken = next(one for one in load_languages() if one.code == code)
    assert reply.red_flag is None
    assert reply.notice is not None
    assert spoken.sorry in reply.notice.text.split("\n")


@pytest.mark.parametrize(
    ("text", "codes"),
    [("Er det dyrt?", {"da", "no"}), ("je to na oko?", {"cs", "sk", "hr"})],
)
def test_near_languages_that_few_words_do_not_tell_apart_all_answer(
    text: str, codes: set[str]
) -> None:
    notice = find_notice(text)
    assert notice is not None
    lines = {one.sorry for one in load_languages() if one.code in codes}
    assert (notice.code, set(notice.text.split("\n"))) == ("mul", lines)


@pytest.mark.parametrize("text", ["g\u00f6r det ont", "goer ont hvad", "plmk det xqzt"])
def test_the_net_hears_no_wish_to_die_in_words_that_it_does_not_know(text: str) -> None:
    flag = find_alarm(text).red_flag
    assert flag is None or flag.id != "self-harm"


@pytest.mark.parametrize("text", ["wat is botox", "is de pain bad", "wats hfs", "er det so"])
def test_a_misspelt_short_question_is_english_or_german(text: str) -> None:
    assert find_notice(text) is None


@pytest.mark.parametrize(("half", "least"), [("learnt", 12 / 13), ("aside", 37 / 39)])
def test_short_texts_of_another_hand_are_told_in_their_language(half: str, least: float) -> None:
    rows = [r[1:] for r in read_rows("fifth_hand_languages.csv") if r[0] == half]
    found = [(code, find_notice(phrase)) for code, _, phrase in rows]
    right = [one for code, one in found if one is not None and one.code == code]
    assert len(right) >= least * len(rows)
    assert all(named(one.text) for one in right)


def test_what_is_said_without_a_danger_names_the_numbers_of_the_safety_line() -> None:
    for one in load_languages():
        assert named(one.sorry), one.code
        assert named(one.sorry) <= named(one.safety), one.code


@pytest.mark.parametrize(
    "name", ["topics", "paraphrases", "red_flags", "voices_red_flags", "german", "german_red_flags",
     "fourth_hand_german", "third_hand_german", "fourth_hand_ordinary", "other_hand_out_of_scope"],
)  # fmt: skip
def test_english_and_german_are_not_taken_for_another_language(name: str) -> None:
    assert [r[-1] for r in read_rows(f"{name}.csv") if find_notice(r[-1])] == []


@pytest.mark.parametrize(("code", "phrase"), read_rows("languages_other.csv"))
def test_a_text_in_any_other_language_is_told_so_with_the_dangers(code: str, phrase: str) -> None:
    notice = ask(phrase).notice
    assert notice is not None, code
    assert "112" in notice.text


@pytest.mark.parametrize(
    "text",
    [
        "xkcd plmk", "cnt breth jabb", "does botx hlp wiht twiching", "", "42",
        "Wos mocht ma gegn des Zuckn im Gsicht", "MVD AICA PICA LSR", "Tegretol Trileptal Lioresal",
    ],
)  # fmt: skip
def test_a_misspelt_or_short_text_is_not_taken_for_another_language(text: str) -> None:
    assert find_notice(text) is None
    assert find_other_notice(text) is None


@pytest.mark.parametrize("name", ["paraphrases", "german", "fourth_hand_german", "ninth_hand"])
def test_what_english_and_german_people_ask_is_no_other_language(name: str) -> None:
    assert [r[-1] for r in read_rows(f"{name}.csv") if find_other_notice(r[-1])] == []


def named(text: str) -> set[str]:
    """Emergency numbers in a text: two to four digits, in any script; crisis lines are none."""
    plain = "".join(str(unicodedata.digit(c, c)) for c in text)
    plain = re.sub(r"B\*15:02|\b\d[\d ]{4,}\d\b|116 123|\b988\b|\b14[23]\b", "", plain)
    return set(re.findall(r"(?<![\d.,])\d{2,4}(?![\d.,]\d|\d)", plain))


def test_every_language_says_a_number_to_call() -> None:
    for one in load_languages():
        assert named(one.safety), one.code


def test_every_emergency_number_that_is_said_is_written_somewhere() -> None:
    known = {one.number for one in load_emergency_numbers()}
    assert all(one.sources for one in load_emergency_numbers())
    texts = [text for one in load_languages() for text in (one.safety, one.sorry)]
    texts += [rule.text for rule in load_red_flags().rules]
    texts += [one.text for one in load_german_answers().flags.values()]
    said = set().union(*map(named, texts))
    assert len(said) > 12
    assert said - known == set()


def test_the_emergency_number_beside_a_crisis_line_is_one_of_its_country() -> None:
    numbers = load_emergency_numbers()
    pairs = {(one.number, country) for one in numbers for country in one.countries}
    assert [one.country for one in CONTACTS if (one.emergency, one.country) not in pairs] == []


@pytest.mark.parametrize(
    ("code", "danger", "text"),
    [
        ("tr", True, "botox sonrasi yutkunamiyorum"),
        ("tr", True, "yuzumun yarisi kaydi"),
        ("fr", True, "avale de travers depuis botox"),
        ("es", True, "se me cierra la garganta"),
        ("pt", True, "engasgo depois da injecao"),
        ("pl", True, "dusze sie po zastrzyku"),
        ("nl", True, "stik na botox"),
        ("zh", True, "\u6ce8\u5c04\u8089\u6bd2\u7d20\u540e\u541e\u4e0d\u4e0b\u4e1c\u897f"),
        ("ja", True, "\u9854\u304c\u6025\u306b\u4e0b\u304c\u3063\u305f"),
        ("ko", True, "\uc5bc\uad74 \ud55c\ucabd\uc774 \uac11\uc790\uae30 \ucc98\uc84c\uc5b4\uc694"),
        ("fr", False, "Quel m\u00e9decin pour un spasme h\u00e9mifacial ?"),
        ("pt", False, "qual medico para espasmo hemifacial"),
        ("tr", False, "hangi doktora gitmeliyim"),
        ("id", False, "dokter apa untuk kedutan wajah"),
    ],
)  # fmt: skip
def test_few_words_without_accents_are_enough(code: str, danger: bool, text: str) -> None:
    notice = find_notice(text)
    assert notice is not None
    assert (notice.code, notice.emergency) == (code, danger)


@pytest.mark.parametrize(
    "text",
    ["botux swalowing dificulty", "xeomin paralized face", "Botx schlukbeschwern", "respirer"],
)
def test_a_word_of_danger_alone_does_not_tell_the_language(text: str) -> None:
    assert find_notice(text) is None
