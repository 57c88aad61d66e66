"""A closure of one eye with the only smile is told, with what would tell more."""

from collections.abc import Sequence

import pytest
from tests.unit.assessment.test_assess import GOOD, SETTINGS

from hemiface.assessment.assess import assess
from hemiface.events.detect import detect_events
from hemiface.model.anatomy import Side
from hemiface.model.assessment import PatternLabel
from hemiface.settings import EventSettings
from hemiface.simulation import scenes
from hemiface.simulation.acts import Act
from hemiface.simulation.simulate import build_times, simulate_signals


def give_reasons(acts: Sequence[Act]) -> tuple[PatternLabel, list[str]]:
    signals, _ = simulate_signals(acts, build_times(60.0))
    found = assess(signals, detect_events(signals, (), EventSettings()), GOOD, (), SETTINGS)
    return found.pattern.label, [reason.code for reason in found.pattern.reason_codes]


@pytest.mark.parametrize("side", Side)
def test_it_is_said_in_place_of_nothing_having_been_seen(side: Side) -> None:
    smile = scenes.build_smile(5.0)
    label, codes = give_reasons([smile, scenes.build_synkinesis(smile, side)])
    assert label is PatternLabel.NO_INVOLUNTARY_MOVEMENT
    assert "pattern.open.smile_once" in codes
    assert "pattern.none.nothing" not in codes


def test_a_smile_alone_says_nothing_of_it() -> None:
    _, codes = give_reasons([scenes.build_smile(5.0)])
    assert "pattern.none.nothing" in codes
    assert "pattern.open.smile_once" not in codes


def test_a_closure_with_two_smiles_is_synkinesis_and_needs_no_more() -> None:
    smiles = [scenes.build_smile(onset) for onset in (5.0, 15.0)]
    _, codes = give_reasons([*smiles, *(scenes.build_synkinesis(s, Side.LEFT) for s in smiles)])
    assert "pattern.open.smile_once" not in codes
