"""Questions find their topic, or are declined."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.guide.conftest import read_rows

from hemiface.guide.conversation import find_answers
from hemiface.guide.search import find_topics, split_questions, trust
from hemiface.guide.words import load_reader, split_words


def rates(rows: list[list[str]]) -> tuple[float, float]:
    """Share answered with the right topic first, and among the first three."""
    found = [(slug, find_topics(question)) for slug, question in rows]
    kept = [(slug, [m.slug for m in f.matches]) for slug, f in found if not f.declined]
    first = sum(slug == slugs[0] for slug, slugs in kept)
    among = sum(slug in slugs[:3] for slug, slugs in kept)
    return first / len(rows), among / len(rows)


def test_the_topics_own_wording_is_always_found(topic_questions: list[list[str]]) -> None:
    assert rates(topic_questions) == (1.0, 1.0)


@pytest.mark.parametrize("half", [0, 1], ids=["tuned", "kept aside"])
def test_paraphrases_find_their_topic(paraphrases: list[list[str]], half: int) -> None:
    first, among = rates(paraphrases[half::2])
    assert first >= 0.92
    assert among >= 0.98


def test_clumsy_words_find_their_topic() -> None:
    assert rates(read_rows("paraphrases_more.csv"))[0] >= 0.96


def test_questions_in_the_words_of_another_hand_find_their_topic() -> None:
    assert rates(read_rows("other_hand_questions.csv"))[0] >= 48 / 60


@pytest.mark.parametrize(("half", "least"), [("tuned", 0.65), ("aside", 0.8)])
def test_a_follow_up_keeps_the_question_before(half: str, least: float) -> None:
    rows = [row[1:] for row in read_rows("follow_ups.csv") if row[0] == half]
    found = [(topic, find_answers(text, before).findings[0]) for topic, before, text in rows]
    right = [not one.declined and one.matches[0].slug == topic for topic, one in found]
    assert sum(right) / len(right) >= least


def test_questions_of_other_fields_are_declined(foreign_questions: list[str]) -> None:
    declined = [find_topics(question).declined for question in foreign_questions]
    assert sum(declined) / len(declined) >= 0.97


@pytest.mark.parametrize(
    "question",
    [
        "Does acupuncture help hemifacial spasm?",
        "Does deep brain stimulation help hemifacial spasm?",
        "Which vitamins cure HFS?",
        "Can I claim disability benefits for hemifacial spasm?",
    ],
)
def test_what_no_source_answers_is_declined_with_near_topics(question: str) -> None:
    finding = find_topics(question)
    assert finding.declined
    assert len(finding.matches) >= 2


@pytest.mark.parametrize(
    ("question", "slug"),
    [
        ("hemifacal spasim symptoms", "symptoms"),
        ("is hemifacial spasm heriditary", "who-gets-it"),
        ("BOTOX SIDE EFECTS", "botulinum-side-effects"),
        ("why dos my eylid twich", "eyelid-twitch"),
    ],
)
def test_spelling_is_forgiven(question: str, slug: str) -> None:
    finding = find_topics(question)
    assert (finding.matches[0].slug, finding.declined) == (slug, False)


def test_the_question_in_a_long_text_decides() -> None:
    text = (
        "I have had twitches in my left cheek and eye since spring. My sister thinks it is "
        "nothing. Last week I saw a film about it. Is it hereditary?"
    )
    assert find_topics(text).matches[0].slug == "who-gets-it"


@pytest.mark.parametrize("question", ["", "   ", "???", "\x00\u202e", "a" * 5000, "spasm " * 500])
def test_odd_texts_do_no_harm(question: str) -> None:
    finding = find_topics(question)
    assert finding.matches
    assert all(0 <= match.score <= 1.0001 for match in finding.matches)


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_any_text_gets_the_same_reply_twice(text: str) -> None:
    assert find_topics(text) == find_topics(text)


@pytest.mark.parametrize("question", ["Is hemifacial spasm fatal?", "How long does Botox last?"])
def test_case_and_punctuation_do_not_matter(question: str) -> None:
    best = find_topics(question).matches[0]
    assert find_topics(question.upper().replace("?", " !")).matches[0] == best


def test_foreign_words_lower_the_trust() -> None:
    reader = load_reader()
    known = reader.read("What causes hemifacial spasm?")
    strange = reader.read("What causes quizzical spasm of the zorble?")
    assert trust(known) == 1.0
    assert trust(strange) < 0.7
    assert set(strange.foreign) == {"quizzical", "zorble"}


def test_words_are_split_without_possessives_and_accents() -> None:
    assert split_words("Mum\u2019s caf\u00e9 can't!") == ["mum", "cafe", "cant"]


def test_only_the_questions_of_a_longer_text_count_by_themselves() -> None:
    assert split_questions("One question?") == []
    assert [s.strip() for s in split_questions("I twitch. Why? It hurts.")] == ["Why?"]
