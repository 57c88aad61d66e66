"""TOML of strangers is read within limits."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemiface.errors.faults import ReasonError
from hemiface.formats.strict_toml import DEEPEST, parse_toml

PARTS = st.lists(st.sampled_from(["a", "b-2", '"c d"', "'e.f'"]), min_size=1, max_size=DEEPEST)


@given(PARTS, st.sampled_from([".", " . ", "\t."]))
def test_a_key_within_the_limit_is_read_as_by_the_library(parts: list[str], dot: str) -> None:
    text = f"{dot.join(parts)} = 1"
    assert parse_toml(text.encode(), most_bytes=1 << 20) == tomllib.loads(text)


@pytest.mark.parametrize("part", ["a", '"a"', "'a'", "aa-a"])
@pytest.mark.parametrize("form", ["{} = 1", "[{}]", "[[ {} ]]", "x = {{ {} = 1 }}"])
@pytest.mark.parametrize("dot", [".", " . "])
def test_a_key_of_many_parts_is_refused_at_once(part: str, form: str, dot: str) -> None:
    text = form.format(dot.join([part] * 50_000))
    with pytest.raises(ReasonError, match="nested too deeply"):
        parse_toml(text.encode(), most_bytes=1 << 20)


def test_what_is_not_read_is_said() -> None:
    with pytest.raises(ReasonError, match="more than 1 kB"):
        parse_toml(b"a" * 1025, most_bytes=1024)
    with pytest.raises(UnicodeDecodeError):
        parse_toml(b"\xff", most_bytes=1024)
    with pytest.raises(tomllib.TOMLDecodeError):
        parse_toml(b"a = ", most_bytes=1024)
