"""Endpoints of a plan that are of one person, or of each person by itself (N-of-1)."""

from collections.abc import Iterator

import numpy as np

from hemiface.model.study import Study
from hemiface.model.study_plan import Endpoint, StudyPlan
from hemiface.research.endpoint_groups import Answer, option_text, option_texts
from hemiface.research.response import SessionResponse, estimate_responses
from hemiface.research.study_results import Chart, ChartKind, ResultLine, unique
from hemiface.research.triggers import CHANCE, search_triggers

PERSONAL = (
    f"Each person is a question of their own: an item is associated where p is {CHANCE:g} or less "
    f"and the interval of {100 * (1 - CHANCE):.0f} % leaves out 0. Of persons in whom "
    "nothing matters, up to 5 % are told of an item; p is not corrected for the number of persons."
)
SESSION_NUMBERS = ("onset", "returned", "depth")


def answer_triggers(study: Study, plan: StudyPlan, endpoint: Endpoint) -> Answer:
    """What goes with the bad days of each person."""
    value, day = option_text(endpoint, "value"), option_text(endpoint, "day")
    lines, notes = [], []
    for number, part in _each_person(study):
        found = search_triggers(part, value, option_texts(endpoint, "names"), day=day)
        whose = "" if number is None else f"{number}: "
        lines.append(
            ResultLine("search", whose.strip(": "), None, found.chance, verdict=found.verdict)
        )
        for item in found.items:
            lines.append(
                ResultLine(
                    "trigger",
                    f"{whose}{plan.title_of(item.name)}",
                    item.effect,
                    verdict=item.verdict,
                )
            )
            notes.append(
                f"{whose}{plan.title_of(item.name)}: power {write_power(item.power)} for a "
                "moderate effect."
            )
        if found.reason:
            notes.append(f"{whose}{found.reason}")
        notes += [
            f"{whose}{plan.title_of(name)} was left out: {why}" for name, why in found.left_out
        ]
    notes.append(PERSONAL)
    return Answer(tuple(lines), Chart(ChartKind.FOREST, codes=("trigger",)), unique(notes))


def write_power(power: float) -> str:
    """Two decimals of a share of draws, which is never known to be all of them, or none."""
    if power > 0.99:
        return "> 0.99"
    return "< 0.01" if power < 0.01 else f"{power:.2f}"


def answer_response(study: Study, plan: StudyPlan, endpoint: Endpoint) -> Answer:
    """What injections do to each person, and when half of the last effect will have gone."""
    del plan
    people = estimate_responses(
        study,
        day=option_text(endpoint, "day"),
        value=option_text(endpoint, "value"),
        injected=option_text(endpoint, "injected"),
    )
    lines, notes = [], []
    for number, person in enumerate(people, start=1):
        whose = f"{number}" if len(people) > 1 else ""
        unknown = "cannot tell yet" if np.isnan(person.effect.value) else "no_response"
        verdict = "responds" if person.responds else unknown
        lines.append(ResultLine("response", whose, person.effect, verdict=verdict))
        for place, session in enumerate(person.sessions, start=1):
            lines += _say_session(session, f"{whose}: {place}" if whose else f"{place}")
        if person.forecast is not None:
            lines.append(ResultLine("forecast", whose, person.forecast))
        if person.silent:
            notes.append(f"{whose + ': ' if whose else ''}{person.silent}")
    return Answer(tuple(lines), Chart(ChartKind.FOREST, codes=("returned",)), unique(notes))


def _say_session(session: SessionResponse, subject: str) -> Iterator[ResultLine]:
    for name in SESSION_NUMBERS:
        found = getattr(session, name)
        if found is not None:
            yield ResultLine(name, subject, found)


def _each_person(study: Study) -> Iterator[tuple[int | None, Study]]:
    """Each person's rows under a running number, in order of the pseudonyms; one alone has none."""
    people, rows = study.persons
    for place in range(len(people)):
        number = place + 1 if len(people) > 1 else None
        yield number, study.where(np.flatnonzero(rows == place))
