"""The methods paragraph of a study, for a manuscript, with versions and references.

It is English whatever the language of the report: manuscripts are.
"""

import re

from hemiface.model.study_origin import StudyOrigin
from hemiface.model.study_plan import Design, Rank, StudyPlan
from hemiface.reports.language import get_language
from hemiface.research.study_results import StudyResults, unique

SOFTWARE = {
    "hemiface": "The hemiface maintainers. hemiface: hemifacial spasm, measured from ordinary face "
    "video. Version {version}.",
    "numpy": "Harris CR et al. Array programming with NumPy. Nature 2020;585:357-62. Version "
    "{version}.",
    "scipy": "Virtanen P et al. SciPy 1.0: fundamental algorithms for scientific computing in "
    "Python. Nat Methods 2020;17:261-72. Version {version}.",
    "statsmodels": "Seabold S, Perktold J. Statsmodels: econometric and statistical modeling with "
    "Python. Proc 9th Python in Science Conf 2010:92-6. Version {version}.",
}
"""How each library asks to be cited."""
_COUNTS = re.compile(
    r" of cause \d+ \(\d+ of \d+ persons\)| of \d+ persons and \d+ events|, \d+ persons(?=\.)"
)
_CORRELATION = re.compile(r"ICC\([^)]*\) = ICC\([^)]*\) of \d+ persons and \d+ raters")
HOLM = "Holm 1979, Scand J Stat 6:65-70"
GUIDELINES = {
    Design.COHORT: "STROBE (von Elm et al. 2007, Lancet 370:1453-7)",
    Design.SCREENING: "STARD 2015 (Bossuyt et al. 2015, BMJ 351:h5527)",
    Design.AGREEMENT: "GRRAS (Kottner et al. 2011, J Clin Epidemiol 64:96-106)",
    Design.N_OF_1: "CENT 2015 (Vohra et al. 2015, BMJ 350:h1738)",
}


def write_methods(plan: StudyPlan, results: StudyResults, origin: StudyOrigin) -> tuple[str, ...]:
    """Paragraphs of a methods section; what they say was done is what was done."""
    return (
        " ".join(_write_plan(plan, origin)),
        " ".join(_write_sample(results)),
        " ".join(_write_statistics(plan, results)),
        " ".join(_write_software(plan, origin)),
    )


def list_references(origin: StudyOrigin) -> tuple[str, ...]:
    """Software to cite; methods have their sources in the text."""
    return tuple(
        text.format(version=origin.versions[name])
        for name, text in SOFTWARE.items()
        if name in origin.versions
    )


def _write_plan(plan: StudyPlan, origin: StudyOrigin) -> list[str]:
    primary = [one.title for one in plan.endpoints if one.rank is Rank.PRIMARY]
    said = [f"The question was: {plan.question}"]
    fixed = next((one for one in origin.history if one.what in ("fixed", "changed")), None)
    if fixed is not None:
        said.append(
            f"The plan of the analysis was fixed on {fixed.at[:10]} (SHA-256 {fixed.plan_hash})."
        )
    if origin.is_changed:
        when = "after results had been seen" if origin.is_changed_late else "before any result"
        said.append(
            f"It was changed {when}; what is reported follows the plan of SHA-256 "
            f"{origin.plan_hash}."
        )
    if primary:
        said.append(f"The primary endpoint was: {'; '.join(primary)}.")
    return said


def _write_sample(results: StudyResults) -> list[str]:
    flow = results.flow
    words = get_language("en")
    seen, kept = (words("study.persons", n=n) for n in (flow.persons, flow.kept_persons))
    said = [f"Looked at: {seen} ({flow.rows} rows). Included: {kept} ({flow.kept_rows} rows)."]
    for step in flow.steps:
        reason = step.reason[:1].lower() + step.reason[1:]
        if not step.rows:
            said.append(f"Nobody was left out for this reason: {reason}.")
            continue
        count = words("study.persons", n=step.persons) if step.persons else f"{step.rows} rows"
        said.append(f"Left out: {count} ({reason}).")
        if step.unknown:
            said.append(f"Whether this held was unknown in {step.unknown} rows, which were kept.")
    said.append("Rows that lacked a variable of an endpoint were left out of that endpoint alone.")
    return said


def _write_statistics(plan: StudyPlan, results: StudyResults) -> list[str]:
    said: list[str] = []
    if plan.describe:
        said.append(
            "Numbers are described by mean with standard deviation and median with quartiles, "
            "categories by counts; groups at baseline are compared by standardized differences "
            "(Austin 2009, Stat Med 28:3083-107) and not tested."
        )
    said += unique(_generalize(sentence) for one in results.endpoints for sentence in one.methods)
    tests = [line for one in results.endpoints for line in one.lines if line.p_value >= 0]
    if tests:
        said.append(
            f"P-values were corrected for all tests of primary, and for all of secondary endpoints "
            f"({HOLM}); those of exploratory endpoints are not corrected."
        )
    failed = [one.endpoint.title for one in results.endpoints if one.error]
    if failed:
        said.append(f"Could not be computed: {'; '.join(failed)}.")
    said.append(f"Intervals hold for {100 * plan.level:g} % unless another level is given.")
    return said


def _generalize(sentence: str) -> str:
    """A sentence without the counts of one group, so that groups share it."""
    return _COUNTS.sub("", _CORRELATION.sub("Intraclass correlations by both namings", sentence))


def _write_software(plan: StudyPlan, origin: StudyOrigin) -> list[str]:
    names = ", ".join(f"{name} {version}" for name, version in origin.versions.items())
    return [
        f"Computed with {names}.",
        f"The report follows {GUIDELINES[plan.design]}.",
    ]
