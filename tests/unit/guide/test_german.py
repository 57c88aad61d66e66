"""German questions are understood, warned about and answered in German."""

import hashlib
import re

import pytest
from tests.unit.guide.conftest import find_red_flag, read_rows

from hemiface.guide.details import load_german_details
from hemiface.guide.german import is_german, spell_out, to_english
from hemiface.guide.german_lists import load_german_lists
from hemiface.guide.library import (
    load_claims,
    load_german,
    load_german_answers,
    load_german_phrasings,
    load_owners,
    load_red_flags,
    load_refusals,
    load_subjects,
    load_substances,
    load_topics,
    load_triage,
)
from hemiface.guide.redflags import find_alarm
from hemiface.guide.register import ClaimVerdict
from hemiface.guide.rules import Level, TriageRule
from hemiface.guide.schema import SourceKind, Strength
from hemiface.guide.search import find_topics
from hemiface.guide.words import split_words
from hemiface.guide.worries import load_worries
from hemiface.model.crisis import say_contacts
from hemiface.model.muscles import MUSCLES, Injected
from hemiface.operations.guidance import CHECK_WORDS, check, get_topic
from hemiface.operations.guide_lists import find_substances, list_claims, list_muscles, stop_advice
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


def numbers(text: str, *, german: bool) -> list[str]:
    """Numbers of a text, written the English way; codes of illnesses are left out."""
    text = re.sub(r"G51\.\d+", "", text)
    found = re.findall(r"\d[\d.,:]*\d|\d", text)
    return sorted(one.translate(str.maketrans(".,", ",.")) if german else one for one in found)


def test_every_statement_is_said_in_german_with_the_same_numbers() -> None:
    page = load_german_details()
    assert set(page.topics) == set(load_topics())
    for slug, topic in load_topics().items():
        texts = [one.text for one in topic.statements]
        assert page.topics[slug].english == fingerprint("", "".join(texts)), slug
        for english, german in zip(texts, page.topics[slug].texts, strict=True):
            assert numbers(english, german=False) == numbers(german, german=True), german
            assert german != english or "MeSH" in german
    assert set(page.strengths) == {str(one) for one in Strength}


def test_every_list_is_said_in_german_as_it_now_stands_in_english() -> None:
    page = load_german_lists()
    english: dict[str, dict[str, tuple[str, tuple[str, ...]]]] = {
        "claims": {one.id: ("", (one.claim, one.correction)) for one in load_claims().claims},
        "substances": {one.name: (one.name, (one.reported,)) for one in load_substances()},
        "muscles": {one.name: (one.name, (one.function, one.spasm)) for one in MUSCLES},
    }
    for kind, rows in english.items():
        german = getattr(page, kind)
        assert set(german) == set(rows)
        for name, (title, texts) in rows.items():
            assert german[name].english == fingerprint(title, "".join(texts)), name
            said = list(german[name].model_dump(exclude={"english", "name"}).values())
            for before, after in zip(texts, said, strict=True):
                assert numbers(before, german=False) == numbers(after, german=True), after
                assert bool(before) == bool(after)
                assert not after or before != after
    assert set(page.verdicts) == {str(one) for one in ClaimVerdict}
    assert set(page.injected) == {str(one) for one in Injected}
    assert set(page.kinds) == {str(one) for one in SourceKind}


def test_the_warning_not_to_stop_a_medicine_is_said_in_german() -> None:
    assert "nie selbst ab" in stop_advice("de")
    assert "sofort Notfallhilfe" in stop_advice("de")
    assert find_substances("Koffein", "de")[0].name == "Koffein"
    assert list_claims("de")[2].verdict_words == "teilweise belegt"
    assert list_muscles("de")[0].injected_note == "bei praktisch jeder Behandlung gespritzt"


