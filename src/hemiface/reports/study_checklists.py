"""Reporting guidelines, filled with what a study knows of itself; the rest is for its authors."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from math import isnan
from typing import Any

from hemiface.model.study_origin import PlanEvent, StudyOrigin
from hemiface.model.study_plan import Design, Rank, StudyPlan
from hemiface.model.study_techniques import Technique
from hemiface.reports.language import Language
from hemiface.reports.study_rows import say_persons, tabulate_numbers
from hemiface.research.study_results import EndpointResult, StudyResults

LISTS = {
    Design.COHORT: "strobe",
    Design.SCREENING: "stard",
    Design.AGREEMENT: "grras",
    Design.N_OF_1: "cent",
}
"""Guideline of each design."""


class Filled(StrEnum):
    """How much of an item the study could say."""

    WHOLE = "whole"
    PARTLY = "partly"
    AUTHOR = "author"


@dataclass(frozen=True, slots=True)
class ChecklistRow:
    """One item of a guideline.

    Parameters
    ----------
    number, section, asks
        Which, where in the paper, and what it asks.
    filled
        How much is said.
    answer
        What the study says of itself; empty where only its authors know.
    """

    number: str
    section: str
    asks: str
    filled: Filled
    answer: str


@dataclass(frozen=True, slots=True)
class Checklist:
    """A guideline, filled.

    Parameters
    ----------
    name
        Of its file.
    title, source
        As it is called and published.
    compared
        With what its numbers and content were compared.
    rows
        Every item.
    """

    name: str
    title: str
    source: str
    compared: str
    rows: tuple[ChecklistRow, ...]


def fill_checklist(
    plan: StudyPlan, results: StudyResults, origin: StudyOrigin, language: Language
) -> Checklist:
    """Fill the guideline of a design with what is known."""
    name = LISTS[plan.design]
    values = read_checklist(name)
    facts = gather_facts(plan, results, origin, language)
    rows = []
    for item in values["item"]:
        known = [facts[fill] for fill in item["fill"] if facts.get(fill)]
        filled = (
            Filled.AUTHOR
            if not known
            else Filled.WHOLE
            if len(known) == len(item["fill"])
            else Filled.PARTLY
        )
        rows.append(
            ChecklistRow(
                item["number"],
                language(f"study.section.{item['section']}"),
                item[language.code],
                filled,
                " ".join(known),
            )
        )
    title, compared = (values[part][language.code] for part in ("title", "compared"))
    return Checklist(name, title, values["source"], compared, tuple(rows))


@cache
def read_checklist(name: str) -> Mapping[str, Any]:
    """A shipped guideline as plain values."""
    place = files("hemiface.reports") / "checklists" / f"{name}.toml"
    return tomllib.loads(place.read_text(encoding="utf-8"))


def gather_facts(
    plan: StudyPlan, results: StudyResults, origin: StudyOrigin, language: Language
) -> Mapping[str, str]:
    """What a study can say of itself, by the key that items name; empty where it cannot."""
    flow, t = results.flow, language
    endpoints = results.endpoints
    left_out = "; ".join(
        t(
            "study.fact.exclusion",
            reason=step.reason,
            persons=t("study.persons", n=step.persons),
            rows=t("study.rows", n=step.rows),
        )
        for step in flow.steps
    )
    explored = [one for one in endpoints if one.endpoint.rank is Rank.EXPLORATORY]
    return {
        **plan.words,
        "title": f"{plan.title} ({t(f'study.design.{plan.design}')}).",
        "design": t(f"study.design.{plan.design}") + ".",
        "question": plan.question,
        "exclusions": left_out and t("study.fact.exclusions", steps=left_out),
        "variables": _list(
            f"{one.endpoint.title} ({t(f'study.rank.{one.endpoint.rank}')})" for one in endpoints
        ),
        "sources": t(
            "study.fact.sources", n=len(origin.inputs), version=origin.versions["hemiface"]
        ),
        "statistics": t("study.fact.statistics"),
        "missing": t("study.fact.missing")
        + " "
        + _list(f"{one.endpoint.title}: {say_persons(one, t)}" for one in endpoints)
        + ".",
        "flow": t(
            "study.fact.flow",
            persons=t("study.persons", n=flow.persons),
            out=flow.persons - flow.kept_persons,
            kept=flow.kept_persons,
        ),
        "diagram": t("study.fact.diagram"),
        "table1": t("study.fact.table1") if results.baseline else "",
        "table1_missing": _list(
            f"{plan.title_of(one.name)}: {one.groups[0].n_missing}" for one in results.baseline
        ),
        "endpoint_counts": _list(
            t(
                "study.fact.count",
                title=one.endpoint.title,
                persons=t("study.persons", n=one.n_valued),
            )
            for one in endpoints
        ),
        "results": t("study.fact.results"),
        "exploratory": _list(one.endpoint.title for one in explored),
        "cutoffs": _list(_say_cutoff(one, language) for one in endpoints),
        "crosstable": _list(_say_crosstable(one, plan, language) for one in endpoints),
        "plan": say_history(origin, language),
        "changes": say_history(origin, language),
        "files": t("study.fact.files"),
    }


def say_history(origin: StudyOrigin, language: Language) -> str:
    """When a plan was fixed and whether it was changed, with both hashes."""
    fixed = next((one for one in origin.history if one.what == "fixed"), None)
    if fixed is None:
        return ""
    day = language.day_of(fixed.at)
    key = "late" if origin.is_changed_late else "early" if origin.is_changed else "kept"
    said = language(
        f"study.history.{key}",
        day=day,
        before=origin.first_hash,
        hash=origin.plan_hash,
        changes=list_changes(origin.late_changes, language),
    )
    if origin.data_changes:
        changes = list_changes(origin.data_changes, language)
        said += " " + language("study.history.tables", changes=changes)
    return said


def list_changes(events: Iterable[PlanEvent], language: Language) -> str:
    """Each with its day and the beginning of its hash: of the tables where it has one."""
    return "; ".join(
        language(
            "study.history.change",
            day=language.day_of(one.at),
            hash=(one.data_hash or one.plan_hash)[:16],
        )
        for one in events
    )


def _say_cutoff(one: EndpointResult, language: Language) -> str:
    if one.endpoint.technique is Technique.SCREEN:
        return language("study.fact.cutoff_fixed", cutoff=one.endpoint.options["cutoff"])
    if one.endpoint.technique is Technique.CUTOFF:
        found = next((line for line in one.lines if line.code == "chosen_cutoff"), None)
        if found and found.estimate and not isnan(found.estimate.value):
            return language(
                "study.fact.cutoff_chosen", cutoff=language.quantity(found.estimate.value)
            )
    return ""


def _say_crosstable(one: EndpointResult, plan: StudyPlan, language: Language) -> str:
    if one.endpoint.technique is not Technique.SCREEN or one.error:
        return ""
    rows = [row for row in tabulate_numbers(one, plan, language) if row.verdict]
    return ", ".join(f"{row.title} {row.verdict}" for row in rows)


def _list(parts: Iterable[str]) -> str:
    return "; ".join(part for part in parts if part)
