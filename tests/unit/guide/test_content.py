"""The shipped pages: complete, sourced, readable."""

import re
from datetime import date

import pytest
from pydantic import ValidationError
from tests.unit.guide.documents import hash_sentence, split_document

from hemiface.errors import GuideContentError
from hemiface.guide import library
from hemiface.guide.details import load_emergency_numbers
from hemiface.guide.rules import RedFlags, Triage
from hemiface.guide.schema import Lexicon, Statement, Strength, Topic
from hemiface.model.muscles import MUSCLES

GIVEN_WORDS = ("hemifacial spasm", "botulinum toxin", "microvascular decompression")
"""Names that cannot be said more simply; each counts as one short word."""


def count_syllables(word: str) -> int:
    groups = re.findall(r"[aeiouy]+", word)
    silent = word.endswith("e") and not word.endswith("le") and len(groups) > 1
    return max(1, len(groups) - silent)


def grade(text: str) -> float:
    """School grade of a text by Flesch and Kincaid (1975); reading age is about 5 more."""
    plain = text.lower()
    for name in GIVEN_WORDS:
        plain = plain.replace(name, "name")
    words = re.findall(r"[a-z]+", plain)
    sentences = len(re.findall(r"[.?!:](?:\s|$)", plain))
    syllables = sum(map(count_syllables, words))
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def test_the_grade_of_known_sentences() -> None:
    assert grade("The cat sat on the mat.") == pytest.approx(-1.45, abs=0.01)
    assert grade("Considerable individual variability characterises symptomatology.") > 12


def test_every_topic_asked_for_is_there_with_its_own_wording(
    topic_questions: list[list[str]],
) -> None:
    topics = library.load_topics()
    assert len(topic_questions) == 41
    for slug, question in topic_questions:
        assert topics[slug].title == question


def test_answers_are_short_and_plain() -> None:
    grades = {slug: grade(topic.answer) for slug, topic in library.load_topics().items()}
    assert max(grades.values()) <= 8.5, sorted(grades.items(), key=lambda row: row[1])[-5:]
    assert sum(grades.values()) / len(grades) <= 6.5
    assert all(len(topic.answer.split()) <= 70 for topic in library.load_topics().values())


def test_statements_rest_on_known_sources_and_are_dated() -> None:
    sources = library.load_sources()
    for topic in library.load_topics().values():
        assert date(2026, 1, 1) <= topic.reviewed
        assert any(not s.strength.needs_source or s.sources for s in topic.statements)
        assert set(topic.sources) <= set(sources)


def test_a_statement_claims_no_more_than_its_source_can_carry() -> None:
    weak = Statement(text="It is proven.", sources=("R29",), strength=Strength.REVIEW)
    with pytest.raises(GuideContentError, match="review rests on page only"):
        library.check_statements("page", (weak,))
    library.check_statements("page", (weak.model_copy(update={"strength": Strength.REFERENCE}),))


def test_every_source_is_used_can_be_followed_and_says_when_it_was_read() -> None:
    sources = library.load_sources()
    for source in sources.values():
        assert source.read <= date(2027, 1, 1)
        assert source.link or source.identifier.startswith("journal:")
        assert source.label in source.citation
    mirrors = (
        "docslib", "brainscape", "liquisearch", "rxreasoner", "droracle", "docksci", "x-mol",
        "myhealthbox",
    )  # fmt: skip
    assert [one.id for one in sources.values() if any(m in one.identifier for m in mirrors)] == []


def test_an_unknown_source_is_refused() -> None:
    with pytest.raises(GuideContentError, match="R999"):
        library.check_sources("page", ("R999",))


def test_a_statement_without_a_source_is_refused() -> None:
    with pytest.raises(ValidationError, match="no source"):
        Statement(text="It is so.", strength=Strength.TRIAL)
    assert Statement(text="Nothing was found.", strength=Strength.GAP).sources == ()


@pytest.mark.parametrize(
    ("page", "shape"),
    [("no-such-page.toml", Topic), ("triage.toml", Topic), ("sources.toml", Lexicon)],
)
def test_a_damaged_page_is_said_to_be_damaged(page: str, shape: type) -> None:
    with pytest.raises(GuideContentError, match=page) as caught:
        library.read_page(page, shape)
    assert "install" in caught.value.hint