def test_the_check_is_german_as_it_now_stands_in_english() -> None:
    page, triage = load_german_details(), load_triage()
    questions = {one.id: fingerprint("", one.text) for one in triage.questions}
    assert {name: one.english for name, one in page.questions.items()} == questions
    reasons = {one.id: fingerprint(one.title, one.text) for one in triage.rules}
    assert {name: one.english for name, one in page.reasons.items()} == reasons
    assert set(page.levels) == {str(one) for one in Level}
    assert set(page.doctors) == {name for rule in triage.rules for name in rule.doctors}
    assert {*CHECK_WORDS, "unfinished", "first"} == set(page.words)


@pytest.mark.parametrize("rule", load_triage().rules, ids=lambda rule: rule.id)
def test_an_outcome_in_german_is_as_urgent_and_says_what_to_do(rule: TriageRule) -> None:
    asked = {name for one in load_triage().rules for name in one.unasked} - set(rule.unasked)
    answers = dict.fromkeys(asked, "no")
    answers |= dict.fromkeys((*rule.when, rule.unresolved)[0], "yes")
    english, german = check(answers), check(answers, "de")
    assert (german.level, german.not_known) == (english.level, english.not_known)
    assert [one.id for one in german.reasons] == [one.id for one in english.reasons]
    assert len(german.doctors) == len(english.doctors)
    if german.level == "emergency":
        assert "jetzt" in german.text
    if "emergency number" in english.text:
        assert "Notruf" in german.text


def test_a_german_page_of_a_topic_holds_no_english_statement() -> None:
    page = get_topic("surgery", "de")
    assert "91,1 %" in page.statements[0].text
    assert page.statements[0].evidence.startswith("systematische")


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


@pytest.mark.parametrize(
    ("kind", "least", "most"),
    [("danger", 38, 40), ("harmless", 0, 2), ("wish", 26, 40), ("no-wish", 0, 2)],
)
def test_german_of_a_fourth_hand(kind: str, least: int, most: int) -> None:
    alarms = [find_alarm(r[3]) for r in read_rows("fourth_hand_german.csv") if r[1] == kind]
    assert len(alarms) == 40
    if kind in {"danger", "harmless"}:
        met = [one.red_flag is not None for one in alarms]
    else:
        met = [one.red_flag is not None or one.refusal is not None for one in alarms]
    assert least <= sum(met) <= most


def test_german_questions_of_a_fourth_hand_find_their_topic_or_are_declined() -> None:
    rows = read_rows("fourth_hand_german.csv")
    asked = [
        (topic, find_topics(to_english(q))) for _, kind, topic, q in rows if kind == "question"
    ]
    assert sum(not one.declined and one.matches[0].slug == topic for topic, one in asked) >= 30
    elsewhere = [find_topics(to_english(q)) for _, kind, _, q in rows if kind == "out-of-scope"]
    assert sum(one.declined for one in elsewhere) >= 38


def test_crisis_lines_are_said_in_german_with_the_nearest_first() -> None:
    said = say_contacts(None, "de")
    assert "emergencies" not in said
    assert said.startswith("TelefonSeelsorge 0800 111 0 111 (DE, Notruf 112)")
    assert set(said.split("; ")) == {
        one.replace("emergencies", "Notruf") for one in say_contacts(None).split("; ")
    }


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("Die Wirkung lässt nach vier Wochen nach", "wears off"),
        ("das Auge geht dauernd zu", "closes"),
        ("mit meinen Nachbarn", "neighbour"),
        ("ich habe lange geschaut", "looked"),
    ],
)
def test_verbs_taken_apart_and_bent_words_are_read(text: str, english: str) -> None:
    assert english in to_english(text)


def test_a_particle_is_put_back_only_to_a_verb_that_takes_it() -> None:
    assert "after" in to_english("Zuckt es nach der Operation")
    assert "closes" not in to_english("geht es am Wochenende zum Arzt")


def test_german_phrasings_find_their_topic() -> None:
    rows = [(slug, text) for slug, texts in load_german_phrasings().items() for text in texts]
    assert {slug for slug, _ in rows} == set(load_topics())
    assert all(is_german(text) for _, text in rows)
    found = [(slug, find_topics(to_english(text))) for slug, text in rows]
    right = [not one.declined and one.matches[0].slug == slug for slug, one in found]
    assert sum(right) / len(right) >= 0.9
