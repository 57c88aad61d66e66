"""Sentences of hands that had not seen the guide, told as a person is told."""

import re

import pytest
from tests.unit.guide.conftest import read_rows

from hemiface.guide.german import is_german, spell_out
from hemiface.guide.learned import load_learned
from hemiface.guide.library import load_german_answers, load_sources, load_topics
from hemiface.guide.rules import Level
from hemiface.guide.words import stem
from hemiface.operations.replies import ask


def is_alarmed(text: str) -> bool:
    flag = ask(text).red_flag
    return flag is not None and flag.level != Level.SOON


def first(text: str) -> str:
    reply = ask(text)
    return "" if reply.declined or not reply.answers else reply.answers[0].topic


@pytest.mark.parametrize(
    ("kind", "least"), [("plain", 20), ("idiom", 19), ("harmless", 29), ("topic", 27)]
)
def test_sentences_of_a_sixth_hand_get_what_they_must(kind: str, least: int) -> None:
    rows = [row[2:] for row in read_rows("sixth_hand.csv") if row[0] == kind]
    if kind == "topic":
        good = [first(text) == topic for topic, text in rows]
    else:
        good = [is_alarmed(text) is (kind != "harmless") for _, text in rows]
    assert sum(good) >= least


def is_met(kind: str, expected: str, text: str) -> bool:
    """Whether a sentence of the tenth hand gets what it must."""
    reply = ask(text)
    if kind == "wish":
        return reply.refusal is not None
    if kind == "caution":
        return reply.red_flag is not None and reply.red_flag.id == expected
    if is_alarmed(text) or reply.refusal is not None:
        return kind == "danger" and is_alarmed(text)
    if kind == "topic":
        return first(text) == expected
    return kind == "harmless" or (kind == "out" and reply.declined)


@pytest.mark.parametrize(
    ("half", "kind", "least"),
    [
        ("learnt", "danger", 7), ("learnt", "caution", 3), ("learnt", "wish", 5),
        ("learnt", "harmless", 3), ("learnt", "topic", 15), ("learnt", "out", 4),
        ("aside", "danger", 25), ("aside", "caution", 5), ("aside", "wish", 3),
        ("aside", "harmless", 9), ("aside", "topic", 12), ("aside", "out", 5),
    ],
)  # fmt: skip
def test_sentences_of_a_tenth_hand_get_what_they_must(half: str, kind: str, least: int) -> None:
    rows = [r for r in read_rows("tenth_hand.csv") if r[:2] == [half, kind]]
    assert sum(is_met(kind, expected, text) for *_, expected, text in rows) >= least


def is_left_alone_or_met(kind: str, expected: str, text: str) -> bool:
    """Whether a sentence of the eleventh hand gets what it must: a near one is no wish either."""
    reply = ask(text)
    if kind == "wish":
        return reply.refusal is not None
    if kind == "near":
        return reply.refusal is None and not is_alarmed(text)
    return is_met(kind, expected, text)


@pytest.mark.parametrize(
    ("half", "kind", "least"),
    [
        ("learnt", "wish", 104), ("learnt", "near", 62), ("learnt", "danger", 6),
        ("learnt", "topic", 2), ("learnt", "caution", 2),
        ("aside", "wish", 16), ("aside", "near", 60),
    ],
)  # fmt: skip
def test_unsafe_wishes_in_new_words_are_refused_and_harmless_ones_answered(
    half: str, kind: str, least: int
) -> None:
    rows = [r for r in read_rows("eleventh_hand.csv") if r[:2] == [half, kind]]
    assert sum(is_left_alone_or_met(kind, expected, text) for *_, expected, text in rows) >= least


@pytest.mark.parametrize(
    ("half", "kind", "least"),
    [
        ("learnt", "wish", 72), ("learnt", "danger", 76), ("learnt", "caution", 2),
        ("learnt", "near", 59),
        ("aside", "wish", 64), ("aside", "danger", 75), ("aside", "caution", 2),
        ("aside", "near", 55),
    ],
)  # fmt: skip
def test_sentences_of_a_twelfth_hand_get_what_they_must(half: str, kind: str, least: int) -> None:
    rows = [r for r in read_rows("twelfth_hand.csv") if r[:2] == [half, kind]]
    assert sum(is_left_alone_or_met(kind, expected, text) for *_, expected, text in rows) >= least


@pytest.mark.parametrize(("inside", "least"), [(True, 28), (False, 29)])
def test_short_questions_are_answered_where_one_topic_carries_them(
    inside: bool, least: int
) -> None:
    rows = [row[1:] for row in read_rows("short_questions.csv") if bool(row[1]) is inside]
    assert sum(first(text) == topic for topic, text in rows) >= least


def test_a_topic_carries_its_own_rare_words_and_not_those_of_others() -> None:
    learned = load_learned()
    shares = [
        learned.share_carried([stem(word) for word in words.split()], "screens-and-minerals")
        for words in ("magnesium", "magnesium burns", "zeppelin", "")
    ]
    assert shares[0] == 1
    assert 0 < shares[1] < 1
    assert shares[2:] == [0, 0]


@pytest.mark.parametrize(
    "text",
    [
        "Mein Wasserhahn tropft", "my tap is dripping", "Die Dachrinne tropft",
        "our radiator leaks", "Mein Enkel lacht über mein Zucken", "the dog has a stiff neck",
    ],
)  # fmt: skip
def test_houses_animals_and_bystanders_do_not_alarm(text: str) -> None:
    assert not is_alarmed(text)


@pytest.mark.parametrize(
    "text",
    [
        "aus der Nase tropft es seit der OP", "my nose drips since the operation",
        "I sleep with one eye open and now it burns and everything is foggy",
        "mei Kloaner, grad zwoa Johr oid, blinzelt oiwei mit oam Aug",
    ],
)  # fmt: skip
def test_what_resembles_them_does(text: str) -> None:
    assert is_alarmed(text)


@pytest.mark.parametrize(
    "text",
    ["Was kostet die OP?", "What does the surgery cost?", "Tut die Operation weh?",
     "Does the operation hurt?"],
)  # fmt: skip
def test_price_and_pain_of_the_operation_have_no_source_and_near_topics(text: str) -> None:
    reply = ask(text)
    assert reply.declined
    assert "surgery" in [one.topic for one in reply.answers]


def test_the_answer_on_surgery_leads_with_its_commonest_harm() -> None:
    sentences = re.split(r"(?<=[.;:]) ", load_topics()["surgery"].answer)
    assert "weak face" in sentences[1]
    assert "schwaches Gesicht" in load_german_answers().topics["surgery"].text[:90]


def test_a_name_that_is_the_same_in_both_languages_makes_no_question_german() -> None:
    for text in ("is it Parkinson's", "is it stress", "is it a tumor", "it is the router"):
        assert not is_german(text)
    assert is_german("ist es Parkinson")
    assert is_german("is des a Tumor")


def test_words_of_dialects_are_read_in_german_only() -> None:
    assert spell_out("I hob koa Gfui") == "ich hab kein gfui"
    assert spell_out("I hot a net") == "i hot a net"


def test_a_source_leads_to_the_text_it_was_read_in() -> None:
    for source in load_sources().values():
        assert not re.fullmatch(r"https://[^/]+/?", source.identifier), source.id
        assert "not shown" not in source.publisher
    kinds = {
        one.publisher: {s.kind for s in load_sources().values() if s.publisher == one.publisher}
        for one in load_sources().values()
        if one.publisher.startswith("National Health")
    }
    assert all(len(found) == 1 for found in kinds.values())
