"""What the numbers of a regression compare, in the words of the study; the model stands below."""

from collections.abc import Mapping

from hemiface.model.study_plan import StudyPlan
from hemiface.model.study_techniques import CORRELATION, Technique
from hemiface.reports.language import Language
from hemiface.research.compared_terms import ComparedTerm
from hemiface.research.study_results import EndpointResult, ResultLine

LEADS: Mapping[Technique, tuple[str, ...]] = {
    Technique.SCREEN: ("sensitivity", "specificity"),
    Technique.CUTOFF: ("chosen_cutoff", "expected_sensitivity", "expected_specificity"),
    Technique.LIMITS: ("bias", "lower_limit", "upper_limit"),
}
"""Numbers that answer only together: a test that everybody passes has a sensitivity of 1."""
PARTS = {"term": "value", "intercept": "value", "hazard_ratio": "event", "odds_ratio": "truth"}
"""Which column of an endpoint each kind of number says something of."""


def title_line(
    line: ResultLine, result: EndpointResult, plan: StudyPlan, language: Language
) -> str:
    """What kind of number it is, of what the study asks."""
    term = line.term
    part = PARTS.get(line.code)
    if term is None or part is None:
        return language(f"study.line.{line.code}")
    about = _name_cause(result, plan) or plan.title_of(str(result.endpoint.options.get(part, "")))
    if line.code != "term":
        return language(f"study.asked.{line.code}", about=about)
    if term.along:
        return language("study.asked.product", about=about, along=plan.title_of(term.along))
    return language(f"study.asked.{'level' if term.level else 'slope'}", about=about)


def say_model(line: ResultLine, language: Language) -> str:
    """Which model a number is of; empty where its kind says it."""
    key = f"study.model.{line.code}"
    return language(key) if language.has(key) else ""


def name_term(term: ComparedTerm, plan: StudyPlan, language: Language) -> str:
    """What is compared with what, and where other variables stand meanwhile."""
    steps = []
    if term.level:
        sides = {"level": term.level, "reference": term.reference}
        steps.append(f"{plan.title_of(term.column)}: {language('study.sides', **sides)}")
    step = term.along or ("" if term.level else term.column)
    if step:
        steps.append(_say_step(step, plan, language))
    said = ", ".join(steps)
    held = "; ".join(_say_held(name, at, plan) for name, at in term.held)
    if not held:
        return said
    return language("study.held", said=said, where=held) if said else held


def pick_leads(result: EndpointResult, plan: StudyPlan) -> list[int]:
    """Places of the lines that answer an endpoint: of a regression, what tells groups apart."""
    endpoint = result.endpoint
    codes = LEADS.get(endpoint.technique, ())
    together = [place for place, line in enumerate(result.lines) if line.code in codes]
    if endpoint.technique is Technique.RELIABILITY:
        asked = f"{endpoint.options.get('icc', CORRELATION)} "
        together = [
            place for place, line in enumerate(result.lines) if line.subject.startswith(asked)
        ]
    if together:
        return together
    terms = [(place, line.term) for place, line in enumerate(result.lines) if line.p_value >= 0]
    courses = [place for place, term in terms if term and term.along]
    groups = [place for place, term in terms if term and plan.group == term.column]
    tested = [place for place, term in terms if term]
    return courses or groups or tested[:1] or [0]


def _name_cause(result: EndpointResult, plan: StudyPlan) -> str:
    """What one of several causes is called where an endpoint of the same event names it."""
    event, cause = (result.endpoint.options.get(name) for name in ("event", "cause"))
    if not isinstance(cause, int | float):
        return ""
    for one in plan.endpoints:
        names = one.options.get("causes", ())
        if one.options.get("event") == event and isinstance(names, tuple):
            for number, name in enumerate(names, start=1):
                if number == cause:
                    return str(name)
    return f"{plan.title_of(str(event))} {cause:g}"


def _say_step(column: str, plan: StudyPlan, language: Language) -> str:
    unit = plan.column_units.get(column, "")
    title = plan.title_of(column)
    return language("study.step" if unit else "study.step_alone", title=title, unit=unit)


def _say_held(column: str, at: str, plan: StudyPlan) -> str:
    return f"{plan.title_of(column)}: {at}"
