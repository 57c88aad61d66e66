"""`hemiface ask`, `check` and `guide`: what is printed where, and with which exit code."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hemiface.cli.main import hemiface
from hemiface.guide.library import load_triage


def run(*words: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(hemiface, words, input=typed, prog_name="hemiface")


def test_an_answer_has_text_evidence_and_sources() -> None:
    result = run("ask", "How", "common", "is", "HFS?")
    assert result.exit_code == 0
    assert "100,000" in result.stdout
    assert "Journal of the Neurological Sciences 2023" in " ".join(result.stdout.split())
    assert "This is no diagnosis" in result.stdout


def test_each_part_is_answered_and_the_open_one_is_named() -> None:
    question = "How long does Botox last, does surgery cure it and what does it cost?"
    told = run("ask", question).stdout
    assert "about 12 weeks" in told
    assert "moves the artery off the nerve" in " ".join(told.split())
    assert "no sourced answer to this part: what does it cost" in told
    plain = json.loads(run("ask", "--json", question).stdout)
    assert [one["topic"] for one in plain["answers"][: plain["direct"]]] == [
        "botulinum-toxin", "surgery",
    ]  # fmt: skip
    assert plain["open_parts"] == ["what does it cost"]


def test_after_an_emergency_nothing_else_follows() -> None:
    result = run("ask", "My face suddenly dropped. What is hemifacial spasm?")
    lines = result.stdout.splitlines()
    assert lines[0] == "Signs of a stroke"
    assert len(lines) < 8
    assert "Ask again" in lines[-1]
    assert "What it rests on" not in result.stdout


def test_thoughts_of_self_harm_get_the_crisis_line_of_the_chosen_country(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    everywhere = run("ask", "I want to end my life").stdout
    assert "988" in everywhere
    assert "116 123" in everywhere
    assert run("guide", "country", "de").exit_code == 0
    here = run("ask", "I want to end my life").stdout
    assert "TelefonSeelsorge 0800 111 0 111" in " ".join(here.split())
    assert "Samaritans" not in here
    assert run("guide", "country", "xx").exit_code == 1


def test_a_harmful_wish_is_refused_with_reason_and_help() -> None:
    result = run("ask", "How many units of Botox do I need?")
    assert result.stdout.startswith("No dose from me")
    assert "doctor who treats you" in " ".join(result.stdout.split())
    assert "What it rests on" not in result.stdout


def test_another_language_is_told_so_in_that_language() -> None:
    assert run("ask", "No puedo respirar desde la inyección").stdout.startswith("Esto puede")


def test_a_follow_up_keeps_its_subject() -> None:
    before = ["--before", "How does Botox work?"]
    first = run("ask", *before, "and how long does that last?").stdout.splitlines()[0]
    assert "botulinum toxin" in first


def test_both_parts_of_a_question_are_answered_and_when_to_call_stands_below() -> None:
    text = run("ask", "Does hemifacial spasm hurt and is it hereditary?").stdout
    assert "Does hemifacial spasm hurt?" in text
    assert "Who gets it: age, women and men, family?" in text.split("Other topics")[0]
    assert "When to call:" in run("ask", "What is MVD?").stdout


def test_a_worry_is_named_first() -> None:
    first = run("ask", "I am terrified of the operation, is it safe?").stdout.splitlines()[0]
    assert first == "It is understandable that this is frightening."


def test_the_dangers_of_a_treatment_are_listed() -> None:
    assert "rash" in run("guide", "dangers", "tegretol").stdout
    assert run("guide", "dangers", "penicillin").exit_code == 1
    assert len(json.loads(run("guide", "dangers", "--json").stdout)) > 10


def test_a_danger_stands_once_with_all_that_own_it_the_most_urgent_first() -> None:
    text = run("guide", "dangers").stdout
    lines = text.splitlines()
    heads = [line for line in lines if line.isupper() and not line.startswith(" ")]
    assert heads == ["EMERGENCY", "URGENT", "SOON"]
    owned = json.loads(run("guide", "dangers", "--json").stdout)
    calls = {danger["call"] for owner in owned for danger in owner["dangers"]}
    plain = " ".join(text.split())
    assert [call for call in calls if plain.count(f"{call}.") != 1] == []
    assert all(owner["title"] in plain for owner in owned)
    assert max(map(len, lines)) <= 80


def test_a_declined_question_says_so() -> None:
    result = run("ask", "What is the capital of France?")
    assert result.stdout.startswith("I have no sourced answer to that.")
    assert "Near topics" in result.stdout


def test_json_is_one_line_a_question(tmp_path: Path) -> None:
    path = tmp_path / "questions.txt"
    path.write_text("Is it rare?\nWhat is the capital of France?\n")
    lines = run("ask", "--file", str(path)).stdout.splitlines()
    assert [json.loads(line)["declined"] for line in lines] == [False, True]
    single = run("ask", "--json", "Is HFS rare?").stdout.splitlines()
    assert len(single) == 1
    assert json.loads(single[0])["answers"][0]["topic"] == "how-common"


@pytest.mark.parametrize(
    "words", [["ask"], ["ask", ""], ["ask", " "], ["ask", "--file", "x", "question"]]
)
def test_a_question_or_a_file_is_needed(words: list[str]) -> None:
    assert run(*words).exit_code == 2


def test_an_emergency_ends_the_interview_at_once() -> None:
    result = run("check", typed="y\ny\n")
    assert result.exit_code == 0
    assert result.stdout.startswith("Emergency: get help now.")
    assert "Has speech" not in result.stderr
    assert "Take along to the doctor" in result.stdout


@pytest.mark.parametrize(
    ("words", "typed"),
    [
        (["check"], "yes\n"),
        (["check"], "Yes\n" + "no\n" * 20),
        (["check", "--lang", "de"], "ja\nnein\n"),
    ],
)
def test_something_sudden_is_an_emergency_and_words_are_taken(words: list[str], typed: str) -> None:
    result = run(*words, typed=typed)
    assert result.stdout.startswith(("Emergency", "Notfall"))
    assert "harmless" not in result.stdout


def test_an_interview_without_any_yes_ends_with_watching() -> None:
    result = run("check", "--json", typed="n\n" * len(load_triage().questions))
    assert result.exit_code == 0
    outcome = json.loads(result.stdout)
    assert (outcome["level"], outcome["not_known"]) == ("watch", [])


def test_an_interview_that_is_broken_off_says_what_is_known() -> None:
    result = run("check", typed="n\n")
    assert result.exit_code != 0
    assert "It cannot be told yet" in " ".join(result.stdout.split())
    assert "Stopped early" in result.stderr


def test_answers_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_text('{"both-eyes": "yes"}')
    assert "ophthalmologist" in run("check", "--answers", str(path)).stdout
    assert json.loads(run("check", "--answers", str(path), "--json").stdout)["level"] == "soon"


def test_the_questions_can_be_listed() -> None:
    assert "stroke-face: " in run("check", "--questions").stdout
    assert json.loads(run("check", "--questions", "--json").stdout)[0]["id"] == "sudden"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["topics"], "how-common"),
        (["show", "stroke"], "American College of Cardiology"),
        (["claims"], "masseter"),
        (["substances"], "topiramate"),
        (["substances", "topamax"], "Never stop"),
        (["muscles"], "zygomaticus"),
    ],
)
def test_what_the_guide_knows_is_printed(words: list[str], expected: str) -> None:
    result = run("guide", *words)
    assert result.exit_code == 0
    assert expected in result.stdout
    json.loads(run("guide", *words, "--json").stdout)


@pytest.mark.parametrize("words", [["show", "no-such"], ["substances", "xyzzy"]])
def test_an_unknown_page_is_an_error(words: list[str]) -> None:
    assert run("guide", *words).exit_code != 0
