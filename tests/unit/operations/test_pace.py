"""How far a batch is, and how long it still takes."""

from hypothesis import given
from hypothesis import strategies as st

from hemiface.model.batch import BatchPlan, Ended, EndState, PlannedRecording
from hemiface.operations.pace import Pace
from hemiface.operations.split import Split
from hemiface.operations.stream import Advance


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def planned(**sizes: int) -> list[PlannedRecording]:
    return [PlannedRecording(name, f"{name}.mp4", size) for name, size in sizes.items()]


def test_nothing_is_said_before_a_recording_was_measured() -> None:
    clock = Clock()
    pace = Pace(planned(a=10, b=10), clock)
    clock.now = 5.0
    pace.advance(Advance("a", 5.0, 10.0, "s"))
    assert pace.progress.left_s is None
    assert pace.progress.share == 0.25


def test_time_is_counted_in_bytes_of_video() -> None:
    clock = Clock()
    pace = Pace(planned(short=100, long=900), clock)
    clock.now = 10.0
    pace.end(Ended("short", EndState.DONE))
    assert pace.progress.left_s == 90.0
    clock.now = 55.0
    pace.advance(Advance("long", 1.0, 2.0, "share"))
    assert pace.progress.left_s == 45.0


def test_what_was_kept_does_not_make_the_rest_look_quick() -> None:
    clock = Clock()
    pace = Pace(planned(a=100, b=100, c=100), clock)
    pace.end(Ended("a", EndState.KEPT))
    clock.now = 20.0
    pace.end(Ended("b", EndState.DONE))
    assert pace.progress.left_s == 20.0
    pace.end(Ended("c", EndState.FAILED))
    last = pace.progress
    assert (last.ended, last.failed, last.total, last.share, last.left_s) == (3, 1, 3, 1.0, 0.0)


def test_cores_go_to_processes_first_and_stand_idle_for_nobody() -> None:
    much = 2**40
    assert Split.choose(100, cores=8, memory_bytes=much) == Split(8, 1)
    assert Split.choose(1, cores=8, memory_bytes=much) == Split(1, 8)
    assert Split.choose(3, cores=8, memory_bytes=much) == Split(3, 2)
    assert Split.choose(100, cores=8, memory_bytes=3 * 2**30) == Split(3, 2)
    assert Split.choose(100, cores=8, memory_bytes=1) == Split(1, 8)
    assert Split.choose(100, processes=7, cores=2, memory_bytes=much) == Split(7, 1)
    found = Split.choose(0)
    assert found.processes == 1
    assert found.threads >= 1


@given(st.lists(st.integers(0, 10**9), max_size=40), st.integers(1, 12))
def test_shards_are_all_of_it_and_share_nothing(sizes: list[int], count: int) -> None:
    plan = BatchPlan(
        tuple(PlannedRecording(f"r{place}", "x", size) for place, size in enumerate(sizes)), "h"
    )
    parts = [plan.shard(index, count) for index in range(1, count + 1)]
    names = [one.name for part in parts for one in part]
    assert sorted(names) == sorted(one.name for one in plan.recordings)
    assert max(map(len, parts)) - min(map(len, parts)) <= 1
