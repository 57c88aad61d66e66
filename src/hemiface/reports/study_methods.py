"""The methods paragraph of a study, for a manuscript, with versions and references."""

import re
from math import isnan

from hemiface.model.study_origin import StudyOrigin
from hemiface.model.study_plan import Design, Rank, StudyPlan
from hemiface.model.study_techniques import Technique
from hemiface.reports.language import Language, get_language
from hemiface.reports.method_sentences import word_method
from hemiface.reports.study_checklists import list_changes
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
FITTED = frozenset({Technique.REPEATED, Technique.HAZARDS, Technique.PREDICTORS})
"""Techniques that statsmodels fits."""
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


def write_methods(
    plan: StudyPlan, results: StudyResults, origin: StudyOrigin, language: str = "en"
) -> tuple[str, ...]:
    """Paragraphs of a methods section; what they say was done is what was done.

    Parameters
    ----------
    plan, results, origin
        What was planned, what came out, and what it was made from.
    language
        ISO 639-1 code.
    """
    t = get_language(language)
    return (
        " ".join(_write_plan(plan, origin, t)),
        " ".join(_write_sample(results, t)),
        " ".join(_write_statistics(plan, results, t)),
        " ".join(_write_software(plan, results, origin, t)),
    )


def list_references(results: StudyResults, origin: StudyOrigin) -> tuple[str, ...]:
    """Software to cite, as far as it computed; methods have their sources in the text."""
    used = _list_used(results, origin)
    return tuple(text.format(version=used[name]) for name, text in SOFTWARE.items() if name in used)


def _list_used(results: StudyResults, origin: StudyOrigin) -> dict[str, str]:
    """Versions of what computed: a library that no endpoint of this study asked is not named."""
    fitted = any(
        one.endpoint.technique in FITTED and one.error is None for one in results.endpoints
    )
    return {
        name: version
        for name, version in origin.versions.items()
        if fitted or name != "statsmodels"
    }


def _write_plan(plan: StudyPlan, origin: StudyOrigin, t: Language) -> list[str]:
    primary = [one.title for one in plan.endpoints if one.rank is Rank.PRIMARY]
    said = [t("study.methods.say.question", question=plan.question)]
    fixed = next((one for one in origin.history if one.what in ("fixed", "changed")), None)
    if fixed is not None:
        said.append(t("study.methods.say.fixed", day=t.day_of(fixed.at), hash=fixed.plan_hash))
    if origin.is_changed:
        when = "changed_late" if origin.is_changed_late else "changed_early"
        changes = list_changes(origin.late_changes, t)
        said.append(t(f"study.methods.say.{when}", hash=origin.plan_hash, changes=changes))
    if origin.data_changes:
        changes = list_changes(origin.data_changes, t)
        said.append(t("study.methods.say.tables", changes=changes))
    if primary:
        said.append(t("study.methods.say.primary", titles="; ".join(primary)))
    return said


def _write_sample(results: StudyResults, t: Language) -> list[str]:
    flow = results.flow
    said = [
        t(
            "study.methods.say.looked",
            seen=t("study.persons", n=flow.persons),
            seen_rows=t("study.rows", n=flow.rows),
            kept=t("study.persons", n=flow.kept_persons),
            kept_rows=t("study.rows", n=flow.kept_rows),
        )
    ]
    for step in flow.steps:
        # A noun of a German sentence keeps its capital.
        reason = step.reason if t.code == "de" else step.reason[:1].lower() + step.reason[1:]
        if not step.rows:
            said.append(t("study.methods.say.nobody", reason=reason))
            continue
        rows = t("study.rows", n=step.rows)
        count = t("study.persons", n=step.persons) if step.persons else rows
        said.append(t("study.methods.say.out", count=count, reason=reason))
        if step.unknown:
            said.append(t("study.methods.say.unknown", n=t("study.rows", n=step.unknown)))
    said.append(t("study.methods.say.lacking"))
    return said


def _write_statistics(plan: StudyPlan, results: StudyResults, t: Language) -> list[str]:
    said = [t("study.methods.say.described")] if plan.describe else []
    if any(len(row.groups) > 1 for row in results.baseline):
        said.append(t("study.methods.say.untested"))
    sentences = unique(generalize(one) for each in results.endpoints for one in each.methods)
    said += [word_method(sentence, t.code) for sentence in sentences]
    said += say_correction(results, t)
    failed = [one.endpoint.title for one in results.endpoints if one.error]
    if failed:
        said.append(t("study.methods.say.failed", titles="; ".join(failed)))
    said.append(t("study.methods.say.level", level=f"{100 * plan.level:g}"))
    return said


def say_correction(results: StudyResults, t: Language) -> list[str]:
    """Which p-values were corrected and which were not, of those that there are."""
    tests = [
        (one.endpoint.rank, isnan(line.corrected_p_value))
        for one in results.endpoints
        for line in one.lines
        if line.p_value >= 0
    ]
    corrected = [rank.value for rank in Rank if (rank, False) in tests]
    said = []
    if corrected:
        said.append(t(f"study.corrected.{'_'.join(corrected)}", holm=HOLM))
    if (Rank.EXPLORATORY, True) in tests:
        said.append(t("study.corrected.not_exploratory"))
    if any(plain and rank is not Rank.EXPLORATORY for rank, plain in tests):
        said.append(t("study.corrected.not_persons"))
    return said


def generalize(sentence: str) -> str:
    """A sentence without the counts of one group, so that groups share it."""
    return _COUNTS.sub("", _CORRELATION.sub("Intraclass correlations by both namings", sentence))


def _write_software(
    plan: StudyPlan, results: StudyResults, origin: StudyOrigin, t: Language
) -> list[str]:
    used = _list_used(results, origin)
    names = ", ".join(f"{name} {version}" for name, version in used.items())
    return [
        t("study.methods.say.computed", names=names),
        t("study.methods.say.follows", guideline=GUIDELINES[plan.design]),
    ]
