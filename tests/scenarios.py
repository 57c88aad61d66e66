"""Anything a simulated face may do, for property tests."""

from itertools import pairwise

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from hemiface.model.anatomy import Side
from hemiface.model.events import EventPattern
from hemiface.simulation import scenes
from hemiface.simulation.acts import LOWER_FACE_MM, Act

DURATION_S = 20.0

sides = st.sampled_from(Side)
sizes = st.floats(0.35, 0.95)

spasms: SearchStrategy[Act] = st.builds(
    scenes.build_spasm,
    st.just(0.0),
    sides,
    pattern=st.sampled_from((EventPattern.ISOLATED, EventPattern.CLONIC, EventPattern.TONIC)),
    size=sizes,
    n_twitches=st.integers(2, 6),
    lower_face=st.sampled_from((scenes.NOWHERE, LOWER_FACE_MM)),
    brow_lift=st.booleans(),
)
"""One-sided bouts that start at nought."""

anything: SearchStrategy[Act] = st.one_of(
    st.builds(scenes.build_blink, st.just(0.0), size=sizes),
    spasms,
    st.builds(scenes.build_bilateral_spasm, st.just(0.0), duration=st.floats(1.0, 3.0)),
    st.builds(scenes.build_flutter, st.just(0.0), sides),
    st.builds(scenes.build_smile, st.just(0.0)),
    st.builds(scenes.build_brow_raise, st.just(0.0)),
    st.builds(scenes.build_talking, st.just(0.0), duration=st.floats(2.0, 5.0)),
)
"""One act that starts at nought."""


REST = st.floats(0.7, 2.0)
"""Seconds of rest that keep bouts apart."""


def in_a_row(
    acts: SearchStrategy[Act], gaps: SearchStrategy[float] = REST
) -> SearchStrategy[tuple[Act, ...]]:
    """Acts one after the other with gaps of rest, in seconds, within `DURATION_S`."""

    def place(drawn: list[tuple[Act, float]]) -> tuple[Act, ...]:
        placed, free_from = [], 1.0
        for act, gap in drawn:
            placed.append(act.at(free_from + gap))
            free_from = placed[-1].offset
        return tuple(act for act in placed if act.offset < DURATION_S - 0.5)

    return st.lists(st.tuples(acts, gaps), min_size=1, max_size=10).map(place)


def are_apart(spans: list[tuple[float, float]]) -> bool:
    """Whether half-open spans share no time."""
    return all(before[1] <= after[0] + 1e-9 for before, after in pairwise(sorted(spans)))
