"""What goes with one person's spasm, from a diary; or why that cannot be told yet.

All items are tried together, and together they may look like a trigger by chance in one person of
twenty, no more. Days that are alike because they follow one another count for what they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from hemiface.errors import StudyError
from hemiface.model.study import Estimate, Study
from hemiface.research.autoregression import draw_noise, fit_autoregressive

FEWEST_EVENTS = 24
"""Bad days below which nothing is said: about what a moderate effect needs (N-of-1 simulations;
see the manual for the power)."""
CHANCE = 0.04
"""How often a person in whom nothing matters may be told of anything; a little below one in
twenty, because real noise is not quite the noise of the model."""
MATTERS = 0.35
"""Smallest effect that matters: standard deviations of the day's noise for each of the item. A
convention between Cohen's small (.2) and moderate (.5)."""
MODERATE = 0.5
"""Effect whose power is printed."""
SLOWEST_D = 56.0
"""Waves of the value longer than this (injections, seasons) are none of the items' doing."""
GAPS = 1 / 3
"""Share of entries from which an item may be missing before it is left out."""
FREEDOM = 10
"""Entries that must be left beyond items and waves."""
N_DRAWS = 999
METHOD = (
    "Regression of the day's value on all items together, waves beyond eight weeks taken out, "
    "autoregressive noise over missing days (restricted maximum likelihood), effects shrunk by "
    "their common scatter (empirical Bayes, Efron & Morris 1975), interval of "
    f"{100 * (1 - CHANCE):.0f} % for all items at once "
    "and verdict of the effects before shrinking, the largest judged against {draws} diaries drawn "
    "without any"
)


