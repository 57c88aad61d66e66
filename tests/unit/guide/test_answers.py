"""Kinds of questions that were declined or answered with another topic, in words of our own."""

import numpy as np
import pytest

from hemiface.guide.conversation import find_answers
from hemiface.guide.learned import load_learned
from hemiface.guide.library import load_topics
from hemiface.guide.redflags import find_alarm
from hemiface.guide.search import PLAIN, PLAIN_LEAD, is_sure
from hemiface.guide.words import load_reader
from hemiface.operations.replies import TopicAnswer, ask


def first(text: str) -> str:
    reply = ask(text)
    assert reply.red_flag is None
    assert reply.refusal is None
    return "" if reply.declined or not reply.answers else reply.answers[0].topic


@pytest.mark.parametrize(
    ("topic", "text"),
    [
        ("codes", "What is the diagnosis code?"),
        ("severity-scales", "how is severity graded by a doctor"),
        ("severity-scales", "minimal important difference of the HFS-30"),
        ("how-to-stop", "Ist das denn heilbar?"),
        ("how-to-stop", "curable?"),
        ("surgery", "Ich habe solch eine Angst vor der OP, was passiert da?"),
        ("surgery", "how often is the face palsied after the operation and does it pass"),
        ("toxin-dose", "Welche Einheiten sind in drei Monaten das Höchste?"),
        ("botulinum-side-effects", "do doctors ever inject too much toxin"),
        ("botulinum-side-effects", "ptosis after the toxin, how often"),
        ("filming-at-home", "what is a normal blinking rate"),
        ("toxin-brands", "conversion factor of onabotulinum to abobotulinum"),
        ("botulinum-toxin", "may I have the jab monthly"),
        ("botulinum-toxin", "Kann man jeden zweiten Monat Botox spritzen?"),
    ],
)
def test_a_plain_question_gets_its_topic(topic: str, text: str) -> None:
    assert first(text) == topic


@pytest.mark.parametrize(
    "text",
    [
        "is one asleep or awake when they do the mvd",
        "does a headache come with the toxin",
        "a mild headache ten days after the decompression",
        "may I tape the lid down overnight",
        "will it become Parkinson's",
        "Bekommt man davon Parkinson?",
    ],
)
def test_what_no_source_answers_is_declined_and_not_answered_with_another_topic(text: str) -> None:
    reply = ask(text)
    assert reply.declined
    assert reply.answers


def test_both_parts_of_a_choice_and_of_a_tablet_with_drink_are_of_the_same_topic() -> None:
    assert [one.topic for one in told("is botox or surgery better, and which has more risk")] == [
        "toxin-or-surgery"
    ]
    assert [one.topic for one in told("does baclofen work and can I drink with it")] == [
        "oral-medicines"
    ]


def told(text: str) -> list[TopicAnswer]:
    reply = ask(text)
    return list(reply.answers[: reply.direct])


def test_a_word_of_any_illness_needs_the_own_phrasing_of_a_topic() -> None:
    learned = load_learned()
    scores = np.zeros(len(learned.topics))
    scores[learned.topics.index("codes")] = PLAIN
    reading = load_reader().read("what is the code")
    assert is_sure(scores, reading)
    scores[learned.topics.index("surgery")] = PLAIN - PLAIN_LEAD + 0.01
    assert not is_sure(scores, reading)


@pytest.mark.parametrize("text", ["what is the price of gold", "how do doctors grade exams"])
def test_what_is_of_no_illness_is_declined(text: str) -> None:
    assert ask(text).declined


def test_an_answer_says_the_interval_the_commonest_harm_and_the_less_rosy_figures() -> None:
    topics = load_topics()
    assert "every 3 months" in topics["botulinum-toxin"].answer
    choice = topics["toxin-or-surgery"].answer
    assert choice.index("weak face") < choice.index("lasting harm")
    for slug in ("surgery", "outlook", "toxin-or-surgery"):
        texts = " ".join(one.text for one in topics[slug].statements)
        assert "91.1 %" in texts
        assert "63.4 %" in texts
    for slug in ("botulinum-toxin", "toxin-brands"):
        uses = [one for one in topics[slug].statements if "licensed use" in one.text]
        assert all("Botox" in one.text and "R102" in one.sources for one in uses)
    assert "10 of 100" in topics["recurrence"].answer
    assert "1 to 6 in 10,000" in topics["oral-medicines"].answer


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("worse over time?", "progression"),
        ("getting worse?", "progression"),
        ("how successful", "surgery"),
        ("Erfolgsrate OP", "surgery"),
        ("Daten privat?", "privacy"),
        ("app keeps my film private?", "privacy"),
        ("Stress die Ursache?", "stress"),
    ],
)
def test_a_bare_question_is_of_the_illness(text: str, topic: str) -> None:
    finding = find_answers(text).findings[0]
    assert (finding.declined, finding.matches[0].slug) == (False, topic)


@pytest.mark.parametrize("text", ["what time?", "too expensive?", "tax rate", "is it raining?"])
def test_a_bare_question_of_another_world_stays_declined(text: str) -> None:
    assert find_answers(text).findings[0].declined


@pytest.mark.parametrize(
    "text",
    [
        "could there be a dysport overdose", "toxin overdosing possible?",
        "my head hurts a little after the injections", "slight headache since my botox",
    ],
)  # fmt: skip
def test_an_overdose_of_toxin_as_a_word_and_a_mild_headache_are_no_emergency(text: str) -> None:
    assert find_alarm(text).red_flag is None


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("my head aches a bit since the botox and I choke on water", "toxin-spread"),
        ("slight headache after botox, and I cannot swallow", "toxin-spread"),
        ("I took 20 clonazepam, an overdose", "self-harm"),
        ("since the operation fever, and my head hurts", "meningitis"),
    ],
)
def test_a_danger_beside_a_mild_headache_is_heard(text: str, flag: str) -> None:
    found = find_alarm(text).red_flag
    assert found is not None
    assert found.id == flag
