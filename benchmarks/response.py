"""How true the response to injections is told, on persons whose truth is known.

``python -m benchmarks.response [--n 2000]`` prints bias and coverage of every number of a session,
the forecast early and late in a person's history, and how often persons in whom nothing acts are
told of an effect; with ``--cdystonia FILE``, the arm means of a published trial instead.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.cdystonia import tabulate_means
from benchmarks.response_ranks import rank_truths
from benchmarks.tables import number, print_table
from hemiface.model.study import Estimate, Study
from hemiface.research.response import estimate_responses
from hemiface.research.response_course import NEEDED
from hemiface.research.response_curve import shape_effect
from hemiface.research.response_population import PUBLISHED, Population
from hemiface.simulation.cohorts import CourseTruth, CourseWorld, simulate_courses

BLOCK = 100
LOOK_D = 28.0
"""Days after an injection on which the forecast of its return is looked at."""
NINETY = 1.645
"""Standard deviations on either side that hold 90 %."""
CLINICS, CLINIC = 4, 200
"""Clinics, and persons of each from whom the others' scatter is learned."""
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


def learn_clinics(seed: int, n: int = CLINICS, size: int = CLINIC) -> tuple[Population, ...]:
    """The scatter of several clinics, from persons who are not judged."""
    studies = (simulate_courses(np.random.default_rng([seed, 1, one]), size) for one in range(n))
    return tuple(estimate_responses(study)[0].population for study, _ in studies)


def cut(study: Study, truths: Sequence[CourseTruth], session: int, after_d: float) -> Study:
    """What is known some days after one injection: nothing later."""
    ends = {one.person: one.injected[session] + after_d for one in truths}
    limit = np.array([ends[name] for name in study.person])
    return study.where(study.numbers("day") <= limit)


def draw_blocks(
    seed: int, n: int, clinics: Sequence[Population], world: CourseWorld | None = None
) -> Iterator[tuple[Study, tuple[CourseTruth, ...], Population]]:
    """Persons in blocks, so that any number of them needs little memory; each of one clinic."""
    for block in range(0, n, BLOCK):
        rng = np.random.default_rng([seed, 2, block])
        clinic = clinics[block // BLOCK % len(clinics)]
        yield *simulate_courses(rng, min(BLOCK, n - block), world), clinic


def measure_sessions(seed: int, n: int, clinics: Sequence[Population]) -> list[Quality]:
    """Every number of every session, all entries known."""
    names = ("onset", "peak", "plateau", "returned", "duration", "depth")
    pairs: dict[str, list[tuple[Estimate | None, float]]] = {name: [] for name in names}
    for study, truths, clinic in draw_blocks(seed, n, clinics):
        for found, truth in zip(estimate_responses(study, population=clinic), truths, strict=True):
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
    seed: int, n: int, clinics: Sequence[Population], *, after_d: float
) -> list[Quality]:
    """The return of the running injection, foretold some days after it, by earlier injections."""
    pairs: dict[int, list[tuple[Estimate | None, float]]] = {0: [], 1: [], 3: []}
    for study, truths, clinic in draw_blocks(seed, n, clinics):
        for earlier, cases in pairs.items():
            known = cut(study, truths, earlier, after_d)
            found = estimate_responses(known, population=clinic)
            cases += [
                (one.forecast, float(truth.returned[earlier]))
                for one, truth in zip(found, truths, strict=True)
            ]
    day = f"day {after_d:.0f}"
    return [
        judge(f"forecast on {day}, {earlier} injections before", cases)
        for earlier, cases in pairs.items()
    ]


def bound_width(earlier: float, world: CourseWorld | None = None) -> float:
    """Width of the forecast were earlier returns known to the day, in median returns.

    Parameters
    ----------
    earlier
        Injections before; infinitely many leave what one person's injections differ by.
    world
        How persons are drawn.
    """
    w = world or CourseWorld()
    own = 1 / (1 / w.between_return**2 + earlier / w.within_return**2)
    return float(2 * np.sinh(NINETY * np.hypot(own**0.5, w.within_return)))


def measure_told(
    seed: int,
    n: int,
    world: CourseWorld | None = None,
    clinics: Sequence[Population] = (PUBLISHED,),
) -> float:
    """Share of simulated persons who are told of an effect."""
    found = [
        one.responds
        for study, _, clinic in draw_blocks(seed, n, clinics, world)
        for one in estimate_responses(study, population=clinic)
    ]
    return float(np.mean(found))


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--n", type=int, default=2000, help="simulated persons")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cdystonia", type=Path, help="table of the trial of that name")
    given = parser.parse_args()
    if given.cdystonia:
        columns = ("arm", "week", "mean of the file", "mean shipped")
        print_table("Trial of cervical dystonia", columns, tabulate_means(given.cdystonia))
        return
    clinics = learn_clinics(given.seed)
    sessions = measure_sessions(given.seed, given.n, clinics)
    head = ("number", "cases", "told", "bias", "90 % interval holds the truth", "median width")
    print_table(
        f"Response of {given.n} simulated persons, 4 injections each", head, write(sessions)
    )
    running = measure_forecasts(given.seed, given.n, clinics, after_d=LOOK_D)
    fresh = measure_forecasts(given.seed, given.n, clinics, after_d=0.0)
    print_table("Return foretold, days", head, write([*running, *fresh]))
    first, one, three = (found.width for found in running)
    print(
        f"Width on day {LOOK_D:.0f}: after three injections {three / first:.2f} of that of the "
        f"first one, {three / one:.2f} of that after one. Were earlier returns known to the day: "
        f"{bound_width(3) / bound_width(1):.2f} of that after one, after any number "
        f"{bound_width(np.inf) / bound_width(1):.2f}."
    )
    rows = [
        [name, f"{100 * measure_told(given.seed, given.n, world):.1f} %"]
        for name, world in (
            ("a day's noise left on the next: 75 %", NULL),
            ("90 %", replace(NULL, noise_per_day=0.9)),
            ("none", replace(NULL, noise_per_day=0.0)),
        )
    ]
    print_table("Persons in whom nothing acts, told of an effect", ("noise", "told"), rows)
    ranks = rank_truths(given.seed, given.n)
    tenths = [f"{10 * one}-{10 * one + 9}" for one in range(10)]
    print_table(
        "Ranks of the truth among 99 draws of what was inferred, cases (9 degrees of freedom)",
        ("number", *tenths, "chi-square", "p"),
        [
            [one.name, *map(str, one.counts), f"{one.chi_square:.1f}", f"{one.p_value:.3f}"]
            for one in ranks
        ],
    )
    right = measure_told(given.seed, given.n, clinics=clinics)
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
