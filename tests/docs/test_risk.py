"""The list of hazards names tests that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_control_names_a_test_that_exists() -> None:
    text = (ROOT / "docs" / "explanation" / "risk.md").read_text()
    rows = [line for line in text.splitlines() if line.startswith("|")][2:]
    assert len(rows) >= 25
    for row in rows:
        named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", row)
        assert named, row
        for path, name in named:
            assert f"def {name}(" in (ROOT / path).read_text(), (path, name)