class TriggerVerdict(StrEnum):
    """What a diary allows to say."""

    ASSOCIATED = "associated"
    NO_ASSOCIATION = "no association"
    CANNOT_TELL = "cannot tell yet"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of the diary.

    Parameters
    ----------
    name
        Which.
    verdict
        What can be said of it.
    effect
        Change of the value for each standard deviation of the item, shrunk; its interval holds
        for all items at once, and leaves out 0 where the item is associated.
    power
        Chance with which a diary like this one tells of a moderate effect of the item.
    """

    name: str
    verdict: TriggerVerdict
    effect: Estimate
    power: float


@dataclass(frozen=True, slots=True)
class TriggerSearch:
    """What one diary says.

    Parameters
    ----------
    verdict
        Associated where any item is; no association where all of them can be ruled out.
    items
        Every item that was tried, in the order given.
    left_out
        Items that could not be tried, with the reason.
    n_entries, n_events
        Entries used, and bad days among them (above the person's median).
    chance
        How often a diary in which nothing matters shows as much; at most `CHANCE` where an item is
        associated, whose interval then leaves out 0.
    memory
        Share of a day's noise left on the next.
    reason
        Why nothing can be said; empty where something is.
    """

    verdict: TriggerVerdict
    items: tuple[Item, ...]
    left_out: tuple[tuple[str, str], ...]
    n_entries: int
    n_events: int
    chance: float
    memory: float
    reason: str


def search_triggers(
    study: Study,
    value: str,
    names: Sequence[str],
    *,
    day: str = "day",
    seed: int = 1,
    n_draws: int = N_DRAWS,
) -> TriggerSearch:
    """Look for what goes with one person's bad days.

    Parameters
    ----------
    study
        The diary of one person, one row an entry.
    value
        How bad it was.
    names
        The items, numbers: stress, hours of sleep, cups of coffee ...
    day
        Day of the entry.
    seed, n_draws
        Of the diaries drawn without any effect.

    Returns
    -------
    TriggerSearch
        An association is no cause: an item may also follow from a bad day.

    Raises
    ------
    StudyError
        If the study is of several persons, two entries are of one day, or no item is named.
    """
    days, values, items, kept, left_out = _read_diary(study, value, names, day)
    n_events = int(np.sum(values > np.median(values))) if len(values) else 0
    reason = _find_reason(len(values), n_events, len(kept))
    if reason:
        return TriggerSearch(
            TriggerVerdict.CANNOT_TELL, (), left_out, len(values), n_events, np.nan, np.nan, reason
        )
    n_items, design = len(kept), np.column_stack([items, _make_waves(days)])
    if len(values) - design.shape[1] < FREEDOM:
        reason = (
            f"{len(values)} entries over {days[-1] - days[0] + 1:.0f} days are too few to tell the "
            "items from slow waves"
        )
        return TriggerSearch(
            TriggerVerdict.CANNOT_TELL, (), left_out, len(values), n_events, np.nan, np.nan, reason
        )
    found = fit_autoregressive(values[:, None], design, days, n_items)
    memory, deviation = float(found.memory[0]), float(found.deviation[0])
    nulls = deviation * draw_noise(np.random.default_rng(seed), days, memory, n_draws)
    drawn = fit_autoregressive(nulls, design, days, n_items)
    largest = np.abs(drawn.slopes / drawn.errors).max(axis=0)
    # As many draws lie at or above the bar as make a chance of `CHANCE`, this diary counted.
    place = max(int(CHANCE * (n_draws + 1) + 1e-9) - 1, 0)
    bar = float(np.sort(largest)[::-1][place])
    slopes, errors = found.slopes[:, 0], found.errors[:, 0]
    # Verdict, interval and chance are of one model, so that none contradicts another.
    strength, reach = np.abs(slopes) / errors, bar * errors
    chance = (1 + int(np.sum(largest >= strength.max()))) / (n_draws + 1)
    power = _measure_power(nulls, design, days, n_items, effect=MODERATE * deviation, bar=bar)
    method, unit = METHOD.format(draws=n_draws) + ".", study.column(value).unit
    told = tuple(
        Item(
            name,
            _judge(bool(beyond), float(slope), float(wide), deviation),
            Estimate(
                float(np.clip(effect, slope - wide, slope + wide)),
                float(slope - wide),
                float(slope + wide),
                len(values),
                method,
                unit,
                1 - CHANCE,
            ),
            float(chance_to_tell),
        )
        for name, beyond, effect, slope, wide, chance_to_tell in zip(
            kept, strength > bar, _shrink(slopes, errors), slopes, reach, power, strict=True
        )
    )
    return TriggerSearch(_sum_up(told), told, left_out, len(values), n_events, chance, memory, "")


def _find_reason(n_entries: int, n_events: int, n_items: int) -> str:
    """Why nothing can be said of a diary; empty where something can."""
    if not n_items:
        return "no item was noted often enough"
    if n_events < FEWEST_EVENTS:
        return f"{n_events} bad days were noted, {FEWEST_EVENTS} are needed"
    needed = 2 * n_items + 10
    if n_entries < needed:
        return f"{n_entries} entries were made, {n_items} items need {needed}"
    return ""


def _sum_up(items: Sequence[Item]) -> TriggerVerdict:
    """Associated where any item is; no association where all of them are ruled out."""
    verdicts = {item.verdict for item in items}
    if TriggerVerdict.ASSOCIATED in verdicts:
        return TriggerVerdict.ASSOCIATED
    return (
        TriggerVerdict.CANNOT_TELL
        if TriggerVerdict.CANNOT_TELL in verdicts
        else TriggerVerdict.NO_ASSOCIATION
    )


def _read_diary(
    study: Study, value: str, names: Sequence[str], day: str
) -> tuple[
    NDArray[np.float64],
    NDArray[np.float64],
    NDArray[np.float64],
    tuple[str, ...],
    tuple[tuple[str, str], ...],
]:
    """Days, values, standardized items, the items kept, and those left out."""
    if len(study.persons[0]) > 1:
        raise StudyError("several_persons")
    if not names:
        raise StudyError("no_item")
    rows = study.complete(day, value)
    rows = rows.where(np.argsort(rows.numbers(day), kind="stable"))
    if np.any(np.diff(rows.numbers(day)) <= 0):
        raise StudyError("same_day")
    left_out = []
    kept = []
    for name in names:
        column = rows.column(name)
        if rows.n_rows and column.missing.mean() > GAPS:
            left_out.append((name, f"missing from {100 * column.missing.mean():.0f} % of entries"))
        elif len(np.unique(column.values[~column.missing])) < 2:
            left_out.append((name, "always the same"))
        else:
            kept.append(name)
    if not kept:
        return (
            rows.numbers(day),
            rows.numbers(value),
            np.empty((rows.n_rows, 0)),
            (),
            tuple(left_out),
        )
    whole = rows.complete(*kept)
    items = whole.numbers(*kept).reshape(whole.n_rows, len(kept))
    own, doubled = _part_doubles(items, kept)
    left_out += doubled
    items, kept = items[:, own], [kept[place] for place in own]
    items = (items - items.mean(axis=0)) / items.std(axis=0)
    return whole.numbers(day), whole.numbers(value), items, tuple(kept), tuple(left_out)


def _part_doubles(
    items: NDArray[np.float64], names: Sequence[str]
) -> tuple[list[int], list[tuple[str, str]]]:
    """Places of the items that say something of their own, and the others with the reason.

    Of items that say the same the first stays.
    """
    own: list[int] = []
    others = []
    for place, name in enumerate(names):
        if len(items) <= len(own) + 1:
            others.append((name, f"only {len(items)} entries noted all items"))
            continue
        if np.ptp(items[:, place]) == 0:
            others.append((name, "always the same where all items were noted"))
            continue
        away = items[:, [*own, place]] - items[:, [*own, place]].mean(axis=0)
        away = away / away.std(axis=0)
        if np.linalg.matrix_rank(away, tol=1e-8 * len(away) ** 0.5) > len(own):
            own.append(place)
            continue
        shares = np.linalg.lstsq(away[:, :-1], away[:, -1], rcond=None)[0]
        same = [names[one] for one, share in zip(own, shares, strict=True) if abs(share) > 1e-6]
        others.append((name, f"says the same as {' and '.join(same)}"))
    return own, others


def _make_waves(days: NDArray[np.float64]) -> NDArray[np.float64]:
    """A constant and slow cosines over the diary, shape ``(n_days, n_waves)``."""
    length = days[-1] - days[0] + 1
    waves = np.arange(int(2 * length / SLOWEST_D) + 1)
    return np.asarray(np.cos(np.pi * waves * ((days - days[0] + 0.5) / length)[:, None]))


def _shrink(slopes: NDArray[np.float64], errors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Effects drawn towards 0 by their common scatter."""

    def loss(scatter: float) -> float:
        whole = errors**2 + scatter**2
        return float(np.sum(np.log(whole) + slopes**2 / whole))

    largest = float(np.abs(slopes).max()) + 1e-9
    scatter = float(minimize_scalar(loss, bounds=(0.0, 2 * largest), method="bounded").x)
    # A scatter of nothing would tell the effects without any doubt: it is known no better than
    # half an error of measurement.
    scatter = max(scatter, 0.5 * float(np.median(errors)))
    return np.asarray(scatter**2 / (scatter**2 + errors**2) * slopes)


def _judge(told: bool, effect: float, reach: float, deviation: float) -> TriggerVerdict:
    """One item: associated, ruled out as far as it would matter, or neither."""
    if told:
        return TriggerVerdict.ASSOCIATED
    ruled_out = abs(effect) + reach < MATTERS * deviation
    return TriggerVerdict.NO_ASSOCIATION if ruled_out else TriggerVerdict.CANNOT_TELL


def _measure_power(
    nulls: NDArray[np.float64],
    design: NDArray[np.float64],
    days: NDArray[np.float64],
    n_items: int,
    *,
    effect: float,
    bar: float,
) -> NDArray[np.float64]:
    """Share of drawn diaries that tell of an effect of each item, shape ``(n_items,)``."""
    few = nulls[:, :100]
    found = []
    for place in range(n_items):
        raised = few + effect * design[:, place : place + 1]
        fit = fit_autoregressive(raised, design, days, n_items)
        found.append(float(np.mean(np.abs(fit.slopes[place] / fit.errors[place]) > bar)))
    return np.array(found)
