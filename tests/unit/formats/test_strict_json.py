"""JSON from elsewhere is read within limits, or refused."""

import pytest

from hemiface.errors import RecordInvalidError
from hemiface.formats.strict_json import DEEPEST, parse_json


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "a": 2}',
        '[{"a": {"b": 1, "b": 1}}]',
        '{"a": NaN}',
        '{"a": 1e999}',
        "[" * (DEEPEST + 2) + "]" * (DEEPEST + 2),
        '["\\ud800"]',
        "[9223372036854775808]",
        "{",
        "",
    ],
)
def test_what_readers_would_take_differently_is_refused(text: str) -> None:
    with pytest.raises(RecordInvalidError):
        parse_json(text)


def test_what_is_plain_is_read() -> None:
    assert parse_json('{"a": [1, {"a": null}]}') == {"a": [1, {"a": None}]}