def test_pages_that_do_not_hold_together_are_refused() -> None:
    rule = {
        "id": "one",
        "level": "watch",
        "title": "One",
        "text": "Wait.",
        "sources": ["R70"],
    }
    question = {"id": "known", "text": "Is it?"}
    with pytest.raises(ValidationError, match="differ"):
        Triage.model_validate({"questions": [question], "rules": [rule | {"when": [["other"]]}]})
    with pytest.raises(ValidationError, match="without any yes"):
        Triage.model_validate({"questions": [question], "rules": [rule | {"when": [["known"]]}]})
    with pytest.raises(ValidationError, match="not asked before"):
        Triage.model_validate({"questions": [question | {"ask_if": "later"}], "rules": []})
    kinds = ("denials", "people", "asking", "supposing", "happening")
    speech: dict[str, list[str]] = {kind: [] for kind in kinds}
    flags = {
        "speech": speech,
        "signs": {},
        "rules": [rule | {"basis": "one", "call": "one", "when": [["x"]]}],
    }
    with pytest.raises(ValidationError, match="no sign x"):
        RedFlags.model_validate(flags)
    names: dict[str, list[str]] = {key: [] for key in ("pointers", "parts", "generic")}
    with pytest.raises(ValidationError, match="not a concept"):
        Lexicon.model_validate(names | {"anchors": ["x"], "concepts": {}, "parents": {}})


def test_the_content_holds_no_sentence_of_the_founding_documents(
    topic_questions: list[list[str]],
) -> None:
    theirs = {p.hash for d in library.load_claims().documents for p in d.pieces}
    allowed = {question for _, question in topic_questions}
    texts = [t for s in library.load_subjects() for t in s.phrasings]
    for topic in library.load_topics().values():
        texts += [topic.answer, *topic.phrasings, *(s.text for s in topic.statements)]
    copied = [
        text
        for text in texts
        for _, normal in split_document(text)
        if len(normal.split()) > 2 and hash_sentence(normal) in theirs and text not in allowed
    ]
    assert copied == []


def test_numbers_agree_with_the_reference() -> None:
    """A few figures that are easy to get wrong, as the sources give them."""
    topics = library.load_topics()
    for slug, figures in {
        "how-common": ("10.6 per 100,000", "9.8 per 100,000"),
        "botulinum-toxin": ("12.6 weeks", "73 to 98.4 %"),
        "surgery": ("91.1 %", "88.5 %", "2.3 %", "0.9 %"),
        "after-surgery": ("35.4 %", "73.1 %", "97.1 %", "900 days"),
        "botulinum-side-effects": ("9.1 %", "4.5 %", "17.4 %"),
        "resolve-by-itself": ("41.3 %", "10.6 %"),
        "bells-palsy": ("5.7 %", "11 %"),
        "sleep": ("12 of 12", "44.2 %"),
        "first-sign-and-spread": ("86.1 %", "92 %", "65.0 %"),
        "oral-medicines": ("32 people", "3 against 3.5"),
        "codes": ("G51.31", "G51.32", "G51.33", "G51.39"),
    }.items():
        for figure in figures:
            assert figure in topics[slug].text, (slug, figure)


def test_no_source_is_listed_that_nothing_rests_on() -> None:
    used = {name for topic in library.load_topics().values() for name in topic.sources}
    for rule in library.load_red_flags().rules:
        used.update(rule.sources)
    for reason in library.load_triage().rules:
        used.update(reason.sources)
    for wish in library.load_refusals().values():
        used.update(wish.sources)
    for substance in library.load_substances():
        used.update(substance.sources)
    for claim in library.load_claims().claims:
        used.update(claim.sources)
    used.update(name for one in load_emergency_numbers() for name in one.sources)
    used.update(name for muscle in MUSCLES for name in muscle.sources)
    assert set(library.load_sources()) - used == set()


def test_a_source_says_its_year_or_the_day_it_was_read_beside_a_statement() -> None:
    found = library.load_sources().values()
    undated = [one for one in found if one.year is None]
    assert undated
    assert all(f"(read {one.read.isoformat()})" in one.label for one in undated)
    assert all(one.label.endswith(f" {one.year}") for one in found if one.year)
    assert all(one.citation.count(one.read.isoformat()) == 1 for one in undated)
