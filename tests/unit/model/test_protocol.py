"""The protocol says ninety seconds and means it."""

from itertools import pairwise

from hemiface.model.protocol import STEPS, build_tasks


def test_the_steps_fill_ninety_seconds_without_a_gap() -> None:
    tasks = build_tasks(2.0)
    assert sum(step.duration_s for step in STEPS) == 90.0
    assert tasks[0].onset == 2.0
    for earlier, later in pairwise(tasks):
        assert later.onset == earlier.onset + earlier.duration
    assert [task.name for task in tasks] == [step.name for step in STEPS]
