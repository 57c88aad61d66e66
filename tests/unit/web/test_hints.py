"""Errors in a page: what is to be typed stands out, and nothing that came along is markup."""

import pytest

from hemiface.errors import SettingsError
from hemiface.web.hints import mark_code, say_problem
from hemiface.web.templating import get_words


@pytest.mark.parametrize("code", ["en", "de"])
def test_what_is_to_be_typed_is_marked_and_has_no_backticks(code: str) -> None:
    said = say_problem(SettingsError("no_web"), get_words(code))
    assert "<code>web</code>" in said
    assert "`" not in said


def test_what_came_along_is_text() -> None:
    assert mark_code("`<b>` & <i>") == "<code>&lt;b&gt;</code> &amp; &lt;i&gt;"
