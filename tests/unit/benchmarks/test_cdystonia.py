"""The published trial is read as it is, and another table is refused."""

from pathlib import Path

import pytest
from benchmarks.cdystonia import ARM_MEANS, read_means, tabulate_means

from hemiface.errors import StudyError


def test_means_are_those_of_each_arm_and_week(tmp_path: Path) -> None:
    file = tmp_path / "cdystonia.csv"
    file.write_text(
        "patient,obs,week,treat,twstrs\n1,1,0,5000U,32\n1,2,2,5000U,30\n2,1,0,5000U,60\n"
        "3,1,0,Placebo,50\n"
    )
    assert read_means(file) == {"5000U": {0: 46.0, 2: 30.0}, "Placebo": {0: 50.0}}
    rows = tabulate_means(file)
    assert len(rows) == sum(map(len, ARM_MEANS.values())) == 18
    assert ["5000U", "0", "46.00", "46.42"] in rows


def test_another_table_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "other.csv"
    file.write_text("name,age\nx,1\n")
    with pytest.raises(StudyError, match="not the table"):
        read_means(file)
