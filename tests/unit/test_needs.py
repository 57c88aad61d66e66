"""What a test needs and does not find is said aloud."""

import pytest
from tests.needs import list_untested, need


def _skipped(reason: str) -> pytest.TestReport:
    where = ("tests/x.py", 1, reason)
    return pytest.TestReport("x", ("x", 1, "x"), {}, "skipped", where, "setup")


@pytest.mark.parametrize("everything", ["", "1"])
@pytest.mark.parametrize("demanded", [True, False])
def test_what_is_missing_fails_where_it_is_demanded(
    monkeypatch: pytest.MonkeyPatch, everything: str, demanded: bool
) -> None:
    monkeypatch.setenv("HEMIFACE_TEST_EVERYTHING", everything)
    assert need("here", "a tool", demanded=demanded) == "here"
    fails = bool(everything) and demanded
    with pytest.raises(pytest.fail.Exception if fails else pytest.skip.Exception, match="a tool"):
        need(None, "a tool", demanded=demanded)


def test_what_was_not_tested_is_listed_once_and_other_skips_are_not() -> None:
    with pytest.raises(pytest.skip.Exception) as raised:
        need(None, "a cluster", demanded=False)
    reason = f"Skipped: {raised.value}"
    assert list_untested([_skipped(reason), _skipped(reason), _skipped("Skipped: the same")]) == [
        "a cluster"
    ]
