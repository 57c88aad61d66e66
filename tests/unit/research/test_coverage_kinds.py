"""Every interval that the statistics make has a world in which its coverage is measured."""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from benchmarks.coverage import all_worlds

from hemiface import research
from hemiface.model.study import Estimate
from hemiface.research.agreement import CategoryScale, Weights

FOLDER = Path(research.__file__).parent
OTHERS = {
    "response.py": "benchmarks.response, with intervals of 90 %",
    "response_course.py": "benchmarks.response, with intervals of 90 %",
    "response_failure.py": "benchmarks.response, with intervals of 90 %",
    "endpoint_groups.py": "diagnoses of a fit, which have no interval",
}
"""Modules whose numbers are looked at elsewhere, or have no interval."""


class Place(NamedTuple):
    """Where an estimate is made."""

    module: str
    line: int
    column: int


def find_places() -> Iterator[Place]:
    """Every place of the statistics at which an estimate with an interval is made."""
    for path in sorted(FOLDER.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Estimate":
                nan = [one for one in node.args if getattr(one, "attr", "") == "nan"]
                if len(nan) < 2:  # with neither value nor interval it says that there is none
                    yield Place(path.name, node.lineno, node.col_offset)


VARIANTS = (
    *(f"Krippendorff's alpha, {scale}" for scale in CategoryScale),
    *(f"Weighted kappa ({one}" for one in Weights if one is not Weights.NONE),
    "Cohen's kappa",
)
"""Of places that make several kinds, as their methods are told."""


def test_every_interval_has_a_world(monkeypatch: pytest.MonkeyPatch) -> None:
    places = {place for place in find_places() if place.module not in OTHERS}
    assert len(places) > 20
    made: dict[Place, set[str]] = {}
    first: Callable[..., None] = Estimate.__init__

    def watch(self: Estimate, *given: object, **named: object) -> None:
        first(self, *given, **named)
        code, at = sys._getframe(1).f_code, sys._getframe(1).f_lasti
        line, _, column, _ = list(code.co_positions())[at // 2]
        place = Place(Path(code.co_filename).name, line or 0, column or 0)
        made.setdefault(place, set()).add(_shape(self.method))

    told: set[str] = set()
    with monkeypatch.context() as watched:
        watched.setattr(Estimate, "__init__", watch)
        for world in all_worlds():
            told.add(_shape(world.draw(np.random.default_rng(3)).method))
    assert places <= set(made), "an interval is made that no world draws"
    methods = set().union(*(made[place] for place in places))
    assert methods <= told, "an interval is drawn that no world looks at"
    for variant in VARIANTS:
        assert any(method.startswith(variant) for method in told), variant
    assert {path.name for path in FOLDER.glob("*.py")} >= set(OTHERS)


def _shape(method: str) -> str:
    return re.sub(r"\d+", "N", method)
