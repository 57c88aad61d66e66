"""Days of the calendar are no terms of a model."""

from pathlib import Path

import pytest

from hemiface.errors import StudyError
from hemiface.formats.study_plan_file import read_plan
from hemiface.model.study import Study
from hemiface.operations.session import open_session
from hemiface.operations.study_data import load_study

PLAN = """
format = 1
title = "T"
question = "Q?"
design = "cohort"
person = "pid"
[[table]]
file = "visits.csv"
[[endpoint]]
name = "course"
title = "C"
rank = "primary"
technique = "{technique}"
{options}
names = ["{name}"]
"""
TECHNIQUES = {
    "repeated": 'value = "burden"',
    "hazards": 'time = "since"\nevent = "free"',
    "predictors": 'truth = "free"',
}


@pytest.mark.parametrize("technique", list(TECHNIQUES))
@pytest.mark.parametrize("name", ["day", "figures", "age:day"])
def test_a_day_among_the_names_of_a_model_is_refused(
    tmp_path: Path, technique: str, name: str
) -> None:
    rows = [
        f"p{one},2026-01-{10 + one},202601{10 + one},{one},{one}.5,{one % 2},{50 + one}"
        for one in range(9)
    ]
    head = "pid,day,figures,since,burden,free,age"
    (tmp_path / "visits.csv").write_text("\n".join([head, *rows]))

    def load(term: str) -> Study:
        plan = PLAN.format(technique=technique, options=TECHNIQUES[technique], name=term)
        return load_study(open_session(), read_plan(plan.encode()), tmp_path)[0]

    with pytest.raises(StudyError, match="days of the calendar"):
        load(name)
    assert load("age").n_rows == len(rows)
