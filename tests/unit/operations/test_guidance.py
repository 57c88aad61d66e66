"""The guide as users ask for it: replies, look-ups and files."""

import json
from pathlib import Path

import pytest

from hemiface.errors import GuideAnswerError, GuideNotFoundError
from hemiface.operations import guidance, guide_lists, replies
from hemiface.operations.plain import to_plain
from hemiface.operations.session import Session

KEYS = [
    *("question", "language", "answers", "direct", "declined"),
    *("red_flag", "refusal", "worry", "notice", "open_parts", "welcome"),
]
ANSWER_KEYS = ["topic", "title", "score", "answer", "text", "call", "sources"]


def test_a_reply_has_the_agreed_shape() -> None:
    reply = to_plain(replies.ask("How long does Botox last?"))
    assert list(reply) == KEYS
    assert reply["declined"] is False
    assert reply["red_flag"] is None
    best = reply["answers"][0]
    assert list(best) == ANSWER_KEYS
    assert best["topic"] == "botulinum-toxin"
    assert "12 weeks" in best["text"]
    assert {"id", "kind", "label", "citation", "link"} == set(best["sources"][0])
    scores = [answer["score"] for answer in reply["answers"]]
    assert scores == sorted(scores, reverse=True)
    json.dumps(reply, allow_nan=False)


def test_a_declined_question_names_near_topics_but_answers_nothing() -> None:
    reply = to_plain(replies.ask("Does acupuncture help hemifacial spasm?"))
    assert reply["declined"] is True
    assert reply["answers"]
    for answer in reply["answers"]:
        assert answer["text"].startswith(replies.NO_ANSWER)
        assert answer["sources"] == []


def test_a_red_flag_comes_with_the_rule() -> None:
    reply = to_plain(replies.ask("My face suddenly dropped and I can't speak"))
    assert reply["red_flag"]["id"] == "stroke"
    assert reply["red_flag"]["level"] == "emergency"
    assert "emergency number now" in reply["red_flag"]["text"]
    assert reply["red_flag"]["sources"]
    assert reply["answers"] == []


def test_questions_are_read_line_by_line(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "questions.txt"
    path.write_bytes(b"\xef\xbb\xbfIs it rare?\r\n\r\n  Does it hurt?  \n\xff\n")
    assert guidance.read_questions(session, path) == ["Is it rare?", "Does it hurt?", "\ufffd"]
    with pytest.raises(GuideAnswerError, match="cannot read"):
        guidance.read_questions(session, tmp_path / "missing.txt")


def test_answers_are_read_from_json(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_text('{"stroke-arm": true, "mood": false, "pain": "unsure"}')
    answers = guidance.read_answers(session, path)
    assert answers == {"stroke-arm": "yes", "mood": "no", "pain": "unsure"}
    assert guidance.is_emergency(answers)
    assert not guidance.is_emergency({"mood": "yes"})


@pytest.mark.parametrize("text", ["", "[1]", "{", '"yes"', "[" * 100_000])
def test_files_that_hold_no_answers_are_refused(
    session: Session, tmp_path: Path, text: str
) -> None:
    path = tmp_path / "answers.json"
    path.write_text(text)
    with pytest.raises(GuideAnswerError):
        guidance.read_answers(session, path)


def test_a_question_answered_twice_is_refused_and_named(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_text('{"mood": "no", "stroke-arm": "yes", "stroke-arm": "no"}')
    with pytest.raises(GuideAnswerError, match=r"stroke-arm.* twice"):
        guidance.read_answers(session, path)


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("carbamazepine", "carbamazepine"),
        ("Carbamazepin", "carbamazepine"),
        ("carbamzepine", "carbamazepine"),
        ("Finlepsin", "carbamazepine"),
        ("oxcarbazepine", "oxcarbazepine"),
        ("Timox", "oxcarbazepine"),
    ],
)
def test_dangers_of_a_name_are_of_the_likest_alone(name: str, owner: str) -> None:
    assert [page.id for page in guide_lists.list_dangers(name)] == [owner]


def test_a_file_of_answers_that_is_not_there_is_not_called_broken(
    session: Session, tmp_path: Path
) -> None:
    with pytest.raises(GuideAnswerError, match="cannot read") as caught:
        guidance.read_answers(session, tmp_path / "missing.json")
    assert "JSON" not in str(caught.value)


def test_an_outcome_as_plain_data() -> None:
    outcome = to_plain(guidance.check({"both-eyes": "yes"}))
    assert outcome["level"] == "soon"
    assert outcome["doctors"] == ["ophthalmologist"]
    assert outcome["reasons"][0]["sources"][0]["id"] == "R70"
    assert "stroke-face" in outcome["not_known"]
    json.dumps(outcome)


def test_nothing_answered_is_not_known_in_both_languages() -> None:
    english, german = guidance.check({}), guidance.check({}, "de")
    assert english.level == german.level == "unknown"
    assert "Answer first: " in english.text
    assert "Beantworten Sie zuerst: " in german.text
    assert "zählt nicht als Nein" in german.text


@pytest.mark.parametrize("answers", [{"self-harm": "yes"}, {"self-harm-plan": "yes"}])
def test_the_check_names_the_crisis_line_of_the_chosen_country(
    answers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEMIFACE_COUNTRY", "DE")
    assert "0800 111 0 111" in guidance.check(answers).text
    assert "0800 111 0 111" in guidance.check(answers, "de").text
    assert "0800 111 0 111" not in guidance.check({"mood": "yes"}).text


def test_topics_are_shown_with_their_evidence() -> None:
    data = to_plain(guidance.get_topic("surgery"))
    assert data["reviewed"] == "2026-11-29"
    assert data["statements"][0]["evidence"]
    assert all(s["sources"] or s["strength"] in {"gap", "software"} for s in data["statements"])
    with pytest.raises(GuideNotFoundError) as caught:
        guidance.get_topic("surgry")
    assert "surgery" in caught.value.hint


@pytest.mark.parametrize(
    ("typed", "name"),
    [("Topamax", "topiramate"), ("topiramat", "topiramate"), ("coffee", "caffeine")],
)
def test_substances_are_found_by_any_name(typed: str, name: str) -> None:
    assert guide_lists.find_substances(typed)[0].name == name


def test_an_unknown_substance_is_no_proof_of_safety() -> None:
    with pytest.raises(GuideNotFoundError) as caught:
        guide_lists.find_substances("unobtainium")
    assert "no proof of safety" in caught.value.hint


def test_every_substance_says_how_good_the_evidence_is() -> None:
    found = to_plain(guide_lists.find_substances())
    assert len(found) >= 20
    assert all(one["sources"] or one["strength"] == "gap" for one in found)
    assert "Never stop" in guide_lists.STOP_ADVICE


def test_claims_and_muscles_as_plain_data() -> None:
    claims = to_plain(guide_lists.list_claims())
    assert len(claims) > 40
    assert all(claim["places"] for claim in claims)
    masseter = to_plain(guide_lists.list_muscles()[-1])
    assert masseter["facial_nerve"] is False
    json.dumps([claims, masseter])


def test_the_text_of_a_german_answer_is_german_throughout() -> None:
    reply = replies.ask("Wie h\u00e4ufig ist das")
    page = guidance.get_topic(reply.answers[0].topic, "de")
    said = [page.answer, *(f"- {one.text}" for one in page.statements)]
    assert reply.answers[0].text == "\n".join(said)
