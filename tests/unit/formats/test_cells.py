"""A cell shows its text in a spreadsheet, and comes back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemiface.formats.cells import bare_cell, guard_cell


@given(st.text(st.sampled_from("'=+-@\t\ra1 \"\n"), max_size=5) | st.text(max_size=8))
def test_any_text_comes_back(text: str) -> None:
    guarded = guard_cell(text)
    assert not guarded.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert bare_cell(guarded) == text


@pytest.mark.parametrize("text", ["", "'tis", "plain", "'", "1-2", "a=b"])
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert guard_cell(text) == bare_cell(text) == text
