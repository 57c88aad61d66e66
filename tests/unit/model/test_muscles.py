"""The map of the facial muscles."""

from hemiface.model.anatomy import Region
from hemiface.model.muscles import MUSCLES, Injected


def test_only_the_masseter_is_not_of_the_facial_nerve() -> None:
    (masseter,) = (m for m in MUSCLES if not m.facial_nerve)
    assert masseter.name == "masseter"
    assert masseter.injected is Injected.NOT


def test_every_region_has_a_muscle_and_names_are_unique() -> None:
    assert {m.region for m in MUSCLES} >= set(Region)
    assert len({m.name for m in MUSCLES}) == len(MUSCLES)


def test_the_ring_muscle_of_the_eye_is_always_injected() -> None:
    usual = [m.name for m in MUSCLES if m.injected is Injected.USUALLY]
    assert usual == ["orbicularis oculi, upper lid", "orbicularis oculi, lower lid"]


def test_what_series_report_has_sources() -> None:
    for muscle in MUSCLES:
        if muscle.injected in {Injected.USUALLY, Injected.WHEN_INVOLVED}:
            assert muscle.sources, muscle.name
        assert muscle.injected.explanation
