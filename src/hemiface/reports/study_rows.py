"""Tables of a study: table 1, and every number of its endpoints."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import isinf, isnan

from hemiface.model.study import Estimate
from hemiface.model.study_plan import StudyPlan
from hemiface.reports.language import NARROW_SPACE, Language, sensible_digits
from hemiface.reports.study_terms import name_term, say_model, title_line
from hemiface.research.cohort import Description, VariableSummary
from hemiface.research.study_results import EndpointResult, ResultLine

SHARES = frozenset(
    {
        "share_difference",
        "superiority",
        "free_at",
        "incidence_at",
        "sensitivity",
        "specificity",
        "positive_value",
        "negative_value",
        "prevalence",
        "expected_sensitivity",
        "expected_specificity",
    }
)
"""Numbers that are told as per cent."""


@dataclass(frozen=True, slots=True)
class BaselineRow:
    """One line of table 1.

    Parameters
    ----------
    title
        The variable, or a level of the one above.
    cells
        Everybody first, then each group.
    difference
        Standardized difference of the first two groups, or why there is none.
    is_level
        Whether it is a level.
    """

    title: str
    cells: tuple[str, ...]
    difference: str
    is_level: bool = False


@dataclass(frozen=True, slots=True)
class NumberRow:
    """One number of an endpoint, written; below its title the model that it is of."""

    code: str
    title: str
    model: str
    subject: str
    value: str
    interval: str
    level: str
    p_value: str
    corrected: str
    verdict: str


def tabulate_baseline(
    found: tuple[Description, ...], plan: StudyPlan, language: Language
) -> list[BaselineRow]:
    """Table 1: mean and deviation, median and quartiles, or counts; and what is missing."""
    return [row for one in found for row in _describe(one, plan, language)]


def tabulate_numbers(
    result: EndpointResult, plan: StudyPlan, language: Language
) -> list[NumberRow]:
    """Every number of an endpoint."""
    return [_write_line(line, result, plan, language) for line in result.lines]


def say_persons(one: EndpointResult, language: Language) -> str:
    """Of those included, who has a value in an endpoint and who has none, and why."""
    if one.error is not None:
        return language("study.not_computed")
    return language(
        "study.valued",
        included=one.n_included,
        valued=one.n_valued,
        absent=one.n_included - one.n_persons,
        lacking=one.n_persons - one.n_valued,
    )


def write_p_value(value: float, language: Language) -> str:
    """Three decimals, or below a thousandth; nothing where there is no test."""
    if isnan(value):
        return ""
    return f"< {language.number(0.001, 3)}" if value < 0.001 else language.number(value, 3)


def name_line(line: ResultLine, plan: StudyPlan, language: Language) -> str:
    """Of what a number is; what kind it is where it is of nothing else."""
    if line.term is not None:
        return name_term(line.term, plan, language)
    found = line.subject
    # The longest first: the column `age_group` is not `age` with something behind it.
    for column in sorted(plan.columns, key=len, reverse=True):
        if re.match(rf"{re.escape(column)}(?!\w)", found):
            found = plan.title_of(column) + found[len(column) :]
            break
    return found


def _describe(one: Description, plan: StudyPlan, language: Language) -> Iterator[BaselineRow]:
    title = plan.title_of(one.name)
    unit = f", {one.unit}" if one.unit else ""
    difference = (
        language.signed(one.difference, 2)
        if not isnan(one.difference)
        else language(f"study.undefined.{_reason(one.note)}")
        if one.note
        else ""
    )
    missing = tuple(str(group.n_missing) if group.n_missing else "" for group in one.groups)
    if one.levels:
        yield BaselineRow(title, tuple("" for _ in one.groups), difference)
        for place, level in enumerate(one.levels):
            cells = tuple(_write_count(group, place, language) for group in one.groups)
            yield BaselineRow(level, cells, "", is_level=True)
    else:
        yield BaselineRow(f"{title}{unit}", tuple("" for _ in one.groups), difference)
        for key, write in (("mean", _write_mean), ("median", _write_median)):
            cells = tuple(write(group, language) for group in one.groups)
            yield BaselineRow(language(f"study.baseline.{key}"), cells, "", is_level=True)
    if any(missing):
        yield BaselineRow(language("study.baseline.missing"), missing, "", is_level=True)
    if any(not isnan(group.valid_time_s) for group in one.groups):
        cells = tuple(
            language.quantity(group.valid_time_s / 60, "min", 0)
            if not isnan(group.valid_time_s)
            else ""
            for group in one.groups
        )
        yield BaselineRow(language("study.baseline.valid_time"), cells, "", is_level=True)


def _reason(note: str) -> str:
    """Key of the words for why a standardized difference is undefined."""
    return {
        "a category of several levels has no single difference": "levels",
        "a group has fewer than two values": "few",
        "all values are the same": "same",
        "the groups share no value": "disjoint",
    }[note]


def _write_count(group: VariableSummary, place: int, language: Language) -> str:
    count = group.counts[place]
    return f"{count} ({language.percent(count / group.n)})" if group.n else "0"


def _write_mean(group: VariableSummary, language: Language) -> str:
    digits = sensible_digits(group.deviation if group.deviation == group.deviation else None)
    return f"{language.number(group.mean, digits)} ({language.number(group.deviation, digits)})"


def _write_median(group: VariableSummary, language: Language) -> str:
    digits = sensible_digits(group.deviation if group.deviation == group.deviation else None)
    ends = language(
        "range",
        low=language.number(group.lower_quartile, digits),
        high=language.number(group.upper_quartile, digits),
    )
    return f"{language.number(group.median, digits)} ({ends})"


def _write_line(
    line: ResultLine, result: EndpointResult, plan: StudyPlan, language: Language
) -> NumberRow:
    found = line.estimate
    verdict = line.verdict
    if verdict and language.has(f"study.verdict.{verdict.replace(' ', '_')}"):
        verdict = language(f"study.verdict.{verdict.replace(' ', '_')}")
    value, interval = write_estimate(line.code, found, language) if found else ("", "")
    return NumberRow(
        line.code,
        title_line(line, result, plan, language),
        say_model(line, language),
        name_line(line, plan, language),
        value,
        interval,
        language.percent(found.level) if found and interval else "",
        write_p_value(line.p_value, language),
        write_p_value(line.corrected_p_value, language),
        verdict,
    )


def write_estimate(code: str, found: Estimate, language: Language) -> tuple[str, str]:
    """A number with its unit, and its interval."""
    if code == "proportional":
        return write_p_value(found.value, language), ""
    if code in SHARES:
        low, high = (_write_end(100 * end, 1, language) for end in (found.low, found.high))
        unknown = isnan(found.value)
        value = language.number(found.value, 0) if unknown else language.percent(found.value, 1)
    else:
        size = max(
            (abs(end) for end in (found.value, found.low, found.high) if not isinf(end)), default=0
        )
        digits = 2 if 1 <= size < 10 else sensible_digits(0.0 if isnan(size) else size)
        unit = f"{NARROW_SPACE}{found.unit}" if found.unit else ""
        value = f"{_write_end(found.value, digits, language)}{unit}"
        low, high = (_write_end(end, digits, language) for end in (found.low, found.high))
    if isnan(found.low) and isnan(found.high):
        return value, ""
    return value, language("range", low=low, high=high)


def _write_end(value: float, digits: int, language: Language) -> str:
    return language("study.not_reached") if isinf(value) else language.number(value, digits)
