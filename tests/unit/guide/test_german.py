"""German questions are understood, warned about and answered in German."""

import hashlib

import pytest
from tests.unit.guide.conftest import read_rows

from hemiface.guide.german import is_german, spell_out, to_english
from hemiface.guide.library import (
    load_german,
    load_german_answers,
    load_owners,
    load_red_flags,
    load_refusals,
    load_subjects,
    load_topics,
)
from hemiface.guide.redflags import find_red_flag
from hemiface.guide.search import find_topics
from hemiface.guide.words import split_words
from hemiface.guide.worries import load_worries
from hemiface.operations.replies import ENGLISH


def fingerprint(title: str, text: str) -> str:
    return hashlib.sha256((title + text).encode()).hexdigest()[:8]


@pytest.mark.parametrize(("topic", "question"), read_rows("german.csv"))
def test_a_german_question_finds_its_topic(topic: str, question: str) -> None:
    assert is_german(question)
    found = find_topics(to_english(question))
    assert topic == "declined" if found.declined else found.matches[0].slug == topic


@pytest.mark.parametrize(("rule", "phrase"), read_rows("german_red_flags.csv"))
def test_a_german_alarm_is_heard_and_a_denial_is_not_alarmed(rule: str, phrase: str) -> None:
    found = find_red_flag(phrase)
    assert (found.id if found else "none") == rule


def test_no_english_question_is_taken_for_german() -> None:
    texts = [text for t in load_topics().values() for text in (t.title, *t.phrasings)]
    texts += [text for s in load_subjects() for text in s.phrasings]
    for name in ("red_flags_more", "ordinary_more", "out_of_scope_more", "ordinary"):
        texts += [row[0] for row in read_rows(f"{name}.csv")]
    texts += [row[1] for row in read_rows("paraphrases.csv")]
    assert [text for text in texts if is_german(text)] == []


def test_every_topic_and_warning_is_said_in_german_as_it_now_stands_in_english() -> None:
    page = load_german_answers()
    topics = {t.slug: fingerprint(t.title, t.answer) for t in load_topics().values()}
    assert {slug: one.english for slug, one in page.topics.items()} == topics
    flags = {rule.id: fingerprint(rule.title, rule.text) for rule in load_red_flags().rules}
    assert {name: one.english for name, one in page.flags.items()} == flags
    assert all(one.call for one in page.flags.values())
    wishes = {one.id: fingerprint(one.title, one.text) for one in load_refusals().values()}
    assert {name: one.english for name, one in page.refusals.items()} == wishes
    assert set(page.owners) == set(load_owners())
    worries = {f"worry_{one.id}" for one in load_worries()}
    assert set(ENGLISH) | worries <= set(page.words)


def test_german_signs_are_those_of_the_rules() -> None:
    signs = load_german().signs
    assert set(signs) <= set(load_red_flags().signs)
    needed = {name for rule in load_red_flags().rules for row in rule.when for name in row}
    asked = {name for part in needed for name in part.split(" of ")[-1].split()}
    assert {name for name in asked if not name.isdigit()} <= set(signs)


def test_the_glossary_is_spelled_as_it_is_compared() -> None:
    page = load_german()
    for words in (page.phrases, page.words, page.stems):
        assert [one for one in words if " ".join(split_words(spell_out(one))) != one] == []


def test_compound_words_are_taken_apart() -> None:
    assert to_english("Gesichtszucken?").split() == ["face", "twitch", "?"]
    assert to_english("H\u00f6rt es von allein auf?").split()[1:4] == ["it", "by", "itself"]


def test_german_dangers_are_heard_and_harmless_neighbors_are_left_in_peace() -> None:
    dangers = [find_red_flag(phrase) for _, phrase in read_rows("german_voices.csv")]
    assert sum(one is not None for one in dangers) >= len(dangers) - 1
    harmless = [find_red_flag(phrase) for (phrase,) in read_rows("german_ordinary.csv")]
    assert sum(one is not None for one in harmless) <= 1
