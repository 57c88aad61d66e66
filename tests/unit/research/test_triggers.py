"""One person's diary: seldom a false alarm, silence with a reason, and the power printed."""

import numpy as np
import pytest
from benchmarks.triggers import search_many, share_found, share_told

from hemiface.errors import StudyError
from hemiface.model.study import Study
from hemiface.research.triggers import CHANCE, FEWEST_EVENTS, TriggerVerdict, search_triggers
from hemiface.simulation.cohorts import ITEMS, DiaryWorld, simulate_diary


@pytest.mark.parametrize(
    "world",
    [DiaryWorld(), DiaryWorld(memory=0.85, item_memory=0.85, wave=1.0)],
    ids=["as usual", "long memory and a wave of injections"],
)
def test_few_persons_are_told_of_a_trigger_where_nothing_matters(world: DiaryWorld) -> None:
    found = search_many(11, 60, world, n_draws=199)
    # 5 %, two standard errors to the upper side.
    assert share_told(found) <= 0.05 + 2 * (0.05 * 0.95 / 60) ** 0.5


def test_a_strong_trigger_is_found_and_its_size_is_right() -> None:
    found = search_many(12, 20, DiaryWorld(n_events=96, effect=0.8), n_draws=199)
    assert share_found(found) >= 0.8
    effects = [one.items[ITEMS.index("stress")].effect.value for one in found]
    # The noise of a day is 1.8 points of the diary.
    assert np.mean(effects) == pytest.approx(0.8 * 1.8, rel=0.2)


def test_power_grows_with_the_diary_and_is_about_true() -> None:
    short, long = (search_many(13, 3, DiaryWorld(n_events=n), n_draws=199) for n in (32, 96))
    powers = [
        np.mean([item.power for one in found for item in one.items]) for found in (short, long)
    ]
    assert powers[0] < powers[1]
    told = share_found(search_many(13, 20, DiaryWorld(n_events=48, effect=0.5), n_draws=199))
    said = np.mean(
        [
            one.items[ITEMS.index("stress")].power
            for one in search_many(14, 4, DiaryWorld(n_events=48), n_draws=199)
        ]
    )
    assert told == pytest.approx(said, abs=0.3)


def make_diary(n_events: int = 60, seed: int = 1, effect: float = 0.0) -> Study:
    rng = np.random.default_rng(seed)
    return simulate_diary(rng, DiaryWorld(n_events=n_events, effect=effect))


def test_too_few_bad_days_are_met_with_silence() -> None:
    found = search_triggers(make_diary(10), "spasm", ITEMS)
    assert found.verdict is TriggerVerdict.CANNOT_TELL
    assert found.items == ()
    assert found.n_events < FEWEST_EVENTS
    assert str(FEWEST_EVENTS) in found.reason


def test_more_items_than_entries_bear_are_met_with_silence() -> None:
    study = make_diary(30)
    rng = np.random.default_rng(0)
    many = {f"item{place}": rng.normal(size=study.n_rows) for place in range(40)}
    wide = Study.of(study.person, day=study.numbers("day"), spasm=study.numbers("spasm"), **many)
    found = search_triggers(wide, "spasm", tuple(many))
    assert found.verdict is TriggerVerdict.CANNOT_TELL
    assert "40 items need 90" in found.reason


def test_a_long_diary_can_rule_an_item_out() -> None:
    found = search_triggers(make_diary(300), "spasm", ITEMS, n_draws=99)
    assert found.verdict is TriggerVerdict.NO_ASSOCIATION
    assert {item.verdict for item in found.items} == {TriggerVerdict.NO_ASSOCIATION}


def test_twice_the_same_and_in_any_order_of_rows_and_units() -> None:
    study = make_diary(effect=0.6)
    order = np.random.default_rng(0).permutation(study.n_rows)
    first = search_triggers(study, "spasm", ITEMS, n_draws=99)
    assert first == search_triggers(study.where(order), "spasm", ITEMS, n_draws=99)
    minutes = Study.of(
        study.person,
        day=study.numbers("day") + 400,
        spasm=study.numbers("spasm"),
        **{name: 60 * study.numbers(name) + 7 for name in ITEMS},
    )
    other = search_triggers(minutes, "spasm", ITEMS, n_draws=99)
    for one, two in zip(first.items, other.items, strict=True):
        assert one.verdict is two.verdict
        assert one.effect.value == pytest.approx(two.effect.value)


