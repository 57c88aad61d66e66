"""Weaknesses are told, and what could not be asked is not passed off as sound."""

from tests.audit import judge

SOUND = {"name": "numpy", "version": "2.4", "vulns": []}
WEAK = {"name": "pillow", "version": "11", "vulns": [{"id": "CVE-2026-1"}]}
UNKNOWN = {"name": "av", "skip_reason": "not found"}


def test_a_known_weakness_is_named_and_fails() -> None:
    lines, status = judge([SOUND, WEAK, UNKNOWN])
    assert status == 1
    assert lines == [
        "pillow 11: CVE-2026-1",
        "2 packages, 1 known weaknesses, 1 not looked up",
    ]


def test_sound_packages_pass() -> None:
    assert judge([SOUND])[1] == 0


def test_where_nothing_could_be_asked_it_says_so() -> None:
    for packages in ([], [UNKNOWN]):
        lines, status = judge(packages)
        assert status == 0
        assert "skipped" in lines[0]
