"""A long text is read to its end, and without the marks around it."""

import pytest

from hemiface.errors import GuideAnswerError
from hemiface.guide.reading import split_windows, strip_marks
from hemiface.operations.replies import MOST_LETTERS, MOST_READ, ask

CHAT = "My neighbour grows tomatoes and sells them on Saturdays at the market. "
DANGER = "Since the injection I cannot swallow and I choke on water."


@pytest.mark.parametrize("filler", [CHAT, CHAT.replace(".", " and")])
@pytest.mark.parametrize("times", [20, 90])
def test_a_danger_at_the_end_of_a_long_text_is_heard(filler: str, times: int) -> None:
    reply = ask(filler * times + DANGER)
    assert reply.red_flag is not None
    assert reply.red_flag.id == "toxin-spread"
    assert ask(filler * times).red_flag is None


def test_what_is_too_long_for_an_answer_is_said_and_what_is_too_long_to_read_is_refused() -> None:
    reply = ask("How long does Botox last? " + "It is sunny here today. " * (MOST_LETTERS // 20))
    assert any("sunny" in part for part in reply.open_parts)
    assert not ask("How long does Botox last?").open_parts
    with pytest.raises(GuideAnswerError, match=f"{MOST_READ} are read"):
        ask("a " * MOST_READ)


def test_windows_overlap_and_leave_nothing_out() -> None:
    words = [f"w{number}" for number in range(500)]
    for text in (" ".join(words), ". ".join(words)):
        windows = split_windows(text)
        assert {word.strip(".") for one in windows for word in one.split()} == set(words)
    assert split_windows("One. Two.") == ["One. Two."]


@pytest.mark.parametrize(
    "text", ["<p><b>How long</b> does Botox last?</p>", "**How long** does `Botox` last?"]
)
def test_marks_around_a_question_change_nothing(text: str) -> None:
    assert [one.topic for one in ask(text).answers[:1]] == ["botulinum-toxin"]
    assert strip_marks("5 < 6 and 7 > 3") == "5 < 6 and 7 > 3"