def test_an_item_turned_around_has_the_opposite_effect() -> None:
    study = make_diary(effect=0.6)
    turned = Study.of(
        study.person,
        day=study.numbers("day"),
        spasm=study.numbers("spasm"),
        **{name: -study.numbers(name) for name in ITEMS},
    )
    first = search_triggers(study, "spasm", ITEMS, n_draws=99)
    other = search_triggers(turned, "spasm", ITEMS, n_draws=99)
    for one, two in zip(first.items, other.items, strict=True):
        assert two.effect.value == pytest.approx(-one.effect.value)
        assert two.effect.low == pytest.approx(-one.effect.high)


def test_items_that_cannot_be_tried_are_named() -> None:
    study = make_diary()
    sparse = study.numbers("light").copy()
    sparse[::2] = np.nan
    more = Study.of(
        study.person,
        day=study.numbers("day"),
        spasm=study.numbers("spasm"),
        stress=study.numbers("stress"),
        light=sparse,
        medicine=np.ones(study.n_rows),
    )
    found = search_triggers(more, "spasm", ("stress", "light", "medicine"), n_draws=99)
    assert [item.name for item in found.items] == ["stress"]
    assert dict(found.left_out)["medicine"] == "always the same"
    assert "missing" in dict(found.left_out)["light"]
    twice = Study.of(
        study.person,
        day=study.numbers("day"),
        spasm=study.numbers("spasm"),
        stress=study.numbers("stress"),
        worry=2 * study.numbers("stress"),
    )
    once = search_triggers(study, "spasm", ("stress",))
    both = search_triggers(twice, "spasm", ("stress", "worry"))
    assert both.left_out == (("worry", "says the same as stress"),)
    assert both.items == once.items


def test_a_sum_of_items_goes_alone_and_says_of_which() -> None:
    rng = np.random.default_rng(5)
    items = {name: rng.integers(0, 4, 90).astype(float) for name in ("stress", "sleep", "light")}
    study = Study.of(
        ["p"] * 90,
        day=np.arange(90.0),
        spasm=rng.normal(5, 1, 90),
        load=items["stress"] - items["sleep"],
        **items,
    )
    found = search_triggers(study, "spasm", ("stress", "sleep", "light", "load"), n_draws=99)
    assert [one.name for one in found.items] == ["stress", "sleep", "light"]
    assert found.left_out == (("load", "says the same as stress and sleep"),)


def test_what_does_not_fit_is_refused() -> None:
    study = make_diary()
    with pytest.raises(StudyError, match="no item"):
        search_triggers(study, "spasm", ())
    with pytest.raises(StudyError, match="several persons"):
        search_triggers(Study(("a", *study.person[1:]), study.columns), "spasm", ITEMS)
    with pytest.raises(StudyError, match="of one day"):
        search_triggers(study.where(np.array([0, 0, 1])), "spasm", ITEMS)


def test_an_empty_diary_is_silent() -> None:
    empty = make_diary().where(np.array([], dtype=np.intp))
    found = search_triggers(empty, "spasm", ("stress",))
    assert found.verdict is TriggerVerdict.CANNOT_TELL
    assert found.n_entries == 0


@pytest.mark.parametrize("effect", [0.0, 0.3, 0.6])
def test_verdict_interval_and_chance_of_a_diary_agree(effect: float) -> None:
    found = search_many(17, 15, DiaryWorld(n_events=48, effect=effect), n_draws=199)
    for one in found:
        for item in one.items:
            leaves_out = item.effect.low > 0 or item.effect.high < 0
            assert leaves_out == (item.verdict is TriggerVerdict.ASSOCIATED)
        if one.items:
            assert (one.chance <= CHANCE) == (one.verdict is TriggerVerdict.ASSOCIATED)


def test_a_diary_of_years_with_few_entries_is_met_with_silence() -> None:
    rng = np.random.default_rng(1)
    days = np.sort(rng.choice(3650, 120, replace=False)).astype(float)
    study = Study.of(["p"] * 120, day=days, spasm=rng.normal(size=120), sleep=rng.normal(size=120))
    found = search_triggers(study, "spasm", ["sleep"])
    assert found.verdict is TriggerVerdict.CANNOT_TELL
    assert "too few to tell the items from slow waves" in found.reason
