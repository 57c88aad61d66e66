"""How true the response to injections is told, on persons whose truth is known.

``python -m benchmarks.response [--n 2000]`` prints bias and coverage of every number of a
session, the forecast early and late in a person's history, and how often persons in whom nothing
acts are told of an effect.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.tables import number, print_table
from hemiface.model.study import Estimate, Study
from hemiface.research.response import NEEDED, PersonResponse, estimate_responses
from hemiface.research.response_curve import shape_effect
from hemiface.research.response_population import PUBLISHED, Population
from hemiface.research.simulation import CourseTruth, CourseWorld, simulate_courses

BLOCK = 100
LOOK_D = 28.0
"""Days after an injection on which the forecast of its return is looked at."""
CLINIC = 200
"""Persons of the clinic from whom the others' scatter is known."""
NULL = CourseWorld(depth_share=0.0)


@dataclass(frozen=True, slots=True)
class Quality:
    """How estimates of one number compare with the truth.

    Parameters
    ----------
    name
        Which number.
    n, n_told
        Cases, and those in which a number was told.
    bias
        Mean estimate less truth.
    held
        Share of the intervals that hold the truth.
    width
        Median width of the intervals.
    """

    name: str
    n: int
    n_told: int
    bias: float
    held: float
    width: float


def judge(name: str, pairs: Sequence[tuple[Estimate | None, float]]) -> Quality:
    """Compare estimates with the truth; those that stay silent are counted apart."""
    told = [(found, truth) for found, truth in pairs if found is not None]
    if not told:
        return Quality(name, len(pairs), 0, np.nan, np.nan, np.nan)
    error = [found.value - truth for found, truth in told]
    held = [found.low <= truth <= found.high for found, truth in told]
    width = [found.high - found.low for found, _ in told]
    return Quality(
        name,
        len(pairs),
        len(told),
        float(np.mean(error)),
        float(np.mean(held)),
        float(np.median(width)),
    )


def learn_clinic(seed: int, n: int = CLINIC) -> Population:
    """The scatter of a clinic, from persons who are not judged."""
    study, _ = simulate_courses(np.random.default_rng([seed, 1]), n)
    return estimate_responses(study)[0].population


def cut(study: Study, truths: Sequence[CourseTruth], session: int, after_d: float) -> Study:
    """What is known some days after one injection: nothing later."""
    ends = {one.person: one.injected[session] + after_d for one in truths}
    limit = np.array([ends[name] for name in study.person])
    return study.where(study.numbers("day") <= limit)


def draw_blocks(
    seed: int, n: int, world: CourseWorld | None = None
) -> Iterator[tuple[Study, tuple[CourseTruth, ...]]]:
    """Persons in blocks, so that any number of them needs little memory."""
    for block in range(0, n, BLOCK):
        rng = np.random.default_rng([seed, 2, block])
        yield simulate_courses(rng, min(BLOCK, n - block), world)


def measure_sessions(seed: int, n: int, population: Population) -> list[Quality]:
    """Every number of every session, all entries known."""
    names = ("onset", "peak", "plateau", "returned", "duration", "depth")
    pairs: dict[str, list[tuple[Estimate | None, float]]] = {name: [] for name in names}
    for study, truths in draw_blocks(seed, n):
        for found, truth in zip(
            estimate_responses(study, population=population), truths, strict=True
        ):
            for place, session in enumerate(found.sessions):
                real = read_truth(truth, place)
                for name in names:
                    pairs[name].append((getattr(session, name), real[name]))
    return [judge(name, pairs[name]) for name in names]


def read_truth(truth: CourseTruth, place: int) -> dict[str, float]:
    """What was drawn for one session, in the words of a response."""
    onset, returned = float(truth.onset[place]), float(truth.returned[place])
    days = np.exp(np.linspace(np.log(0.5), np.log(500), 2000))
    shape = shape_effect(days, onset, returned, truth.spread)
    return {
        "onset": onset,
        "peak": float(days[shape.argmax()]),
        "plateau": float(np.sum((shape >= 0.9 * shape.max()) * np.gradient(days))),
        "returned": returned,
        "duration": returned - onset,
        "depth": float(truth.depth[place]),
    }


def measure_forecasts(
    seed: int, n: int, population: Population, *, after_d: float
) -> list[Quality]:
    """The return of the running injection, foretold some days after it, by earlier injections."""
    pairs: dict[int, list[tuple[Estimate | None, float]]] = {0: [], 1: [], 3: []}
    for study, truths in draw_blocks(seed, n):
        for earlier, cases in pairs.items():
            known = cut(study, truths, earlier, after_d)
            found = estimate_responses(known, population=population)
            cases += [
                (one.forecast, float(truth.returned[earlier]))
                for one, truth in zip(found, truths, strict=True)
            ]
    day = f"day {after_d:.0f}"
    return [
        judge(f"forecast on {day}, {earlier} injections before", cases)
        for earlier, cases in pairs.items()
    ]


def measure_false_effects(
    seed: int, n: int, world: CourseWorld, population: Population = PUBLISHED
) -> float:
    """Share of persons in whom nothing acts who are told of an effect."""
    return count_persons(seed, n, world, population, lambda one: one.responds)


def count_persons(
    seed: int,
    n: int,
    world: CourseWorld | None,
    population: Population,
    counts: Callable[[PersonResponse], bool],
) -> float:
    """Share of simulated persons of whom something is so."""
    found = [
        counts(one)
        for study, _ in draw_blocks(seed, n, world)
        for one in estimate_responses(study, population=population)
    ]
    return float(np.mean(found))


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--n", type=int, default=2000, help="simulated persons")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    clinic = learn_clinic(given.seed)
    sessions = measure_sessions(given.seed, given.n, clinic)
    head = ("number", "cases", "told", "bias", "90 % interval holds the truth", "median width")
    print_table(
        f"Response of {given.n} simulated persons, 4 injections each", head, write(sessions)
    )
    running = measure_forecasts(given.seed, given.n, clinic, after_d=LOOK_D)
    fresh = measure_forecasts(given.seed, given.n, clinic, after_d=0.0)
    print_table("Return foretold, days", head, write([*running, *fresh]))
    for name, found in ((f"day {LOOK_D:.0f}", running), ("the day of the injection", fresh)):
        print(
            f"Width on {name}: after three injections {found[2].width / found[0].width:.2f} of "
            f"that without any, {found[2].width / found[1].width:.2f} of that after one."
        )
    rows = [
        [name, f"{100 * measure_false_effects(given.seed, given.n, world):.1f} %"]
        for name, world in (
            ("a day's noise left on the next: 75 %", NULL),
            ("90 %", replace(NULL, noise_per_day=0.9)),
            ("none", replace(NULL, noise_per_day=0.0)),
        )
    ]
    print_table("Persons in whom nothing acts, told of an effect", ("noise", "told"), rows)
    right = count_persons(given.seed, given.n, None, clinic, lambda one: one.responds)
    print(f"Persons in whom injections act, told of it: {100 * right:.1f} %.")
    print(f"A return is told from {NEEDED} entries on either side on.\n")


def write(found: Sequence[Quality]) -> list[list[str]]:
    """Rows of a table."""
    return [
        [
            one.name,
            str(one.n),
            str(one.n_told),
            number(one.bias),
            f"{100 * one.held:.1f} %",
            number(one.width),
        ]
        for one in found
    ]


if __name__ == "__main__":
    main()
