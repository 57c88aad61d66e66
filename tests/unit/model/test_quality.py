"""What a recording lacked, for a reader."""

from hemiface.model.quality import Flaw, Quality, QualityFlag, Severity

SHORT = QualityFlag.build(Flaw.SHORT, Severity.WARNING, 0.0, 5.0, length_s=5.0)
LITTLE = QualityFlag.build(
    Flaw.LITTLE_VALID_TIME, Severity.WARNING, 0.0, 5.0, valid_s=5.0, whole_s=5.0
)


def test_a_short_recording_is_said_once() -> None:
    assert Quality(5.0, 5.0, 30.0, 110.0, (SHORT, LITTLE)).distinct_flags == (LITTLE,)


def test_a_short_recording_is_said_where_nothing_else_says_it() -> None:
    assert Quality(5.0, 5.0, 30.0, 110.0, (SHORT,)).distinct_flags == (SHORT,)
