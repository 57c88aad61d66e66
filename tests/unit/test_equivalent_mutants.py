"""The table of mutants that are none can be read, and says why."""

from tests.mutation import read_equivalent


def test_every_row_has_its_reason() -> None:
    rows = read_equivalent()
    assert rows
    for (function, before, after), reason in rows.items():
        assert function.startswith("hemiface.")
        assert before != after
        assert reason.endswith(".")
